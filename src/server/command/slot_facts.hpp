/// @file
/// slot_facts: what the options of `timewright slots` say of single calendars and of groups.
///
///     --about atlantic.ics,seats=8,feature=video      a calendar, with facts that files cannot say
///     --needed room:2 --turn support:least-recent     a group, by its name; without: the unnamed
#pragma once

#include "server/command/slots.hpp"

#include <timewright/availability/resource_group.hpp>
#include <timewright/availability/team.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::command {

/// The largest number that a fact or a need can be.
inline constexpr std::uint32_t fact_max = 1'000'000;
/// Features of one calendar, or that one group asks for.
inline constexpr std::size_t features_max = 64;

/// What `--about` tells of a calendar. Where nothing is said, the option for all holds.
struct calendar_facts {
    resource_traits traits{};
    std::optional<std::uint32_t> weight{};
    std::optional<std::uint32_t> load{};
    std::optional<sys_seconds> last_assigned{};
    std::optional<std::chrono::seconds> buffer_before{};
    std::optional<std::chrono::seconds> buffer_after{};
    std::optional<std::uint32_t> per_day{};
    std::optional<std::chrono::seconds> per_day_time{};
    bool unknown = false; ///< nothing is known of it: its file is not read
};

/// By the names of files.
using facts_by_file = std::map<std::string, calendar_facts, std::less<>>;

/// Reads every --about. Errors: a file that is not among `files`, or is told of twice; a fact that
/// is none, or has a bad value.
[[nodiscard]] result<facts_by_file, error> read_facts(const std::vector<std::string>& about,
                                                      const std::vector<std::string>& files);

/// What is asked of one group.
struct group_wish {
    std::size_t needed = 1;
    turn_rule turn = turn_rule::listed;
    resource_needs least{};
};

/// The wishes for the groups of these names, in their order. Errors: a group that nobody named, one
/// that is told the same twice, a bad value.
[[nodiscard]] result<std::vector<group_wish>, error> read_wishes(
    const slots_options& options, const std::vector<std::string>& groups);

/// A whole number. Errors: name `what` and the range.
[[nodiscard]] result<std::uint32_t, error> read_count(std::string_view what, std::string_view text,
                                                      std::uint32_t least, std::uint32_t most);

/// A buffer: an exact duration from zero to buffer_max.
[[nodiscard]] result<std::chrono::seconds, error> read_buffer(std::string_view what,
                                                              std::string_view text);

} // namespace timewright::command
