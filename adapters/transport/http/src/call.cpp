#include "call.hpp"

#include <timewright/adapters/json/cursor.hpp>
#include <timewright/booking/fingerprint.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace timewright::http {
namespace {

constexpr std::chrono::days window_max{732};

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    return ec == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool fits(const calendar_user& user, user_scope scope) {
    switch (scope) {
        case user_scope::anyone: return true;
        case user_scope::people: return user.kind == calendar_user_kind::individual;
        case user_scope::groups: return user.kind == calendar_user_kind::group;
        case user_scope::rooms: return user.kind == calendar_user_kind::room;
        case user_scope::resources: return user.kind == calendar_user_kind::resource;
    }
    return false;
}

step<sys_seconds> instant_of(const call& c, std::string_view name) {
    const auto text = c.target.find(name);
    if (!text) return unexpected(bad_parameter(name, "is missing; an instant is needed, such as "
                                                     "2026-11-23T09:00:00Z"));
    const auto read = parse_rfc3339(*text);
    if (!read) return unexpected(bad_parameter(name, "is no instant: " + read.error().message));
    return *read;
}

} // namespace

std::string_view call::request_key() const { return value_of(request.headers, "idempotency-key"); }

request_context call::context() const {
    return {.organization = me.organization,
            .actor = me.account,
            .origin = "http",
            .request_key = std::string(request_key()),
            .request_digest = compute_fingerprint(request.method + "\n" + request.target + "\n" +
                                                  request.body),
            .asker = me.user,
            .administrator = me.is_admin()};
}

http_response to_response(int status, std::string json) {
    http_response made{.status = status, .body = std::move(json)};
    made.with("Content-Type", "application/json");
    return made;
}

http_response to_response(const json::problem_document& problem) {
    http_response made{.status = problem.status, .body = json::write_problem(problem)};
    made.with("Content-Type", "application/problem+json");
    if (problem.retry_after) made.with("Retry-After", std::to_string(*problem.retry_after));
    if (problem.status == 401) made.with("WWW-Authenticate", "Bearer");
    return made;
}

http_response to_response(const error& failure) {
    http_response made = to_response(json::to_problem(failure));
    if (made.status >= 500) made.note = to_string(failure);
    return made;
}

http_response to_response(const meeting_refusal& refused) {
    const json::problem_document problem = json::to_problem(refused.why);
    http_response made = to_response(problem);
    made.body = json::write_refusal(problem, refused);
    if (made.status >= 500) made.note = to_string(refused.why.fault);
    if (problem.current_sequence) made.with("ETag", to_etag(*problem.current_sequence));
    return made;
}

http_response no_content() { return {.status = 204}; }

http_response not_found(std::string detail) {
    return to_response(json::problem_document{
        .status = 404, .slug = "not-found", .detail = std::move(detail)});
}

http_response forbidden(std::string detail) {
    return to_response(json::problem_document{
        .status = 403, .slug = "forbidden", .detail = std::move(detail)});
}

http_response bad_parameter(std::string_view name, const std::string& why) {
    return to_response(json::problem_document{
        .detail = "the query parameter \"" + std::string(name) + "\" " + why});
}

std::string to_etag(std::uint64_t version) { return "\"" + std::to_string(version) + "\""; }

step<std::uint64_t> expected_version(const call& c, std::uint64_t least) {
    const std::string_view text = value_of(c.request.headers, "if-match");
    std::uint64_t version = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"' &&
        read_number(text.substr(1, text.size() - 2), version) && version >= least)
        return version;
    return unexpected(to_response(json::problem_document{
        .detail = "If-Match is to be the ETag of what you read, such as \"3\" with its quotes"}));
}

step<interval> window_of(const call& c, std::string_view from, std::string_view to) {
    auto start = instant_of(c, from);
    if (!start) return unexpected(std::move(start).error());
    auto end = instant_of(c, to);
    if (!end) return unexpected(std::move(end).error());
    const auto window = interval::make({.start = *start, .end = *end});
    if (!window)
        return unexpected(bad_parameter(to, "is to be after \"" + std::string(from) + "\""));
    if (window->length() > window_max)
        return unexpected(bad_parameter(to, "is to be at most 732 days after \"" +
                                                std::string(from) + "\""));
    return *window;
}

step<std::size_t> number_of(const call& c, std::string_view name, std::size_t otherwise,
                            std::size_t max) {
    const auto text = c.target.find(name);
    if (!text) return otherwise;
    std::size_t number = 0;
    if (!read_number(*text, number) || number > max)
        return unexpected(
            bad_parameter(name, "is to be a whole number, at most " + std::to_string(max)));
    return number;
}

http_response page_of(const call& c, std::vector<listed> all, std::size_t page_size) {
    std::string after;
    if (const auto cursor = c.target.find("cursor")) {
        auto key = json::sort_key_of(*cursor);
        if (!key) return bad_parameter("cursor", "is not one that a page ended with");
        after = std::move(*key);
    }
    std::sort(all.begin(), all.end(),
              [](const listed& a, const listed& b) { return a.sort_key < b.sort_key; });
    const auto first = std::upper_bound(
        all.begin(), all.end(), after,
        [](const std::string& key, const listed& one) { return key < one.sort_key; });
    std::vector<std::string> items;
    std::optional<std::string> next;
    for (auto at = first; at != all.end(); ++at) {
        if (items.size() == page_size) {
            next = json::page_cursor_of(std::prev(at)->sort_key);
            break;
        }
        items.push_back(std::move(at->item));
    }
    return to_response(200, json::write_page(items, next));
}

bool is_place(const calendar_user& user) {
    return user.kind == calendar_user_kind::room || user.kind == calendar_user_kind::resource;
}

std::optional<http_response> refuse_to_device(const call& c, calendar_user_id room) {
    if (!c.me.is_device() || c.me.user == room) return std::nullopt;
    return forbidden("the account of a device is for its own room alone");
}

bool contains_without_case(std::string_view text, std::string_view wanted) {
    if (wanted.empty()) return true;
    for (std::size_t at = 0; at + wanted.size() <= text.size(); ++at)
        if (equal_without_case(text.substr(at, wanted.size()), wanted)) return true;
    return false;
}

step<versioned<calendar_user>> user_of(const call& c, calendar_user_id id, user_scope scope) {
    auto found = c.parts.desk.find_user(c.organization(), id);
    if (!found && found.error().code != errc::not_found)
        return unexpected(to_response(found.error()));
    if (!found || !fits(found->value, scope))
        return unexpected(not_found("there is nothing of that id"));
    return std::move(*found);
}

} // namespace timewright::http
