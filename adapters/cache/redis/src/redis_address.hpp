/// @file
/// redis_address: redis://[[user]:password@]host[:port][/database], read.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace timewright::redis {

struct address {
    std::string host{};
    std::uint16_t port = 6379;
    std::string user{}; ///< empty: Redis's default
    std::string password{};
    unsigned database = 0;
};

/// Errors: invalid_input, which never repeats the text, as a password may stand in it.
[[nodiscard]] result<address, error> parse_address(std::string_view text);

} // namespace timewright::redis
