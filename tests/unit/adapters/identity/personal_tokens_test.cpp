// Goal: a personal token is its account within its scopes until it ends, is told once, and nobody gets
// in by anything that looks like one. Method: a memory directory and a clock that is moved.
#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/storage/memory_directory.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace timewright;
using namespace std::chrono_literals;

constexpr token_scope read_it = token_scope::read;
constexpr token_scope book_it = token_scope::book;
constexpr token_scope admin_it = token_scope::admin;

struct world {
    manual_clock present{*parse_rfc3339("2026-11-22T12:00:00Z")};
    memory_directory records;
    local_identity who{records, present, {.cost = {.passes = 1, .memory_kib = 64, .lanes = 1}}};
    principal ana = add("ana@example.com", role::admin);
    principal ben = add("ben@example.com", role::member);

    principal add(const std::string& email, role granted) {
        return who
            .create({.organization = organization_id::from_number(1),
                     .user = calendar_user_id::from_number(9),
                     .email = email,
                     .name = "N",
                     .password = "correct horse",
                     .granted = granted})
            ->who;
    }
    result<issued_token, error> issue(const principal& owner, token_scopes scopes = {read_it},
                                      std::chrono::seconds length = std::chrono::days(90)) {
        return who.issue_token(
            owner, {.name = "display", .scopes = scopes, .expires_at = present.now() + length});
    }
    std::string secret_of(const principal& owner, token_scopes scopes = {read_it}) {
        return issue(owner, scopes)->secret;
    }
    bool alive(const std::string& secret) { return who.authenticate(secret).has_value(); }
    std::size_t kept() { return records.list({}, "token", "", 100)->records.size(); }
};

/// Where the part at random begins, in which underscores may be too.
std::size_t random_at(const std::string& secret) {
    return secret.find('_', secret.find('_') + 1) + 1;
}

TEST(PersonalToken, IsItsAccountWithinItsScopes) {
    world w;
    const auto made = w.issue(w.ben, {read_it, book_it});
    ASSERT_TRUE(made);
    auto expected = w.ben;
    expected.scopes = {read_it, book_it};
    EXPECT_EQ(*w.who.authenticate(made->secret), expected);
    EXPECT_EQ(made->what.name, "display");
    EXPECT_EQ(made->what.created_at, w.present.now());
    EXPECT_EQ(made->what.expires_at, w.present.now() + std::chrono::days(90));
    EXPECT_NE(w.secret_of(w.ben), made->secret);
}

TEST(PersonalToken, HasThePowersOfARoleOnlyWithTheScopeAdmin) {
    world w;
    EXPECT_EQ(w.who.authenticate(w.secret_of(w.ana))->granted, role::member);
    EXPECT_EQ(w.who.authenticate(w.secret_of(w.ana, {read_it, admin_it}))->granted, role::admin);
    EXPECT_EQ(w.issue(w.ben, {admin_it}).error().code, errc::forbidden);
    w.who.edit("ben@example.com", {.granted = role::facility_manager}).value();
    const std::string keeps = w.secret_of(w.ben, {admin_it});
    EXPECT_EQ(w.who.authenticate(keeps)->granted, role::facility_manager);
    w.who.edit("ben@example.com", {.granted = role::viewer}).value();
    EXPECT_EQ(w.who.authenticate(keeps)->granted, role::viewer) << "never more than the account";
}

TEST(PersonalToken, NeedsANameAScopeAndAnEndThatCanBe) {
    world w;
    const auto issue = [&](const std::string& name, token_scopes scopes,
                           std::chrono::seconds length) {
        return w.who.issue_token(
            w.ana, {.name = name, .scopes = scopes, .expires_at = w.present.now() + length});
    };
    const auto code = [&](auto&& made) { return made ? errc::internal : made.error().code; };
    EXPECT_EQ(code(issue("", {read_it}, 1h)), errc::invalid_input);
    EXPECT_EQ(code(issue(std::string(201, 'x'), {read_it}, 1h)), errc::invalid_input);
    EXPECT_EQ(code(issue("x", {}, 1h)), errc::invalid_input);
    EXPECT_EQ(code(issue("x", token_scopes::all(), 1h)), errc::invalid_input)
        << "no token is for the account itself";
    EXPECT_EQ(code(issue("x", {read_it}, 0s)), errc::invalid_input);
    EXPECT_EQ(code(issue("x", {read_it}, std::chrono::days(366) + 1s)), errc::invalid_input);
    EXPECT_EQ(w.kept(), 0U);
    EXPECT_TRUE(issue(std::string(200, 'x'), {read_it, book_it, admin_it}, std::chrono::days(366)));
}

TEST(PersonalToken, IsKeptOnlyAsADigest) {
    world w;
    const std::string secret = w.secret_of(w.ana);
    EXPECT_TRUE(secret.starts_with("timewright_"));
    const auto page = w.records.list({}, "token", "", 10);
    ASSERT_EQ(page->records.size(), 1U);
    const std::string text = page->records[0].key.key + page->records[0].body;
    EXPECT_EQ(text.find(secret.substr(random_at(secret))), std::string::npos);
    EXPECT_EQ(text.find("timewright_"), std::string::npos);
}

TEST(PersonalToken, EndsWhenItExpires) {
    world w;
    const std::string secret = w.issue(w.ana, {read_it}, 60s)->secret;
    w.present.advance(59s);
    EXPECT_TRUE(w.alive(secret));
    w.present.advance(1s);
    EXPECT_FALSE(w.alive(secret));
    EXPECT_TRUE(w.who.list_tokens(w.ana)->empty());
    EXPECT_EQ(*w.who.sweep(), 1U);
    EXPECT_EQ(w.kept(), 0U);
}

TEST(PersonalToken, EndsAloneWhenItIsRevoked) {
    world w;
    const auto one = w.issue(w.ana);
    const auto other = w.issue(w.ana);
    EXPECT_EQ(w.who.revoke_token(w.ben, one->what.id).error().code, errc::not_found)
        << "nobody ends another's";
    EXPECT_TRUE(w.alive(one->secret));
    EXPECT_TRUE(w.who.revoke_token(w.ana, one->what.id));
    EXPECT_FALSE(w.alive(one->secret));
    EXPECT_TRUE(w.alive(other->secret));
    EXPECT_EQ(w.who.revoke_token(w.ana, one->what.id).error().code, errc::not_found);
    EXPECT_TRUE(w.who.sign_out(other->secret));
    EXPECT_TRUE(w.alive(other->secret)) << "signing out ends sessions";
}

TEST(PersonalToken, EndsWithWhatEndsAllSessions) {
    world w;
    const auto dies = [&](auto&& change) {
        const std::string secret = w.secret_of(w.ben);
        EXPECT_TRUE(w.alive(secret));
        change();
        return !w.alive(secret);
    };
    EXPECT_TRUE(
        dies([&] { w.who.edit("ben@example.com", {.password = "correct horse"}).value(); }));
    const std::string before = w.secret_of(w.ben);
    EXPECT_TRUE(dies([&] { w.who.edit("ben@example.com", {.disabled = true}).value(); }));
    EXPECT_EQ(w.issue(w.ben).error().code, errc::unauthorized) << "nor is a new one made";
    w.who.edit("ben@example.com", {.disabled = false}).value();
    EXPECT_FALSE(w.alive(before)) << "enabling wakes no old token";
    EXPECT_TRUE(w.who.list_tokens(w.ben)->empty());
    EXPECT_TRUE(dies([&] { w.who.remove("ben@example.com").value(); }));
    const principal again = w.add("ben@example.com", role::admin);
    EXPECT_FALSE(w.alive(before)) << "the address alone is not the account";
    EXPECT_TRUE(w.who.list_tokens(again)->empty());
    const std::string anas = w.secret_of(w.ana);
    EXPECT_EQ(*w.who.sweep(), 1U) << "the others went when room was made";
    EXPECT_EQ(w.kept(), 1U);
    EXPECT_TRUE(w.alive(anas));
}

TEST(PersonalToken, IsListedForItsOwnerAlone) {
    world w;
    std::set<token_id> made;
    for (int i = 0; i < 3; ++i) made.insert(w.issue(w.ana)->what.id);
    w.issue(w.ben).value();
    std::set<token_id> listed;
    const auto all = w.who.list_tokens(w.ana);
    ASSERT_TRUE(all);
    for (const personal_token& one : *all) listed.insert(one.id);
    EXPECT_EQ(listed, made);
    EXPECT_EQ(w.who.list_tokens(w.ben)->size(), 1U);
}

TEST(PersonalToken, TellsTheDayOfItsLastUse) {
    world w;
    const std::string secret = w.secret_of(w.ana);
    const auto last_used = [&] { return w.who.list_tokens(w.ana)->front().last_used; };
    EXPECT_FALSE(last_used());
    const auto first = std::chrono::floor<std::chrono::days>(w.present.now());
    EXPECT_TRUE(w.alive(secret));
    EXPECT_EQ(last_used(), first);
    const auto version = w.records.list({}, "token", "", 1)->records[0].version;
    EXPECT_TRUE(w.alive(secret));
    EXPECT_EQ(w.records.list({}, "token", "", 1)->records[0].version, version)
        << "one write a day, not one a request";
    w.present.advance(std::chrono::days(2));
    EXPECT_EQ(last_used(), first);
    EXPECT_TRUE(w.alive(secret));
    EXPECT_EQ(last_used(), first + std::chrono::days(2));
}

TEST(PersonalToken, IsOneOfAsManyAsAnAccountMayHave) {
    world w;
    for (std::size_t i = 0; i < personal_tokens::tokens_max; ++i)
        ASSERT_TRUE(w.issue(w.ana, {read_it}, i == 0 ? 1h : 2h));
    const auto full = w.issue(w.ana);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, errc::limit_reached);
    EXPECT_EQ(full.error().message,
              "an account has at most 50 tokens; take one away that is not needed any more");
    EXPECT_TRUE(w.issue(w.ben)) << "others are not counted";
    w.present.advance(1h);
    EXPECT_TRUE(w.issue(w.ana)) << "the dead are not counted";
    EXPECT_EQ(w.kept(), personal_tokens::tokens_max + 1) << "and not kept";
}

TEST(PersonalToken, OfAnIdIsMadeOnce) {
    world w;
    const new_token asked{.id = token_id::from_number(7),
                          .name = "display",
                          .scopes = {read_it},
                          .expires_at = w.present.now() + 1h};
    const auto made = w.who.issue_token(w.ana, asked);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->what.id, asked.id);
    EXPECT_EQ(w.who.issue_token(w.ana, asked).error().code, errc::version_mismatch);
    EXPECT_TRUE(w.alive(made->secret));
    EXPECT_TRUE(w.who.issue_token(w.ben, asked)) << "another's ids are their own";
}

TEST(PersonalToken, IsNothingThatWasNotGiven) {
    world w;
    const std::string secret = w.secret_of(w.ana);
    const std::string bens = w.secret_of(w.ben);
    for (std::size_t at = 0; at < secret.size(); ++at) {
        std::string wrong = secret;
        wrong[at] = wrong[at] == '1' ? '0' : '1';
        EXPECT_EQ(w.who.authenticate(wrong).error().code, errc::unauthorized) << at;
        EXPECT_EQ(w.who.authenticate(secret.substr(0, at)).error().code, errc::unauthorized) << at;
    }
    const std::size_t random = random_at(secret) - 1;
    for (const std::string& wrong :
         {secret + "A", " " + secret, bens.substr(0, random) + secret.substr(random),
          secret.substr(0, random + 1), "timewright_" + std::string(1 << 20, 'a'),
          "timewright_" + std::string(64, '/') + "_" + std::string(43, 'A')})
        EXPECT_EQ(w.who.authenticate(wrong).error().code, errc::unauthorized);
    EXPECT_TRUE(w.alive(secret));
}

} // namespace
