/// @file
/// resource_group: "one of these rooms", "two of these five people", "a room for eight with video".
///
///     query.any_of = {{2, 3, 5}};                   // one of three: the first that is free
///
///     resource_group rooms{2, 3, 5};                // or with all that can be asked for
///     rooms.needed = 2;                             // two of them at the same time
///     rooms.least = {.seats = 8, .features = {"video"}};
///
/// What a member has is told by resource_traits, one for each calendar of a search. A member that
/// lacks something does not suit: it is left out before the search, as if it were not named. When
/// too few are left, the group is no error (the question is a fair one, the house has no such room):
/// nothing is found, and explain() says that it lies with this group and not with the time.
///
/// The order of the members is the order of choice. A team whose members take turns is a group in
/// the order of their turns: see team.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

/// What somebody or something has. What is not known is nothing.
struct resource_traits {
    std::uint32_t seats = 0;
    std::uint32_t units = 1; ///< its capacity: how many of it there are
    std::vector<std::string> features{};

    friend bool operator==(const resource_traits&, const resource_traits&) = default;
};

/// What a member must have at least.
struct resource_needs {
    std::uint32_t seats = 0;
    std::uint32_t units = 0;
    std::vector<std::string> features{}; ///< all of them, by equal spelling

    [[nodiscard]] bool asks_for_nothing() const noexcept {
        return seats == 0 && units == 0 && features.empty();
    }

    friend bool operator==(const resource_needs&, const resource_needs&) = default;
};

/// Complexity: the features of one times those of the other.
[[nodiscard]] inline bool suits(const resource_traits& traits, const resource_needs& least) {
    return traits.seats >= least.seats && traits.units >= least.units &&
           std::all_of(
               least.features.begin(), least.features.end(), [&traits](const std::string& wanted) {
                   return std::find(traits.features.begin(), traits.features.end(), wanted) !=
                          traits.features.end();
               });
}

/// Calendars by index, of which some are needed. Brackets alone say "one of these".
struct resource_group {
    std::vector<std::size_t> members{}; ///< in order of choice
    std::size_t needed = 1;             ///< how many of them, at the same time
    resource_needs least{};             ///< what each of those must have

    resource_group() = default;
    resource_group(std::initializer_list<std::size_t> listed) : members(listed) {}
    resource_group(std::vector<std::size_t> listed) : members(std::move(listed)) {}

    friend bool operator==(const resource_group&, const resource_group&) = default;
};

/// The members that have what the group asks for, in its order. A calendar beyond the traits has
/// none. Complexity: linear in the members, times what is asked for.
[[nodiscard]] inline std::vector<std::size_t> suitable_members(
    const resource_group& group, std::span<const resource_traits> traits) {
    if (group.least.asks_for_nothing()) return group.members;
    static const resource_traits nothing_known;
    std::vector<std::size_t> suitable;
    for (const std::size_t member : group.members)
        if (suits(member < traits.size() ? traits[member] : nothing_known, group.least))
            suitable.push_back(member);
    return suitable;
}

} // namespace timewright
