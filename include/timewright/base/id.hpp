/// @file
/// Identifiers: 128 bits with a type, so that a room is never taken for a booking.
///
/// The text form is a UUID (RFC 9562) in lower case. Identifiers are minted by the `ids` port
/// (unguessable, version 7); tests and examples number theirs with from_number().
///
///     calendar_user_id room = *calendar_user_id::from_string("6f1c1b1e-...");
///     booking_id b = room;      // does not compile
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace timewright {

template <class Tag>
class basic_id {
  public:
    /// The nil id: names nothing.
    constexpr basic_id() = default;
    constexpr basic_id(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}

    /// A small number as an id, for tests and examples. Never collides with a minted id.
    [[nodiscard]] static constexpr basic_id from_number(std::uint64_t number) {
        return basic_id(0, number);
    }

    /// Reads 8-4-4-4-12 hexadecimal digits, either case.
    /// Errors: invalid_input for anything else.
    [[nodiscard]] static result<basic_id, error> from_string(std::string_view text) {
        std::uint64_t words[2] = {0, 0};
        std::size_t digits = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool dash_place = i == 8 || i == 13 || i == 18 || i == 23;
            const int digit = hex_digit(text[i]);
            if (text.size() != 36 || (dash_place ? text[i] != '-' : digit < 0)) break;
            if (dash_place) continue;
            words[digits / 16] = words[digits / 16] << 4 | static_cast<std::uint64_t>(digit);
            ++digits;
        }
        if (digits != 32)
            return unexpected(invalid_input("an id is a UUID such as "
                                            "123e4567-e89b-42d3-a456-426614174000"));
        return basic_id(words[0], words[1]);
    }

    [[nodiscard]] std::string to_string() const {
        static constexpr char hex[] = "0123456789abcdef";
        std::string text(36, '-');
        std::size_t at = 0;
        for (int nibble = 0; nibble < 32; ++nibble) {
            if (at == 8 || at == 13 || at == 18 || at == 23) ++at;
            const std::uint64_t word = nibble < 16 ? high_ : low_;
            text[at++] = hex[word >> (60 - 4 * (nibble % 16)) & 15U];
        }
        return text;
    }

    [[nodiscard]] constexpr bool is_nil() const noexcept { return high_ == 0 && low_ == 0; }
    [[nodiscard]] constexpr std::uint64_t high() const noexcept { return high_; }
    [[nodiscard]] constexpr std::uint64_t low() const noexcept { return low_; }

    friend constexpr auto operator<=>(const basic_id&, const basic_id&) = default;

  private:
    static constexpr int hex_digit(char c) noexcept {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    }

    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

using organization_id = basic_id<struct organization_tag>;
using account_id = basic_id<struct account_tag>;
using calendar_user_id = basic_id<struct calendar_user_tag>;
using booking_id = basic_id<struct booking_tag>;

/// The tenant of an embedder that has only one.
inline constexpr organization_id default_organization = organization_id::from_number(1);

} // namespace timewright

template <class Tag>
struct std::hash<timewright::basic_id<Tag>> {
    std::size_t operator()(const timewright::basic_id<Tag>& id) const noexcept {
        // Minted ids are random already; numbered ones differ in the low word only.
        return static_cast<std::size_t>((id.high() ^ id.low() * 0x9E3779B97F4A7C15ULL));
    }
};
