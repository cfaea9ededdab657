#include "tokens.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdint>

namespace timewright::identity_local {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_characters = 43;
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// RFC 4648 section 5, without padding.
std::string to_base64url(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        held += 8;
        while (held >= 6) {
            held -= 6;
            text += alphabet[bits >> held & 63U];
        }
    }
    if (held > 0) text += alphabet[bits << (6 - held) & 63U];
    return text;
}

error no_crypto(const char* what) {
    return {.code = errc::unavailable, .message = std::string("the system cannot make ") + what};
}

} // namespace

result<std::string, error> random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        return unexpected(no_crypto("random numbers"));
    return bytes;
}

result<std::string, error> make_token() {
    auto bytes = random_bytes(token_bytes);
    if (!bytes) return bytes;
    return to_base64url(*bytes);
}

bool is_token(std::string_view text) {
    return text.size() == token_characters &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return alphabet.find(c) != std::string_view::npos; });
}

result<std::string, error> digest_of(std::string_view token) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(token.data(), token.size(), digest, &length, EVP_sha256(), nullptr) != 1)
        return unexpected(no_crypto("SHA-256"));
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        text += "0123456789abcdef"[digest[i] >> 4];
        text += "0123456789abcdef"[digest[i] & 15U];
    }
    return text;
}

} // namespace timewright::identity_local
