/// @file
/// history: what clients called, when, and what they were told. What judges judge.
///
/// Times of calls are readings of the machine's monotonic clock, which all its processes share.
#pragma once

#include <timewright/booking/change.hpp>
#include <timewright/booking/outcome.hpp>
#include <timewright/ports/store.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timewright::linearizability {

inline constexpr sys_seconds first_day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

enum class call_kind : std::uint8_t {
    change, ///< one change was applied
    look,   ///< the claims on a group's calendars were loaded
    clock,  ///< the clock was set
};

/// One call, from before it was made until after it was answered.
struct call {
    std::uint64_t client = 0;
    std::uint64_t group = 0; ///< changes of one group name no calendar of another
    std::int64_t called = 0;
    std::int64_t returned = 0;
    sys_seconds clock_called{};   ///< the latest time that the clock had shown by then
    sys_seconds clock_returned{}; ///< and by then
    call_kind kind = call_kind::change;

    change asked{};
    std::optional<outcome> told{}; ///< change: none while it is in doubt

    snapshot seen{}; ///< look

    sys_seconds set_to{}; ///< clock
};

struct history {
    std::string store{};
    std::string scenario{};
    std::uint64_t seed = 0;
    organization_id organization = default_organization;
    std::vector<call> calls{};
};

[[nodiscard]] inline std::int64_t monotonic_now() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

[[nodiscard]] inline std::string name_of(const history& told) {
    return told.scenario + " on " + told.store + ", seed " + std::to_string(told.seed);
}

} // namespace timewright::linearizability
