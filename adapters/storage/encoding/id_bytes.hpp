/// @file
/// id_bytes: the 16 bytes of an id, most significant first: their byte order is the order of ids.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace timewright::storage {

using id_bytes = std::array<char, 16>;

[[nodiscard]] inline id_bytes to_bytes(std::uint64_t high, std::uint64_t low) noexcept {
    id_bytes bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<char>(high >> (56 - 8 * i) & 0xFFU);
        bytes[8 + i] = static_cast<char>(low >> (56 - 8 * i) & 0xFFU);
    }
    return bytes;
}

/// None unless there are 16 bytes.
template <class Id>
[[nodiscard]] std::optional<Id> to_id(std::string_view bytes) noexcept {
    if (bytes.size() != 16) return std::nullopt;
    std::uint64_t words[2] = {0, 0};
    for (std::size_t i = 0; i < 16; ++i)
        words[i / 8] = words[i / 8] << 8 | static_cast<unsigned char>(bytes[i]);
    return Id(words[0], words[1]);
}

} // namespace timewright::storage
