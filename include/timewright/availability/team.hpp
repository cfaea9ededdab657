/// @file
/// team: who of a team is next. Round robin, by whatever the team counts.
///
///     result<resource_group, error> support = make_team(
///         {{.calendar = 0, .last_assigned = monday},
///          {.calendar = 1},                              // never yet: comes first
///          {.calendar = 2, .last_assigned = friday}},
///         turn_rule::least_recent);
///     query.any_of = {*support};                         // members {1, 2, 0}, one needed
///
/// A team is a group whose members stand in the order of their turns, so the search needs to know
/// nothing of turns: at each slot it chooses the first that are free. What was assigned, when and
/// how often, are values that the caller keeps; each slot of an answer is chosen as if it alone were
/// going to be booked.
///
/// | strategy                | question                                                  |
/// |-------------------------|-----------------------------------------------------------|
/// | collective              | everybody in slot_query::required                         |
/// | one of a team           | make_team(team, rule)                                     |
/// | at least k of n people  | make_team(team, rule, k), or a group with needed = k      |
#pragma once

#include <timewright/availability/resource_group.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace timewright {

struct team_member {
    std::size_t calendar = 0;                   ///< index into slot_query::calendars
    std::optional<sys_seconds> last_assigned{}; ///< nothing: never yet
    std::uint32_t load = 0;                     ///< meetings, hours, points: what is shared out
    std::uint32_t weight = 1;                   ///< from 1: the share of the load that is fair
};

/// Who is next. Ties go by the listed order.
enum class turn_rule : std::uint8_t {
    listed,       ///< always the first that can
    least_recent, ///< whoever waits longest since the last assignment; whoever had none first
    least_load,   ///< the smallest load
    by_weight,    ///< the smallest load / weight, compared as fractions, without rounding
};

/// Whether a's turn is before b's. A strict weak order.
[[nodiscard]] constexpr bool comes_before(const team_member& a, const team_member& b,
                                          turn_rule rule) noexcept {
    switch (rule) {
        case turn_rule::listed:
            return false;
        case turn_rule::least_recent:
            return a.last_assigned < b.last_assigned; // nothing is less than any instant
        case turn_rule::least_load:
            return a.load < b.load;
        case turn_rule::by_weight:
            return std::uint64_t{a.load} * b.weight < std::uint64_t{b.load} * a.weight;
    }
    return false;
}

/// The team as a group of which `needed` are chosen. Errors: invalid_input for a weight of 0. What
/// validate(slot_query) asks of groups, it asks of this one. Complexity: n log n.
[[nodiscard]] inline result<resource_group, error> make_team(std::vector<team_member> team,
                                                             turn_rule rule,
                                                             std::size_t needed = 1) {
    for (const team_member& member : team)
        if (member.weight == 0)
            return unexpected(
                invalid_input("a member of the team has weight 0: weights start at "
                              "1; leave out whoever is not to be chosen"));
    std::stable_sort(team.begin(), team.end(), [rule](const team_member& a, const team_member& b) {
        return comes_before(a, b, rule);
    });
    resource_group group;
    group.needed = needed;
    group.members.reserve(team.size());
    for (const team_member& member : team) group.members.push_back(member.calendar);
    return group;
}

} // namespace timewright
