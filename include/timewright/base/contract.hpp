/// @file
/// Contracts: our own and our caller's mistakes stop the program, in release builds too.
///
/// A broken precondition means that some code is wrong, not that the world is: going on would
/// write a wrong booking. So the check stays on, says which condition failed and where, and aborts.
/// What users, files, networks or databases can get wrong is never a contract: it is a `result`.
///
///     interval tomorrow(sys_seconds start, sys_seconds end) {
///         TIMEWRIGHT_EXPECTS(start < end);      // a precondition
///         ...
///         TIMEWRIGHT_ENSURES(found.size() > 0); // what we promised
///     }
#pragma once

#include <cstdio>
#include <cstdlib>

namespace timewright::detail {

[[noreturn]] inline void contract_violated(const char* kind, const char* condition,
                                           const char* file, int line) noexcept {
    std::fprintf(stderr, "timewright: %s failed: %s (%s:%d)\n", kind, condition, file, line);
    std::abort();
}

} // namespace timewright::detail

#define TIMEWRIGHT_CONTRACT_(kind, condition)                                                    \
    (static_cast<bool>(condition)                                                                \
         ? static_cast<void>(0)                                                                  \
         : ::timewright::detail::contract_violated(kind, #condition, __FILE__, __LINE__))

/// What the caller must have made true.
#define TIMEWRIGHT_EXPECTS(condition) TIMEWRIGHT_CONTRACT_("precondition", condition)
/// What this function promised.
#define TIMEWRIGHT_ENSURES(condition) TIMEWRIGHT_CONTRACT_("postcondition", condition)
