// The page of the reference, and the password that nobody is shown.
#include "server/settings.hpp"

#include <array>
#include <cctype>

namespace timewright::hosting {
namespace {

constexpr std::string_view mask = "***";

/// Replaces the value of "password=..." (and "sslpassword=...") up to `end_of`'s characters.
std::string mask_members(std::string text, std::string_view end_of) {
    std::size_t from = 0;
    while ((from = text.find("password", from)) != std::string::npos) {
        from += std::string_view("password").size();
        std::size_t at = from;
        while (at < text.size() && text[at] == ' ') ++at;
        if (at == text.size() || text[at] != '=') continue;
        ++at;
        while (at < text.size() && text[at] == ' ') ++at;
        std::size_t end = at;
        if (end < text.size() && text[end] == '\'') { // libpq: '...' with \' and \\ inside
            for (++end; end < text.size() && text[end] != '\''; ++end)
                if (text[end] == '\\') ++end;
            end = std::min(end + 1, text.size());
        } else {
            for (; end < text.size() && end_of.find(text[end]) == std::string_view::npos; ++end)
                if (text[end] == '\\') ++end;
            end = std::min(end, text.size());
        }
        text.replace(at, end - at, mask);
        from = at + mask.size();
    }
    return text;
}

std::string cell(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (c == '|') made += '\\';
        made += c;
    }
    return made;
}

std::string code(std::string_view text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

constexpr std::string_view page_head =
    R"(# Configuration

What `timewright serve` can be told, and how: as an option, by a variable of the environment, or in a TOML file that
`--config FILE` (or `TIMEWRIGHT_CONFIG`) names. An option wins over the environment, the environment over the file, the
file over the default. `timewright serve --print-config` shows what would hold, with the origin of each value and
passwords masked, and serves nothing. A key that there is not, or a value that cannot be, is an error that says where it
stands and what would be right. A variable that is empty is as good as none.

Durations are written as in RFC 5545 (`PT10M`, `P30D`; a day is 24 hours here). A secret can stand on the first line of a
file of its own, which its `_file` form names; that is what `LoadCredential=` of systemd and secrets of containers need.

    # timewright.toml
    port = 8443
    database_file = "/run/credentials/timewright/database"

    [management]
    port = 9090

)";

} // namespace

std::string mask_password(std::string_view address) {
    std::string text(address);
    const std::size_t scheme = text.find("://");
    if (scheme == std::string::npos) return mask_members(std::move(text), " ");
    // user:password@host; an "@" in the path or in the query belongs to neither.
    const std::size_t begin = scheme + 3;
    const std::size_t end = std::min(text.find_first_of("/?#", begin), text.size());
    const std::size_t at = text.rfind('@', end);
    const std::size_t colon = text.find(':', begin);
    if (at != std::string::npos && at > begin && colon < at)
        text.replace(colon + 1, at - colon - 1, mask);
    return mask_members(std::move(text), "&#");
}

std::string settings_page() {
    std::string made(page_head);
    made += "| key | option | variable | default | what it is |\n|---|---|---|---|---|\n";
    for (const setting& row : all_settings()) {
        std::string what(row.help);
        if (row.kind == setting_kind::choice) {
            what += " One of";
            for (const std::string_view word : row.choices) what += " " + code(word);
            what += ".";
        }
        if (row.secret) what += " Masked; also " + code(file_key_of(row)) + ".";
        made += "| " + code(row.key) + " | " +
                code(flag_of(row.key) + " " + std::string(row.shape)) + " | " +
                code(variable_of(row.key)) + " | " + code(row.otherwise) + " | " + cell(what) +
                " |\n";
    }
    return made;
}

} // namespace timewright::hosting
