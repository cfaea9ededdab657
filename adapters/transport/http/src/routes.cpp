#include "handlers.hpp"

#include <array>

namespace timewright::http {
namespace {

using names = std::span<const std::string_view>;

constexpr names no_query{};
constexpr std::array<std::string_view, 3> people_query{"q", "cursor", "limit"};
constexpr std::array<std::string_view, 6> rooms_query{
    "available_from", "available_to", "capacity_min", "feature", "cursor", "limit"};
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

// method, path, who, body, Idempotency-Key, If-Match, query, what it does,
// its name (operationId), handler
constexpr std::array table{
    route{"POST", "/session", anyone, as_json, false, false, no_query, "Sign in", "createSession",
          create_session},
    route{"DELETE", "/session", signed_in, none, false, false, no_query, "Sign out", "endSession",
          end_session},
    route{"GET", "/me", signed_in, none, false, false, no_query, "Who is signed in", "readMe",
          read_me},
    route{"GET", "/info", anyone, none, false, false, no_query, "Versions", "readInfo", read_info},

    route{"GET", "/users", signed_in, none, false, false, people_query, "Find people", "listPeople",
          list_people},
    route{"POST", "/users", admin, as_json, false, false, no_query, "Add a person", "createPerson",
          create_person},
    route{"GET", "/users/{id}", signed_in, none, false, false, no_query, "A person", "readPerson",
          read_person},
    route{"PATCH", "/users/{id}", admin, as_json, false, true, no_query, "Edit a person",
          "editPerson", edit_person},
    route{"DELETE", "/users/{id}", admin, none, false, true, no_query, "Remove a person",
          "removePerson", remove_person},

    route{"GET", "/groups", signed_in, none, false, false, people_query, "Find groups of people",
          "listGroups", list_groups},
    route{"POST", "/groups", admin, as_json, false, false, no_query, "Add a group", "createGroup",
          create_group},
    route{"GET", "/groups/{id}", signed_in, none, false, false, no_query, "A group", "readGroup",
          read_group},
    route{"PATCH", "/groups/{id}", admin, as_json, false, true, no_query, "Edit a group",
          "editGroup", edit_group},
    route{"DELETE", "/groups/{id}", admin, none, false, true, no_query, "Remove a group",
          "removeGroup", remove_group},

    route{"GET", "/rooms", signed_in, none, false, false, rooms_query, "Find rooms", "listRooms",
          list_rooms},
    route{"POST", "/rooms", admin, as_json, false, false, no_query, "Add a room", "createRoom",
          create_room},
    route{"GET", "/rooms/{id}", signed_in, none, false, false, no_query, "A room", "readRoom",
          read_room},
    route{"PATCH", "/rooms/{id}", admin, as_json, false, true, no_query, "Edit a room", "editRoom",
          edit_room},
    route{"DELETE", "/rooms/{id}", admin, none, false, true, no_query, "Remove a room",
          "removeRoom", remove_room},

    route{"GET", "/resources", signed_in, none, false, false, rooms_query, "Find equipment",
          "listResources", list_resources},
    route{"POST", "/resources", admin, as_json, false, false, no_query, "Add equipment",
          "createResource", create_resource},
    route{"GET", "/resources/{id}", signed_in, none, false, false, no_query, "Equipment",
          "readResource", read_resource},
    route{"PATCH", "/resources/{id}", admin, as_json, false, true, no_query, "Edit equipment",
          "editResource", edit_resource},
    route{"DELETE", "/resources/{id}", admin, none, false, true, no_query, "Remove equipment",
          "removeResource", remove_resource},

    route{"GET", "/calendar-users/{id}/working-hours", signed_in, none, false, false, no_query,
          "Working hours", "readHours", read_hours},
    route{"PUT", "/calendar-users/{id}/working-hours", signed_in, as_json, false, false, no_query,
          "Set working hours", "putHours", put_hours},
    route{"PUT", "/calendar-users/{id}/calendar", signed_in, as_calendar, false, false,
          source_query, "Import a calendar", "importCalendar", import_calendar},
    route{"GET", "/calendar-users/{id}/calendar.ics", signed_in, none, false, false, window_query,
          "Export a calendar", "exportCalendar", export_calendar},

    route{"GET", "/policy", signed_in, none, false, false, no_query, "The organization's policy",
          "readHousePolicy", read_house_policy},
    route{"PUT", "/policy", admin, as_json, false, true, no_query, "Set the organization's policy",
          "putHousePolicy", put_house_policy},
    route{"GET", "/calendar-users/{id}/policy", signed_in, none, false, false, no_query,
          "What may be booked of a calendar user", "readPolicy", read_policy},
    route{"PUT", "/calendar-users/{id}/policy", admin, as_json, false, true, no_query,
          "Set what may be booked of a calendar user", "putPolicy", put_policy},

    route{"POST", "/free-busy", signed_in, as_json, false, false, no_query, "Busy time of several",
          "findFreeBusy", find_free_busy},
    route{"POST", "/slots", signed_in, as_json, false, false, no_query, "Find slots", "findSlots",
          find_slots},

    route{"POST", "/bookings", signed_in, as_json, true, false, no_query, "Book", "createBooking",
          create_booking},
    route{"GET", "/bookings", signed_in, none, false, false, bookings_query, "List bookings",
          "listBookings", list_bookings},
    route{"GET", "/bookings/{id}", signed_in, none, false, false, no_query, "A booking",
          "readBooking", read_booking},
    route{"PATCH", "/bookings/{id}", signed_in, as_json, false, true, no_query,
          "Move or edit a booking", "editBooking", edit_booking},
    route{"DELETE", "/bookings/{id}", signed_in, none, false, true, scope_query, "Cancel a booking",
          "cancelBooking", cancel_booking},
    route{"GET", "/approvals", signed_in, none, false, false, approvals_query,
          "Bookings that await your approval", "listApprovals", list_approvals},
    route{"POST", "/bookings/{id}/approve", signed_in, none, false, true, no_query,
          "Approve a booking", "approveBooking", approve_booking},
    route{"POST", "/bookings/{id}/decline", signed_in, none, false, true, no_query,
          "Decline a booking", "declineBooking", decline_booking},
    route{"POST", "/holds", signed_in, as_json, true, false, no_query, "Hold a slot", "createHold",
          create_hold},
    route{"POST", "/holds/{id}/confirm", signed_in, none, false, false, no_query, "Confirm a hold",
          "confirmHold", confirm_hold},
    route{"DELETE", "/holds/{id}", signed_in, none, false, false, no_query, "Release a hold",
          "releaseHold", release_hold},

    route{"GET", "/changes", signed_in, none, false, false, changes_query, "Read the feed",
          "readChanges", read_changes},
    route{"GET", "/feed", signed_in, none, false, false, feed_query, "The feed (WebSocket)",
          "explainFeed", explain_feed},
};

} // namespace

std::span<const route> routes() { return table; }

} // namespace timewright::http
