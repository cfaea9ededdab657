#include <timewright/adapters/http/access.hpp>

namespace timewright::http {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The cookie's value in "a=1; timewright=TOKEN; b=2".
std::string_view cookie_in(std::string_view cookies, std::string_view name) {
    while (!cookies.empty()) {
        const std::size_t end = cookies.find(';');
        const std::string_view pair = trimmed(cookies.substr(0, end));
        if (pair.size() > name.size() && pair.substr(0, name.size()) == name &&
            pair[name.size()] == '=')
            return pair.substr(name.size() + 1);
        if (end == std::string_view::npos) break;
        cookies.remove_prefix(end + 1);
    }
    return {};
}

} // namespace

presented_token find_token(const http_request& request) {
    if (has_header(request.headers, "authorization")) {
        static constexpr std::string_view scheme = "bearer ";
        const std::string_view value = trimmed(value_of(request.headers, "authorization"));
        if (value.size() > scheme.size() &&
            equal_without_case(value.substr(0, scheme.size()), scheme))
            return {.token = std::string(trimmed(value.substr(scheme.size()))), .bearer = true};
        return {};
    }
    const std::string_view name = request.secure ? secure_session_cookie : session_cookie;
    for (const std::string_view cookies : values_of(request.headers, "cookie"))
        if (const std::string_view token = cookie_in(cookies, name); !token.empty())
            return {.token = std::string(token), .bearer = false};
    return {};
}

bool is_foreign(const http_request& request) {
    const std::string_view site = value_of(request.headers, "sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return true;
    if (!has_header(request.headers, "origin")) return false;
    const std::string_view origin = value_of(request.headers, "origin");
    const std::string host(value_of(request.headers, "host"));
    return !equal_without_case(origin, "http://" + host) &&
           !equal_without_case(origin, "https://" + host);
}

std::string write_cookie(const http_request& request, std::string_view token,
                         std::chrono::seconds lifetime) {
    return std::string(request.secure ? secure_session_cookie : session_cookie) + "=" +
           std::string(token) + "; Path=/; HttpOnly; SameSite=Strict; " +
           (request.secure ? "Secure; " : "") +
           "Max-Age=" + std::to_string(token.empty() ? 0 : lifetime.count());
}

} // namespace timewright::http
