// Goal: cursors read back as they were written, and nothing else is one.
// Method: a property over all cursors and keys; texts that are near.
#include <timewright/adapters/json/cursor.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <string>

namespace {

using namespace timewright;

TEST(FeedCursorText, ReadsBack) {
    EXPECT_TRUE(rc::check("every cursor", [](std::uint64_t transaction, std::uint32_t ordinal) {
        const feed_cursor cursor{.transaction = transaction, .ordinal = ordinal};
        const auto again = json::feed_cursor_from(json::to_text(cursor));
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == cursor);
    }));
}

TEST(FeedCursorText, IsNothingElse) {
    for (const char* text : {"", ".", "1", "1.", ".1", "1.2.3", "g.1", "1.1 ", "-1.1", "0x1.1",
                             "11111111111111111.1", "1.111111111", "1,1"})
        EXPECT_FALSE(json::feed_cursor_from(text)) << text;
}

TEST(PageCursor, ReadsBackWhateverTheKey) {
    EXPECT_TRUE(rc::check("every key", [](const std::string& key) {
        const auto again = json::sort_key_of(json::page_cursor_of(key));
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == key);
    }));
}

TEST(PageCursor, IsNothingElse) {
    for (const char* text : {"0", "0g", "AB", "00 "}) EXPECT_FALSE(json::sort_key_of(text)) << text;
}

} // namespace
