/// @file
/// judged: hands histories to porcupine, and keeps those that fail.
#pragma once

#include "linearizability/history.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace timewright::linearizability {

struct verdict {
    bool linearizable = false; ///< all of them
    std::string said{};        ///< what the judge printed, a line for each that is not
};

/// Runs the judge program over the histories.
[[nodiscard]] verdict judge_by_porcupine(std::span<const history> told);

/// Writes a history where failing ones are kept: TIMEWRIGHT_KEEP, or the working directory. The
/// path.
std::string keep(const history& told);

/// A number from the environment.
[[nodiscard]] std::uint64_t setting(const char* name, std::uint64_t otherwise);

} // namespace timewright::linearizability
