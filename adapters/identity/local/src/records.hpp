// How accounts and sessions are kept in the directory: iCalendar-like components, readable by people.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/accounts.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/time/interval.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace timewright::identity_local {

inline constexpr const char* account_kind = "account";
inline constexpr const char* session_kind = "session";

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

/// Both are looked up before the organization is known.
[[nodiscard]] directory_key key_of_account(std::string_view normalised_email);
[[nodiscard]] directory_key key_of_session(std::string_view token_digest);

[[nodiscard]] std::string to_text(const account_record& record);
[[nodiscard]] std::string to_text(const session_record& record);
/// Errors: corrupt_data.
[[nodiscard]] result<account_record, error> to_account(std::string_view text);
[[nodiscard]] result<session_record, error> to_session(std::string_view text);

} // namespace timewright::identity_local
