/// @file
/// local_identity: accounts with passwords, sessions and personal tokens, as records of a directory.
///
///     local_identity who(directory, clock);
///     who.create({.organization = org, .user = ana, .email = "ana@example.com",
///                 .password = "correct horse", .granted = role::admin});
///     auto session = who.sign_in({.email = "ana@example.com", .password = "correct horse"});
///
/// **Passwords** are kept as argon2id hashes with their parameters beside them (PHC strings). At most
/// two are computed at a time, because each takes 64 MiB; a few may wait, more are told to come back.
/// An account that does not exist costs the same time as one with another password.
///
/// **Sessions** are 256 random bits. The directory has only their SHA-256, so that whoever reads it
/// cannot use them. Disabling an account, removing it or changing its password ends all of its
/// sessions at once: each names the generation of the account at which it was made.
///
/// **Personal tokens** are kept and end likewise: at a password's change too, because whoever knew the
/// password can have made some. Of an administrator's the scope admin alone has an administrator's
/// powers.
///
/// **Guessing** is slowed down: after a few failures an account, and after more an address, must wait,
/// twice as long each time. An attempt counts before its password is looked at, so that a thousand at
/// once are no way around it, and accounts that do not exist count alike.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/ports/accounts.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/identity.hpp>
#include <timewright/ports/personal_tokens.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

/// Cost of one password (RFC 9106 section 4). The defaults are its second recommendation with one lane.
struct password_cost {
    std::uint32_t passes = 3;
    std::uint32_t memory_kib = 64 * 1024;
    std::uint32_t lanes = 1;
};

/// How failures are counted.
struct attempt_limits {
    std::uint32_t free = 5;               ///< failures without a wait
    std::chrono::seconds first_wait{1};   ///< after the last free one; then twice as long each time
    std::chrono::seconds longest_wait{60};
    std::chrono::seconds forgotten_after{std::chrono::minutes(15)};
    std::size_t tracked_max = 100'000; ///< accounts or addresses; the one untouched longest goes first
};

struct local_identity_options {
    std::chrono::seconds session_length{std::chrono::hours(12)};
    password_cost cost{};
    std::size_t passwords_at_once = 2;
    std::size_t passwords_waiting_max = 16;
    attempt_limits per_account{};
    attempt_limits per_address{.free = 50};
};

class TIMEWRIGHT_EXPORT local_identity final : public identity, public accounts, public personal_tokens {
  public:
    static constexpr std::size_t password_bytes_min = 8;
    static constexpr std::size_t password_bytes_max = 1024;

    /// Both must outlive it.
    local_identity(directory& records, const clock& present, local_identity_options options = {});
    ~local_identity() override;

    result<session, error> sign_in(const credentials& offered) override;
    result<principal, error> authenticate(std::string_view token) override;
    result<void, error> sign_out(std::string_view token) override;

    result<account, error> create(const new_account& asked) override;
    result<account, error> find(std::string_view email) override;
    result<std::vector<account>, error> list(std::optional<organization_id> organization) override;
    result<account, error> edit(std::string_view email, const account_edit& what) override;
    result<void, error> remove(std::string_view email) override;

    result<issued_token, error> issue_token(const principal& owner, const new_token& asked) override;
    result<std::vector<personal_token>, error> list_tokens(const principal& owner) override;
    result<void, error> revoke_token(const principal& owner, token_id which) override;

    /// Removes the records of sessions and personal tokens that are dead already. Returns how many.
    result<std::size_t, error> sweep();

  private:
    class state;
    std::unique_ptr<state> state_;
};

} // namespace timewright
