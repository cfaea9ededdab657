// Personal tokens as records of the directory: made, found by their secret, listed, revoked.
//
// A secret names its record (account and token id) before its 256 random bits, so that one record
// serves to authenticate and to list. The record has only the SHA-256 of the whole.
#pragma once

#include "records.hpp"

#include <timewright/ports/clock.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/ports/personal_tokens.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::identity_local {

/// What all secrets begin with, so that people and scanners know one when they see it.
inline constexpr std::string_view secret_prefix = "timewright_";

/// "timewright_", account and token id in hexadecimal, an underscore and 43 characters at random.
[[nodiscard]] bool is_secret(std::string_view text);

class issued_tokens {
  public:
    issued_tokens(directory& records, const clock& present)
        : records_(records), present_(present) {}

    /// `key` is the account's. Errors: those of personal_tokens::issue_token.
    result<issued_token, error> issue(const std::string& key, const account_record& owner,
                                      const new_token& asked);
    result<std::vector<personal_token>, error> list(const account_record& owner);
    result<void, error> revoke(account_id owner, token_id which);

    /// Whose secret it is, unless it has expired; the account is the caller's to look at.
    /// Errors: unauthorized.
    result<token_record, error> find(std::string_view secret);
    /// Notes the day of use. It is no reason to refuse when that cannot be written.
    void note_use(const token_record& found);

    /// Whether it stands for the account as that is now.
    [[nodiscard]] bool is_alive(const token_record& record, const account_record& owner) const;

  private:
    result<void, error> check(const account_record& owner, const new_token& asked) const;
    result<void, error> make_room(const account_record& owner);

    directory& records_;
    const clock& present_;
    random_ids mint_;
};

} // namespace timewright::identity_local
