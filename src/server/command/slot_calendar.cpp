#include "server/command/slot_calendar.hpp"

#include <timewright/availability/capacity.hpp>
#include <timewright/time/time_set.hpp>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace timewright::command {
namespace {

using blocks = std::vector<busy_interval>;

/// When too few units are left: of one, whenever there is a meeting. A unit is in use for the
/// buffers of its meeting too.
time_set taken_by(const blocks& meetings, const slot_calendar_rules& rules) {
    std::vector<capacity_use> uses;
    uses.reserve(meetings.size());
    for (const busy_interval& meeting : meetings)
        uses.push_back(
            {.span = {meeting.span.start() - rules.after, meeting.span.end() + rules.before}});
    // More units than there are is a matter of needs, and said as such.
    return capacity_profile(rules.capacity, uses).busy_for(std::min(rules.units, rules.capacity));
}

/// The meetings that take time, and those of them that take it for sure.
blocks without(const blocks& all, busy_type left_out) {
    blocks kept;
    for (const busy_interval& block : all)
        if (block.type != busy_type::free && block.type != left_out) kept.push_back(block);
    return kept;
}

/// Meetings that touch a day of the window count on the whole of that day, and a buffer reaches
/// into the window from outside.
interval read_over(const slot_calendar_rules& rules) {
    const std::chrono::days day(rules.limit.meetings_max || rules.limit.time_max ? 2 : 0);
    constexpr sys_seconds first = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
    constexpr sys_seconds last = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
    const sys_seconds from =
        rules.known.start() - std::max<std::chrono::seconds>(rules.before, day);
    const sys_seconds to = rules.known.end() + std::max<std::chrono::seconds>(rules.after, day);
    return {std::max(from, std::min(first, rules.known.start())),
            std::min(to, std::max(last, rules.known.end()))};
}

} // namespace

result<availability, error> read_availability(const calendar_file& file,
                                              const slot_calendar_rules& rules) {
    const auto all = busy_blocks(file, read_over(rules));
    if (!all) return unexpected(all.error());
    const blocks firm = without(*all, busy_type::busy_tentative);
    const blocks taken =
        rules.tentative == tentative_as::free ? firm : without(*all, busy_type::free);
    std::vector<interval> meetings;
    for (const busy_interval& meeting : taken) meetings.push_back(meeting.span);
    const auto full = compute_full_days(meetings, rules.limit, rules.known, rules.duration);
    if (!full) return unexpected(full.error());

    if (!rules.tentative_apart) return availability{.busy = unite(taken_by(taken, rules), *full)};
    time_set busy = unite(taken_by(firm, rules), *full);
    time_set tentative = subtract(taken_by(without(*all, busy_type::free), rules), busy);
    return availability{.busy = std::move(busy), .tentative = std::move(tentative)};
}

} // namespace timewright::command
