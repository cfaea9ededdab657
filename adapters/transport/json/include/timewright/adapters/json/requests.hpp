/// @file
/// requests: the bodies of API requests, read strictly from JSON.
///
/// Strict means: one value and nothing after it, at most depth_max deep, no member twice, no member
/// that is not known, every number in its range, every text within its bytes and without control
/// characters. The first fault is answered with its JSON pointer and what would be right.
///
///     auto asked = json::read_booking(request.body);
///     if (!asked) return refuse(asked.error());
///
/// Names of zones and ids are read as such; whether they exist is the service's to say.
#pragma once

#include <timewright/adapters/json/problem_document.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/ports/identity.hpp>
#include <timewright/ports/personal_tokens.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::json {

/// What one request may say. Each limit is named in the answer when it is hit.
struct request_limits {
    static constexpr std::size_t depth_max = 32;
    static constexpr std::size_t email_bytes_max = 254;
    static constexpr std::size_t password_bytes_max = 1024;
    static constexpr std::size_t name_bytes_max = 200;
    static constexpr std::size_t title_bytes_max = 1000;
    static constexpr std::size_t description_bytes_max = 65'536;
    static constexpr std::size_t features_max = 50;
    static constexpr std::size_t users_max = 200;
    static constexpr std::size_t groups_max = 20;
    static constexpr std::size_t members_max = 1000;
    static constexpr std::size_t participants_max = 500;
    static constexpr std::int64_t seats_max = 100'000;
    static constexpr std::int64_t capacity_max = 1'000'000;
    static constexpr std::int64_t slots_max = 200;
    static constexpr std::chrono::days search_window_max{366};
    static constexpr std::chrono::days meeting_length_max{366};
    static constexpr std::chrono::seconds hold_length_max = std::chrono::hours(1);
};

template <class T>
using read_result = result<T, problem_document>;

struct session_body {
    std::string email{};
    std::string password{};
};

struct token_body {
    std::string name{};
    token_scopes scopes{};
    std::chrono::days length{90};
};

struct user_body {
    std::string email{};
    std::string name{};
    std::string password{};
    role granted = role::member;
    std::string time_zone{};
};

struct user_patch {
    std::optional<std::string> name{};
    std::optional<std::string> password{};
    std::optional<role> granted{};
    std::optional<std::string> time_zone{};
    std::optional<bool> disabled{};
};

/// A room, or a resource (which has no seats).
struct room_body {
    std::string name{};
    std::uint32_t seats = 0;
    std::uint32_t capacity = 1;
    std::vector<std::string> features{};
    std::string time_zone{};
    std::string email{};
};

struct room_patch {
    std::optional<std::string> name{};
    std::optional<std::uint32_t> seats{};
    std::optional<std::uint32_t> capacity{};
    std::optional<std::vector<std::string>> features{};
    std::optional<std::string> time_zone{};
    std::optional<bool> disabled{};
};

/// People, by whom policies can name all of them at once.
struct group_body {
    std::string name{};
    std::string time_zone{};
    std::vector<calendar_user_id> members{};
};

struct group_patch {
    std::optional<std::string> name{};
    std::optional<std::string> time_zone{};
    std::optional<std::vector<calendar_user_id>> members{}; ///< all of them, from now on
    std::optional<bool> disabled{};
};

struct hours_body {
    std::string time_zone{};
    std::vector<weekly_span> weekly{};
};

struct free_busy_body {
    std::vector<calendar_user_id> users{};
    interval window;
};

/// Somebody asked to a meeting: a calendar user, or whoever reads that address.
struct invitee {
    std::optional<calendar_user_id> user{};
    std::string email{}; ///< when user is not set

    friend bool operator==(const invitee&, const invitee&) = default;
};

/// A search whose alignment lacks its zone.
struct slots_body {
    slot_request request;
    std::string time_zone{}; ///< of request.align; empty: the caller's
};

struct booking_body {
    std::string title{};
    std::string description{};
    local_seconds start{};
    std::string time_zone{}; ///< may be empty when all_day
    civil_duration duration{};
    bool all_day = false;
    std::vector<std::vector<calendar_user_id>> rooms{}; ///< of rooms, anyRoomOf and anyOf together
    std::vector<resource_units> resources{};
    std::vector<invitee> participants{};
    std::vector<calendar_user_id> insisted{};
    std::optional<recurrence_rule> rule{};
    bool skip_occurrences = false;
    bool waitlist = false; ///< of a hold: an error
    bool bump = false;     ///< of a hold: an error
    std::optional<calendar_user_id> on_behalf_of{};
};

struct hold_body {
    booking_body booking{};
    std::optional<std::chrono::seconds> length{}; ///< none: as long as holds last here
};

struct booking_patch {
    std::optional<std::string> title{};
    std::optional<std::string> description{};
    std::optional<local_seconds> start{};
    std::optional<std::string> time_zone{};
    std::optional<civil_duration> duration{};
    std::optional<std::vector<std::vector<calendar_user_id>>> rooms{};
    std::optional<std::vector<invitee>> participants{};
    std::optional<std::vector<calendar_user_id>> insisted{};
    edit_scope scope{};
};

[[nodiscard]] TIMEWRIGHT_EXPORT read_result<session_body> read_session(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<token_body> read_token(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<user_body> read_user(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<user_patch> read_user_patch(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<room_body> read_room(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<room_body> read_resource(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<room_patch> read_room_patch(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<room_patch> read_resource_patch(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<group_body> read_group(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<group_patch> read_group_patch(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<hours_body> read_working_hours(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<free_busy_body> read_free_busy(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<slots_body> read_slots(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<booking_body> read_booking(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<hold_body> read_hold(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<booking_patch> read_booking_patch(std::string_view text);

/// "this", "this-and-future", "all", as in a PATCH and in the query of a DELETE.
[[nodiscard]] TIMEWRIGHT_EXPORT std::optional<edit_range> edit_range_from(std::string_view text);

/// The range that a request without one means: all, unless it names an occurrence.
/// "all" with an occurrence means the series. Errors: another range without an occurrence.
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<edit_scope> make_scope(
    std::optional<local_seconds> recurrence_id, std::optional<edit_range> range);

/// An RFC 8984 recurrenceRule object alone.
[[nodiscard]] TIMEWRIGHT_EXPORT read_result<recurrence_rule> read_rule(std::string_view text);
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_rule(const recurrence_rule& rule);

/// Whether this may be an e-mail address: one @, something on both sides, printable ASCII, no spaces
/// and none of ()<>[],;:\" in it. What mail really accepts is wider; this is what people have.
[[nodiscard]] TIMEWRIGHT_EXPORT bool is_email(std::string_view text);

} // namespace timewright::json
