// Answering questions, and putting records.
#include "array_text.hpp"
#include "engine.hpp"
#include "postgres_error.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <unordered_map>
#include <utility>

namespace timewright::postgres {

namespace {

std::string number(sys_seconds t) { return std::to_string(t.time_since_epoch().count()); }

/// As PostgreSQL takes it.
std::string number(std::uint64_t value) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return std::to_string(std::min(value, most));
}

/// One more than was asked for, to know whether there is more.
std::string one_more(std::size_t max) {
    return number(max == std::numeric_limits<std::size_t>::max() ? max : max + 1);
}

template <class Id>
std::string ids(std::span<const Id> of) {
    std::vector<Id> each(of.begin(), of.end());
    std::sort(each.begin(), each.end());
    each.erase(std::unique(each.begin(), each.end()), each.end());
    array_text text;
    for (const Id& one : each) text.add(one);
    return text.text();
}

bool starts_before(const live_claim& l, const live_claim& r) {
    return l.span.start() != r.span.start() ? l.span.start() < r.span.start() : l.id < r.id;
}

std::string quoted(const directory_key& key) { return key.kind + " \"" + key.key + "\""; }

} // namespace

result<pqxx::result, error> engine::ask(const std::string& question) {
    return readers_.with([&](session& on) {
        return guarded([&]() -> result<pqxx::result, error> {
            const bool was_open = on.is_open();
            try {
                on.open();
                return on.run(question);
            } catch (const std::exception&) {
                if (!was_open || on.is_open()) throw;
            }
            on.drop(); // it was lost while it was idle
            on.open();
            return on.run(question);
        });
    });
}

result<sys_seconds, error> engine::settle(const present_row& seen) {
    result<sys_seconds, error> settled(sys_seconds::min());
    const sys_seconds now = time_.settle(seen, [&](const std::string& statement) {
        if (auto kept = ask(statement); !kept) settled = unexpected(std::move(kept).error());
    });
    if (settled) settled = now;
    return settled;
}

result<snapshot, error> engine::load(organization_id organization,
                                     std::span<const calendar_user_id> users, interval window) {
    return guarded([&]() -> result<snapshot, error> {
        const auto rows =
            ask("SELECT * FROM load_claims(" + uuid(organization) + ", " + ids(users) + ", " +
                number(window.start()) + ", " + number(window.end()) + ")");
        if (!rows) return unexpected(rows.error());
        struct held_user {
            user_record record;
            std::vector<live_claim> claims;
        };
        std::unordered_map<calendar_user_id, held_user> held;
        snapshot found;
        for (const pqxx::row& row : *rows) {
            switch (kind_of(row)) {
                case row_kind::present: {
                    const auto now = settle(to_present(row));
                    if (!now) return unexpected(now.error());
                    found.as_of = *now;
                    break;
                }
                case row_kind::user: {
                    const user_record u = to_user(row);
                    held[u.user].record = u;
                    break;
                }
                default: {
                    const live_claim c = to_claim(row).claim;
                    if (c.lives_at(found.as_of)) held[c.user].claims.push_back(c);
                }
            }
        }
        for (auto& entry : held)
            std::sort(entry.second.claims.begin(), entry.second.claims.end(), starts_before);
        for (const calendar_user_id user : users) {
            const auto at = held.find(user);
            if (at == held.end()) continue;
            found.users.push_back(at->second.record);
            found.claims.insert(found.claims.end(), at->second.claims.begin(),
                                at->second.claims.end());
        }
        return found;
    });
}

result<std::vector<booking_record>, error> engine::find(organization_id organization,
                                                        std::span<const booking_id> bookings) {
    return guarded([&]() -> result<std::vector<booking_record>, error> {
        const auto rows =
            ask("SELECT * FROM find_bookings(" + uuid(organization) + ", " + ids(bookings) + ")");
        if (!rows) return unexpected(rows.error());
        std::unordered_map<booking_id, booking_record> held;
        for (const pqxx::row& row : *rows) {
            booking_record record = to_booking(row);
            held.insert_or_assign(record.booking, std::move(record));
        }
        std::vector<booking_record> found;
        for (const booking_id id : bookings)
            if (const auto at = held.find(id); at != held.end()) found.push_back(at->second);
        return found;
    });
}

result<std::vector<live_claim>, error> engine::claims_of(organization_id organization,
                                                         booking_id booking) {
    return guarded([&]() -> result<std::vector<live_claim>, error> {
        const auto rows =
            ask("SELECT * FROM claims_of(" + uuid(organization) + ", " + uuid(booking) + ")");
        if (!rows) return unexpected(rows.error());
        std::vector<live_claim> found;
        sys_seconds now{};
        for (const pqxx::row& row : *rows) {
            if (kind_of(row) == row_kind::present) {
                const auto settled = settle(to_present(row));
                if (!settled) return unexpected(settled.error());
                now = *settled;
            } else if (const live_claim c = to_claim(row).claim; c.lives_at(now)) {
                found.push_back(c);
            }
        }
        // By id is the order in which they were added.
        std::sort(found.begin(), found.end(),
                  [](const live_claim& l, const live_claim& r) { return l.id < r.id; });
        return found;
    });
}

result<std::vector<due_hold>, error> engine::find_due_holds(std::size_t max) {
    return guarded([&]() -> result<std::vector<due_hold>, error> {
        const auto present = ask("SELECT * FROM present()");
        if (!present) return unexpected(present.error());
        const auto now = settle(to_present((*present)[0]));
        if (!now) return unexpected(now.error());
        const auto rows = ask("SELECT * FROM due_holds(" + number(*now) + ", " +
                              number(std::uint64_t{max}) + ")");
        if (!rows) return unexpected(rows.error());
        std::vector<due_hold> due;
        for (const pqxx::row& row : *rows) due.push_back(to_due_hold(row));
        return due;
    });
}

result<feed_page, error> engine::changes_since(organization_id organization, feed_cursor cursor,
                                               std::size_t max) {
    return guarded([&]() -> result<feed_page, error> {
        const auto rows = ask("SELECT * FROM feed_after(" + uuid(organization) + ", " +
                              number(cursor.transaction) + ", " +
                              number(std::uint64_t{cursor.ordinal}) + ", " + one_more(max) + ")");
        if (!rows) return unexpected(rows.error());
        feed_page page;
        feed_ends_row ends;
        for (const pqxx::row& row : *rows) {
            if (kind_of(row) == row_kind::feed_ends)
                ends = to_feed_ends(row);
            else
                page.entries.push_back(to_entry(row));
        }
        if (cursor > ends.newest || (cursor != feed_cursor{} && cursor < ends.dropped))
            return unexpected(error{.code = errc::not_found,
                                    .message = "the feed no longer reaches back to this cursor; "
                                               "load anew and continue from the newest"});
        page.next = ends.newest;
        if (page.entries.size() > max) {
            page.entries.pop_back();
            page.more = true;
            page.next = page.entries.empty() ? cursor : page.entries.back().cursor;
        }
        return page;
    });
}

result<feed_cursor, error> engine::newest_change() {
    return guarded([&]() -> result<feed_cursor, error> {
        const auto rows = ask("SELECT * FROM feed_ends()");
        if (!rows) return unexpected(rows.error());
        return to_feed_ends((*rows)[0]).newest;
    });
}

result<feed_cursor, error> engine::newest_committed() {
    return guarded([&]() -> result<feed_cursor, error> {
        const auto rows = ask("SELECT transaction, ordinal FROM feed "
                              "ORDER BY transaction DESC, ordinal DESC LIMIT 1");
        if (!rows) return unexpected(rows.error());
        if (rows->empty()) return newest_change(); // what was forgotten came last
        return feed_cursor{
            .transaction = static_cast<std::uint64_t>((*rows)[0][0].as<std::int64_t>()),
            .ordinal = static_cast<std::uint32_t>((*rows)[0][1].as<std::int64_t>())};
    });
}

// The entries are looked at first, without a transaction id: most of the time there is nothing to
// forget. Then the one row is locked, so that of several callers one forgets and the others go on.
result<std::size_t, error> engine::forget_changes(sys_seconds decided_before, std::size_t max) {
    static constexpr const char* is_due =
        "SELECT 1 FROM (SELECT decided_at FROM feed ORDER BY transaction, ordinal LIMIT 1) AS "
        "oldest "
        "WHERE decided_at < ";
    static constexpr const char* forget =
        "BEGIN; WITH mine AS MATERIALIZED (SELECT 1 FROM feed_dropped FOR UPDATE SKIP LOCKED), "
        "oldest AS (SELECT transaction, ordinal, decided_at FROM feed "
        "WHERE EXISTS (SELECT FROM mine) "
        "AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
        "ORDER BY transaction, ordinal LIMIT $max), "
        "old AS (SELECT transaction, ordinal FROM (SELECT *, bool_and(decided_at < $before) OVER "
        "(ORDER BY transaction, ordinal) AS so_far FROM oldest) AS seen WHERE so_far), "
        "gone AS (DELETE FROM feed f USING old "
        "WHERE f.transaction = old.transaction AND f.ordinal = old.ordinal "
        "RETURNING f.transaction, f.ordinal), "
        "newest AS (SELECT transaction, ordinal FROM gone ORDER BY transaction DESC, ordinal DESC "
        "LIMIT 1), "
        "moved AS (UPDATE feed_dropped SET transaction = newest.transaction, "
        "ordinal = newest.ordinal FROM newest) "
        "SELECT count(*) FROM gone";
    const std::string before = number(decided_before);
    return readers_.with([&](session& on) {
        auto done = guarded([&]() -> result<std::size_t, error> {
            if (!on.is_open() || !on.still_there()) {
                on.drop();
                on.open();
            }
            if (on.run(is_due + before).empty()) return std::size_t{0};
            std::string statement = forget;
            statement.replace(statement.find("$max"), 4, number(std::uint64_t{max}));
            statement.replace(statement.find("$before"), 7, before);
            const auto forgotten = on.run(statement)[0][0].as<std::size_t>();
            on.run("COMMIT");
            return forgotten;
        });
        if (!done) on.roll_back();
        return done;
    });
}

result<std::optional<directory_record>, error> engine::record(const directory_key& key) {
    return guarded([&]() -> result<std::optional<directory_record>, error> {
        const auto rows = ask("SELECT * FROM find_record(" + uuid(key.organization) + ", " +
                              bytea(key.kind) + ", " + bytea(key.key) + ")");
        if (!rows) return unexpected(rows.error());
        if (rows->empty()) return std::optional<directory_record>();
        return std::optional(to_record((*rows)[0]));
    });
}

result<std::vector<directory_record>, error> engine::records_after(organization_id organization,
                                                                   std::string_view kind,
                                                                   std::string_view after,
                                                                   std::size_t max) {
    return guarded([&]() -> result<std::vector<directory_record>, error> {
        const auto rows =
            ask("SELECT * FROM records_after(" + uuid(organization) + ", " + bytea(kind) + ", " +
                bytea(after) + ", " + number(std::uint64_t{max}) + ")");
        if (!rows) return unexpected(rows.error());
        std::vector<directory_record> found;
        for (const pqxx::row& row : *rows) found.push_back(to_record(row));
        return found;
    });
}

result<std::uint64_t, error> engine::put(const directory_key& key, std::uint64_t expected,
                                         const std::optional<std::string>& body) {
    return readers_.with([&](session& on) -> result<std::uint64_t, error> {
        bool sent = false;
        auto done = guarded([&]() -> result<std::uint64_t, error> {
            if (!on.is_open() || !on.still_there()) {
                on.drop();
                on.open();
            }
            const std::string statement = "SELECT * FROM put_record(" + uuid(key.organization) +
                                          ", " + bytea(key.kind) + ", " + bytea(key.key) + ", " +
                                          number(expected) + ", " +
                                          (body ? bytea(*body) : std::string("NULL")) + ")";
            sent = true;
            const pqxx::result rows = on.run(statement);
            const auto stands = rows[0][1].as<std::int64_t>();
            if (!rows[0][0].as<bool>())
                return unexpected(error{.code = errc::version_mismatch,
                                        .message = "the " + quoted(key) + " is at version " +
                                                   std::to_string(stands) + ", not " +
                                                   std::to_string(expected)});
            return static_cast<std::uint64_t>(stands);
        });
        if (!done && sent && !on.is_open()) {
            // Lost on the way: the statement may have been the last that the server did.
            error lost = std::move(done).error();
            lost.code = errc::unavailable;
            lost.again = retry::in_doubt;
            return unexpected(std::move(lost));
        }
        return done;
    });
}

} // namespace timewright::postgres
