/// @file
/// rule_circle: what of a rule repeats after days or weeks, laid on a circle.
///
/// Whatever dates a rule chooses, its starts lie among the points of a circle: every Monday at nine
/// is one point on a circle of a week, the 1st of the month at nine one point on a circle of a day.
/// Two rules on clocks whose offsets do not change meet only where the points of one and the other,
/// with their durations, overlap on the circle of the common divisor of both lengths. Where they do
/// not, they never meet, and nothing has to be looked through.
#pragma once

#include "timewright/calendar/merged_starts.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace timewright::detail {

/// Every start of a rule, in seconds of local time, leaves one of these rests when divided.
struct rule_circle {
    std::int64_t length = 1;
    std::vector<std::int64_t> rests{};
};

/// One for each rule; exceptions only take away. None: too many times of day, or rules.
[[nodiscard]] std::optional<std::vector<rule_circle>> circles_of(const compiled_recurrence& series);

/// What lies on the circles, moved by `shift` and so long: [point, point + length).
struct circle_spans {
    const std::vector<rule_circle>* circles = nullptr;
    std::int64_t shift = 0;
    std::int64_t length = 0;
};

/// Whether anything of the one overlaps anything of the other.
[[nodiscard]] bool overlap(const circle_spans& a, const circle_spans& b);

/// After so many seconds of local time the rules, exception rules included, choose the same again:
/// days or weeks where the rules say nothing of months and years. None: they do, or it is absurdly
/// long.
[[nodiscard]] std::optional<std::int64_t> short_period_of(const compiled_recurrence& series);

/// The same in periods of 400 years, for all rules; at most `cycles_max`, which stands for all that
/// is longer than there are years.
[[nodiscard]] std::int64_t calendar_cycles_of(const compiled_recurrence& series);
inline constexpr std::int64_t cycles_max = 25;

/// The least common multiple; none when it is absurdly long.
[[nodiscard]] std::optional<std::int64_t> common_multiple(std::int64_t a, std::int64_t b);

} // namespace timewright::detail
