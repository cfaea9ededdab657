#include "server/demo.hpp"

#include <timewright/icalendar/parse.hpp>

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace timewright::hosting {
namespace {

constexpr organization_id organization = default_organization;

constexpr std::array<demo_login, 3> logins{{
    {"ana@example.com", "demo-ana", role::admin},
    {"ben@example.com", "demo-ben", role::member},
    {"chloe@example.com", "demo-chloe", role::member},
}};

/// The ids are fixed, so that a run that was interrupted is completed and not repeated.
struct demo_user {
    calendar_user_id id;
    calendar_user_kind kind;
    const char* name;
    const char* email;
    const char* file;
    std::uint32_t seats = 0;
};

constexpr std::array<demo_user, 5> users{{
    {calendar_user_id::from_number(101), calendar_user_kind::individual, "Ana Lopes",
     "ana@example.com", "ana.ics"},
    {calendar_user_id::from_number(102), calendar_user_kind::individual, "Ben Carter",
     "ben@example.com", "ben.ics"},
    {calendar_user_id::from_number(103), calendar_user_kind::individual, "Chloé Martin",
     "chloe@example.com", "chloe.ics"},
    {calendar_user_id::from_number(104), calendar_user_kind::room, "Atlantic",
     "atlantic@example.com", "room-atlantic.ics", 8},
    {calendar_user_id::from_number(105), calendar_user_kind::room, "Pacific",
     "pacific@example.com", "room-pacific.ics", 4},
}};

result<std::string, error> read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return unexpected(error{.code = errc::not_found,
                                .message = "the demo needs the file " + path.string() +
                                           ", which cannot be read"});
    return std::string(std::istreambuf_iterator<char>(in), {});
}

/// The zone that the calendar says is its own, by IANA or Windows name.
std::string zone_name_in(const std::string& text, const zone_registry& zones) {
    const std::string named = parse_calendar(text, {.zones = &zones}).value.zone_name;
    if (auto found = zones.find(named)) return std::string(found->name());
    if (auto found = zones.find_windows(named)) return std::string(found->name());
    return "UTC";
}

result<void, error> put_hours(scheduler& desk, const demo_user& who, const std::string& zone_name) {
    auto in_zone = desk.zones().find(zone_name);
    if (!in_zone) return unexpected(std::move(in_zone).error());
    auto weekly = parse_weekly_hours("mon-fri/09:00-17:00");
    if (!weekly) return unexpected(std::move(weekly).error());
    return desk.put_working_hours(organization, who.id,
                                  {.in_zone = std::move(*in_zone), .weekly = std::move(*weekly)});
}

result<void, error> add_user(scheduler& desk, const demo_user& who, const std::string& text) {
    const std::string zone_name = zone_name_in(text, desk.zones());
    calendar_user made{.id = who.id,
                       .kind = who.kind,
                       .name = who.name,
                       .email = who.email,
                       .zone_name = zone_name,
                       .seats = who.seats};
    const bool is_room = who.kind == calendar_user_kind::room;
    if (is_room) made.features = {"screen", "whiteboard"};
    auto put = desk.put_user(organization, std::move(made), 0);
    if (!put && put.error().code != errc::version_mismatch)
        return unexpected(std::move(put).error());
    if (!is_room)
        if (auto hours = put_hours(desk, who, zone_name); !hours) return hours;
    auto imported = desk.import_calendar({.organization = organization}, who.id, who.file, text);
    if (!imported) return unexpected(std::move(imported).error());
    return {};
}

result<void, error> add_logins(accounts& people) {
    for (const demo_login& login : logins) {
        const demo_user* who = nullptr;
        for (const demo_user& user : users)
            if (user.email == login.email) who = &user;
        auto made = people.create({.organization = organization,
                                   .user = who->id,
                                   .email = std::string(login.email),
                                   .name = who->name,
                                   .password = std::string(login.password),
                                   .granted = login.granted});
        if (!made && made.error().code != errc::version_mismatch)
            return unexpected(std::move(made).error());
    }
    return {};
}

} // namespace

std::span<const demo_login> demo_logins() { return logins; }

result<bool, error> fill_with_demo(scheduler& desk, accounts& people,
                                   const std::filesystem::path& directory) {
    const auto existing = people.list(std::nullopt);
    if (!existing) return unexpected(existing.error());
    // Logins are made in order: the last one says that all is there.
    const std::string_view last = logins.back().email;
    for (const account& one : *existing)
        if (one.who.email == last && one.who.organization == organization) return true;
    for (const account& one : *existing)
        if (one.who.email != logins[0].email && one.who.email != logins[1].email) return false;
    for (const demo_user& who : users) {
        const auto text = read_file(directory / who.file);
        if (!text) return unexpected(text.error());
        if (auto added = add_user(desk, who, *text); !added)
            return unexpected(std::move(added).error());
    }
    if (auto added = add_logins(people); !added) return unexpected(std::move(added).error());
    return true;
}

} // namespace timewright::hosting
