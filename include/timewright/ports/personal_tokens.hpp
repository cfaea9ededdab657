/// @file
/// personal_tokens: secrets that people give to programs, which act for them within scopes.
///
/// An ability that an identity may have besides. Whoever has the secret is the account for
/// identity::authenticate(), but never more than the token's scopes and the account's role allow. A
/// token ends when it expires or is revoked, and with all sessions of its account: when that is
/// disabled, removed or given another password.
///
///     auto made = keys.issue_token(ana, {.name = "wall display", .scopes = {token_scope::read},
///                                        .expires_at = in_90_days});
///     auto ana_who_reads = who.authenticate(made->secret);
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/identity.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace timewright {

using token_id = basic_id<struct token_tag>;

struct personal_token {
    token_id id{};
    std::string name{};
    token_scopes scopes{};
    sys_seconds created_at{};
    sys_seconds expires_at{};
    /// The last day (UTC) on which it was shown; none: never. No more is kept of its use.
    std::optional<std::chrono::sys_days> last_used{};

    friend bool operator==(const personal_token&, const personal_token&) = default;
};

struct new_token {
    token_id id{}; ///< nil: one is minted
    std::string name{};
    token_scopes scopes{};
    sys_seconds expires_at{};
};

struct issued_token {
    std::string secret{}; ///< told this once; only a digest of it is kept
    personal_token what{};
};

class personal_tokens {
  public:
    static constexpr std::size_t tokens_max = 50; ///< of one account, alive
    static constexpr std::size_t name_bytes_max = 200;
    static constexpr std::chrono::days length_max{366};

    virtual ~personal_tokens() = default;

    /// Errors: invalid_input (a name, a scope or an end that cannot be), forbidden (the scope admin
    /// for whose role has nothing of it), limit_reached, version_mismatch when the id is there.
    virtual result<issued_token, error> issue_token(const principal& owner,
                                                    const new_token& asked) = 0;

    /// Those of the account that are alive, by id.
    virtual result<std::vector<personal_token>, error> list_tokens(const principal& owner) = 0;

    /// Ends it at once. Errors: not_found, also for a token of somebody else.
    virtual result<void, error> revoke_token(const principal& owner, token_id which) = 0;
};

} // namespace timewright
