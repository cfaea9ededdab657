/// @file
/// timewright expand: when a recurring event takes place.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

/// Occurrences that one call lists at most.
inline constexpr std::int64_t occurrences_limit_max = 100'000;

struct expand_options {
    std::string dtstart;
    std::string zone; ///< one of zone, floating and utc; with all_day only a zone makes sense
    bool floating = false;
    bool utc = false;
    bool all_day = false;
    std::vector<std::string> rrules;
    std::vector<std::string> exrules;
    std::vector<std::string> rdates;
    std::vector<std::string> exdates;
    std::string duration;
    std::string from;
    std::string to;
    std::optional<std::int64_t> limit; ///< 1..occurrences_limit_max
    bool reverse = false;
    std::string skipped = "shift"; ///< shift or omit
    std::string zoneinfo;
    bool json = false;
};

int run(const expand_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
