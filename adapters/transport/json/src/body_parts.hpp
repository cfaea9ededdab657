// What several request bodies have in common.
#pragma once

#include "reader.hpp"

#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace timewright::json {

/// The members "from" and "to" as an interval of at most that length.
[[nodiscard]] interval window_from(object_reader& in, std::chrono::seconds length_max);

/// Groups of ids, each with at least one: "one of each".
[[nodiscard]] std::vector<std::vector<calendar_user_id>> groups_from(const node& value);

[[nodiscard]] std::vector<std::string> features_from(const node& value);
[[nodiscard]] std::uint32_t seats_from(const node& value);
[[nodiscard]] std::uint32_t capacity_from(const node& value);

/// A zone and the weekly hours in it.
[[nodiscard]] hours_body hours_from(object_reader& in);

[[nodiscard]] std::string time_zone_from(const node& value);

} // namespace timewright::json
