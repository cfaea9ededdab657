#include "row_writer.hpp"

#include "storage/encoding/encoding.hpp"

#include <string_view>
#include <utility>

namespace timewright::sqlite {

namespace {

constexpr const char* put_user_sql =
    "INSERT INTO users (organization, user, capacity, bookable_until, disabled) "
    "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (organization, user) DO UPDATE SET "
    "capacity = excluded.capacity, bookable_until = excluded.bookable_until, "
    "disabled = excluded.disabled";
constexpr const char* delete_claim_sql =
    "DELETE FROM claims WHERE organization = ?1 AND booking = ?2 AND sequence = ?3 AND ordinal = "
    "?4";
constexpr const char* put_booking_sql =
    "INSERT INTO bookings (organization, booking, sequence, document) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (organization, booking) DO UPDATE SET sequence = excluded.sequence, "
    "document = excluded.document";
constexpr const char* insert_claim_sql =
    "INSERT INTO claims (organization, booking, sequence, ordinal, part, user, start_at, end_at, "
    "units, effect, type, deadline) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr const char* delete_booking_sql =
    "DELETE FROM bookings WHERE organization = ?1 AND booking = ?2";
constexpr const char* put_answer_sql =
    "INSERT INTO answers (organization, actor, request_key, digest_high, digest_low, decided_at, "
    "answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (organization, actor, request_key) "
    "DO UPDATE SET digest_high = excluded.digest_high, digest_low = excluded.digest_low, "
    "decided_at = excluded.decided_at, answer = excluded.answer";
constexpr const char* insert_entry_sql =
    "INSERT INTO feed (organization, transaction_number, ordinal, actor, origin, kind, booking, "
    "sequence, decided_at, document_before, document_after, touched) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr const char* put_state_sql =
    "UPDATE state SET decided_at = ?1, transaction_number = ?2, newest_transaction = ?3, "
    "newest_ordinal = ?4, dropped_transaction = ?5, dropped_ordinal = ?6";
constexpr const char* delete_answers_sql = "DELETE FROM answers WHERE decided_at < ?1";
constexpr const char* delete_feed_sql = "DELETE FROM feed WHERE position <= ?1";
constexpr const char* put_record_sql =
    "INSERT INTO records (organization, kind, key, version, body) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (organization, kind, key) DO UPDATE SET version = excluded.version, "
    "body = excluded.body";
constexpr const char* delete_record_sql =
    "DELETE FROM records WHERE organization = ?1 AND kind = ?2 AND key = ?3";

} // namespace

result<row_writer, error> row_writer::make(connection& on) {
    std::optional<error> failed;
    const auto prepare = [&](const char* sql) {
        auto prepared = on.prepare(sql);
        if (prepared) return std::move(*prepared);
        if (!failed) failed = std::move(prepared).error();
        return statement(nullptr, nullptr);
    };
    statements all{
        prepare(put_user_sql),     prepare(delete_claim_sql),   prepare(put_booking_sql),
        prepare(insert_claim_sql), prepare(delete_booking_sql), prepare(put_answer_sql),
        prepare(insert_entry_sql), prepare(put_state_sql),      prepare(delete_answers_sql),
        prepare(delete_feed_sql),  prepare(put_record_sql),     prepare(delete_record_sql)};
    if (failed) return unexpected(std::move(*failed));
    return row_writer(std::move(all));
}

result<void, error> row_writer::write(const writes& made) {
    // Foreign keys give the order: users and bookings before claims, claims gone before bookings.
    result<void, error> done;
    for (const user_record& u : made.users)
        if (done)
            done = ask_.put_user
                       .bind(u.organization, u.user, u.limits.capacity, u.limits.bookable_until,
                             u.limits.disabled)
                       .run();
    for (const owned_claim& c : made.claims_released)
        if (done)
            done = ask_.delete_claim
                       .bind(c.organization, c.claim.id.booking, c.claim.id.sequence,
                             c.claim.id.ordinal)
                       .run();
    for (const booking_record& b : made.bookings)
        if (done)
            done = ask_.put_booking
                       .bind(b.organization, b.booking, b.sequence, std::string_view(b.document))
                       .run();
    for (const owned_claim& c : made.claims_added)
        if (done) done = insert(c);
    for (const booking_key& b : made.bookings_removed)
        if (done) done = ask_.delete_booking.bind(b.organization, b.booking).run();
    for (const answer_record& a : made.answers)
        if (done) done = put(a);
    for (const feed_entry& entry : made.feed)
        if (done) done = insert(entry);
    return done;
}

result<void, error> row_writer::write(const file_state& state) {
    return ask_.put_state
        .bind(state.decided_at, state.transaction, state.newest.transaction, state.newest.ordinal,
              state.dropped.transaction, state.dropped.ordinal)
        .run();
}

result<void, error> row_writer::forget_answers_before(sys_seconds cut) {
    return ask_.delete_answers.bind(cut).run();
}

result<void, error> row_writer::forget_feed_up_to(std::int64_t position) {
    return ask_.delete_feed.bind(position).run();
}

result<void, error> row_writer::put(const directory_record& record) {
    return ask_.put_record
        .bind(record.key.organization, std::string_view(record.key.kind),
              std::string_view(record.key.key), record.version, std::string_view(record.body))
        .run();
}

result<void, error> row_writer::remove(const directory_key& key) {
    return ask_.delete_record
        .bind(key.organization, std::string_view(key.kind), std::string_view(key.key))
        .run();
}

result<void, error> row_writer::insert(const owned_claim& owned) {
    const live_claim& c = owned.claim;
    return ask_.insert_claim
        .bind(owned.organization, c.id.booking, c.id.sequence, c.id.ordinal, c.part, c.user,
              c.span.start(), c.span.end(), c.units, static_cast<std::uint8_t>(c.effect),
              static_cast<std::uint8_t>(c.type), c.deadline)
        .run();
}

result<void, error> row_writer::put(const answer_record& record) {
    const std::string answer = storage::encode(record.answer);
    return ask_.put_answer
        .bind(record.key.organization, record.key.actor, std::string_view(record.key.request_key),
              record.request_digest.high, record.request_digest.low, record.decided_at,
              std::string_view(answer))
        .run();
}

result<void, error> row_writer::insert(const feed_entry& entry) {
    const std::string touched = storage::encode_touched(entry.released, entry.added, entry.users);
    return ask_.insert_entry
        .bind(entry.organization, entry.cursor.transaction, entry.cursor.ordinal, entry.actor,
              std::string_view(entry.origin), static_cast<std::uint8_t>(entry.kind), entry.booking,
              entry.sequence, entry.decided_at, std::string_view(entry.document_before),
              std::string_view(entry.document_after), std::string_view(touched))
        .run();
}

} // namespace timewright::sqlite
