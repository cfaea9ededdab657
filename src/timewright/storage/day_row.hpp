/// @file
/// day_row: the claims of one calendar user on one day as bytes, for a cache.
///
/// The bytes come from outside: whatever they are, reading them answers a row or none.
#pragma once

#include <timewright/booking/ledger.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::detail {

struct day_row {
    feed_cursor as_of{}; ///< right up to here, or later
    sys_seconds day{};   ///< its midnight in UTC
    user_record user{};
    std::vector<live_claim> claims{}; ///< in the store's order, none with a deadline

    friend bool operator==(const day_row&, const day_row&) = default;
};

[[nodiscard]] std::string encode(const day_row& row);
[[nodiscard]] std::optional<day_row> decode_day_row(std::string_view bytes);

} // namespace timewright::detail
