// Goal: an error says what, where and whether to try again; its numbers and slugs stay as they are.
// Method: the stable values are written out here, so that a change of them fails.
#include <timewright/base/error.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace timewright {
namespace {

TEST(Error, NumbersAndSlugsAreStable) {
    const struct {
        errc code;
        int number;
        const char* slug;
    } table[] = {
        {errc::invalid_input, 0, "invalid-input"},
        {errc::not_found, 1, "not-found"},
        {errc::unknown_zone, 2, "unknown-zone"},
        {errc::corrupt_data, 3, "corrupt-data"},
        {errc::limit_reached, 4, "limit-reached"},
        {errc::unsupported, 5, "unsupported"},
        {errc::ambiguous_time, 6, "ambiguous-time"},
        {errc::version_mismatch, 7, "version-mismatch"},
        {errc::unauthorized, 8, "unauthorized"},
        {errc::forbidden, 9, "forbidden"},
        {errc::unavailable, 10, "unavailable"},
        {errc::io, 11, "io"},
        {errc::internal, 12, "internal"},
    };
    std::set<std::string> slugs;
    for (const auto& row : table) {
        EXPECT_EQ(static_cast<int>(row.code), row.number);
        EXPECT_STREQ(to_slug(row.code), row.slug);
        slugs.insert(row.slug);
    }
    EXPECT_EQ(slugs.size(), std::size(table));
}

TEST(Error, ByDefaultItIsNeverWorthTryingAgain) {
    EXPECT_EQ(error{}.again, retry::never);
    EXPECT_EQ(invalid_input("no").again, retry::never);
    EXPECT_EQ(invalid_input("no").code, errc::invalid_input);
}

TEST(Error, TextLeavesOutWhatIsNotKnown) {
    error e = invalid_input("the hours go from 00 to 23");
    EXPECT_EQ(to_string(e), "the hours go from 00 to 23");
    e.where = {.file = "ana.ics", .line = 7, .column = 12};
    EXPECT_EQ(to_string(e), "ana.ics:7:12: the hours go from 00 to 23");
    e.where.column = 0;
    EXPECT_EQ(to_string(e), "ana.ics:7: the hours go from 00 to 23");
    e.where = {.file = "", .line = 7, .column = 0};
    EXPECT_EQ(to_string(e), "7: the hours go from 00 to 23");
    e.where = {.file = "ana.ics", .line = 0, .column = 3};
    EXPECT_EQ(to_string(e), "ana.ics: the hours go from 00 to 23");
}

TEST(Error, TextNamesTheMemberOfJsonInput) {
    error e = invalid_input("a number is needed");
    e.pointer = "/participants/0";
    EXPECT_EQ(to_string(e), "a number is needed (at /participants/0)");
}

TEST(Error, EqualityLooksAtEveryField) {
    const error e = invalid_input("no");
    error other = e;
    EXPECT_EQ(e, other);
    other.where.line = 1;
    EXPECT_NE(e, other);
    other = e;
    other.again = retry::in_doubt;
    EXPECT_NE(e, other);
}

} // namespace
} // namespace timewright
