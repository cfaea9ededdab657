// Goal: the values of the identity port say what they mean, and roles survive being written.
// Method: every role there and back; spellings that are none. The contract itself is tested with each
// implementation (tests/unit/adapters/identity).
#include <timewright/ports/identity.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright;

TEST(Role, ReadsBackAsItIsWritten) {
    for (const role granted : {role::member, role::admin})
        EXPECT_EQ(role_from_string(to_string(granted)), granted);
}

TEST(Role, IsNothingElse) {
    for (const char* text : {"", "Admin", "admin ", "administrator", "member,admin"})
        EXPECT_FALSE(role_from_string(text)) << text;
}

TEST(Principal, IsNoAdministratorUnlessItIsSaid) {
    EXPECT_FALSE(principal{}.is_admin());
    EXPECT_TRUE(principal{.granted = role::admin}.is_admin());
}

} // namespace
