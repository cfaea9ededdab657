#include "row_reader.hpp"

#include "postgres_error.hpp"
#include "storage/encoding/encoding.hpp"

#include <charconv>
#include <chrono>
#include <cstring>
#include <limits>
#include <pqxx/field>
#include <pqxx/row>
#include <string>
#include <string_view>
#include <utility>

namespace timewright::postgres {

namespace {

// The columns of the type `found`: what, organization, a, b, n1 to n9, w, x, y, z.
constexpr int organization_at = 1;
constexpr int a = 2;
constexpr int b = 3;
constexpr int n(int number) { return 3 + number; }
constexpr int w = 13;
constexpr int x = 14;
constexpr int y = 15;
constexpr int z = 16;

std::string_view text(const pqxx::row& row, int column) { return row[column].c_str(); }

std::int64_t integer(const pqxx::row& row, int column) {
    const std::string_view digits = text(row, column);
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc() || end != digits.data() + digits.size())
        throw corrupt_row("a number is missing or malformed");
    return value;
}

/// Within the range of T, or between two of its enumerators.
template <class T>
T integer_of(const pqxx::row& row, int column, T least, T most) {
    const std::int64_t value = integer(row, column);
    if (value < static_cast<std::int64_t>(least) || value > static_cast<std::int64_t>(most))
        throw corrupt_row("a number is out of its range");
    return static_cast<T>(value);
}

std::uint32_t small_number(const pqxx::row& row, int column, std::uint32_t least) {
    return integer_of<std::uint32_t>(row, column, least, std::numeric_limits<std::uint32_t>::max());
}

std::uint64_t large_number(const pqxx::row& row, int column) {
    return static_cast<std::uint64_t>(
        integer_of<std::int64_t>(row, column, 0, std::numeric_limits<std::int64_t>::max()));
}

sys_seconds instant(const pqxx::row& row, int column) {
    return sys_seconds(std::chrono::seconds(integer(row, column)));
}

template <class Id>
Id id(const pqxx::row& row, int column) {
    const auto value = Id::from_string(text(row, column));
    if (!value) throw corrupt_row("an id is malformed");
    return *value;
}

organization_id organization(const pqxx::row& row) {
    return id<organization_id>(row, organization_at);
}

unsigned nibble(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
    throw corrupt_row("bytes are not written in hexadecimal");
}

std::string bytes(const pqxx::row& row, int column) {
    std::string_view hex = text(row, column);
    if (hex.substr(0, 2) != "\\x" || hex.size() % 2 != 0)
        throw corrupt_row("bytes are not written in hexadecimal");
    hex.remove_prefix(2);
    std::string value(hex.size() / 2, '\0');
    for (std::size_t i = 0; i < value.size(); ++i)
        value[i] = static_cast<char>(nibble(hex[2 * i]) << 4U | nibble(hex[2 * i + 1]));
    return value;
}

} // namespace

row_kind kind_of(const pqxx::row& row) {
    return integer_of(row, 0, row_kind::present, row_kind::record);
}

present_row to_present(const pqxx::row& row) {
    const bool decided_nothing = row[n(2)].is_null();
    return {instant(row, n(1)), decided_nothing ? sys_seconds::min() : instant(row, n(2))};
}

user_record to_user(const pqxx::row& row) {
    return {organization(row),
            id<calendar_user_id>(row, a),
            {.capacity = small_number(row, n(1), 1),
             .bookable_until = instant(row, n(2)),
             .disabled = integer(row, n(3)) != 0}};
}

booking_record to_booking(const pqxx::row& row) {
    return {organization(row), id<booking_id>(row, a), large_number(row, n(1)), bytes(row, w)};
}

owned_claim to_claim(const pqxx::row& row) {
    const sys_seconds start = instant(row, n(4));
    const sys_seconds end = instant(row, n(5));
    if (end <= start) throw corrupt_row("a claim ends before it starts");
    std::optional<sys_seconds> deadline;
    if (!row[n(9)].is_null()) deadline = instant(row, n(9));
    return {organization(row),
            {.id = {id<booking_id>(row, a), large_number(row, n(1)), small_number(row, n(2), 0)},
             .part = integer(row, n(3)),
             .user = id<calendar_user_id>(row, b),
             .span = interval(start, end),
             .units = small_number(row, n(6), 1),
             .effect = integer_of(row, n(7), claim_effect::blocks, claim_effect::waits),
             .type = integer_of(row, n(8), busy_type::free, busy_type::busy),
             .deadline = deadline}};
}

answer_record to_answer(const pqxx::row& row) {
    auto answer = storage::decode_outcome(bytes(row, x));
    if (!answer) throw corrupt_row("the answer to a request cannot be read");
    return {{organization(row), id<account_id>(row, a), bytes(row, w)},
            {static_cast<std::uint64_t>(integer(row, n(1))),
             static_cast<std::uint64_t>(integer(row, n(2)))},
            std::move(*answer),
            instant(row, n(3))};
}

due_hold to_due_hold(const pqxx::row& row) {
    return {organization(row), id<booking_id>(row, a), large_number(row, n(1))};
}

feed_ends_row to_feed_ends(const pqxx::row& row) {
    return {{large_number(row, n(1)), small_number(row, n(2), 0)},
            {large_number(row, n(3)), small_number(row, n(4), 0)}};
}

feed_entry to_entry(const pqxx::row& row) {
    auto touched = storage::decode_touched(bytes(row, z));
    if (!touched) throw corrupt_row("an entry of the feed cannot be read");
    return {.cursor = {large_number(row, n(1)), small_number(row, n(2), 0)},
            .organization = organization(row),
            .actor = id<account_id>(row, a),
            .origin = bytes(row, w),
            .kind = integer_of(row, n(3), feed_kind::created, feed_kind::user),
            .booking = id<booking_id>(row, b),
            .sequence = large_number(row, n(4)),
            .decided_at = instant(row, n(5)),
            .document_before = bytes(row, x),
            .document_after = bytes(row, y),
            .released = std::move(touched->released),
            .added = std::move(touched->added),
            .users = std::move(touched->users)};
}

directory_record to_record(const pqxx::row& row) {
    return {
        {organization(row), bytes(row, w), bytes(row, x)}, large_number(row, n(1)), bytes(row, y)};
}

} // namespace timewright::postgres
