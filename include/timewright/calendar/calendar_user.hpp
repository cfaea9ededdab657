/// @file
/// calendar_user: whoever or whatever has a calendar (RFC 5545 section 3.2.3, CUTYPE).
///
/// People, rooms and equipment are alike here: each has free and busy time and can be invited. What
/// differs is a kind, how many units can be taken at once, and features that a search can ask for.
///
///     calendar_user atlantic{.id = id, .kind = calendar_user_kind::room, .name = "Atlantic",
///                            .email = "atlantic@example.com", .zone_name = "Europe/Lisbon",
///                            .seats = 8, .features = {"screen", "whiteboard"}};
#pragma once

#include <timewright/base/id.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace timewright {

enum class calendar_user_kind : std::uint8_t {
    individual = 0, ///< a person
    group = 1,      ///< several people under one address
    resource = 2,   ///< equipment: a projector, a car, ten laptops
    room = 3,       ///< a place to meet
};

/// The CUTYPE in lower case: "individual", "group", "resource", "room".
[[nodiscard]] constexpr const char* to_string(calendar_user_kind kind) noexcept {
    switch (kind) {
        case calendar_user_kind::individual:
            return "individual";
        case calendar_user_kind::group:
            return "group";
        case calendar_user_kind::resource:
            return "resource";
        case calendar_user_kind::room:
            return "room";
    }
    return "individual";
}

struct calendar_user {
    calendar_user_id id{};
    calendar_user_kind kind = calendar_user_kind::individual;
    std::string name{};
    std::string email{};        ///< without "mailto:"; the address by which calendars name it
    std::string zone_name{};    ///< IANA name; its all-day and floating times are in this zone
    std::uint32_t capacity = 1; ///< units that can be taken at the same instant, at least 1
    std::uint32_t seats = 0;    ///< how many people fit into a room; 0: not said
    std::vector<std::string> features{}; ///< what a search may ask for: "screen", "step-free"
    std::vector<calendar_user_id> members{}; ///< of a group: the people in it
    bool disabled = false;               ///< takes no new bookings; the old ones stay

    friend bool operator==(const calendar_user&, const calendar_user&) = default;
};

} // namespace timewright
