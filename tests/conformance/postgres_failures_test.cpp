// Goal: whatever fails, a caller knows whether something happened: it is safe to try again, or the
// key settles it; and no caller pays for another's fault.
// Method: a clock that does harm between the two round trips of a batch; a trigger and a standby
// that does not exist to stop the second one at a chosen place, where the connection is ended.
#include "conformance/postgres_fixture.hpp"
#include "lock_set.hpp"

#include <atomic>

namespace timewright::conformance {
namespace {

class PostgresFailures : public postgres_fixture {
  protected:
    void expect_failure(const result<std::vector<outcome>, error>& answer, retry again) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, errc::unavailable) << answer.error().message;
        EXPECT_EQ(answer.error().again, again) << answer.error().message;
    }
    /// A claim that decide() is not shown: longer than its user's row admits.
    void hide_claim_on(calendar_user_id user) {
        const std::string organization = "'" + default_organization.to_string() + "'";
        look().run("INSERT INTO claims VALUES (" + organization + ", '" +
                   booking_of(77).to_string() + "', 1, 0, 0, '" + user.to_string() + "', " +
                   std::to_string(day.time_since_epoch().count()) + ", " +
                   std::to_string((day + hours(24)).time_since_epoch().count()) +
                   ", 1, 0, 3, NULL, true)");
    }
};

TEST_F(PostgresFailures, AreSafeWhenTheConnectionIsLostBeforeTheSecondRoundTrip) {
    clock_with_hook harmful;
    process second(options("second", &harmful));
    harmful.hook = [this] { kill_transactions_of("second"); };
    const change asked = with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k");
    expect_failure(second.store.apply(one(asked)), retry::safe);
    EXPECT_EQ(claims_on(red, span(9, 10)), 0U);
    harmful.hook = {};
    EXPECT_EQ(code_of(second.store.apply(one(asked))), outcome_code::applied);
}

TEST_F(PostgresFailures, AreSafeWhenAProcessStallsSoLongThatItLosesItsLocks) {
    clock_with_hook slow;
    process second(options("second", &slow));
    slow.hook = [this] {
        look().wait_for(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'second' "
            "AND xact_start IS NOT NULL",
            "0");
    };
    auto stalled = later(second.store, book(booking_of(1), {blocks(red, span(9, 10))}));
    expect_failure(stalled.get(), retry::safe);
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(2), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
}

TEST_F(PostgresFailures, AreInDoubtWhenTheConnectionIsLostAfterTheSecondRoundTripWasSent) {
    // Stops whoever writes to the feed until the bystander lets go.
    look().run(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_advisory_xact_lock(1, 1); RETURN NULL; END $$");
    look().run(
        "CREATE CONSTRAINT TRIGGER stop AFTER INSERT ON feed INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION stop()");
    look().run("SELECT pg_advisory_lock(1, 1)");
    const change asked = with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k");
    auto answer = later(first(), asked);
    look().wait_for(waiting("first", "advisory"), "1");
    kill_transactions_of("first");
    expect_failure(answer.get(), retry::in_doubt);
    look().run("SELECT pg_advisory_unlock(1, 1)");
    EXPECT_EQ(claims_on(red, span(9, 10)), 0U);
    // It had not happened; the same request with its key makes it happen, once.
    EXPECT_EQ(code_of(first().apply(one(asked))), outcome_code::applied);
    EXPECT_EQ(code_of(first().apply(one(asked))), outcome_code::exists);
    EXPECT_EQ(claims_on(red, span(9, 10)), 1U);
}

TEST_F(PostgresFailures, AreSettledByTheKeyWhenTheReplyIsLostAfterTheCommit) {
    // A commit waits for a standby that never comes: it is durable, and nobody is told.
    look().run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    look().run("SELECT pg_reload_conf()");
    look().wait_for("SHOW synchronous_standby_names", "nobody");
    const change asked = with_key(book(booking_of(1), {blocks(red, span(9, 10))}), "k");
    auto answer = later(first(), asked);
    look().wait_for(waiting("first", "SyncRep"), "1");
    kill_transactions_of("first");
    look().wait_for(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'first' AND "
        "wait_event = 'SyncRep'",
        "0");
    expect_failure(answer.get(), retry::in_doubt);
    look().run("ALTER SYSTEM RESET synchronous_standby_names");
    look().run("SELECT pg_reload_conf()");
    look().wait_for("SHOW synchronous_standby_names", "");
    EXPECT_EQ(claims_on(red, span(9, 10)), 1U);
    EXPECT_EQ(code_of(first().apply(one(asked))), outcome_code::exists);
    EXPECT_EQ(claims_on(red, span(9, 10)), 1U);
}

TEST_F(PostgresFailures, OfTheFirstGuardAreStoppedByTheSecondAndCounted) {
    hide_claim_on(red);
    const auto answer = first().apply(one(book(booking_of(1), {blocks(red, span(9, 10))})));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, errc::internal);
    EXPECT_EQ(answer.error().again, retry::never);
    EXPECT_EQ(first_->database->guard_alarms(), 1U);
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(2), {blocks(blue, span(9, 10))})))),
              outcome_code::applied);
}

TEST_F(PostgresFailures, OfOneCallerDoNotFailTheOthersOfItsBatch) {
    hide_claim_on(red);
    // Hold up one batch, so that the others come together.
    look().run("BEGIN");
    look().run("SELECT pg_advisory_xact_lock(" +
               std::to_string(postgres::lock_of(default_organization, ana)) + ")");
    auto held = later(first(), book(booking_of(1), {blocks(ana, span(9, 10))}));
    look().wait_for(waiting("first", "advisory"), "1");
    std::promise<result<outcome, error>> bad;
    std::promise<result<outcome, error>> good;
    first().submit(book(booking_of(2), {blocks(blue, span(9, 10))}),
                   [&](result<outcome, error> answer) { good.set_value(std::move(answer)); });
    first().submit(book(booking_of(3), {blocks(red, span(9, 10))}),
                   [&](result<outcome, error> answer) { bad.set_value(std::move(answer)); });
    look().run("COMMIT");
    EXPECT_EQ(code_of(held.get()), outcome_code::applied);
    const auto served = good.get_future().get();
    ASSERT_TRUE(served) << served.error().message;
    EXPECT_EQ(served->code, outcome_code::applied);
    EXPECT_FALSE(bad.get_future().get());
    EXPECT_EQ(first_->database->guard_alarms(), 2U); // with the others, and then alone
}

TEST_F(PostgresFailures, DoNotOutliveAConnectionThatWasLostWhileIdle) {
    EXPECT_EQ(claims_on(red, span(9, 10)), 0U);
    look().run(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE application_name = 'first'");
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    EXPECT_EQ(claims_on(red, span(9, 10)), 1U);
}

TEST_F(PostgresFailures, OfADatabaseThatIsNotThereAreToldAtOnce) {
    const auto opened = postgres_database::open({.connection = "host=/nonexistent dbname=none"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::unavailable);
    EXPECT_EQ(opened.error().again, retry::safe);
}

TEST_F(PostgresFailures, OfOptionsAreToldBeforeAnythingIsSent) {
    for (const char* name : {"", "Timewright", "a b", "x; DROP TABLE users", "1st", "pg_own"}) {
        const auto opened = postgres_database::open(
            {.connection = postgres_cluster::running().connection(), .schema = name});
        ASSERT_FALSE(opened) << name;
        EXPECT_EQ(opened.error().code, errc::invalid_input) << name;
    }
    for (const std::size_t connections : {0U, 17U}) {
        const auto opened = postgres_database::open(
            {.connection = "", .schema = "timewright", .writing_connections = connections});
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, errc::invalid_input);
    }
}

TEST_F(PostgresFailures, OfASchemaThatIsNotOursOrNewerAreTold) {
    const auto reopen = [&] {
        auto wanted = options("second", &still_);
        wanted.connection = postgres_cluster::running().connection();
        return postgres_database::open(wanted);
    };
    EXPECT_TRUE(reopen());
    look().run("INSERT INTO versions (version, purpose) VALUES (1000, 'of the future')");
    const auto newer = reopen();
    ASSERT_FALSE(newer);
    EXPECT_EQ(newer.error().code, errc::unsupported);
    look().run("DROP TABLE versions");
    const auto foreign = reopen();
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code, errc::invalid_input);
}

TEST_F(PostgresFailures, DoNotComeFromProcessesThatMakeTheTablesTogether) {
    auto wanted = options("second", &still_);
    wanted.connection = postgres_cluster::running().connection();
    wanted.schema = postgres_cluster::fresh_schema();
    std::vector<std::future<bool>> made;
    made.reserve(4);
    for (int i = 0; i < 4; ++i)
        made.push_back(std::async(std::launch::async, [&wanted] {
            return static_cast<bool>(postgres_database::open(wanted));
        }));
    for (auto& one_of_them : made) EXPECT_TRUE(one_of_them.get());
}

TEST_F(PostgresFailures, DoNotComeFromAHoldThatRanOutAndStillStandsThere) {
    const change held = book(booking_of(1), {until(blocks(red, span(9, 10)), day + minutes(10))});
    EXPECT_EQ(code_of(first().apply(one(held))), outcome_code::applied);
    still_.set(day + minutes(10));
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(2), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    EXPECT_EQ(first_->database->guard_alarms(), 0U);
    // It waits for its sweep, and the feed tells what it was.
    const auto due = first().find_due_holds(10);
    ASSERT_EQ(due->size(), 1U);
    EXPECT_EQ(code_of(first().apply(one(cancel(booking_of(1), 1)))), outcome_code::applied);
    const auto told = read_feed(first(), default_organization);
    EXPECT_EQ(told.back().kind, feed_kind::expired);
    EXPECT_EQ(told.back().released.size(), 1U);
}

TEST_F(PostgresFailures, DoNotComeFromACapacityThatRisesAndSinksAgain) {
    const auto set = [&](std::uint32_t capacity) {
        return code_of(first().apply(one(set_user(red, {.capacity = capacity}))));
    };
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    EXPECT_EQ(set(2), outcome_code::applied);
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(2), {blocks(red, span(9, 10))})))),
              outcome_code::applied);
    EXPECT_EQ(set(1), outcome_code::refused);
    EXPECT_EQ(code_of(first().apply(one(cancel(booking_of(1), 1)))), outcome_code::applied);
    EXPECT_EQ(set(1), outcome_code::applied);
    EXPECT_EQ(look().ask("SELECT count(*) FROM claims WHERE guarded"), "1");
    EXPECT_EQ(first_->database->guard_alarms(), 0U);
}

TEST_F(PostgresFailures, DoNotComeFromInstantsThatPostgresqlHasNoTimestampFor) {
    const interval end_of_time(sys_seconds::max() - hours(1), sys_seconds::max());
    const interval beginning(sys_seconds::min(), sys_seconds::min() + hours(1));
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(1), {blocks(red, end_of_time)})))),
              outcome_code::applied);
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(2), {blocks(red, beginning)})))),
              outcome_code::applied);
    EXPECT_EQ(code_of(first().apply(one(book(booking_of(3), {blocks(red, end_of_time)})))),
              outcome_code::refused);
    EXPECT_EQ(claims_on(red, interval(sys_seconds::min(), sys_seconds::max())), 2U);
}

} // namespace
} // namespace timewright::conformance
