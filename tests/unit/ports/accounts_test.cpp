// Goal: an edit that says nothing changes nothing, and a new account may do the least.
// Method: defaults. The contract itself is tested with the implementation
// (tests/unit/adapters/identity).
#include <timewright/ports/accounts.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright;

TEST(NewAccount, IsAMemberUnlessItIsSaid) { EXPECT_EQ(new_account{}.granted, role::member); }

TEST(AccountEdit, ChangesNothingUnlessItIsSaid) {
    const account_edit nothing;
    EXPECT_FALSE(nothing.name || nothing.password || nothing.granted || nothing.disabled);
}

TEST(Account, IsEqualWhenItIsTheSamePersonInTheSameState) {
    const account ana{.who = {.account = account_id::from_number(1), .email = "ana@example.com"}};
    account disabled = ana;
    disabled.disabled = true;
    EXPECT_EQ(ana, account(ana));
    EXPECT_NE(ana, disabled);
}

} // namespace
