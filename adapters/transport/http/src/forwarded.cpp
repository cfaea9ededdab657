#include "forwarded.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright::http {
namespace {

constexpr std::size_t address_bytes_max = 45; // of the longest IPv6 address

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool is_address(std::string_view text) {
    return !text.empty() && text.size() <= address_bytes_max &&
           text.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
}

bool is_one_of(std::string_view address, std::span<const std::string> trusted) {
    return std::find(trusted.begin(), trusted.end(), address) != trusted.end();
}

} // namespace

void look_through_proxies(http_request& request, std::span<const std::string> trusted) {
    if (trusted.empty() || !is_one_of(request.address, trusted)) return;
    const auto protocols = values_of(request.headers, "x-forwarded-proto");
    request.secure = !protocols.empty() && equal_without_case(trimmed(protocols.back()), "https");
    const auto lines = values_of(request.headers, "x-forwarded-for");
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        std::string_view rest = *line;
        while (!rest.empty()) {
            const std::size_t comma = rest.rfind(',');
            const std::string_view one =
                trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
            if (!is_address(one)) return; // further ones were not written by who is trusted
            request.address = std::string(one);
            if (!is_one_of(one, trusted)) return;
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
        }
    }
}

} // namespace timewright::http
