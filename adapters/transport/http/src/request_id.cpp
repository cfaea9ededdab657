#include "request_id.hpp"

#include <algorithm>
#include <random>

namespace timewright::http {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

bool is_hex(std::string_view text) {
    return text.find_first_not_of(digits) == std::string_view::npos;
}

bool is_zero(std::string_view text) {
    return text.find_first_not_of('0') == std::string_view::npos;
}

bool is_of_an_id(char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') ||
           std::string_view("-_.~+/=:").find(c) != std::string_view::npos;
}

std::string random_digits(std::size_t count) {
    std::random_device source;
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made += digits[source() % digits.size()];
    return made;
}

} // namespace

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= request_id_bytes_max &&
           std::all_of(text.begin(), text.end(), is_of_an_id);
}

std::string_view trace_id_of(std::string_view traceparent) {
    // version 2, trace 32, parent 16, flags 2, with dashes between; later versions may be longer.
    constexpr std::size_t length = 55;
    if (traceparent.size() < length || traceparent[2] != '-' || traceparent[35] != '-' ||
        traceparent[52] != '-')
        return {};
    const std::string_view version = traceparent.substr(0, 2);
    const std::string_view trace = traceparent.substr(3, 32);
    const std::string_view parent = traceparent.substr(36, 16);
    const bool fits = version == "00" ? traceparent.size() == length
                                      : traceparent.size() == length || traceparent[length] == '-';
    if (!fits || version == "ff" || !is_hex(version) || !is_hex(trace) || !is_hex(parent) ||
        !is_hex(traceparent.substr(53, 2)) || is_zero(trace) || is_zero(parent))
        return {};
    return trace;
}

request_id_mint::request_id_mint() : prefix_(random_digits(12) + "-") {}

std::string request_id_mint::next() {
    return prefix_ + std::to_string(last_.fetch_add(1, std::memory_order_relaxed) + 1);
}

} // namespace timewright::http
