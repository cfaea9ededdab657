/// @file
/// cache: keeps what can be had elsewhere too, and may lose it at any time.
///
/// Nothing in it is authoritative: whoever asks must know by itself whether what is found still
/// holds, and goes on without it when nothing is found or the cache does not answer. An
/// implementation answers soon, if need be with an error. tests/conformance/cache_conformance.hpp
/// is the contract as a program. All member functions may be called from any thread at the same time.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace timewright {

class cache {
  public:
    struct entry {
        std::string key{};   ///< any bytes
        std::string value{}; ///< any bytes
    };

    virtual ~cache() = default;

    /// What is kept for each of the keys, in their order; none where nothing is.
    /// Errors: unavailable.
    virtual result<std::vector<std::optional<std::string>>, error> find(
        std::span<const std::string> keys) = 0;

    /// Keeps them in place of what was kept for these keys, at most so long. Not all of them need be
    /// kept. Errors: unavailable; some of them may be kept then.
    virtual result<void, error> keep(std::span<const entry> entries,
                                     std::chrono::seconds lasts) = 0;
};

} // namespace timewright
