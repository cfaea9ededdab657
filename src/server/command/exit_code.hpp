/// @file
/// What the process says to the shell. The numbers are part of the contract with scripts.
#pragma once

namespace timewright::command {

inline constexpr int exit_found = 0;     ///< fine, something found
inline constexpr int exit_nothing = 1;   ///< refused, nothing found, or problems found
inline constexpr int exit_bad_input = 2; ///< the input is wrong; the message says how to mend it

} // namespace timewright::command
