/// @file
/// busy_type: how firmly a stretch of time is taken (RFC 5545 section 3.2.9, FBTYPE).
///
/// The order of the values is the precedence when several overlap: the strongest wins.
/// It lives with time because both availability and booking speak of it.
#pragma once

#include <cstdint>

namespace timewright {

enum class busy_type : std::uint8_t {
    free = 0,
    busy_tentative = 1,
    busy_unavailable = 2,
    busy = 3,
};

/// The name in text: "free", "busy-tentative", "busy-unavailable", "busy".
[[nodiscard]] constexpr const char* to_string(busy_type type) noexcept {
    switch (type) {
        case busy_type::free: return "free";
        case busy_type::busy_tentative: return "busy-tentative";
        case busy_type::busy_unavailable: return "busy-unavailable";
        case busy_type::busy: return "busy";
    }
    return "busy";
}

} // namespace timewright
