// Goal: who has the password gets in and nobody else, sessions end when they should, and nothing tells
// who has an account. Method: a memory directory and a clock that is moved; argon2 at its cheapest.
#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/storage/memory_directory.hpp>
#include <timewright/time/civil.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace timewright;
using namespace std::chrono_literals;

struct world {
    manual_clock present{*parse_rfc3339("2026-11-22T12:00:00Z")};
    memory_directory records;
    local_identity who;
    organization_id ours = organization_id::from_number(1);

    explicit world(local_identity_options options = {}) : who(records, present, cheap(options)) {
        add("ana@example.com", role::admin).value();
    }
    static local_identity_options cheap(local_identity_options options) {
        options.cost = {.passes = 1, .memory_kib = 64, .lanes = 1};
        return options;
    }
    result<account, error> add(const std::string& email, role granted = role::member,
                               const std::string& password = "correct horse") {
        return who.create({.organization = ours, .user = calendar_user_id::from_number(9),
                           .email = email, .name = "N", .password = password, .granted = granted});
    }
    result<session, error> sign_in(const std::string& email = "ana@example.com",
                                   const std::string& password = "correct horse",
                                   const std::string& address = "192.0.2.1") {
        return who.sign_in({.email = email, .password = password, .address = address});
    }
    bool alive(const std::string& token) { return who.authenticate(token).has_value(); }
};

TEST(SignIn, GivesASessionOfTheAccount) {
    world w;
    const auto session = w.sign_in("Ana@Example.COM");
    ASSERT_TRUE(session);
    EXPECT_EQ(session->token.size(), 43U);
    EXPECT_EQ(session->expires_at, w.present.now() + 12h);
    EXPECT_EQ(w.who.authenticate(session->token)->email, "ana@example.com");
    EXPECT_EQ(session->who.granted, role::admin);
    EXPECT_NE(w.sign_in()->token, session->token);
}

TEST(SignIn, SaysTheSameOfAnotherPasswordAndOfNobody) {
    world w;
    w.add("ben@example.com").value();
    w.who.edit("ben@example.com", {.disabled = true}).value();
    const error wrong = w.sign_in("ana@example.com", "wrong").error();
    EXPECT_EQ(wrong.code, errc::unauthorized);
    EXPECT_EQ(w.sign_in("nobody@example.com", "wrong").error(), wrong);
    EXPECT_EQ(w.sign_in("ben@example.com").error(), wrong);
    EXPECT_EQ(w.sign_in("", "").error(), wrong);
    EXPECT_EQ(w.sign_in(".*", "correct horse").error(), wrong);
    EXPECT_EQ(w.sign_in("ana@example.com' OR 1=1 --", "correct horse").error(), wrong);
}

TEST(SignIn, MakesGuessersOfAnyNameWait) {
    world w({.per_account = {.free = 3}});
    for (const char* email : {"ana@example.com", "nobody@example.com"}) {
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(w.sign_in(email, "guess").error().code, errc::unauthorized);
        const auto early = w.sign_in(email, "guess");
        EXPECT_EQ(early.error().code, errc::limit_reached);
        EXPECT_EQ(early.error().message, "too many attempts failed; try again in 1 second");
    }
    EXPECT_FALSE(w.sign_in()) << "not even the right password, yet";
    w.present.advance(1s);
    EXPECT_TRUE(w.sign_in());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(w.sign_in("ana@example.com", "x").error().code,
                                          errc::unauthorized)
        << "the right one has cleared the account";
}

TEST(SignIn, MakesAnAddressWaitThatTriesManyNames) {
    world w({.per_address = {.free = 10}});
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(w.sign_in("n" + std::to_string(i) + "@example.com", "x").error().code,
                  errc::unauthorized);
    EXPECT_EQ(w.sign_in().error().code, errc::limit_reached);
    EXPECT_TRUE(w.sign_in("ana@example.com", "correct horse", "192.0.2.2"));
}

TEST(SignIn, CountsAttemptsBeforeItLooksAtThem) {
    world w({.passwords_at_once = 2, .passwords_waiting_max = 1000,
             .per_account = {.free = 5}});
    std::atomic<int> looked_at{0};
    std::vector<std::thread> guessers;
    for (int i = 0; i < 32; ++i)
        guessers.emplace_back([&] {
            if (w.sign_in("ana@example.com", "guess").error().code == errc::unauthorized) ++looked_at;
        });
    for (std::thread& one : guessers) one.join();
    EXPECT_EQ(looked_at, 5);
}

TEST(SignIn, TurnsAwayThoseWhoDoNotFitIntoTheQueue) {
    world w;
    local_identity busy(w.records, w.present, {.passwords_at_once = 0, .passwords_waiting_max = 0});
    const auto crowded = busy.sign_in({.email = "ana@example.com", .password = "correct horse"});
    ASSERT_FALSE(crowded);
    EXPECT_EQ(crowded.error().code, errc::unavailable);
    EXPECT_EQ(crowded.error().again, retry::safe);
}

TEST(Session, EndsWhenItExpires) {
    world w({.session_length = 60s});
    const std::string token = w.sign_in()->token;
    w.present.advance(59s);
    EXPECT_TRUE(w.alive(token));
    w.present.advance(1s);
    EXPECT_FALSE(w.alive(token));
    EXPECT_EQ(*w.who.sweep(), 1U);
    EXPECT_EQ(*w.who.sweep(), 0U);
}

TEST(Session, EndsAloneWhenItIsSignedOut) {
    world w;
    const std::string one = w.sign_in()->token;
    const std::string other = w.sign_in()->token;
    EXPECT_TRUE(w.who.sign_out(one));
    EXPECT_FALSE(w.alive(one));
    EXPECT_TRUE(w.alive(other));
    EXPECT_TRUE(w.who.sign_out(one)) << "once more is fine";
    EXPECT_TRUE(w.who.sign_out("nonsense"));
}

TEST(Session, EndsWithTheAccountsPasswordAndTheAccount) {
    world w;
    const auto dies = [&](auto&& change) {
        const std::string token = w.sign_in("ben@example.com")->token;
        EXPECT_TRUE(w.alive(token));
        change();
        return !w.alive(token);
    };
    w.add("ben@example.com").value();
    EXPECT_TRUE(dies([&] { w.who.edit("ben@example.com", {.password = "correct horse"}).value(); }));
    EXPECT_FALSE(dies([&] { w.who.edit("ben@example.com", {.granted = role::admin}).value(); }));
    const std::string before = w.sign_in("ben@example.com")->token;
    EXPECT_TRUE(dies([&] { w.who.edit("ben@example.com", {.disabled = true}).value(); }));
    w.who.edit("ben@example.com", {.disabled = false}).value();
    EXPECT_FALSE(w.alive(before)) << "enabling wakes no old session";
    EXPECT_TRUE(dies([&] { w.who.remove("ben@example.com").value(); }));
}

TEST(Session, OfARemovedAccountDoesNotOpenANewOneOfThatAddress) {
    world w;
    w.add("ben@example.com").value();
    const std::string token = w.sign_in("ben@example.com")->token;
    w.who.remove("ben@example.com").value();
    w.add("ben@example.com", role::admin).value();
    EXPECT_FALSE(w.alive(token));
}

TEST(Session, IsKeptOnlyAsADigest) {
    world w;
    const std::string token = w.sign_in()->token;
    const auto page = w.records.list({}, "session", "", 10);
    ASSERT_EQ(page->records.size(), 1U);
    EXPECT_EQ(page->records[0].key.key.size(), 64U);
    EXPECT_EQ((page->records[0].key.key + page->records[0].body).find(token), std::string::npos);
    EXPECT_FALSE(w.alive(page->records[0].key.key)) << "the digest is no token";
    const auto account = w.records.find({.organization = {}, .kind = "account", .key = "ana@example.com"});
    EXPECT_EQ(account->body.find("correct horse"), std::string::npos);
    EXPECT_NE(account->body.find("$argon2id$v=19$m=64"), std::string::npos);
}

TEST(Session, IsNothingThatWasNotGiven) {
    world w;
    std::string token = w.sign_in()->token;
    token[0] = token[0] == 'A' ? 'B' : 'A';
    for (const std::string& wrong : {token, std::string(), std::string(43, 'A'), std::string("../x"),
                                     std::string(1 << 20, 'A')})
        EXPECT_EQ(w.who.authenticate(wrong).error().code, errc::unauthorized);
}

TEST(Account, IsOnePerAddress) {
    world w;
    const auto again = w.add("ANA@example.com");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::version_mismatch);
    EXPECT_EQ(w.who.list(w.ours)->size(), 1U);
    EXPECT_TRUE(w.who.list(organization_id::from_number(2))->empty());
    EXPECT_EQ(w.who.list(std::nullopt)->size(), 1U);
}

TEST(Account, NeedsAnAddressAndAPasswordOfSomeLength) {
    world w;
    for (const char* email : {"", "ben", "@b", "b@", "a b@c", "a@b@c", "a@b\r\n"})
        EXPECT_EQ(w.add(email).error().pointer, "/email") << email;
    EXPECT_EQ(w.add("b@c", role::member, "1234567").error().pointer, "/password");
    EXPECT_EQ(w.add("b@c", role::member, std::string(1025, 'x')).error().pointer, "/password");
    EXPECT_TRUE(w.add("b@c", role::member, std::string(1024, 'x')));
    EXPECT_TRUE(w.sign_in("b@c", std::string(1024, 'x')));
    EXPECT_FALSE(w.sign_in("b@c", std::string(1023, 'x')));
    EXPECT_EQ(w.who.edit("b@c", {.password = "short"}).error().pointer, "/password");
}

TEST(Account, ThatIsNotThereCannotBeEdited) {
    world w;
    EXPECT_EQ(w.who.edit("nobody@example.com", {.disabled = true}).error().code, errc::not_found);
    EXPECT_EQ(w.who.remove("nobody@example.com").error().code, errc::not_found);
    EXPECT_EQ(w.who.find("nobody@example.com").error().code, errc::not_found);
}

} // namespace
