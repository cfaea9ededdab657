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
constexpr std::array<std::string_view, 2> page_query{"cursor", "limit"};
constexpr std::array<std::string_view, 2> scope_query{"recurrenceId", "range"};
constexpr std::array<std::string_view, 2> changes_query{"since", "max"};
constexpr std::array<std::string_view, 2> feed_query{"since", "topics"};

// Who: the columns of docs/explanation/roles_and_rights.md.
constexpr role_set anyone = role_set::anyone();
constexpr role_set everybody{role::admin, role::facility_manager, role::member, role::viewer,
                             role::device};
constexpr role_set people{role::admin, role::facility_manager, role::member, role::viewer};
constexpr role_set bookers{role::admin, role::facility_manager, role::member, role::device};
constexpr role_set members{role::admin, role::facility_manager, role::member};
constexpr role_set keepers{role::admin, role::facility_manager};
constexpr role_set admin{role::admin};
// What a personal token must be for; for_account: none may.
constexpr token_scope to_read = token_scope::read;
constexpr token_scope to_book = token_scope::book;
constexpr token_scope to_administer = token_scope::admin;
constexpr token_scope for_account = token_scope::account;
constexpr body_kind none = body_kind::none;
constexpr body_kind as_json = body_kind::json;
constexpr body_kind as_calendar = body_kind::calendar;

// method, path, who, scope, body, Idempotency-Key, If-Match, query, what it does,
// its name (operationId), handler
constexpr std::array table{
    route{"POST", "/session", anyone, for_account, as_json, false, false, no_query, "Sign in",
          "createSession", create_session},
    route{"DELETE", "/session", everybody, for_account, none, false, false, no_query, "Sign out",
          "endSession", end_session},
    route{"GET", "/me/tokens", everybody, for_account, none, false, false, page_query,
          "Personal tokens", "listTokens", list_tokens},
    route{"POST", "/me/tokens", everybody, for_account, as_json, false, false, no_query,
          "Make a personal token", "createToken", create_token},
    route{"DELETE", "/me/tokens/{id}", everybody, for_account, none, false, false, no_query,
          "Revoke a personal token", "revokeToken", revoke_token},
    route{"GET", "/me", everybody, to_read, none, false, false, no_query, "Who is signed in",
          "readMe", read_me},
    route{"GET", "/info", anyone, to_read, none, false, false, no_query, "Versions", "readInfo",
          read_info},

    route{"GET", "/users", people, to_read, none, false, false, people_query, "Find people",
          "listPeople", list_people},
    route{"POST", "/users", admin, to_administer, as_json, false, false, no_query, "Add a person",
          "createPerson", create_person},
    route{"GET", "/users/{id}", people, to_read, none, false, false, no_query, "A person",
          "readPerson", read_person},
    route{"PATCH", "/users/{id}", admin, to_administer, as_json, false, true, no_query,
          "Edit a person", "editPerson", edit_person},
    route{"DELETE", "/users/{id}", admin, to_administer, none, false, true, no_query,
          "Remove a person", "removePerson", remove_person},

    route{"GET", "/groups", people, to_read, none, false, false, people_query,
          "Find groups of people", "listGroups", list_groups},
    route{"POST", "/groups", admin, to_administer, as_json, false, false, no_query, "Add a group",
          "createGroup", create_group},
    route{"GET", "/groups/{id}", people, to_read, none, false, false, no_query, "A group",
          "readGroup", read_group},
    route{"PATCH", "/groups/{id}", admin, to_administer, as_json, false, true, no_query,
          "Edit a group", "editGroup", edit_group},
    route{"DELETE", "/groups/{id}", admin, to_administer, none, false, true, no_query,
          "Remove a group", "removeGroup", remove_group},

    route{"GET", "/rooms", people, to_read, none, false, false, rooms_query, "Find rooms",
          "listRooms", list_rooms},
    route{"POST", "/rooms", keepers, to_administer, as_json, false, false, no_query, "Add a room",
          "createRoom", create_room},
    route{"GET", "/rooms/{id}", everybody, to_read, none, false, false, no_query, "A room",
          "readRoom", read_room},
    route{"PATCH", "/rooms/{id}", keepers, to_administer, as_json, false, true, no_query,
          "Edit a room", "editRoom", edit_room},
    route{"DELETE", "/rooms/{id}", keepers, to_administer, none, false, true, no_query,
          "Remove a room", "removeRoom", remove_room},

    route{"GET", "/resources", people, to_read, none, false, false, rooms_query, "Find equipment",
          "listResources", list_resources},
    route{"POST", "/resources", keepers, to_administer, as_json, false, false, no_query,
          "Add equipment", "createResource", create_resource},
    route{"GET", "/resources/{id}", people, to_read, none, false, false, no_query, "Equipment",
          "readResource", read_resource},
    route{"PATCH", "/resources/{id}", keepers, to_administer, as_json, false, true, no_query,
          "Edit equipment", "editResource", edit_resource},
    route{"DELETE", "/resources/{id}", keepers, to_administer, none, false, true, no_query,
          "Remove equipment", "removeResource", remove_resource},

    route{"GET", "/calendar-users/{id}/working-hours", people, to_read, none, false, false,
          no_query, "Working hours", "readHours", read_hours},
    route{"PUT", "/calendar-users/{id}/working-hours", members, to_book, as_json, false, false,
          no_query, "Set working hours", "putHours", put_hours},
    route{"PUT", "/calendar-users/{id}/calendar", members, to_book, as_calendar, false, false,
          source_query, "Import a calendar", "importCalendar", import_calendar},
    route{"GET", "/calendar-users/{id}/calendar.ics", everybody, to_read, none, false, false,
          window_query, "Export a calendar", "exportCalendar", export_calendar},

    route{"GET", "/policy", people, to_read, none, false, false, no_query,
          "The organization's policy", "readHousePolicy", read_house_policy},
    route{"PUT", "/policy", admin, to_administer, as_json, false, true, no_query,
          "Set the organization's policy", "putHousePolicy", put_house_policy},
    route{"GET", "/calendar-users/{id}/policy", people, to_read, none, false, false, no_query,
          "What may be booked of a calendar user", "readPolicy", read_policy},
    route{"PUT", "/calendar-users/{id}/policy", keepers, to_administer, as_json, false, true,
          no_query, "Set what may be booked of a calendar user", "putPolicy", put_policy},

    route{"POST", "/free-busy", people, to_read, as_json, false, false, no_query,
          "Busy time of several", "findFreeBusy", find_free_busy},
    route{"POST", "/slots", people, to_read, as_json, false, false, no_query, "Find slots",
          "findSlots", find_slots},

    route{"POST", "/bookings", bookers, to_book, as_json, true, false, no_query, "Book",
          "createBooking", create_booking},
    route{"GET", "/bookings", everybody, to_read, none, false, false, bookings_query,
          "List bookings", "listBookings", list_bookings},
    route{"GET", "/bookings/{id}", everybody, to_read, none, false, false, no_query, "A booking",
          "readBooking", read_booking},
    route{"PATCH", "/bookings/{id}", bookers, to_book, as_json, false, true, no_query,
          "Move or edit a booking", "editBooking", edit_booking},
    route{"DELETE", "/bookings/{id}", bookers, to_book, none, false, true, scope_query,
          "Cancel a booking", "cancelBooking", cancel_booking},
    route{"GET", "/approvals", members, to_read, none, false, false, page_query,
          "Bookings that await your approval", "listApprovals", list_approvals},
    route{"POST", "/bookings/{id}/approve", members, to_book, none, false, true, no_query,
          "Approve a booking", "approveBooking", approve_booking},
    route{"POST", "/bookings/{id}/decline", members, to_book, none, false, true, no_query,
          "Decline a booking", "declineBooking", decline_booking},
    route{"POST", "/holds", members, to_book, as_json, true, false, no_query, "Hold a slot",
          "createHold", create_hold},
    route{"POST", "/holds/{id}/confirm", members, to_book, none, false, false, no_query,
          "Confirm a hold", "confirmHold", confirm_hold},
    route{"DELETE", "/holds/{id}", members, to_book, none, false, false, no_query, "Release a hold",
          "releaseHold", release_hold},

    route{"GET", "/changes", people, to_read, none, false, false, changes_query, "Read the feed",
          "readChanges", read_changes},
    route{"GET", "/feed", everybody, to_read, none, false, false, feed_query,
          "The feed (WebSocket)", "explainFeed", explain_feed},
};

} // namespace

std::span<const route> routes() { return table; }

std::string to_string(role_set who, std::string_view between) {
    std::string names;
    for (const role one : all_roles) {
        if (!who.contains(one)) continue;
        if (!names.empty()) names += between;
        names += timewright::to_string(one);
    }
    return names;
}

} // namespace timewright::http
