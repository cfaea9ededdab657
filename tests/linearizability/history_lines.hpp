/// @file
/// history_lines: a history as JSON lines, one for what it is and one for each call. Ids are their
/// numbers, times are seconds.
#pragma once

#include "linearizability/history.hpp"

#include <istream>
#include <ostream>
#include <vector>

namespace timewright::linearizability {

void write_lines(const history& told, std::ostream& out);

/// Every history of the stream. What is no line of ours ends the program: a test wrote it.
[[nodiscard]] std::vector<history> read_lines(std::istream& in);

} // namespace timewright::linearizability
