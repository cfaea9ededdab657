// Goal: records are versioned, so that no editor overwrites another silently, and listed by key.
// Method: each rule by hand; a race of editors of which one wins each round.
#include <timewright/storage/memory_directory.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace timewright;

directory_key account(std::string key) { return {default_organization, "account", std::move(key)}; }

TEST(MemoryDirectory, FindsWhatWasPut) {
    memory_directory kept;
    EXPECT_EQ(*kept.put(account("ana"), 0, "first"), 1U);
    EXPECT_EQ(*kept.find(account("ana")), (directory_record{account("ana"), 1, "first"}));
    EXPECT_EQ(*kept.put(account("ana"), 1, "second"), 2U);
    EXPECT_EQ(kept.find(account("ana"))->body, "second");
    EXPECT_EQ(kept.find(account("ben")).error().code, errc::not_found);
    EXPECT_EQ(kept.find(account("ben")).error().message, "there is no account \"ben\"");
}

TEST(MemoryDirectory, PutsNothingOverAVersionThatWasNotRead) {
    memory_directory kept;
    ASSERT_TRUE(kept.put(account("ana"), 0, "first"));
    const auto again = kept.put(account("ana"), 0, "another");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::version_mismatch);
    EXPECT_EQ(again.error().message, "the account \"ana\" is at version 1, not 0");
    EXPECT_EQ(kept.put(account("ana"), 7, "another").error().code, errc::version_mismatch);
    EXPECT_EQ(kept.put(account("ben"), 1, "another").error().code, errc::version_mismatch);
    EXPECT_EQ(kept.find(account("ana"))->body, "first");
}

TEST(MemoryDirectory, RemovesAtTheVersionReadOnly) {
    memory_directory kept;
    ASSERT_TRUE(kept.put(account("ana"), 0, "first"));
    EXPECT_EQ(kept.put(account("ana"), 2, std::nullopt).error().code, errc::version_mismatch);
    EXPECT_EQ(*kept.put(account("ana"), 1, std::nullopt), 0U);
    EXPECT_FALSE(kept.find(account("ana")));
    EXPECT_EQ(*kept.put(account("ana"), 0, std::nullopt), 0U); // there is nothing to remove
}

TEST(MemoryDirectory, TakesBodiesOfAMebibyteAndNoMore) {
    memory_directory kept;
    EXPECT_TRUE(kept.put(account("ana"), 0, std::string(directory::body_bytes_max, 'b')));
    EXPECT_EQ(
        kept.put(account("ana"), 1, std::string(directory::body_bytes_max + 1, 'b')).error().code,
        errc::limit_reached);
}

TEST(MemoryDirectory, ListsOneKindOfOneOrganizationByKeyAndInPages) {
    memory_directory kept;
    for (const char* key : {"eve", "ana", "dan", "ben", "cyd"})
        ASSERT_TRUE(kept.put(account(key), 0, key));
    ASSERT_TRUE(kept.put({default_organization, "token", "bob"}, 0, "t"));
    ASSERT_TRUE(kept.put({organization_id::from_number(9), "account", "bea"}, 0, "o"));

    std::vector<std::string> keys;
    std::string after;
    int pages = 0;
    for (bool more = true; more; ++pages) {
        const auto page = kept.list(default_organization, "account", after, 2);
        ASSERT_TRUE(page);
        for (const directory_record& r : page->records) {
            EXPECT_EQ(r.body, r.key.key);
            keys.push_back(r.key.key);
        }
        more = page->next.has_value();
        if (more) after = *page->next;
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"ana", "ben", "cyd", "dan", "eve"}));
    EXPECT_EQ(pages, 3);
    EXPECT_FALSE(kept.list(default_organization, "account", "", 5)->next); // exactly the last
    EXPECT_TRUE(kept.list(default_organization, "nothing", "", 5)->records.empty());
}

TEST(MemoryDirectory, LetsOneOfManyEditorsWinEachRound) {
    memory_directory kept;
    ASSERT_TRUE(kept.put(account("ana"), 0, "0"));
    std::atomic<int> wins{0};
    std::vector<std::thread> editors;
    for (int editor = 0; editor < 4; ++editor)
        editors.emplace_back([&] {
            for (int mine = 0; mine < 100;) {
                const auto read = kept.find(account("ana"));
                const std::string next = std::to_string(std::stoi(read->body) + 1);
                if (!kept.put(account("ana"), read->version, next)) continue;
                ++mine;
                ++wins;
            }
        });
    for (std::thread& t : editors) t.join();
    EXPECT_EQ(wins, 400);
    EXPECT_EQ(*kept.find(account("ana")), (directory_record{account("ana"), 401, "400"}));
}

} // namespace
