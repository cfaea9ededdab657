#include "framing.hpp"

#include <timewright/adapters/http/api.hpp>

#include <algorithm>
#include <ctime>
#include <utility>

namespace timewright::http {
namespace {

constexpr std::pair<int, const char*> reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

const char* reason_of(int status) {
    for (const auto& [code, reason] : reasons)
        if (code == status) return reason;
    return "";
}

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return '0' <= c && c <= '9'; });
}

http_response refuse(int status, const char* detail) {
    return to_response(json::problem_document{.status = status, .detail = detail});
}

/// IMF-fixdate (RFC 9110 section 5.6.7).
std::string http_date(std::chrono::system_clock::time_point now) {
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[64];
    const int length = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                     days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                                     utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    return std::string(text, static_cast<std::size_t>(std::max(length, 0)));
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
    text += name;
    text += ": ";
    for (const char c : value)
        if (c != '\r' && c != '\n' && c != '\0') text += c;
    text += "\r\n";
}

bool has_no_content(int status) { return status == 204 || status == 304 || status < 200; }

} // namespace

std::optional<http_response> check_framing(const request_head& head) {
    const auto& headers = head.request.headers;
    const auto lengths = values_of(headers, "content-length");
    const auto codings = values_of(headers, "transfer-encoding");
    if (!codings.empty() && !lengths.empty())
        return refuse(400, "a request has either Content-Length or Transfer-Encoding, not both");
    if (lengths.size() > 1 || (!lengths.empty() && !is_number(lengths.front())))
        return refuse(400, "Content-Length is to be one number");
    if (codings.size() > 1 || (!codings.empty() && head.version < 11))
        return refuse(400, "Transfer-Encoding is to be there once, in HTTP/1.1");
    if (!codings.empty() && !equal_without_case(codings.front(), "chunked"))
        return refuse(501, "the only transfer coding here is chunked");
    const auto hosts = values_of(headers, "host");
    if (hosts.size() > 1 || (hosts.empty() && head.version >= 11))
        return refuse(400, "a request names its Host, once");
    const auto expectation = value_of(headers, "expect");
    if (!expectation.empty() && !equal_without_case(expectation, "100-continue"))
        return refuse(417, "the only expectation that can be met is 100-continue");
    return std::nullopt;
}

bool expects_continue(const request_head& head) {
    return head.version >= 11 &&
           equal_without_case(value_of(head.request.headers, "expect"), "100-continue");
}

std::string write_head(const http_response& response, const wire_options& options,
                       std::chrono::system_clock::time_point now) {
    std::string text =
        "HTTP/1.1 " + std::to_string(response.status) + " " + reason_of(response.status) + "\r\n";
    append_field(text, "Date", http_date(now));
    for (const header& h : response.headers) append_field(text, h.name, h.value);
    if (!has_no_content(response.status))
        append_field(text, "Content-Length", std::to_string(response.content().size()));
    if (options.secure)
        append_field(text, "Strict-Transport-Security", "max-age=63072000");
    if (!options.keep_alive) append_field(text, "Connection", "close");
    return text + "\r\n";
}

} // namespace timewright::http
