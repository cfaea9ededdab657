// Goal: the values of the directory port mean what they say. Its contract is the conformance suite.
// Method: defaults and equality.
#include <timewright/ports/directory.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright;

TEST(DirectoryKey, DiffersWhenAnyOfItsPartsDoes) {
    const directory_key one{default_organization, "account", "ana"};
    EXPECT_EQ(one, (directory_key{default_organization, "account", "ana"}));
    EXPECT_NE(one, (directory_key{default_organization, "account", "ben"}));
    EXPECT_NE(one, (directory_key{default_organization, "token", "ana"}));
    EXPECT_NE(one, (directory_key{{}, "account", "ana"}));
}

TEST(DirectoryRecord, HasNoVersionBeforeItIsPut) {
    const directory_record fresh{.key = {}};
    EXPECT_EQ(fresh.version, 0U);
    EXPECT_NE(fresh, (directory_record{.key = {}, .version = 1}));
    EXPECT_NE(fresh, (directory_record{.key = {}, .body = "b"}));
}

TEST(DirectoryPage, IsTheLastUntilItSaysOtherwise) { EXPECT_FALSE(directory_page{}.next); }

TEST(Directory, TakesRecordsOfAMebibyte) { EXPECT_EQ(directory::body_bytes_max, 1'048'576U); }

} // namespace
