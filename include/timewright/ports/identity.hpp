/// @file
/// identity: who is asking.
///
/// A session is a secret token that stands for an account until it expires, is signed out, or the
/// account is disabled. Everything that authenticates (HTTP requests, WebSockets) asks this port each
/// time, or at least once a second, so that an end takes effect everywhere within a second.
/// Implemented by adapters/identity/local. All member functions may be called from any thread.
///
///     auto session = who.sign_in({.email = "ana@example.com", .password = typed});
///     auto ana = who.authenticate(session->token);      // principal, or errc::unauthorized
///     who.sign_out(session->token);                     // from now on unauthorized
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timewright {

/// What an account may do in its organization; docs/explanation/roles_and_rights.md has the table.
/// Append only: the names are stored.
enum class role : std::uint8_t {
    member = 0,           ///< sees its organization, books for itself, edits its own bookings
    admin = 1,            ///< everything in its organization
    facility_manager = 2, ///< a member who also looks after rooms, equipment and their bookings
    viewer = 3,           ///< sees, and changes nothing
    device = 4,           ///< a display at one room, whose account belongs to that room: no other
};

inline constexpr std::array all_roles{role::admin, role::facility_manager, role::member,
                                      role::viewer, role::device};

/// "member", "admin", "facility_manager", "viewer", "device".
[[nodiscard]] constexpr const char* to_string(role granted) noexcept {
    switch (granted) {
        case role::member: return "member";
        case role::admin: return "admin";
        case role::facility_manager: return "facility_manager";
        case role::viewer: return "viewer";
        case role::device: return "device";
    }
    return "viewer";
}

/// Reads what to_string() writes. None for anything else, another case included.
[[nodiscard]] constexpr std::optional<role> role_from_string(std::string_view text) noexcept {
    for (const role known : all_roles)
        if (text == to_string(known)) return known;
    return std::nullopt;
}

/// Somebody who proved who they are.
struct principal {
    account_id account{};
    organization_id organization{};
    calendar_user_id user{}; ///< the calendar user that the account belongs to; of a device its room
    std::string email{};
    std::string name{};
    role granted = role::member;

    [[nodiscard]] bool is_admin() const noexcept { return granted == role::admin; }
    /// Whether rooms and equipment, and what is booked of them, are theirs to look after.
    [[nodiscard]] bool keeps_rooms() const noexcept {
        return is_admin() || granted == role::facility_manager;
    }
    /// Whether they see and do nothing but what one room is about.
    [[nodiscard]] bool is_device() const noexcept { return granted == role::device; }
    friend bool operator==(const principal&, const principal&) = default;
};

struct session {
    std::string token{}; ///< secret; whoever has it is the account
    sys_seconds expires_at{};
    principal who{};
};

struct credentials {
    std::string email{};
    std::string password{};
    /// Where the attempt comes from, for counting failures; empty: not known.
    std::string address{};
};

class identity {
  public:
    virtual ~identity() = default;

    /// Errors: unauthorized, with the same words and in the same time whether the account does not
    /// exist, is disabled or has another password; limit_reached (retry::safe) after repeated
    /// failures or when too many sign in at once: the message says when to try again.
    virtual result<session, error> sign_in(const credentials& offered) = 0;

    /// Whose token it is. Errors: unauthorized; those of the storage.
    virtual result<principal, error> authenticate(std::string_view token) = 0;

    /// Ends the session. Ending one that is none is fine.
    virtual result<void, error> sign_out(std::string_view token) = 0;
};

} // namespace timewright
