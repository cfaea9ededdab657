/// @file
/// row_reader: rows of the SQL type `found` as values. What contradicts itself is thrown as
/// corrupt_row.
#pragma once

#include <timewright/booking/ledger.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>

#include <cstdint>
#include <pqxx/result>

namespace timewright::postgres {

/// The first column: which kind of row it is.
enum class row_kind : std::uint8_t {
    present = 0,
    user = 1,
    booking = 2,
    claim = 3,
    answer = 4,
    due_hold = 5,
    feed_ends = 6,
    feed_entry = 7,
    record = 8,
};

struct present_row {
    sys_seconds clock;   ///< the database's
    sys_seconds decided; ///< the latest time at which anything that left a trace was decided
};

struct feed_ends_row {
    feed_cursor newest;  ///< the newest entry that readers may be told
    feed_cursor dropped; ///< the newest that is no longer kept
};

[[nodiscard]] row_kind kind_of(const pqxx::row& row);
[[nodiscard]] present_row to_present(const pqxx::row& row);
[[nodiscard]] user_record to_user(const pqxx::row& row);
[[nodiscard]] booking_record to_booking(const pqxx::row& row);
[[nodiscard]] owned_claim to_claim(const pqxx::row& row);
[[nodiscard]] answer_record to_answer(const pqxx::row& row);
[[nodiscard]] due_hold to_due_hold(const pqxx::row& row);
[[nodiscard]] feed_ends_row to_feed_ends(const pqxx::row& row);
[[nodiscard]] feed_entry to_entry(const pqxx::row& row);
[[nodiscard]] directory_record to_record(const pqxx::row& row);

} // namespace timewright::postgres
