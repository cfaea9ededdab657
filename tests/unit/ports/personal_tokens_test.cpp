// Goal: a token has what it was given and nothing besides, and narrows its owner to that.
// Method: every scope there and back; every role with every set of scopes. The contract itself is
// tested with the implementation (tests/unit/adapters/identity).
#include <timewright/ports/personal_tokens.hpp>

#include <gtest/gtest.h>

namespace {

using namespace timewright;

TEST(TokenScope, ReadsBackAsItIsWritten) {
    for (const token_scope one : all_token_scopes)
        EXPECT_EQ(token_scope_from_string(to_string(one)), one);
}

TEST(TokenScope, IsNothingElse) {
    for (const char* text : {"", "Read", "read ", "read book", "account", "all", "*"})
        EXPECT_FALSE(token_scope_from_string(text)) << text;
}

TEST(TokenScopes, AreThoseThatWereNamed) {
    EXPECT_TRUE(token_scopes{}.empty());
    const token_scopes two{token_scope::read, token_scope::admin};
    EXPECT_TRUE(two.contains(token_scope::read));
    EXPECT_FALSE(two.contains(token_scope::book)) << "admin includes nothing else";
    EXPECT_TRUE(two.contains(token_scope::admin));
    EXPECT_FALSE(two.contains(token_scope::account));
    EXPECT_EQ(two, (token_scopes{token_scope::admin, token_scope::read}));
    for (const token_scope one : all_token_scopes) EXPECT_TRUE(token_scopes::all().contains(one));
    EXPECT_TRUE(token_scopes::all().contains(token_scope::account));
}

TEST(NewToken, HasNoScopeUnlessItIsSaid) { EXPECT_TRUE(new_token{}.scopes.empty()); }

TEST(Narrowed, LeavesThePowersOfAnAdministratorToTheScopeAdmin) {
    for (const role granted : all_roles) {
        const principal whole{.email = "ana@example.com", .granted = granted};
        EXPECT_EQ(whole.scopes, token_scopes::all());
        const bool keeps = granted == role::admin || granted == role::facility_manager;
        const principal reader = narrowed(whole, {token_scope::read, token_scope::book});
        EXPECT_EQ(reader.granted, keeps ? role::member : granted);
        EXPECT_FALSE(reader.keeps_rooms());
        EXPECT_EQ(reader.email, whole.email);
        EXPECT_EQ(narrowed(whole, {token_scope::admin}).granted, granted);
        EXPECT_EQ(narrowed(whole, {token_scope::admin}).scopes, token_scopes{token_scope::admin});
    }
}

} // namespace
