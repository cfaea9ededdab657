/// @file
/// row_reader: the questions that are asked of the file.
///
/// Every row is checked as it is read: a file that contradicts itself is an error, never a broken
/// contract. Not thread-safe; the connection must outlive it.
#pragma once

#include "connection.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/ports/contents.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/store.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace timewright::sqlite {

/// The one row of the table of that name.
struct file_state {
    sys_seconds decided_at = sys_seconds::min();
    std::uint64_t transaction = 0;
    feed_cursor newest{};
    feed_cursor dropped{};
};

/// Everything that is read between begin and end is of one moment.
class read_transaction {
  public:
    [[nodiscard]] static result<read_transaction, error> begin(connection& on);
    read_transaction(read_transaction&& other) noexcept : on_(std::exchange(other.on_, nullptr)) {}
    read_transaction& operator=(read_transaction&&) = delete;
    ~read_transaction();

  private:
    explicit read_transaction(connection& on) noexcept : on_(&on) {}
    connection* on_;
};

class row_reader {
  public:
    [[nodiscard]] static result<row_reader, error> make(connection& on);

    [[nodiscard]] result<file_state, error> state();

    /// None if there is no such user.
    [[nodiscard]] result<std::optional<user_record>, error> user(organization_id organization,
                                                                 calendar_user_id user);
    [[nodiscard]] result<std::vector<user_record>, error> all_users();

    [[nodiscard]] result<std::optional<booking_record>, error> booking(organization_id organization,
                                                                       booking_id booking);
    /// Of one booking, dead holds included, in the order in which they were added.
    [[nodiscard]] result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                                   booking_id booking);
    /// Of one user, dead holds included, by start.
    /// Complexity: O(log n + m), m the claims on the user that start before the window ends.
    [[nodiscard]] result<std::vector<live_claim>, error> claims_on(organization_id organization,
                                                                   calendar_user_id user,
                                                                   interval window);
    /// Every booking with a claim that ends after `cut`, and all of its claims, by start: what a
    /// ledger takes fastest. Complexity: reads all claims and all bookings once.
    [[nodiscard]] result<writes, error> bookings_ending_after(sys_seconds cut);

    [[nodiscard]] result<std::vector<answer_record>, error> answers_since(sys_seconds cut);
    [[nodiscard]] result<std::vector<due_hold>, error> due_holds(sys_seconds now, std::size_t max);
    [[nodiscard]] result<std::vector<feed_entry>, error> feed_after(organization_id organization,
                                                                    feed_cursor cursor,
                                                                    std::size_t max);

    /// The newest of the oldest max entries that were all decided before the instant, as it is in
    /// the table, and how many they are.
    struct feed_prefix {
        std::int64_t position = 0;
        feed_cursor newest{};
        std::size_t entries = 0;
    };
    [[nodiscard]] result<feed_prefix, error> feed_before(sys_seconds decided_before, std::size_t max);

    [[nodiscard]] result<std::optional<directory_record>, error> record(const directory_key& key);
    [[nodiscard]] result<std::vector<directory_record>, error> records_after(
        organization_id organization, std::string_view kind, std::string_view after,
        std::size_t max);

    /// All rows, as the contents port reads them. Within a transaction, so that they are of one moment.
    [[nodiscard]] result<void, error> read_contents(const contents::visitor& visit);

  private:
    struct statements {
        statement state, user, all_users, booking, claims_of, claims_on, all_claims, all_bookings,
            answers, due_holds, feed, oldest, record, records,
            all_records;
    };
    explicit row_reader(statements prepared) : ask_(std::move(prepared)) {}

    statements ask_;
};

} // namespace timewright::sqlite
