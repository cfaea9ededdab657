#include "row_reader.hpp"

#include "storage/encoding/encoding.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_set>
#include <utility>

namespace timewright::sqlite {

namespace {

constexpr const char* select_state =
    "SELECT decided_at, transaction_number, newest_transaction, newest_ordinal, "
    "dropped_transaction, dropped_ordinal FROM state";
constexpr const char* select_user =
    "SELECT organization, user, capacity, bookable_until, disabled FROM users "
    "WHERE organization = ?1 AND user = ?2";
constexpr const char* select_all_users =
    "SELECT organization, user, capacity, bookable_until, disabled FROM users";
constexpr const char* select_booking =
    "SELECT organization, booking, sequence, document FROM bookings "
    "WHERE organization = ?1 AND booking = ?2";
constexpr const char* select_all_bookings =
    "SELECT organization, booking, sequence, document FROM bookings";
constexpr const char* select_claims_of =
    "SELECT organization, booking, sequence, ordinal, part, user, start_at, end_at, units, effect, "
    "type, deadline FROM claims WHERE organization = ?1 AND booking = ?2 ORDER BY sequence, "
    "ordinal";
constexpr const char* select_claims_on =
    "SELECT organization, booking, sequence, ordinal, part, user, start_at, end_at, units, effect, "
    "type, deadline FROM claims INDEXED BY claims_by_user WHERE organization = ?1 AND user = ?2 "
    "AND start_at < ?4 AND end_at > ?3 ORDER BY start_at";
constexpr const char* select_all_claims =
    "SELECT organization, booking, sequence, ordinal, part, user, start_at, end_at, units, effect, "
    "type, deadline FROM claims ORDER BY organization, booking, sequence, ordinal";
constexpr const char* select_answers =
    "SELECT organization, actor, request_key, digest_high, digest_low, decided_at, answer "
    "FROM answers WHERE decided_at >= ?1 ORDER BY decided_at";
constexpr const char* select_due_holds =
    "SELECT c.organization, c.booking, b.sequence FROM "
    "(SELECT organization, booking, max(deadline) AS died FROM claims "
    "WHERE deadline <= ?1 GROUP BY organization, booking) AS c JOIN bookings AS b "
    "ON b.organization = c.organization AND b.booking = c.booking "
    "WHERE NOT EXISTS (SELECT 1 FROM claims AS l WHERE l.organization = c.organization "
    "AND l.booking = c.booking AND (l.deadline IS NULL OR l.deadline > ?1)) "
    "ORDER BY c.died, c.organization, c.booking";
constexpr const char* select_feed =
    "SELECT transaction_number, ordinal, actor, origin, kind, booking, sequence, decided_at, "
    "document_before, document_after, touched FROM feed WHERE organization = ?1 "
    "AND (transaction_number, ordinal) > (?2, ?3) ORDER BY transaction_number, ordinal LIMIT ?4";
constexpr const char* select_oldest =
    "SELECT position, transaction_number, ordinal, decided_at FROM feed ORDER BY position LIMIT ?1";
constexpr const char* select_record =
    "SELECT kind, key, version, body FROM records WHERE organization = ?1 AND kind = ?2 AND key = "
    "?3";
constexpr const char* select_records =
    "SELECT kind, key, version, body FROM records WHERE organization = ?1 AND kind = ?2 "
    "AND key > ?3 ORDER BY key LIMIT ?4";
constexpr const char* select_all_records =
    "SELECT kind, key, version, body, organization FROM records";

/// A limit as SQLite takes it.
std::int64_t to_limit(std::size_t max) {
    constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(max, most));
}

/// Whether a stored number is one of the values of T.
template <class T>
bool fits(std::int64_t value, T least, T most) {
    return value >= static_cast<std::int64_t>(least) && value <= static_cast<std::int64_t>(most);
}

result<user_record, error> to_user(const statement& row) {
    const auto organization = row.id<organization_id>(0);
    const auto user = row.id<calendar_user_id>(1);
    const std::int64_t capacity = row.integer(2);
    if (!organization || !user ||
        !fits<std::uint32_t>(capacity, 1, std::numeric_limits<std::uint32_t>::max()))
        return unexpected(corrupt("a calendar user has no id or an impossible capacity"));
    return user_record{*organization,
                       *user,
                       {.capacity = static_cast<std::uint32_t>(capacity),
                        .bookable_until = row.instant(3),
                        .disabled = row.integer(4) != 0}};
}

result<booking_record, error> to_booking(const statement& row) {
    const auto organization = row.id<organization_id>(0);
    const auto booking = row.id<booking_id>(1);
    const std::int64_t sequence = row.integer(2);
    if (!organization || !booking || sequence < 1)
        return unexpected(corrupt("a booking has no id or no sequence"));
    return booking_record{*organization, *booking, static_cast<std::uint64_t>(sequence),
                          std::string(row.bytes(3))};
}

result<owned_claim, error> to_claim(const statement& row) {
    const auto organization = row.id<organization_id>(0);
    const auto booking = row.id<booking_id>(1);
    const auto user = row.id<calendar_user_id>(5);
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    const bool sound = organization && booking && user && row.integer(2) >= 1 &&
                       fits<std::uint32_t>(row.integer(3), 0, most) &&
                       row.integer(6) < row.integer(7) &&
                       fits<std::uint32_t>(row.integer(8), 1, most) &&
                       fits(row.integer(9), claim_effect::blocks, claim_effect::waits) &&
                       fits(row.integer(10), busy_type::free, busy_type::busy);
    if (!sound) return unexpected(corrupt("a claim has an impossible value"));
    std::optional<sys_seconds> deadline;
    if (!row.is_null(11)) deadline = row.instant(11);
    return owned_claim{*organization,
                       {.id = {*booking, static_cast<std::uint64_t>(row.integer(2)),
                               static_cast<std::uint32_t>(row.integer(3))},
                        .part = row.integer(4),
                        .user = *user,
                        .span = interval(row.instant(6), row.instant(7)),
                        .units = static_cast<std::uint32_t>(row.integer(8)),
                        .effect = static_cast<claim_effect>(row.integer(9)),
                        .type = static_cast<busy_type>(row.integer(10)),
                        .deadline = deadline}};
}

result<live_claim, error> to_live_claim(const statement& row) {
    return to_claim(row).transform([](owned_claim&& owned) { return owned.claim; });
}

result<answer_record, error> to_answer(const statement& row) {
    const auto organization = row.id<organization_id>(0);
    const auto actor = row.id<account_id>(1);
    auto answer = storage::decode_outcome(row.bytes(6));
    if (!organization || !actor || !answer)
        return unexpected(corrupt("the answer to a request cannot be read"));
    return answer_record{
        {*organization, *actor, std::string(row.bytes(2))},
        {static_cast<std::uint64_t>(row.integer(3)), static_cast<std::uint64_t>(row.integer(4))},
        std::move(*answer),
        row.instant(5)};
}

result<feed_entry, error> to_entry(const statement& row, organization_id organization) {
    const auto actor = row.id<account_id>(2);
    const auto booking = row.id<booking_id>(5);
    auto touched = storage::decode_touched(row.bytes(10));
    if (!actor || !booking || !touched ||
        !fits(row.integer(4), feed_kind::created, feed_kind::user))
        return unexpected(corrupt("an entry of the feed cannot be read"));
    return feed_entry{.cursor = {static_cast<std::uint64_t>(row.integer(0)),
                                 static_cast<std::uint32_t>(row.integer(1))},
                      .organization = organization,
                      .actor = *actor,
                      .origin = std::string(row.bytes(3)),
                      .kind = static_cast<feed_kind>(row.integer(4)),
                      .booking = *booking,
                      .sequence = static_cast<std::uint64_t>(row.integer(6)),
                      .decided_at = row.instant(7),
                      .document_before = std::string(row.bytes(8)),
                      .document_after = std::string(row.bytes(9)),
                      .released = std::move(touched->released),
                      .added = std::move(touched->added),
                      .users = std::move(touched->users)};
}

directory_record to_record(const statement& row, organization_id organization) {
    return {{organization, std::string(row.bytes(0)), std::string(row.bytes(1))},
            static_cast<std::uint64_t>(row.integer(2)),
            std::string(row.bytes(3))};
}

/// Reads every row by `to`, which returns result<T, error>.
template <class T, class F>
result<std::vector<T>, error> read_all(statement& asked, F&& to) {
    std::vector<T> found;
    for (;;) {
        auto row = asked.step();
        if (!row) return unexpected(std::move(row).error());
        if (!*row) return found;
        result<T, error> value = to(asked);
        if (!value) {
            asked.reset();
            return unexpected(std::move(value).error());
        }
        found.push_back(std::move(*value));
    }
}

/// Hands out every row by `to`, in pages that it is a member of.
template <class T, class F>
result<void, error> read_pages(statement& asked, const contents_moment& moment,
                               std::vector<T> contents_page::* rows, F&& to,
                               const contents::visitor& visit) {
    contents_page page{.moment = moment};
    result<void, error> done;
    while (done) {
        auto row = asked.step();
        if (!row) return unexpected(std::move(row).error());
        if (!*row) break;
        result<T, error> value = to(asked);
        if (!value) {
            done = unexpected(std::move(value).error());
            break;
        }
        (page.*rows).push_back(std::move(*value));
        if ((page.*rows).size() == contents_page::rows_max)
            done = visit(std::exchange(page, contents_page{.moment = moment}));
    }
    asked.reset();
    return done && !(page.*rows).empty() ? visit(std::move(page)) : done;
}

/// The only row, if there is one.
template <class T, class F>
result<std::optional<T>, error> read_one(statement& asked, F&& to) {
    auto row = asked.step();
    if (!row) return unexpected(std::move(row).error());
    if (!*row) return std::optional<T>();
    result<T, error> value = to(asked);
    asked.reset();
    if (!value) return unexpected(std::move(value).error());
    return std::optional<T>(std::move(*value));
}

} // namespace

result<read_transaction, error> read_transaction::begin(connection& on) {
    auto begun = on.execute("BEGIN");
    if (!begun) return unexpected(std::move(begun).error());
    return read_transaction(on);
}

read_transaction::~read_transaction() {
    // Nothing was written: a failure here has nothing to lose.
    if (on_ != nullptr) static_cast<void>(on_->execute("ROLLBACK"));
}

result<row_reader, error> row_reader::make(connection& on) {
    std::optional<error> failed;
    const auto prepare = [&](const char* sql) {
        auto prepared = on.prepare(sql);
        if (prepared) return std::move(*prepared);
        if (!failed) failed = std::move(prepared).error();
        return statement(nullptr, nullptr);
    };
    statements all{
        prepare(select_state),      prepare(select_user),         prepare(select_all_users),
        prepare(select_booking),    prepare(select_claims_of),    prepare(select_claims_on),
        prepare(select_all_claims), prepare(select_all_bookings), prepare(select_answers),
        prepare(select_due_holds),  prepare(select_feed),         prepare(select_oldest),
        prepare(select_record),     prepare(select_records),      prepare(select_all_records)};
    if (failed) return unexpected(std::move(*failed));
    return row_reader(std::move(all));
}

result<file_state, error> row_reader::state() {
    auto found =
        read_one<file_state>(ask_.state, [](const statement& row) -> result<file_state, error> {
            return file_state{.decided_at = row.instant(0),
                              .transaction = static_cast<std::uint64_t>(row.integer(1)),
                              .newest = {static_cast<std::uint64_t>(row.integer(2)),
                                         static_cast<std::uint32_t>(row.integer(3))},
                              .dropped = {static_cast<std::uint64_t>(row.integer(4)),
                                          static_cast<std::uint32_t>(row.integer(5))}};
        });
    if (!found) return unexpected(std::move(found).error());
    if (!*found) return unexpected(corrupt("the row of its state is missing"));
    return **found;
}

result<std::optional<user_record>, error> row_reader::user(organization_id organization,
                                                           calendar_user_id user) {
    return read_one<user_record>(ask_.user.bind(organization, user), to_user);
}

result<std::vector<user_record>, error> row_reader::all_users() {
    return read_all<user_record>(ask_.all_users, to_user);
}

result<std::optional<booking_record>, error> row_reader::booking(organization_id organization,
                                                                 booking_id booking) {
    return read_one<booking_record>(ask_.booking.bind(organization, booking), to_booking);
}

result<std::vector<live_claim>, error> row_reader::claims_of(organization_id organization,
                                                             booking_id booking) {
    return read_all<live_claim>(ask_.claims_of.bind(organization, booking), to_live_claim);
}

result<std::vector<live_claim>, error> row_reader::claims_on(organization_id organization,
                                                             calendar_user_id user,
                                                             interval window) {
    return read_all<live_claim>(
        ask_.claims_on.bind(organization, user, window.start(), window.end()), to_live_claim);
}

result<writes, error> row_reader::bookings_ending_after(sys_seconds cut) {
    using key = detail::tenant_key<booking_id>;
    std::unordered_set<key, detail::tenant_hash> kept;
    writes found;

    // Claims come booking by booking: those of a booking that has ended are dropped when the next
    // booking begins.
    std::size_t first_of_booking = 0;
    bool ends_later = false;
    const auto close_booking = [&] {
        if (first_of_booking == found.claims_added.size()) return;
        const owned_claim& one = found.claims_added[first_of_booking];
        if (ends_later)
            kept.insert({one.organization, one.claim.id.booking});
        else
            found.claims_added.erase(
                found.claims_added.begin() + static_cast<std::ptrdiff_t>(first_of_booking),
                found.claims_added.end());
        first_of_booking = found.claims_added.size();
        ends_later = false;
    };
    for (;;) {
        auto row = ask_.all_claims.step();
        if (!row) return unexpected(std::move(row).error());
        if (!*row) break;
        auto owned = to_claim(ask_.all_claims);
        if (!owned) {
            ask_.all_claims.reset();
            return unexpected(std::move(owned).error());
        }
        if (first_of_booking < found.claims_added.size()) {
            const owned_claim& last = found.claims_added.back();
            if (last.claim.id.booking != owned->claim.id.booking ||
                last.organization != owned->organization)
                close_booking();
        }
        ends_later = ends_later || owned->claim.span.end() > cut;
        found.claims_added.push_back(*owned);
    }
    close_booking();
    found.bookings.reserve(kept.size());
    for (;;) {
        auto row = ask_.all_bookings.step();
        if (!row) return unexpected(std::move(row).error());
        if (!*row) break;
        const auto organization = ask_.all_bookings.id<organization_id>(0);
        const auto booking = ask_.all_bookings.id<booking_id>(1);
        if (organization && booking && !kept.contains({*organization, *booking})) continue;
        auto record = to_booking(ask_.all_bookings);
        if (!record) {
            ask_.all_bookings.reset();
            return unexpected(std::move(record).error());
        }
        found.bookings.push_back(std::move(*record));
    }
    if (found.bookings.size() != kept.size())
        return unexpected(corrupt("there are claims of a booking that does not exist"));
    return found;
}

result<std::vector<answer_record>, error> row_reader::answers_since(sys_seconds cut) {
    return read_all<answer_record>(ask_.answers.bind(cut), to_answer);
}

result<std::vector<due_hold>, error> row_reader::due_holds(sys_seconds now, std::size_t max) {
    std::vector<due_hold> due;
    std::unordered_set<detail::tenant_key<booking_id>, detail::tenant_hash> known;
    ask_.due_holds.bind(now);
    while (due.size() < max) {
        auto row = ask_.due_holds.step();
        if (!row) return unexpected(std::move(row).error());
        if (!*row) return due;
        const auto organization = ask_.due_holds.id<organization_id>(0);
        const auto booking = ask_.due_holds.id<booking_id>(1);
        if (organization && booking && known.insert({*organization, *booking}).second)
            due.push_back(
                {*organization, *booking, static_cast<std::uint64_t>(ask_.due_holds.integer(2))});
    }
    ask_.due_holds.reset();
    return due;
}

result<std::vector<feed_entry>, error> row_reader::feed_after(organization_id organization,
                                                              feed_cursor cursor, std::size_t max) {
    ask_.feed.bind(organization, cursor.transaction, cursor.ordinal, to_limit(max));
    return read_all<feed_entry>(ask_.feed,
                                [&](const statement& row) { return to_entry(row, organization); });
}

result<row_reader::feed_prefix, error> row_reader::feed_before(sys_seconds decided_before,
                                                               std::size_t max) {
    feed_prefix found;
    ask_.oldest.bind(to_limit(max));
    for (;;) {
        auto row = ask_.oldest.step();
        if (!row) return unexpected(std::move(row).error());
        if (!*row) return found;
        if (ask_.oldest.instant(3) >= decided_before) break;
        found.position = ask_.oldest.integer(0);
        found.newest = {static_cast<std::uint64_t>(ask_.oldest.integer(1)),
                        static_cast<std::uint32_t>(ask_.oldest.integer(2))};
        ++found.entries;
    }
    ask_.oldest.reset();
    return found;
}

result<std::optional<directory_record>, error> row_reader::record(const directory_key& key) {
    return read_one<directory_record>(
        ask_.record.bind(key.organization, std::string_view(key.kind), std::string_view(key.key)),
        [&](const statement& row) -> result<directory_record, error> {
            return to_record(row, key.organization);
        });
}

result<std::vector<directory_record>, error> row_reader::records_after(organization_id organization,
                                                                       std::string_view kind,
                                                                       std::string_view after,
                                                                       std::size_t max) {
    return read_all<directory_record>(ask_.records.bind(organization, kind, after, to_limit(max)),
                                      [&](const statement& row) -> result<directory_record, error> {
                                          return to_record(row, organization);
                                      });
}

result<void, error> row_reader::read_contents(const contents::visitor& visit) {
    auto known = state();
    if (!known) return unexpected(std::move(known).error());
    const contents_moment at{known->decided_at, known->newest};
    auto done = visit(contents_page{.moment = at}); // of an empty file, the only page
    if (done) done = read_pages(ask_.all_users, at, &contents_page::users, to_user, visit);
    if (done) done = read_pages(ask_.all_bookings, at, &contents_page::bookings, to_booking, visit);
    if (done) done = read_pages(ask_.all_claims, at, &contents_page::claims, to_claim, visit);
    if (done)
        done = read_pages(ask_.answers.bind(sys_seconds::min()), at, &contents_page::answers,
                          to_answer, visit);
    if (!done) return done;
    const auto to_any_record = [](const statement& row) -> result<directory_record, error> {
        const auto organization = row.id<organization_id>(4);
        if (!organization) return unexpected(corrupt("a record has no organization"));
        return to_record(row, *organization);
    };
    return read_pages(ask_.all_records, at, &contents_page::records, to_any_record, visit);
}

} // namespace timewright::sqlite
