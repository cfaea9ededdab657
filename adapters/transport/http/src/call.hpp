// call: one request under way, as the handlers see it: checked against its route, signed in.
#pragma once

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/http/target.hpp>
#include <timewright/adapters/json/answers.hpp>
#include <timewright/adapters/json/problem_document.hpp>
#include <timewright/adapters/json/requests.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::http {

struct call {
    const api::parts_needed& parts;
    const http_request& request;
    const request_target& target;
    const route* matched = nullptr;
    std::vector<std::string> captured{}; ///< what stands for "{id}" in the path
    principal me{};                      ///< nobody where the route is open to anyone

    [[nodiscard]] organization_id organization() const noexcept { return me.organization; }
    /// What the store needs to know of who asks: the key, and the digest of what was sent.
    [[nodiscard]] request_context context() const;
    [[nodiscard]] std::string_view request_key() const;
};

/// What a step of a handler made, or the response that ends it.
template <class T>
using step = result<T, http_response>;

[[nodiscard]] http_response to_response(int status, std::string json);
[[nodiscard]] http_response to_response(const error& failure);
[[nodiscard]] http_response to_response(const meeting_refusal& refused);
[[nodiscard]] http_response no_content();
[[nodiscard]] http_response not_found(std::string detail);
[[nodiscard]] http_response forbidden(std::string detail);
[[nodiscard]] http_response bad_parameter(std::string_view name, const std::string& why);
[[nodiscard]] std::string to_etag(std::uint64_t version);

/// The {id} of the path. A text that is no id names nothing: 404.
template <class Id>
[[nodiscard]] step<Id> id_of(const call& c) {
    const auto read = Id::from_string(c.captured.front());
    if (!read) return unexpected(not_found("there is nothing of that id"));
    return *read;
}

/// The number in If-Match, which the route made sure is there.
[[nodiscard]] step<std::uint64_t> expected_version(const call& c, std::uint64_t least = 1);

/// The query parameters "from" and "to" as a window.
[[nodiscard]] step<interval> window_of(const call& c, std::string_view from = "from",
                                       std::string_view to = "to");

/// A number parameter, or what it is when it is absent.
[[nodiscard]] step<std::size_t> number_of(const call& c, std::string_view name,
                                          std::size_t otherwise, std::size_t max);

/// Whether the text holds what somebody typed; without case, and anything holds nothing.
[[nodiscard]] bool contains_without_case(std::string_view text, std::string_view wanted);

struct listed {
    std::string sort_key; ///< unique; compared as bytes
    std::string item;     ///< as JSON
};

/// One page of the items after the query's "cursor", in order of their keys.
[[nodiscard]] http_response page_of(const call& c, std::vector<listed> all, std::size_t page_size);

/// The organization's calendar user, of a kind that fits; 404 otherwise.
enum class user_scope : std::uint8_t { anyone, people, groups, rooms, resources };
[[nodiscard]] step<versioned<calendar_user>> user_of(const call& c, calendar_user_id id,
                                                     user_scope scope = user_scope::anyone);

/// Rooms and equipment: what facility managers look after.
[[nodiscard]] bool is_place(const calendar_user& user);

/// A display sees its own room and no other: the refusal, if that is who asks for another.
[[nodiscard]] std::optional<http_response> refuse_to_device(const call& c, calendar_user_id room);

/// Reads the body with one of json::read_*.
template <class T>
[[nodiscard]] step<T> body_of(const call& c, json::read_result<T> (*read)(std::string_view)) {
    auto made = read(c.request.body);
    if (!made) return unexpected(to_response(made.error()));
    return std::move(*made);
}

} // namespace timewright::http
