/// @file
/// process_facts: what the operating system knows of this process (Linux: /proc/self).
#pragma once

#include <cstdint>

namespace timewright::hosting {

struct process_facts {
    double processor_seconds = 0;
    double started_at = 0; ///< seconds since 1970
    std::uint64_t resident_bytes = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t open_descriptors = 0;
    std::uint64_t descriptors_max = 0;
};

/// What cannot be read stays 0.
[[nodiscard]] process_facts read_process_facts();

} // namespace timewright::hosting
