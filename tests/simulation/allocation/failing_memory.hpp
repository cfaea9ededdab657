/// @file
/// failing_memory: operator new, failing where a test says. Whoever links it has it in the whole
/// program, on all threads.
#pragma once

#include <cstdint>

namespace timewright::simulation {

class failing_memory {
  public:
    /// From now on: the k-th allocation fails, counted from 0, and that one alone.
    static void arm(std::int64_t k);
    /// No more; true if it has failed.
    static bool disarm();
    /// How many allocations there are that nobody has freed.
    [[nodiscard]] static std::int64_t held();
};

} // namespace timewright::simulation
