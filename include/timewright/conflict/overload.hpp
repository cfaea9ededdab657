/// @file
/// overload: where loads that overlap add up to more than a limit.
///
/// The question behind capacity: a desk area with 20 seats, a projector of which there are three.
/// One sweep over starts and ends; an end at the instant of a start comes first, because intervals
/// are half-open.
#pragma once

#include <timewright/time/interval.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

struct load {
    interval span;
    std::uint32_t units = 1;
};

/// The maximal intervals during which the units of the loads sum to more than the limit, in order.
/// Complexity: O(n log n).
[[nodiscard]] inline std::vector<interval> compute_overload(std::span<const load> loads,
                                                            std::uint64_t limit) {
    std::vector<std::pair<sys_seconds, std::int64_t>> steps;
    steps.reserve(2 * loads.size());
    for (const load& l : loads) {
        steps.emplace_back(l.span.start(), std::int64_t{l.units});
        steps.emplace_back(l.span.end(), -std::int64_t{l.units});
    }
    std::sort(steps.begin(), steps.end()); // falls sort before rises of the same instant

    std::vector<interval> over;
    std::uint64_t sum = 0;
    sys_seconds since{};
    for (const auto& [at, change] : steps) {
        const bool was_over = sum > limit;
        sum += static_cast<std::uint64_t>(change); // wraps back: the sum is never negative
        const bool is_over = sum > limit;
        if (!was_over && is_over) since = at;
        if (!was_over || is_over) continue;
        if (!over.empty() && over.back().end() == since)
            over.back() = interval(over.back().start(), at);
        else if (since < at)
            over.emplace_back(since, at);
    }
    return over;
}

} // namespace timewright
