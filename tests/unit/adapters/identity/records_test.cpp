// Goal: accounts, sessions and tokens read back as they were written, whatever is in their text, and damaged
// records open nothing. Method: there and back; one line changed at a time.
#include "records.hpp"

#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace timewright;
using namespace timewright::identity_local;

account_record ana() {
    return {.known = {.who = {.account = account_id::from_number(1),
                              .organization = organization_id::from_number(2),
                              .user = calendar_user_id::from_number(3),
                              .email = "ana@example.com",
                              .name = "Ana\r\nX-ROLE:admin",
                              .granted = role::member}},
            .password_hash = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA",
            .generation = 7};
}

TEST(AccountRecord, ReadsBackAndLetsNoNameAddALine) {
    const auto again = to_account(to_text(ana()));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->known.who.granted, role::member);
    EXPECT_EQ(again->known.who.user, calendar_user_id::from_number(3));
    EXPECT_EQ(again->password_hash, ana().password_hash);
    EXPECT_EQ(again->generation, 7U);
    EXPECT_FALSE(again->known.disabled);
}

TEST(AccountRecord, ThatIsDamagedIsAnError) {
    std::string text = to_text(ana());
    EXPECT_FALSE(to_account(""));
    EXPECT_FALSE(to_account("BEGIN:X-ACCOUNT\r\nEND:X-ACCOUNT\r\n"));
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string copy = text;
        copy.replace(copy.find(from), from.size(), to);
        return to_account(copy);
    };
    EXPECT_FALSE(changed("X-ROLE:member", "X-ROLE:owner"));
    EXPECT_FALSE(changed("X-GENERATION:7", "X-GENERATION:x"));
    EXPECT_TRUE(changed("X-DISABLED:no", "X-DISABLED:maybe")->known.disabled)
        << "what is not clearly open is closed";
}

TEST(SessionRecord, ReadsBack) {
    const session_record made{.email = "ana@example.com",
                              .account = account_id::from_number(1),
                              .generation = 3,
                              .expires_at = *parse_rfc3339("2026-11-23T00:00:00Z")};
    const auto again = to_session(to_text(made));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->email, made.email);
    EXPECT_EQ(again->account, made.account);
    EXPECT_EQ(again->generation, 3U);
    EXPECT_EQ(again->expires_at, made.expires_at);
    EXPECT_FALSE(to_session(to_text(ana())));
}

token_record display() {
    return {.email = "ana@example.com",
            .account = account_id::from_number(1),
            .generation = 3,
            .digest = "abc",
            .what = {.id = token_id::from_number(5),
                     .name = "display\r\nX-SCOPES:admin",
                     .scopes = {token_scope::read, token_scope::book},
                     .created_at = *parse_rfc3339("2026-11-23T00:00:00Z"),
                     .expires_at = *parse_rfc3339("2026-12-23T00:00:00Z")}};
}

TEST(TokenRecord, ReadsBackAndLetsNoNameAddAScope) {
    token_record made = display();
    const auto again = to_token_record(to_text(made));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->what.scopes, made.what.scopes);
    EXPECT_FALSE(again->what.last_used);
    EXPECT_EQ(again->email, made.email);
    EXPECT_EQ(again->account, made.account);
    EXPECT_EQ(again->generation, 3U);
    EXPECT_EQ(again->digest, "abc");
    made.what.last_used = std::chrono::sys_days(std::chrono::days(20'000));
    EXPECT_EQ(to_token_record(to_text(made))->what.last_used, made.what.last_used);
}

TEST(TokenRecord, ThatIsDamagedIsAnError) {
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string copy = to_text(display());
        copy.replace(copy.find(from), from.size(), to);
        return to_token_record(copy);
    };
    EXPECT_FALSE(to_token_record(""));
    EXPECT_FALSE(to_token_record(to_text(ana())));
    EXPECT_FALSE(changed("X-SCOPES:read book", "X-SCOPES:read everything"));
    EXPECT_FALSE(changed("X-SCOPES:read book", "X-SCOPES:account"));
    EXPECT_FALSE(changed("X-GENERATION:3", "X-GENERATION:x"));
    EXPECT_FALSE(changed("X-EXPIRES:2026", "X-EXPIRES:soon"));
}

} // namespace
