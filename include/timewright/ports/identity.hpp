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
#include <initializer_list>
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

/// What a personal token is for (ports/personal_tokens.hpp). None includes another.
/// Append only: the names are stored.
enum class token_scope : std::uint8_t {
    read = 0,    ///< looks, searches and listens
    book = 1,    ///< books, holds, moves, cancels and approves; sets hours and imports calendars
    admin = 2,   ///< what administrators and facility managers may besides
    account = 3, ///< the account itself, its sessions and tokens: of sessions alone, never of a token
};

/// Those that a token can have.
inline constexpr std::array all_token_scopes{token_scope::read, token_scope::book,
                                             token_scope::admin};

/// "read", "book", "admin", "account".
[[nodiscard]] constexpr const char* to_string(token_scope one) noexcept {
    switch (one) {
        case token_scope::read: return "read";
        case token_scope::book: return "book";
        case token_scope::admin: return "admin";
        case token_scope::account: return "account";
    }
    return "account";
}

/// Reads the name of a scope that a token can have. None for anything else.
[[nodiscard]] constexpr std::optional<token_scope> token_scope_from_string(
    std::string_view text) noexcept {
    for (const token_scope known : all_token_scopes)
        if (text == to_string(known)) return known;
    return std::nullopt;
}

class token_scopes {
  public:
    constexpr token_scopes() = default; ///< none
    constexpr token_scopes(std::initializer_list<token_scope> scopes) {
        for (const token_scope one : scopes) insert(one);
    }
    /// Of a session, which is the account itself.
    [[nodiscard]] static constexpr token_scopes all() {
        return {token_scope::read, token_scope::book, token_scope::admin, token_scope::account};
    }
    constexpr void insert(token_scope one) noexcept { bits_ |= bit_of(one); }
    [[nodiscard]] constexpr bool contains(token_scope one) const noexcept {
        return (bits_ & bit_of(one)) != 0;
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    friend constexpr bool operator==(token_scopes, token_scopes) = default;

  private:
    static constexpr unsigned bit_of(token_scope one) { return 1U << static_cast<unsigned>(one); }

    unsigned bits_ = 0;
};

/// Somebody who proved who they are.
struct principal {
    account_id account{};
    organization_id organization{};
    calendar_user_id user{}; ///< the calendar user that the account belongs to; of a device its room
    std::string email{};
    std::string name{};
    role granted = role::member;
    token_scopes scopes = token_scopes::all(); ///< fewer where a personal token was shown

    [[nodiscard]] bool is_admin() const noexcept { return granted == role::admin; }
    /// Whether rooms and equipment, and what is booked of them, are theirs to look after.
    [[nodiscard]] bool keeps_rooms() const noexcept {
        return is_admin() || granted == role::facility_manager;
    }
    /// Whether they see and do nothing but what one room is about.
    [[nodiscard]] bool is_device() const noexcept { return granted == role::device; }
    friend bool operator==(const principal&, const principal&) = default;
};

/// The same person with a token of these scopes. Without the scope admin the powers of administrators
/// and facility managers stay behind: the token is that of a member.
[[nodiscard]] inline principal narrowed(principal who, token_scopes scopes) {
    who.scopes = scopes;
    if (who.keeps_rooms() && !scopes.contains(token_scope::admin)) who.granted = role::member;
    return who;
}

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

    /// Whose token it is: of a session, or a personal token, whose principal has its scopes.
    /// Errors: unauthorized; those of the storage.
    virtual result<principal, error> authenticate(std::string_view token) = 0;

    /// Ends the session. Ending one that is none is fine.
    virtual result<void, error> sign_out(std::string_view token) = 0;
};

} // namespace timewright
