#include "records.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

namespace timewright::identity_local {
namespace {

error corrupt(const char* what) {
    return {.code = errc::corrupt_data,
            .message = std::string("the record of ") + what + " cannot be read"};
}

std::optional<std::uint64_t> number_in(const component& tree, std::string_view name) {
    const std::string text = tree.text_of(name);
    std::uint64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// "read book"
std::string scopes_to_text(token_scopes scopes) {
    std::string text;
    for (const token_scope one : all_token_scopes)
        if (scopes.contains(one)) text += (text.empty() ? "" : " ") + std::string(to_string(one));
    return text;
}

/// None where a word is unknown: what it was to allow is not known either.
std::optional<token_scopes> scopes_from_text(std::string_view text) {
    token_scopes scopes;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const auto one = token_scope_from_string(text.substr(0, end));
        if (!one) return std::nullopt;
        scopes.insert(*one);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return scopes;
}

std::optional<std::chrono::sys_days> day_in(const component& tree, std::string_view name) {
    const auto day = parse_date(tree.text_of(name));
    if (!day) return std::nullopt;
    return std::chrono::sys_days(day->time_since_epoch());
}

} // namespace

directory_key key_of_account(std::string_view normalised_email) {
    return {.organization = {}, .kind = account_kind, .key = std::string(normalised_email)};
}

directory_key key_of_session(std::string_view token_digest) {
    return {.organization = {}, .kind = session_kind, .key = std::string(token_digest)};
}

directory_key key_of_token(account_id owner, token_id which) {
    return {.organization = {},
            .kind = token_kind,
            .key = owner.to_string() + "/" + which.to_string()};
}

std::string to_text(const account_record& record) {
    const principal& who = record.known.who;
    component tree{.name = "X-ACCOUNT"};
    tree.add_text("X-ID", who.account.to_string());
    tree.add_text("X-ORGANIZATION", who.organization.to_string());
    tree.add_text("X-USER", who.user.to_string());
    tree.add_text("X-EMAIL", who.email);
    tree.add_text("X-NAME", who.name);
    tree.add_text("X-ROLE", to_string(who.granted));
    tree.add_text("X-DISABLED", record.known.disabled ? "yes" : "no");
    tree.add_text("X-PASSWORD", record.password_hash);
    tree.add_text("X-GENERATION", std::to_string(record.generation));
    return print_component(tree);
}

std::string to_text(const session_record& record) {
    component tree{.name = "X-SESSION"};
    tree.add_text("X-EMAIL", record.email);
    tree.add_text("X-ACCOUNT", record.account.to_string());
    tree.add_text("X-GENERATION", std::to_string(record.generation));
    tree.add_text("X-EXPIRES", to_rfc3339(record.expires_at));
    return print_component(tree);
}

std::string to_text(const token_record& record) {
    component tree{.name = "X-TOKEN"};
    tree.add_text("X-EMAIL", record.email);
    tree.add_text("X-ACCOUNT", record.account.to_string());
    tree.add_text("X-GENERATION", std::to_string(record.generation));
    tree.add_text("X-DIGEST", record.digest);
    tree.add_text("X-ID", record.what.id.to_string());
    tree.add_text("X-NAME", record.what.name);
    tree.add_text("X-SCOPES", scopes_to_text(record.what.scopes));
    tree.add_text("X-CREATED", to_rfc3339(record.what.created_at));
    tree.add_text("X-EXPIRES", to_rfc3339(record.what.expires_at));
    if (record.what.last_used)
        tree.add_text("X-LAST-USED", to_iso(local_days(record.what.last_used->time_since_epoch())));
    return print_component(tree);
}

result<account_record, error> to_account(std::string_view text) {
    const auto tree = parse_component(text);
    if (!tree) return unexpected(corrupt("an account"));
    const auto id = account_id::from_string(tree->text_of("X-ID"));
    const auto organization = organization_id::from_string(tree->text_of("X-ORGANIZATION"));
    const auto user = calendar_user_id::from_string(tree->text_of("X-USER"));
    const auto granted = role_from_string(tree->text_of("X-ROLE"));
    const auto generation = number_in(*tree, "X-GENERATION");
    if (!id || !organization || !user || !granted || !generation)
        return unexpected(corrupt("an account"));
    return account_record{.known = {.who = {.account = *id,
                                            .organization = *organization,
                                            .user = *user,
                                            .email = tree->text_of("X-EMAIL"),
                                            .name = tree->text_of("X-NAME"),
                                            .granted = *granted},
                                    // Whatever is not clearly open is closed.
                                    .disabled = tree->text_of("X-DISABLED") != "no"},
                          .password_hash = tree->text_of("X-PASSWORD"),
                          .generation = *generation};
}

result<session_record, error> to_session(std::string_view text) {
    const auto tree = parse_component(text);
    if (!tree) return unexpected(corrupt("a session"));
    const auto account = account_id::from_string(tree->text_of("X-ACCOUNT"));
    const auto generation = number_in(*tree, "X-GENERATION");
    const auto expires_at = parse_rfc3339(tree->text_of("X-EXPIRES"));
    if (!account || !generation || !expires_at) return unexpected(corrupt("a session"));
    return session_record{.email = tree->text_of("X-EMAIL"),
                          .account = *account,
                          .generation = *generation,
                          .expires_at = *expires_at};
}

result<token_record, error> to_token_record(std::string_view text) {
    const auto tree = parse_component(text);
    if (!tree) return unexpected(corrupt("a token"));
    const auto account = account_id::from_string(tree->text_of("X-ACCOUNT"));
    const auto id = token_id::from_string(tree->text_of("X-ID"));
    const auto generation = number_in(*tree, "X-GENERATION");
    const auto scopes = scopes_from_text(tree->text_of("X-SCOPES"));
    const auto created_at = parse_rfc3339(tree->text_of("X-CREATED"));
    const auto expires_at = parse_rfc3339(tree->text_of("X-EXPIRES"));
    if (!account || !id || !generation || !scopes || !created_at || !expires_at)
        return unexpected(corrupt("a token"));
    return token_record{.email = tree->text_of("X-EMAIL"),
                        .account = *account,
                        .generation = *generation,
                        .digest = tree->text_of("X-DIGEST"),
                        .what = {.id = *id,
                                 .name = tree->text_of("X-NAME"),
                                 .scopes = *scopes,
                                 .created_at = *created_at,
                                 .expires_at = *expires_at,
                                 .last_used = day_in(*tree, "X-LAST-USED")}};
}

} // namespace timewright::identity_local
