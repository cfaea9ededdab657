/// @file
/// fingerprint: 128 bits that tell two requests apart.
///
/// A retry carries the key of the first try; the fingerprint of what the client sent shows whether
/// it is the same request or a reuse of the key by mistake. It is no cryptographic digest and needs
/// not be: keys belong to one account, which could only ever deceive itself.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace timewright {

struct fingerprint {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend constexpr bool operator==(const fingerprint&, const fingerprint&) = default;
};

/// The fingerprint of the bytes. Stable across machines and versions: it is stored.
/// Complexity: linear, no allocation.
[[nodiscard]] constexpr fingerprint compute_fingerprint(std::string_view bytes) noexcept {
    // Two lanes with unrelated odd multipliers; each byte reaches both, the length closes them.
    std::uint64_t a = 0x8F1BBCDC6ED9EBA1ULL;
    std::uint64_t b = 0x5A827999CA62C1D6ULL;
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(c));
        a = std::rotl((a ^ byte) * 0x9E3779B97F4A7C15ULL, 29);
        b = std::rotl((b + byte) * 0xC2B2AE3D27D4EB4FULL, 31) ^ a;
    }
    const auto close = [](std::uint64_t x) {
        x = (x ^ x >> 32) * 0xD6E8FEB86659FD93ULL;
        x = (x ^ x >> 32) * 0xD6E8FEB86659FD93ULL;
        return x ^ x >> 32;
    };
    return {.high = close(a ^ bytes.size()), .low = close(b + a)};
}

} // namespace timewright
