#include "handlers.hpp"

#include <array>

namespace timewright::http {
namespace {

using names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> people_query{"q", "cursor", "limit"};
constexpr std::array<std::string_view, 6> rooms_query{"available_from", "available_to",
                                                      "capacity_min",   "feature",
                                                      "cursor",         "limit"};
constexpr std::array<std::string_view, 1> source_query{"source"};
constexpr std::array<std::string_view, 2> window_query{"from", "to"};
constexpr std::array<std::string_view, 5> bookings_query{"from", "to", "user", "cursor", "limit"};
constexpr std::array<std::string_view, 2> approvals_query{"cursor", "limit"};
constexpr std::array<std::string_view, 2> scope_query{"recurrenceId", "range"};
constexpr std::array<std::string_view, 2> changes_query{"since", "max"};
constexpr std::array<std::string_view, 2> feed_query{"since", "topics"};

constexpr access anyone = access::anyone;
constexpr access signed_in = access::signed_in;
constexpr access admin = access::admin;
constexpr body_kind none = body_kind::none;
constexpr body_kind as_json = body_kind::json;
constexpr body_kind as_calendar = body_kind::calendar;

// method, path, who, body, Idempotency-Key, If-Match, query, what it does, handler
constexpr std::array table{
    route{"POST", "/session", anyone, as_json, false, false, {}, "Sign in", create_session},
    route{"DELETE", "/session", signed_in, none, false, false, {}, "Sign out", end_session},
    route{"GET", "/me", signed_in, none, false, false, {}, "Who is signed in", read_me},
    route{"GET", "/info", anyone, none, false, false, {}, "Versions", read_info},

    route{"GET", "/users", signed_in, none, false, false, people_query, "Find people",
          list_people},
    route{"POST", "/users", admin, as_json, false, false, {}, "Add a person", create_person},
    route{"GET", "/users/{id}", signed_in, none, false, false, {}, "A person", read_person},
    route{"PATCH", "/users/{id}", admin, as_json, false, true, {}, "Edit a person", edit_person},
    route{"DELETE", "/users/{id}", admin, none, false, true, {}, "Remove a person",
          remove_person},

    route{"GET", "/rooms", signed_in, none, false, false, rooms_query, "Find rooms", list_rooms},
    route{"POST", "/rooms", admin, as_json, false, false, {}, "Add a room", create_room},
    route{"GET", "/rooms/{id}", signed_in, none, false, false, {}, "A room", read_room},
    route{"PATCH", "/rooms/{id}", admin, as_json, false, true, {}, "Edit a room", edit_room},
    route{"DELETE", "/rooms/{id}", admin, none, false, true, {}, "Remove a room", remove_room},

    route{"GET", "/resources", signed_in, none, false, false, rooms_query, "Find equipment",
          list_resources},
    route{"POST", "/resources", admin, as_json, false, false, {}, "Add equipment",
          create_resource},
    route{"GET", "/resources/{id}", signed_in, none, false, false, {}, "Equipment",
          read_resource},
    route{"PATCH", "/resources/{id}", admin, as_json, false, true, {}, "Edit equipment",
          edit_resource},
    route{"DELETE", "/resources/{id}", admin, none, false, true, {}, "Remove equipment",
          remove_resource},

    route{"GET", "/calendar-users/{id}/working-hours", signed_in, none, false, false, {},
          "Working hours", read_hours},
    route{"PUT", "/calendar-users/{id}/working-hours", signed_in, as_json, false, false, {},
          "Set working hours", put_hours},
    route{"PUT", "/calendar-users/{id}/calendar", signed_in, as_calendar, false, false,
          source_query, "Import a calendar", import_calendar},
    route{"GET", "/calendar-users/{id}/calendar.ics", signed_in, none, false, false, window_query,
          "Export a calendar", export_calendar},

    route{"GET", "/policy", signed_in, none, false, false, {}, "The organization's policy",
          read_house_policy},
    route{"PUT", "/policy", admin, as_json, false, true, {}, "Set the organization's policy",
          put_house_policy},
    route{"GET", "/calendar-users/{id}/policy", signed_in, none, false, false, {},
          "What may be booked of a calendar user", read_policy},
    route{"PUT", "/calendar-users/{id}/policy", admin, as_json, false, true, {},
          "Set what may be booked of a calendar user", put_policy},

    route{"POST", "/free-busy", signed_in, as_json, false, false, {}, "Busy time of several",
          find_free_busy},
    route{"POST", "/slots", signed_in, as_json, false, false, {}, "Find slots", find_slots},

    route{"POST", "/bookings", signed_in, as_json, true, false, {}, "Book", create_booking},
    route{"GET", "/bookings", signed_in, none, false, false, bookings_query, "List bookings",
          list_bookings},
    route{"GET", "/bookings/{id}", signed_in, none, false, false, {}, "A booking", read_booking},
    route{"PATCH", "/bookings/{id}", signed_in, as_json, false, true, {}, "Move or edit a booking",
          edit_booking},
    route{"DELETE", "/bookings/{id}", signed_in, none, false, true, scope_query,
          "Cancel a booking", cancel_booking},
    route{"GET", "/approvals", signed_in, none, false, false, approvals_query,
          "Bookings that await your approval", list_approvals},
    route{"POST", "/bookings/{id}/approve", signed_in, none, false, true, {}, "Approve a booking",
          approve_booking},
    route{"POST", "/bookings/{id}/decline", signed_in, none, false, true, {}, "Decline a booking",
          decline_booking},
    route{"POST", "/holds", signed_in, as_json, true, false, {}, "Hold a slot", create_hold},
    route{"POST", "/holds/{id}/confirm", signed_in, none, false, false, {}, "Confirm a hold",
          confirm_hold},
    route{"DELETE", "/holds/{id}", signed_in, none, false, false, {}, "Release a hold",
          release_hold},

    route{"GET", "/changes", signed_in, none, false, false, changes_query, "Read the feed",
          read_changes},
    route{"GET", "/feed", signed_in, none, false, false, feed_query, "The feed (WebSocket)",
          explain_feed},
};

} // namespace

std::span<const route> routes() { return table; }

} // namespace timewright::http
