// Random tokens, and what of them may be stored.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace timewright::identity_local {

/// Bytes from the system's generator. Errors: unavailable.
[[nodiscard]] result<std::string, error> random_bytes(std::size_t count);

/// 256 random bits in base64url: 43 characters.
[[nodiscard]] result<std::string, error> make_token();
/// Whether the text can be a token at all: saves the look-up, and keeps keys tame.
[[nodiscard]] bool is_token(std::string_view text);

/// SHA-256 in hexadecimal.
[[nodiscard]] result<std::string, error> digest_of(std::string_view token);

} // namespace timewright::identity_local
