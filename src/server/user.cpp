#include "server/user.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/composition.hpp"

#include <optional>
#include <utility>

namespace timewright::command {
namespace {

/// The world's refusals end with 1, mistakes of the caller with 2.
int fail(std::ostream& err, const error& why) {
    const int code = refuse(err, why);
    const bool refused = why.code == errc::not_found || why.code == errc::version_mismatch ||
                         why.code == errc::forbidden;
    return refused ? exit_nothing : code;
}

void print(const account& one, bool as_json, std::ostream& out) {
    if (as_json) {
        out << json_line()
                   .add_text("email", one.who.email)
                   .add_text("name", one.who.name)
                   .add_text("role", to_string(one.who.granted))
                   .add_text("status", one.disabled ? "disabled" : "enabled")
                   .add_text("userId", one.who.user.to_string())
                   .add_text("organizationId", one.who.organization.to_string())
                   .to_string();
        return;
    }
    out << printable(one.who.email) << "  " << to_string(one.who.granted)
        << (one.disabled ? "  disabled" : "") << "  " << printable(one.who.name) << "\n";
}

result<role, error> read_role(const std::string& text) {
    if (const auto known = role_from_string(text)) return *known;
    std::string names;
    for (const role one : all_roles)
        names += (names.empty() ? "" : ", ") + std::string(to_string(one));
    return unexpected(
        about("--role", invalid_input("\"" + text + "\" is no role; there are " + names)));
}

result<std::string, error> read_password(const user_add_options& options, std::istream& in) {
    if (!options.password_stdin)
        return unexpected(
            invalid_input("a password on the command line could be seen by others; "
                          "add --password-stdin and write it to standard input"));
    std::string line;
    std::getline(in, line);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

/// Of one organization, by id or by name.
result<calendar_user, error> find_room(hosting::workplace& over, organization_id organization,
                                       const std::string& text) {
    const auto all = over.desk().list_users(organization);
    if (!all) return unexpected(all.error());
    for (const auto& [user, version] : *all)
        if (user.kind == calendar_user_kind::room &&
            (user.name == text || user.id.to_string() == text))
            return user;
    return unexpected(about("--room", error{.code = errc::not_found,
                                            .message = "there is no room \"" + text + "\""}));
}

/// The account of a display, which belongs to its room.
result<account, error> add_device(hosting::workplace& over, const user_add_options& options,
                                  organization_id organization, std::string password) {
    const auto room = find_room(over, organization, options.room);
    if (!room) return unexpected(room.error());
    return over.people().create({.organization = organization,
                                 .user = room->id,
                                 .email = options.email,
                                 .name = options.name.empty() ? room->name : options.name,
                                 .password = std::move(password),
                                 .granted = role::device});
}

/// The person and the account, or neither.
result<account, error> add(hosting::workplace& over, const user_add_options& options, role granted,
                           std::string password) {
    accounts& people = over.people();
    const auto organization = over.find_organization(options.organization);
    if (!organization) return unexpected(about("--org", organization.error()));
    if (people.find(options.email))
        return unexpected(error{.code = errc::version_mismatch,
                                .message = "\"" + options.email + "\" has an account already"});
    if (granted == role::device)
        return add_device(over, options, *organization, std::move(password));
    const std::string name =
        options.name.empty() ? options.email.substr(0, options.email.find('@')) : options.name;
    const auto user = over.desk().put_user(*organization,
                                           {.kind = calendar_user_kind::individual,
                                            .name = name,
                                            .email = options.email,
                                            .zone_name = options.zone},
                                           0);
    if (!user) return unexpected(user.error());
    auto made = people.create({.organization = *organization,
                               .user = user->value.id,
                               .email = options.email,
                               .name = name,
                               .password = std::move(password),
                               .granted = granted});
    if (!made)
        static_cast<void>(over.desk().remove_user(*organization, user->value.id, user->version));
    return made;
}

int edit(const user_options& options, hosting::workplace& over, const account_edit& what,
         std::ostream& out, std::ostream& err) {
    const auto edited = over.people().edit(options.email, what);
    if (!edited) return fail(err, edited.error());
    print(*edited, options.json, out);
    return exit_found;
}

} // namespace

int run(const user_add_options& options, hosting::workplace& over, std::istream& in,
        std::ostream& out, std::ostream& err) {
    const auto granted = read_role(options.role);
    if (!granted) return refuse(err, granted.error());
    if ((*granted == role::device) == options.room.empty())
        return refuse(err, invalid_input("--room: name the room of a device, and of nobody else"));
    auto password = read_password(options, in);
    if (!password) return refuse(err, password.error());
    const auto made = add(over, options, *granted, std::move(*password));
    if (!made) return fail(err, made.error());
    print(*made, options.json, out);
    return exit_found;
}

int run(const user_list_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    const auto all = over.people().list(std::nullopt);
    if (!all) return refuse(err, all.error());
    for (const account& one : *all) print(one, options.json, out);
    return all->empty() ? exit_nothing : exit_found;
}

int run(const user_role_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    const auto granted = read_role(options.role);
    if (!granted) return refuse(err, granted.error());
    const auto known = over.people().find(options.email);
    if (known && (known->who.granted == role::device) != (*granted == role::device))
        return fail(err, {.code = errc::forbidden,
                          .message = "the account of a device belongs to a room and stays one; "
                                     "disable it, and add another"});
    return edit(options, over, {.granted = *granted}, out, err);
}

int run(const user_disable_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    return edit(options, over, {.disabled = true}, out, err);
}

int run(const user_enable_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    return edit(options, over, {.disabled = false}, out, err);
}

} // namespace timewright::command
