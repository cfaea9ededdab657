#include <timewright/adapters/identity/local_identity.hpp>

#include <timewright/ports/ids.hpp>

#include "attempts.hpp"
#include "directory_walk.hpp"
#include "issued_tokens.hpp"
#include "passwords.hpp"
#include "records.hpp"
#include "tokens.hpp"

#include <algorithm>
#include <utility>

namespace timewright {
namespace {

using namespace identity_local;

constexpr std::size_t email_bytes_max = 254;

/// How an address is compared: ASCII letters in lower case.
std::string normalised(std::string_view email) {
    std::string text(email);
    for (char& c : text)
        if ('A' <= c && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

bool is_address(std::string_view email) {
    const std::size_t at = email.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < email.size() &&
           email.size() <= email_bytes_max && email.find('@', at + 1) == std::string_view::npos &&
           std::all_of(email.begin(), email.end(), [](char c) { return '!' <= c && c <= '~'; });
}

error at(error failure, const char* pointer) {
    failure.pointer = pointer;
    return failure;
}

result<void, error> check_password(std::string_view password) {
    if (password.size() >= local_identity::password_bytes_min &&
        password.size() <= local_identity::password_bytes_max)
        return {};
    return unexpected(at(invalid_input("a password has 8 to 1024 bytes"), "/password"));
}

error wrong_credentials() {
    return {.code = errc::unauthorized, .message = "the e-mail address or the password is wrong"};
}

error no_session() {
    return {.code = errc::unauthorized,
            .message = "this session or token has ended or never was; sign in again"};
}

error too_early(std::chrono::seconds wait) {
    return {.code = errc::limit_reached,
            .message = "too many attempts failed; try again in " + std::to_string(wait.count()) +
                       (wait.count() == 1 ? " second" : " seconds"),
            .again = retry::safe};
}

error no_account(std::string_view email) {
    return {.code = errc::not_found,
            .message = "there is no account \"" + std::string(email) + "\""};
}

} // namespace

class local_identity::state {
  public:
    state(directory& records, const clock& present, const local_identity_options& options)
        : options_(options),
          records_(records),
          present_(present),
          tokens_(records, present),
          passwords_(options.cost, options.passwords_at_once, options.passwords_waiting_max),
          by_account_(options.per_account),
          by_address_(options.per_address) {}

    result<session, error> sign_in(const credentials& offered) {
        const std::string email = normalised(offered.email);
        const sys_seconds now = present_.now();
        if (const auto wait = by_address_.begin(offered.address, now))
            return unexpected(too_early(*wait));
        if (const auto wait = by_account_.begin(email, now)) return unexpected(too_early(*wait));
        auto found = load(email);
        if (!found && found.error().code != errc::not_found)
            return unexpected(std::move(found).error());
        const std::string hash = found ? found->record.password_hash : std::string();
        auto right = passwords_.verify(hash, offered.password);
        if (!right) {
            by_address_.take_back(offered.address);
            by_account_.take_back(email);
            return unexpected(std::move(right).error());
        }
        if (!*right || found->record.known.disabled) return unexpected(wrong_credentials());
        by_address_.take_back(offered.address);
        by_account_.clear(email);
        return begin_session(found->record, now);
    }

    result<principal, error> authenticate(std::string_view token) {
        if (token.starts_with(secret_prefix)) return authenticate_token(token);
        const auto known = find_session(token);
        if (!known) return unexpected(known.error());
        if (present_.now() >= known->expires_at) return unexpected(no_session());
        auto found = load(known->email);
        if (!found && found.error().code == errc::not_found) return unexpected(no_session());
        if (!found) return unexpected(std::move(found).error());
        const account_record& record = found->record;
        if (record.known.disabled || record.known.who.account != known->account ||
            record.generation != known->generation)
            return unexpected(no_session());
        return record.known.who;
    }

    result<void, error> sign_out(std::string_view token) {
        if (!is_token(token)) return {};
        const auto digest = digest_of(token);
        if (!digest) return unexpected(digest.error());
        return remove_record(records_, key_of_session(*digest));
    }

    result<account, error> create(const new_account& asked) {
        if (!is_address(asked.email))
            return unexpected(at(
                invalid_input("an account needs an e-mail address such as ana@example.com"),
                "/email"));
        if (auto fits = check_password(asked.password); !fits)
            return unexpected(std::move(fits).error());
        auto hash = passwords_.hash(asked.password);
        if (!hash) return unexpected(std::move(hash).error());
        const account_record made{.known = {.who = {.account = mint_.make<account_id>(),
                                                    .organization = asked.organization,
                                                    .user = asked.user,
                                                    .email = asked.email,
                                                    .name = asked.name,
                                                    .granted = asked.granted}},
                                  .password_hash = std::move(*hash)};
        auto put = records_.put(key_of_account(normalised(asked.email)), 0, to_text(made));
        if (!put && put.error().code == errc::version_mismatch)
            return unexpected(error{.code = errc::version_mismatch,
                                    .message = "\"" + asked.email + "\" has an account already"});
        if (!put) return unexpected(std::move(put).error());
        return made.known;
    }

    result<account, error> find(std::string_view email) {
        return load(normalised(email)).transform(
            [](const loaded& found) { return found.record.known; });
    }

    result<std::vector<account>, error> list(std::optional<organization_id> organization) {
        std::vector<account> found;
        auto read = each_record(records_, account_kind, "", [&](const directory_record& record) {
            const auto known = to_account(record.body);
            if (known && (!organization || known->known.who.organization == *organization))
                found.push_back(known->known);
            return result<void, error>{};
        });
        if (!read) return unexpected(std::move(read).error());
        return found;
    }

    result<account, error> edit(std::string_view email, const account_edit& what) {
        std::string hash;
        if (what.password) {
            if (auto fits = check_password(*what.password); !fits)
                return unexpected(std::move(fits).error());
            auto made = passwords_.hash(*what.password);
            if (!made) return unexpected(std::move(made).error());
            hash = std::move(*made);
        }
        const std::string key = normalised(email);
        for (int tries = 1;; ++tries) {
            auto found = load(key);
            if (!found) return unexpected(std::move(found).error());
            const account_record edited = applied(std::move(found->record), what, hash);
            auto put = records_.put(key_of_account(key), found->version, to_text(edited));
            if (put) return edited.known;
            if (put.error().code != errc::version_mismatch || tries == edit_tries_max)
                return unexpected(std::move(put).error());
        }
    }

    result<void, error> remove(std::string_view email) {
        const std::string key = normalised(email);
        if (auto found = load(key); !found) return unexpected(std::move(found).error());
        return remove_record(records_, key_of_account(key));
    }

    result<issued_token, error> issue_token(const principal& owner, const new_token& asked) {
        auto account = load_owner(owner);
        if (!account) return unexpected(std::move(account).error());
        return tokens_.issue(normalised(owner.email), *account, asked);
    }

    result<std::vector<personal_token>, error> list_tokens(const principal& owner) {
        auto account = load_owner(owner);
        if (!account) return unexpected(std::move(account).error());
        return tokens_.list(*account);
    }

    result<void, error> revoke_token(const principal& owner, token_id which) {
        return tokens_.revoke(owner.account, which);
    }

    result<std::size_t, error> sweep() {
        std::size_t removed = 0;
        const sys_seconds now = present_.now();
        auto read =
            each_record(records_, session_kind, "", [&](const directory_record& record) {
                const auto known = to_session(record.body);
                if (known && now < known->expires_at) return result<void, error>{};
                ++removed;
                return remove_record(records_, record.key);
            });
        if (!read) return unexpected(std::move(read).error());
        read = each_record(records_, token_kind, "", [&](const directory_record& record) {
            auto dead = is_dead(record);
            if (!dead) return result<void, error>(unexpected(std::move(dead).error()));
            if (!*dead) return result<void, error>{};
            ++removed;
            return remove_record(records_, record.key);
        });
        if (!read) return unexpected(std::move(read).error());
        return removed;
    }

  private:
    struct loaded {
        account_record record;
        std::uint64_t version = 0;
    };

    static account_record applied(account_record record, const account_edit& what,
                                  const std::string& hash) {
        if (what.name) record.known.who.name = *what.name;
        if (what.granted) record.known.who.granted = *what.granted;
        if (what.disabled) record.known.disabled = *what.disabled;
        if (what.password) record.password_hash = hash;
        if (what.password || what.disabled.value_or(false)) ++record.generation;
        return record;
    }

    result<loaded, error> load(const std::string& key) {
        const auto found = records_.find(key_of_account(key));
        if (!found && found.error().code == errc::not_found) return unexpected(no_account(key));
        if (!found) return unexpected(found.error());
        auto record = to_account(found->body);
        if (!record) return unexpected(std::move(record).error());
        return loaded{.record = std::move(*record), .version = found->version};
    }

    /// The account of somebody who was authenticated a moment ago.
    result<account_record, error> load_owner(const principal& owner) {
        auto found = load(normalised(owner.email));
        if (!found && found.error().code == errc::not_found) return unexpected(no_session());
        if (!found) return unexpected(std::move(found).error());
        if (found->record.known.who.account != owner.account || found->record.known.disabled)
            return unexpected(no_session());
        return std::move(found->record);
    }

    result<principal, error> authenticate_token(std::string_view secret) {
        auto known = tokens_.find(secret);
        if (!known) return unexpected(std::move(known).error());
        auto found = load(known->email);
        if (!found && found.error().code == errc::not_found) return unexpected(no_session());
        if (!found) return unexpected(std::move(found).error());
        if (!tokens_.is_alive(*known, found->record)) return unexpected(no_session());
        tokens_.note_use(*known);
        return narrowed(found->record.known.who, known->what.scopes);
    }

    result<bool, error> is_dead(const directory_record& record) {
        const auto known = to_token_record(record.body);
        if (!known) return true;
        auto found = load(known->email);
        if (!found && found.error().code == errc::not_found) return true;
        if (!found) return unexpected(std::move(found).error());
        return !tokens_.is_alive(*known, found->record);
    }

    result<session, error> begin_session(const account_record& record, sys_seconds now) {
        auto token = make_token();
        if (!token) return unexpected(std::move(token).error());
        const auto digest = digest_of(*token);
        if (!digest) return unexpected(digest.error());
        const session_record made{.email = normalised(record.known.who.email),
                                  .account = record.known.who.account,
                                  .generation = record.generation,
                                  .expires_at = now + options_.session_length};
        auto put = records_.put(key_of_session(*digest), 0, to_text(made));
        if (!put) return unexpected(std::move(put).error());
        return session{.token = std::move(*token),
                       .expires_at = made.expires_at,
                       .who = record.known.who};
    }

    result<session_record, error> find_session(std::string_view token) {
        if (!is_token(token)) return unexpected(no_session());
        const auto digest = digest_of(token);
        if (!digest) return unexpected(digest.error());
        const auto found = records_.find(key_of_session(*digest));
        if (!found && found.error().code == errc::not_found) return unexpected(no_session());
        if (!found) return unexpected(found.error());
        return to_session(found->body);
    }

    const local_identity_options options_;
    directory& records_;
    const clock& present_;
    random_ids mint_;
    issued_tokens tokens_;
    passwords passwords_;
    attempts by_account_;
    attempts by_address_;
};

local_identity::local_identity(directory& records, const clock& present,
                               local_identity_options options)
    : state_(std::make_unique<state>(records, present, options)) {}
local_identity::~local_identity() = default;

result<session, error> local_identity::sign_in(const credentials& offered) {
    return state_->sign_in(offered);
}
result<principal, error> local_identity::authenticate(std::string_view token) {
    return state_->authenticate(token);
}
result<void, error> local_identity::sign_out(std::string_view token) {
    return state_->sign_out(token);
}
result<account, error> local_identity::create(const new_account& asked) {
    return state_->create(asked);
}
result<account, error> local_identity::find(std::string_view email) { return state_->find(email); }
result<std::vector<account>, error> local_identity::list(
    std::optional<organization_id> organization) {
    return state_->list(organization);
}
result<account, error> local_identity::edit(std::string_view email, const account_edit& what) {
    return state_->edit(email, what);
}
result<void, error> local_identity::remove(std::string_view email) { return state_->remove(email); }
result<issued_token, error> local_identity::issue_token(const principal& owner,
                                                        const new_token& asked) {
    return state_->issue_token(owner, asked);
}
result<std::vector<personal_token>, error> local_identity::list_tokens(const principal& owner) {
    return state_->list_tokens(owner);
}
result<void, error> local_identity::revoke_token(const principal& owner, token_id which) {
    return state_->revoke_token(owner, which);
}
result<std::size_t, error> local_identity::sweep() { return state_->sweep(); }

} // namespace timewright
