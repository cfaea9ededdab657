// How accounts, sessions and personal tokens are kept in the directory: iCalendar-like components, readable by people.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/accounts.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/personal_tokens.hpp>
#include <timewright/time/interval.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace timewright::identity_local {

inline constexpr const char* account_kind = "account";
inline constexpr const char* session_kind = "session";
inline constexpr const char* token_kind = "token";

struct account_record {
    account known;
    std::string password_hash{};
    /// Raised to end all sessions: those made at an earlier one are dead.
    std::uint64_t generation = 1;
};

struct session_record {
    std::string email{}; ///< the account's key
    account_id account;
    std::uint64_t generation = 1;
    sys_seconds expires_at{};
};

struct token_record {
    std::string email{}; ///< the account's key
    account_id account;
    std::uint64_t generation = 1;
    std::string digest{}; ///< SHA-256 of the secret, in hexadecimal
    personal_token what{};
};

/// All are looked up before the organization is known.
[[nodiscard]] directory_key key_of_account(std::string_view normalised_email);
[[nodiscard]] directory_key key_of_session(std::string_view token_digest);

/// Those of one account lie side by side.
[[nodiscard]] directory_key key_of_token(account_id owner, token_id which);

[[nodiscard]] std::string to_text(const account_record& record);
[[nodiscard]] std::string to_text(const session_record& record);
[[nodiscard]] std::string to_text(const token_record& record);
/// Errors: corrupt_data.
[[nodiscard]] result<account_record, error> to_account(std::string_view text);
[[nodiscard]] result<session_record, error> to_session(std::string_view text);
[[nodiscard]] result<token_record, error> to_token_record(std::string_view text);

} // namespace timewright::identity_local
