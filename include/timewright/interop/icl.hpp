/// @file
/// Boost.ICL beside Timewright: intervals, sets of time and capacity profiles, to and fro.
///
/// Opt-in: the umbrella does not include it, and it needs Boost's headers (libboost-dev). ICL is the
/// right tool where values merge by segment: how many units are taken when, who is away when.
///
///     icl_time_set away = to_icl(busy);
///     away += to_icl_interval(holiday);
///     time_set all = to_time_set(away);
///
///     icl_capacity_profile taken = to_icl_capacity_profile(loads);   // [9, 10) -> 3, [10, 12) -> 1
///
/// **What gets lost.** icl::interval_set joins intervals that overlap or touch, and so does time_set:
/// two meetings, one after the other, come back as one. icl::separate_interval_set keeps borders
/// where intervals touch, but joins those that overlap, and neither remembers whose an interval is. An
/// interval_map of sets would remember, and copies the set into every segment. Where identity matters
/// (who is in the way?) use interval_index or resource_calendar.
///
/// icl::length() and printing with << do not compile with chrono's time points; time_set has
/// total_length().
///
/// Complexity: to_icl and to_time_set O(n), a profile of n loads O(n log n) where few overlap.
#pragma once

#include <timewright/conflict/overload.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>

#include <boost/icl/interval_map.hpp>
#include <boost/icl/interval_set.hpp>
#include <boost/icl/right_open_interval.hpp>
#include <boost/icl/separate_interval_set.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

/// Half-open, as intervals are here. Unlike them it may be empty.
using icl_interval = boost::icl::right_open_interval<sys_seconds>;
using icl_time_set = boost::icl::interval_set<sys_seconds, std::less, icl_interval>;
using icl_separate_time_set =
    boost::icl::separate_interval_set<sys_seconds, std::less, icl_interval>;
/// Units by stretch of time; where nothing is taken there is no segment. Neighbours that hold the
/// same number are one.
using icl_capacity_profile =
    boost::icl::interval_map<sys_seconds, std::uint64_t, boost::icl::partial_absorber, std::less,
                             boost::icl::inplace_plus, boost::icl::inter_section, icl_interval>;

[[nodiscard]] inline icl_interval to_icl_interval(const interval& span) {
    return {span.start(), span.end()};
}
/// Nothing from an empty one.
[[nodiscard]] inline std::optional<interval> from_icl_interval(const icl_interval& span) {
    if (!(span.lower() < span.upper())) return std::nullopt;
    return interval(span.lower(), span.upper());
}

[[nodiscard]] inline icl_time_set to_icl(const time_set& set) {
    icl_time_set made;
    for (const interval& span : set.intervals()) made.insert(made.end(), to_icl_interval(span));
    return made;
}
[[nodiscard]] inline icl_separate_time_set to_icl_separate(const time_set& set) {
    icl_separate_time_set made;
    for (const interval& span : set.intervals()) made.insert(made.end(), to_icl_interval(span));
    return made;
}

/// The instants of the set: what touches is joined.
[[nodiscard]] inline time_set to_time_set(const icl_time_set& set) {
    std::vector<interval> spans;
    for (const icl_interval& span : set) spans.emplace_back(span.lower(), span.upper());
    return time_set::from_unsorted(std::move(spans));
}
[[nodiscard]] inline time_set to_time_set(const icl_separate_time_set& set) {
    std::vector<interval> spans;
    for (const icl_interval& span : set) spans.emplace_back(span.lower(), span.upper());
    return time_set::from_unsorted(std::move(spans));
}

/// How many units are taken when. A load of no units takes none.
[[nodiscard]] inline icl_capacity_profile to_icl_capacity_profile(std::span<const load> loads) {
    icl_capacity_profile made;
    for (const load& one : loads)
        if (one.units > 0)
            made += std::make_pair(to_icl_interval(one.span), std::uint64_t{one.units});
    return made;
}

} // namespace timewright
