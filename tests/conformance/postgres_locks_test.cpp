// Goal: any number of processes on one database give a slot to one of them; what is checked is what
// was committed while the lock was waited for; the feed passes over nothing.
// Method: two stores on one schema that race; a bystander who holds a store's locks, changes the
// rows meanwhile and looks on; changes that need more locks than a batch may take.
#include "conformance/postgres_fixture.hpp"
#include "lock_set.hpp"

#include <array>
#include <barrier>
#include <pqxx/connection>
#include <pqxx/notification>
#include <set>
#include <thread>

namespace timewright::conformance {
namespace {

class PostgresLocks : public postgres_fixture {
  protected:
    /// Within a transaction of the bystander's.
    void hold_lock_on(calendar_user_id user) {
        look().run("BEGIN");
        look().run("SELECT pg_advisory_xact_lock(" +
                   std::to_string(postgres::lock_of(default_organization, user)) + ")");
    }
    void insert_claim(calendar_user_id user, interval when) {
        const auto at = [](sys_seconds t) { return std::to_string(t.time_since_epoch().count()); };
        const std::string organization = "'" + default_organization.to_string() + "'";
        const std::string booking = "'" + booking_of(77).to_string() + "'";
        look().run("INSERT INTO bookings VALUES (" + organization + ", " + booking + ", 1, '')");
        look().run("INSERT INTO claims VALUES (" + organization + ", " + booking + ", 1, 0, 0, '" +
                   user.to_string() + "', " + at(when.start()) + ", " + at(when.end()) +
                   ", 1, 0, 3, NULL, true)");
        look().run("UPDATE users SET longest = 3600");
    }
};

TEST_F(PostgresLocks, GiveARoomToExactlyOneOfTwoProcessesAThousandTimes) {
    constexpr std::size_t rounds = 1'000;
    process second(options("second", &still_));
    const std::array<timewright::store*, 2> stores{&first(), &second.store};
    std::array<std::vector<outcome_code>, 2> codes;
    std::barrier start(2);
    const auto race = [&](std::size_t who) {
        for (std::size_t round = 0; round < rounds; ++round) {
            const change asked = book(booking_of(2 * round + who + 1),
                                      {blocks(red, interval(day + hours(round), hours(1)))});
            start.arrive_and_wait();
            codes[who].push_back(code_of(stores[who]->apply({&asked, 1})));
        }
    };
    std::thread other(race, 1);
    race(0);
    other.join();
    std::array<std::size_t, 2> wins{};
    for (std::size_t round = 0; round < rounds; ++round) {
        const bool won = codes[0][round] == outcome_code::applied;
        EXPECT_EQ(codes[won ? 1 : 0][round], outcome_code::refused);
        EXPECT_EQ(codes[won ? 0 : 1][round], outcome_code::applied);
        ++wins[won ? 0 : 1];
    }
    EXPECT_EQ(wins[0] + wins[1], rounds);
    EXPECT_EQ(claims_on(red, interval(day, hours(rounds))), rounds);
    EXPECT_EQ(first_->database->guard_alarms() + second.database->guard_alarms(), 0U);
}

TEST_F(PostgresLocks, CheckWhatWasCommittedWhileTheyWereWaitedFor) {
    hold_lock_on(red);
    auto answer = later(first(), book(booking_of(1), {blocks(red, span(9, 10))}));
    look().wait_for(waiting("first", "advisory"), "1");
    insert_claim(red, span(9, 10));
    look().run("COMMIT");
    EXPECT_EQ(code_of(answer.get()), outcome_code::refused);
    EXPECT_EQ(first_->database->guard_alarms(), 0U); // it was seen, not only stopped
}

TEST_F(PostgresLocks, AreAlsoThoseOfCalendarsThatAreOnlyFreed) {
    EXPECT_EQ(code_of(first().apply(
                  one(book(booking_of(1), {blocks(red, span(9, 10)), informs(ana, span(9, 10))})))),
              outcome_code::applied);
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(2), {blocks(red, span(11, 12))})))),
              outcome_code::applied);
    // A cancellation names no calendar, and moving away names another.
    change away = book(booking_of(2), {blocks(blue, span(11, 12))});
    away.edits.front().expected_sequence = 1;
    away.releases = {{.booking = booking_of(2)}};
    for (const change& frees : {cancel(booking_of(1), 1), away}) {
        hold_lock_on(red);
        auto answer = later(first(), frees);
        look().wait_for(waiting("first", "advisory"), "1");
        look().run("COMMIT");
        EXPECT_EQ(code_of(answer.get()), outcome_code::applied);
    }
}

TEST_F(PostgresLocks, OfWhatIsFreedAreThoseOfWhereTheBookingIsByThen) {
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    look().run("BEGIN");
    look().run("SELECT pg_advisory_xact_lock(" +
               std::to_string(postgres::lock_of(default_organization, booking_of(1))) + ")");
    auto answer = later(first(), cancel(booking_of(1), 2));
    look().wait_for(waiting("first", "advisory"), "1");
    // It moves to another room while its lock is waited for, and the change knows.
    look().run("UPDATE bookings SET sequence = 2");
    look().run("UPDATE claims SET calendar_user = '" + blue.to_string() + "'");
    const std::string blue_lock = std::to_string(postgres::lock_of(default_organization, blue));
    bystander third(schema_);
    third.run("BEGIN");
    third.run("SELECT pg_advisory_xact_lock(" + blue_lock + ")");
    look().run("COMMIT");
    look().wait_for(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE "
        "a.application_name = 'first' AND l.locktype = 'advisory' AND NOT l.granted "
        "AND (l.classid::bigint << 32 | l.objid::bigint) = " +
            blue_lock,
        "1");
    third.run("COMMIT");
    EXPECT_EQ(code_of(answer.get()), outcome_code::applied);
}

TEST_F(PostgresLocks, OfVeryManyFreedCalendarsAreThoseOfTheirOrganization) {
    change crowd;
    for (std::uint64_t i = 0; i < 600; ++i)
        crowd.users.push_back({calendar_user_id::from_number(10'000 + i), {}});
    EXPECT_EQ(code_of(first().apply(one(crowd))), outcome_code::applied);
    std::vector<claim> claims;
    claims.reserve(crowd.users.size());
    for (const user_edit& u : crowd.users) claims.push_back(blocks(u.user, span(9, 10)));
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), claims)))), outcome_code::applied);
    const change gone = cancel(booking_of(1), 1);
    ASSERT_FALSE(postgres::locks_of(one(gone)).wide); // it does not know itself
    look().run("BEGIN");
    look().run("SELECT pg_advisory_xact_lock_shared(1415009396, " +
               std::to_string(postgres::locks_of(one(gone)).organizations.front()) + ")");
    auto answer = later(first(), gone);
    look().wait_for(waiting("first", "advisory"), "1");
    look().run("COMMIT");
    EXPECT_EQ(code_of(answer.get()), outcome_code::applied);
}

TEST_F(PostgresLocks, AreHeldBeforeATransactionIdIsTaken) {
    // The other way round a change could commit, and be fed, before one that it has seen.
    hold_lock_on(red);
    auto answer = later(
        first(),
        with_key(book(booking_of(1), {blocks(blue, span(9, 10)), blocks(red, span(9, 10))}), "k"));
    look().wait_for(waiting("first", "advisory"), "1");
    EXPECT_EQ(look().ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'first' "
                         "AND backend_xid IS NOT NULL"),
              "0");
    look().run("COMMIT");
    EXPECT_EQ(code_of(answer.get()), outcome_code::applied);
}

TEST_F(PostgresLocks, LetChangesOfOtherRoomsPass) {
    auto more = options("second", &still_);
    more.writing_connections = 2;
    process second(more);
    hold_lock_on(red);
    auto held = later(second.store, book(booking_of(1), {blocks(red, span(9, 10))}));
    look().wait_for(waiting("second", "advisory"), "1");
    EXPECT_EQ(code_of(second.store.apply(one(book(booking_of(2), {blocks(blue, span(9, 10))})))),
              outcome_code::applied);
    look().run("COMMIT");
    EXPECT_EQ(code_of(held.get()), outcome_code::applied);
}

TEST_F(PostgresLocks, OfAVeryLargeChangeAreThoseOfItsOrganizations) {
    change crowd;
    for (std::uint64_t i = 0; i < 3'000; ++i)
        crowd.users.push_back({calendar_user_id::from_number(10'000 + i), {}});
    ASSERT_GT(crowd.users.size(), postgres::locks_max);
    EXPECT_EQ(code_of(first().apply(one(crowd))), outcome_code::applied);

    std::vector<claim> claims;
    claims.reserve(crowd.users.size() + 1);
    for (const user_edit& u : crowd.users) claims.push_back(blocks(u.user, span(9, 10)));
    claims.push_back(blocks(red, span(9, 10)));
    hold_lock_on(red);
    look().run("SELECT pg_advisory_xact_lock_shared(1415009396, " +
               std::to_string(postgres::locks_of(one(crowd)).organizations.front()) + ")");
    auto everybody = later(first(), book(booking_of(1), claims));
    look().wait_for(waiting("first", "advisory"), "1"); // for who holds the organization shared
    insert_claim(red, span(9, 10));
    look().run("COMMIT");
    EXPECT_EQ(code_of(everybody.get()), outcome_code::refused);
    claims.pop_back();
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), claims)))), outcome_code::applied);
    EXPECT_EQ(code_of(first().apply(one(cancel(booking_of(1), 1)))), outcome_code::applied);
}

TEST_F(PostgresLocks, AreTheSameForWhateverAChangeNamesAndInOrder) {
    change asked = with_key(
        book(booking_of(1),
             {blocks(candidates::any_of({red, blue}), span(9, 10)), informs(ana, span(9, 10))}),
        "k");
    const postgres::lock_set locks = postgres::locks_of(one(asked));
    EXPECT_EQ(locks.keys.size(), 5U); // the key, the booking, two candidates and a person
    EXPECT_TRUE(std::is_sorted(locks.keys.begin(), locks.keys.end()));
    EXPECT_FALSE(locks.wide);
    for (const calendar_user_id user : {red, blue, ana})
        EXPECT_TRUE(std::binary_search(locks.keys.begin(), locks.keys.end(),
                                       postgres::lock_of(default_organization, user)));
    asked.organization = organization_id::from_number(2);
    for (const std::int64_t key : postgres::locks_of(one(asked)).keys)
        EXPECT_FALSE(std::binary_search(locks.keys.begin(), locks.keys.end(), key));
}

TEST_F(PostgresLocks, LetNoProcessGoBehindATimeThatAnotherWentBy) {
    const sys_seconds deadline = day + minutes(10);
    change hold = book(booking_of(1), {blocks(red, span(9, 10))});
    hold.parts.front().claims.front().deadline = deadline;
    EXPECT_EQ(code_of(first().apply(one(hold))), outcome_code::applied);
    // One process saw the hold run out, which leaves no trace but this; the clock of the other is
    // behind, as it may be after a step back.
    still_.set(deadline);
    EXPECT_EQ(claims_on(red, span(9, 10)), 0U);
    const manual_clock behind{day};
    process second(options("second", &behind));
    change confirmed = book(booking_of(1), {blocks(red, span(9, 10))});
    confirmed.edits.front().expected_sequence = 1;
    confirmed.releases = {{.booking = booking_of(1), .must_be_held = true}};
    EXPECT_EQ(code_of(second.store.apply(one(confirmed))), outcome_code::expired);
    const auto seen = second.store.load(default_organization, {&red, 1}, span(9, 10));
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->as_of, deadline);
    EXPECT_TRUE(seen->claims.empty());
}

TEST_F(PostgresLocks, DoNotLetTheFeedPassOverATransactionUnderWay) {
    // An older transaction, which may yet add to the feed.
    look().run("BEGIN");
    look().run("SELECT pg_current_xact_id()");
    const auto before = first().newest_change();
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    EXPECT_EQ(*first().newest_change(), *before);
    EXPECT_TRUE(first().changes_since(default_organization, *before, 10)->entries.empty());
    look().run("COMMIT");
    const auto page = first().changes_since(default_organization, *before, 10);
    ASSERT_EQ(page->entries.size(), 1U);
    EXPECT_EQ(page->entries[0].booking, booking_of(1));
    EXPECT_EQ(page->next, *first().newest_change());
}

TEST_F(PostgresLocks, LetTheListenerHearOfWhatAnotherProcessCommitted) {
    process second(options("second", &still_));
    std::promise<void> heard;
    std::atomic<bool> once = false;
    first().listen([&] {
        if (!once.exchange(true)) heard.set_value();
    });
    // What was committed before the listener came may be what it hears of first.
    heard.get_future().get();
    std::promise<void> again;
    once = false;
    first().listen([&] {
        if (!once.exchange(true)) again.set_value();
    });
    EXPECT_EQ(code_of(second.store.apply(one(book(booking_of(1), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    again.get_future().get();
    first().listen({});
}

/// Hears NOTIFY, as another process does.
class waits_for_notice final : public pqxx::notification_receiver {
  public:
    explicit waits_for_notice(pqxx::connection& on)
        : notification_receiver(on, "timewright_feed"), on_(on) {}
    void operator()(const std::string& payload, int) override { heard_.insert(payload); }
    /// Only the test's own time limit ends it.
    void wait_for(const std::string& payload) {
        while (!heard_.contains(payload)) on_.await_notification();
    }

  private:
    pqxx::connection& on_;
    std::set<std::string> heard_{};
};

TEST_F(PostgresLocks, TellOtherProcessesOfACommitAlsoWithoutAListener) {
    pqxx::connection other(postgres_cluster::running().connection());
    waits_for_notice notice(other);
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    notice.wait_for(schema_);
}

TEST_F(PostgresLocks, HearOfOthersAgainAfterTheConnectionForItWasLost) {
    // What the connection was last asked: to listen, or to tell of a commit.
    const std::string listening =
        " FROM pg_stat_activity WHERE application_name = 'first' AND "
        "(query ILIKE 'listen%' OR query LIKE '%pg_notify%')";
    first().listen([] {});
    look().wait_for("SELECT count(*)" + listening, "1");
    const std::string lost = look().ask("SELECT pid" + listening);
    look().run("SELECT pg_terminate_backend(" + lost + ")");
    look().wait_for("SELECT count(*)" + listening + " AND pid <> " + lost, "1");
    first().listen({});
}

} // namespace
} // namespace timewright::conformance
