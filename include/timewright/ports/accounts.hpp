/// @file
/// accounts: who may sign in, for those who administer it.
///
/// An ability that an identity may have besides (a sign-in by a foreign provider has none): local
/// accounts can be made, listed, disabled and given roles and passwords. An account is found by its
/// e-mail address, which is unique over all organizations and compared without case.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/identity.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

struct account {
    principal who{};
    bool disabled = false;

    friend bool operator==(const account&, const account&) = default;
};

struct new_account {
    organization_id organization{};
    calendar_user_id user{};
    std::string email{};
    std::string name{};
    std::string password{}; ///< 8 to 1024 bytes
    role granted = role::member;
};

/// What is not set stays.
struct account_edit {
    std::optional<std::string> name{};
    std::optional<std::string> password{}; ///< ends all sessions
    std::optional<role> granted{};
    std::optional<bool> disabled{}; ///< true ends all sessions
};

class accounts {
  public:
    virtual ~accounts() = default;

    /// Errors: invalid_input (no address, password too short or too long), version_mismatch when
    /// the address has an account already, in whatever organization.
    virtual result<account, error> create(const new_account& asked) = 0;

    /// Errors: not_found.
    virtual result<account, error> find(std::string_view email) = 0;

    /// The accounts of an organization; without one, all. By address.
    virtual result<std::vector<account>, error> list(std::optional<organization_id> organization) = 0;

    /// Errors: not_found, invalid_input.
    virtual result<account, error> edit(std::string_view email, const account_edit& what) = 0;

    /// Removes the account and ends its sessions. Errors: not_found.
    virtual result<void, error> remove(std::string_view email) = 0;
};

} // namespace timewright
