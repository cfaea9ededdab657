#include "array_text.hpp"
#include "batch.hpp"
#include "postgres_error.hpp"
#include "row_reader.hpp"
#include "schema.hpp"
#include "session.hpp"

#include <timewright/adapters/postgres/postgres_contents.hpp>

#include <algorithm>
#include <pqxx/row>
#include <utility>

namespace timewright {

namespace {

using postgres::session;

// As rows of the type `found`, like every other question is answered.
constexpr const char* all_users = "SELECT (found_user(u)).* FROM users u";
constexpr const char* all_bookings = "SELECT (found_booking(b)).* FROM bookings b";
constexpr const char* all_claims = "SELECT (found_claim(c)).* FROM claims c";
constexpr const char* all_answers =
    "SELECT 4, a.organization, a.actor, NULL, a.digest_high, a.digest_low, a.decided_at, NULL, "
    "NULL, "
    "NULL, NULL, NULL, NULL, a.request_key, a.answer, NULL, NULL FROM answers a";
constexpr const char* all_records =
    "SELECT 8, r.organization, NULL, NULL, r.version, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
    "NULL, "
    "r.kind, r.key, r.body, NULL FROM records r";

/// Our own settings are for questions that go through an index, and end a session that is idle
/// between two statements; here whole tables are read, and the other side may be slow.
constexpr const char* read_everything =
    "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL enable_seqscan = on";

contents_moment moment_of(session& on, const clock* present_by) {
    const postgres::present_row present =
        postgres::to_present(on.run("SELECT * FROM present()").front());
    const postgres::feed_ends_row ends =
        postgres::to_feed_ends(on.run("SELECT * FROM feed_ends()").front());
    const sys_seconds now = present_by != nullptr ? present_by->now() : present.clock;
    return {std::max(now, present.decided), ends.newest};
}

template <class T, class F>
result<void, error> read_pages(session& on, const std::string& question,
                               const contents_moment& moment, std::vector<T> contents_page::* rows,
                               F&& to, const contents::visitor& visit) {
    on.run("DECLARE pages NO SCROLL CURSOR FOR " + question);
    const std::string next = "FETCH " + std::to_string(contents_page::rows_max) + " FROM pages";
    for (;;) {
        const pqxx::result found = on.run(next);
        if (found.empty()) break;
        contents_page page{.moment = moment};
        for (const pqxx::row& row : found) (page.*rows).push_back(to(row));
        if (auto done = visit(std::move(page)); !done) return done;
    }
    on.run("CLOSE pages");
    return {};
}

result<void, error> read_tables(session& on, const clock* present, const contents::visitor& visit) {
    const contents_moment at = moment_of(on, present);
    auto done = visit(contents_page{.moment = at}); // of an empty database, the only page
    if (done) done = read_pages(on, all_users, at, &contents_page::users, postgres::to_user, visit);
    if (done)
        done =
            read_pages(on, all_bookings, at, &contents_page::bookings, postgres::to_booking, visit);
    if (done)
        done = read_pages(on, all_claims, at, &contents_page::claims, postgres::to_claim, visit);
    if (done)
        done = read_pages(on, all_answers, at, &contents_page::answers, postgres::to_answer, visit);
    if (done)
        done = read_pages(on, all_records, at, &contents_page::records, postgres::to_record, visit);
    return done;
}

std::string record_statement(const std::vector<directory_record>& records) {
    postgres::array_text organizations, kinds, keys, versions, bodies;
    for (const directory_record& r : records) {
        organizations.add(r.key.organization);
        kinds.add(std::string_view(r.key.kind));
        keys.add(std::string_view(r.key.key));
        versions.add(r.version);
        bodies.add(std::string_view(r.body));
    }
    return "INSERT INTO records (organization, kind, key, version, body) SELECT * FROM unnest(" +
           organizations.text() + "::uuid[], " + kinds.text() + "::bytea[], " + keys.text() +
           "::bytea[], " + versions.text() + "::bigint[], " + bodies.text() + "::bytea[])";
}

result<void, error> check_empty(session& on) {
    for (const char* table : {"users", "bookings", "answers", "records", "feed"})
        if (!on.run("SELECT 1 FROM " + std::string(table) + " LIMIT 1").empty())
            return unexpected(error{.code = errc::forbidden,
                                    .message = "there is something in the database already; name "
                                               "an empty one"});
    return {};
}

/// One page after the other, and at the end where the feed begins: after all that the old one told.
result<void, error> write_pages(
    session& on, const std::function<result<void, error>(const contents::visitor&)>& source) {
    ledger known; // the users, by whose capacity claims are guarded
    contents_moment moment;
    auto done = source([&](contents_page&& page) {
        return postgres::guarded([&]() -> result<void, error> {
            moment = page.moment;
            writes made{.users = std::move(page.users),
                        .bookings = std::move(page.bookings),
                        .claims_added = std::move(page.claims),
                        .answers = std::move(page.answers)};
            if (!made.empty())
                on.run(postgres::write_statement(known, made, moment.as_of, std::nullopt));
            known.apply(writes{.users = std::move(made.users)});
            if (!page.records.empty()) on.run(record_statement(page.records));
            return {};
        });
    });
    if (!done) return done;
    const std::string told = std::to_string(moment.newest.transaction);
    on.run(
        "UPDATE feed_dropped SET ordinal = 0, "
        "transaction = greatest(pg_current_xact_id()::text::bigint, " +
        told + ")");
    return {};
}

/// f(session&) within a transaction, which is committed if there is no error.
template <class F>
result<void, error> within(session& on, const std::string& begin, F&& f) {
    auto done = postgres::guarded([&]() -> result<void, error> {
        on.run(begin);
        return f();
    });
    if (done)
        done = postgres::guarded([&]() -> result<void, error> {
            on.run("COMMIT");
            return {};
        });
    if (!done) on.roll_back();
    return done;
}

result<void, error> connect(session& on, const postgres_options& options) {
    if (auto fits = postgres::check_schema_name(options.schema); !fits) return fits;
    return postgres::guarded([&]() -> result<void, error> {
        on.open();
        return {};
    });
}

/// Each answers with sentences, one a row.
constexpr const char* fault_questions[] = {
    "SELECT 'the second guard is missing: the constraint claims_never_overlap was dropped or never "
    "validated' WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'claims_never_overlap' "
    "AND conrelid = 'claims'::regclass AND convalidated)",
    "SELECT count(*) || ' claims are not watched by the second guard and should be' "
    "FROM claims c JOIN users u ON u.organization = c.organization "
    "AND u.calendar_user = c.calendar_user WHERE c.effect = 0 AND u.capacity = 1 AND NOT c.guarded "
    "AND (c.deadline IS NULL OR c.deadline > extract(epoch FROM clock_timestamp())::bigint) "
    "HAVING count(*) > 0",
    "SELECT count(*) || ' claims are longer than their calendar user says, so that questions may "
    "overlook them' FROM claims c JOIN users u ON u.organization = c.organization "
    "AND u.calendar_user = c.calendar_user "
    "WHERE c.end_at::numeric - c.start_at > u.longest AND u.longest < 9223372036854775807 "
    "HAVING count(*) > 0",
    // Whatever has a transaction id keeps the feed from telling what came later.
    "SELECT 'a transaction has been open for ' || floor(extract(epoch FROM now() - xact_start)) || "
    "' s and holds up the feed: process ' || pid || ', user ' || coalesce(usename, '?') || "
    "', application \"' || coalesce(application_name, '') || '\"; end it there, or with SELECT "
    "pg_terminate_backend(' || pid || ')' FROM pg_stat_activity "
    "WHERE backend_xid IS NOT NULL AND now() - xact_start > interval '10 s' AND "
    "pid <> pg_backend_pid()",
    "SELECT 'the prepared transaction \"' || gid || '\" is open since ' || prepared || ' and holds "
    "up the feed; commit it or roll it back' FROM pg_prepared_xacts "
    "WHERE now() - prepared > interval '10 s'",
};

} // namespace

postgres_contents::postgres_contents(postgres_options options) : options_(std::move(options)) {}

result<void, error> postgres_contents::read(const visitor& visit) {
    session on({.connection = options_.connection, .schema = options_.schema});
    auto ready = connect(on, options_);
    if (ready) ready = postgres::check_version(on, options_.schema, postgres::migrations().size());
    if (!ready) return ready;
    // Without a transaction id, so that the feed goes on meanwhile.
    return within(
        on, std::string("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ") + read_everything,
        [&] { return read_tables(on, options_.present, visit); });
}

result<void, error> postgres_contents::fill(
    const std::function<result<void, error>(const visitor&)>& source) {
    session on({.connection = options_.connection, .schema = options_.schema});
    auto ready = connect(on, options_);
    if (ready) ready = postgres::migrate(on, options_.schema, postgres::migrations());
    if (!ready) return ready;
    return within(on,
                  std::string("BEGIN; ") + read_everything +
                      "; LOCK TABLE users, bookings, claims, answers, records, feed IN EXCLUSIVE "
                      "MODE",
                  [&]() -> result<void, error> {
                      if (auto empty = check_empty(on); !empty) return empty;
                      return write_pages(on, source);
                  });
}

result<std::vector<std::string>, error> postgres_contents::find_faults() {
    session on({.connection = options_.connection, .schema = options_.schema});
    auto ready = connect(on, options_);
    if (ready) ready = postgres::check_version(on, options_.schema, postgres::migrations().size());
    if (!ready) return unexpected(std::move(ready).error());
    std::vector<std::string> faults;
    auto done = within(on, std::string("BEGIN READ ONLY; ") + read_everything,
                       [&]() -> result<void, error> {
                           for (const char* question : fault_questions)
                               for (const pqxx::row& row : on.run(question))
                                   faults.emplace_back(row[0].c_str());
                           return {};
                       });
    if (!done) return unexpected(std::move(done).error());
    return faults;
}

} // namespace timewright
