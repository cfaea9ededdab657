#include "timewright/service/records.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/time/civil.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

namespace timewright::detail {

namespace {

constexpr std::array kinds{calendar_user_kind::individual, calendar_user_kind::group,
                           calendar_user_kind::resource, calendar_user_kind::room};

error corrupt(std::string_view what) {
    return {.code = errc::corrupt_data,
            .message = "a stored record is damaged: " + std::string(what)};
}

std::optional<std::uint32_t> to_number(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

result<component, error> read(std::string_view record, std::string_view name) {
    auto tree = parse_component(record);
    if (!tree) return unexpected(corrupt(tree.error().message));
    if (tree->name != name) return unexpected(corrupt("it is no " + std::string(name)));
    return tree;
}

// A span of a day as "32400-61200": seconds since midnight.
std::string to_text(const day_span& span) {
    return std::to_string(span.start.count()) + "-" + std::to_string(span.end.count());
}

std::optional<day_span> to_span(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto start = to_number(text.substr(0, dash));
    const auto end = to_number(text.substr(dash + 1));
    if (!start || !end) return std::nullopt;
    return day_span{std::chrono::seconds(*start), std::chrono::seconds(*end)};
}

std::string days_to_text(const weekday_set& days) {
    std::string text;
    for (unsigned day = 0; day < 7; ++day)
        text += days.contains(std::chrono::weekday(day)) ? '1' : '0';
    return text;
}

std::optional<weekday_set> to_days(std::string_view text) {
    if (text.size() != 7) return std::nullopt;
    weekday_set days;
    for (unsigned day = 0; day < 7; ++day)
        if (text[day] == '1') days.insert(std::chrono::weekday(day));
    return days;
}

std::optional<weekly_span> to_weekly(const property& line) {
    const auto days = to_days(line.parameter_value("DAYS"));
    const auto span = to_span(line.value);
    if (!days || !span) return std::nullopt;
    return weekly_span{*days, span->start, span->end};
}

std::optional<hours_exception> to_exception(const property& line) {
    const auto date = parse_date(line.parameter_value("DATE"));
    if (!date) return std::nullopt;
    hours_exception made{.date = *date, .spans = {}};
    for (std::string_view rest = line.value; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        const auto span = to_span(rest.substr(0, comma));
        if (!span) return std::nullopt;
        made.spans.push_back(*span);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return made;
}

property line(std::string name, parameter with, std::string value) {
    return {.name = std::move(name), .parameters = {std::move(with)}, .value = std::move(value)};
}

property weekly_line(const weekly_span& span) {
    return line("WEEKLY", {"DAYS", {days_to_text(span.days)}},
                to_text(day_span{span.start, span.end}));
}

/// Takes one line of working hours; others are a newer program's. False when it is damaged.
bool read_line(working_hours& into, const property& p) {
    if (p.name == "WEEKLY") {
        const auto span = to_weekly(p);
        if (span) into.weekly.push_back(*span);
        return span.has_value();
    }
    if (p.name == "EXCEPTION") {
        auto day = to_exception(p);
        if (day) into.exceptions.push_back(std::move(*day));
        return day.has_value();
    }
    if (p.name == "HOLIDAY") {
        const auto date = parse_date(p.value);
        if (date) into.holidays.push_back(*date);
        return date.has_value();
    }
    return true;
}

std::optional<hours_season> to_season(const component& tree) {
    const auto from = parse_date(tree.value_of("FROM"));
    const auto until = parse_date(tree.value_of("UNTIL"));
    const auto priority = to_number(tree.value_of("PRIORITY"));
    if (!from || !until || !priority || *priority > 9) return std::nullopt;
    hours_season made{
        .from = *from, .until = *until, .priority = static_cast<std::uint8_t>(*priority)};
    for (const property& p : tree.properties) {
        if (p.name != "WEEKLY") continue;
        const auto span = to_weekly(p);
        if (!span) return std::nullopt;
        made.weekly.push_back(*span);
    }
    return made;
}

} // namespace

std::string to_record(const calendar_user& user) {
    component tree{.name = "X-CALENDAR-USER"};
    tree.add("UID", user.id.to_string());
    tree.add("KIND", to_string(user.kind));
    tree.add_text("NAME", user.name);
    tree.add_text("EMAIL", user.email);
    tree.add_text("TZID", user.zone_name);
    tree.add("CAPACITY", std::to_string(user.capacity));
    tree.add("SEATS", std::to_string(user.seats));
    for (const std::string& feature : user.features) tree.add_text("FEATURE", feature);
    for (const calendar_user_id member : user.members) tree.add("MEMBER", member.to_string());
    if (user.disabled) tree.add("DISABLED", "TRUE");
    return print_component(tree);
}

result<calendar_user, error> to_calendar_user(std::string_view record) {
    const auto tree = read(record, "X-CALENDAR-USER");
    if (!tree) return unexpected(tree.error());
    const auto id = calendar_user_id::from_string(tree->value_of("UID"));
    const auto capacity = to_number(tree->value_of("CAPACITY"));
    const auto seats = to_number(tree->value_of("SEATS"));
    if (!id || !capacity || !seats) return unexpected(corrupt("a calendar user"));
    calendar_user user{.id = *id,
                       .name = tree->text_of("NAME"),
                       .email = tree->text_of("EMAIL"),
                       .zone_name = tree->text_of("TZID"),
                       .capacity = *capacity,
                       .seats = *seats,
                       .disabled = tree->find("DISABLED") != nullptr};
    for (const calendar_user_kind kind : kinds)
        if (tree->value_of("KIND") == to_string(kind)) user.kind = kind;
    for (const property& p : tree->properties) {
        if (p.name == "FEATURE") user.features.push_back(unescape_text(p.value));
        if (p.name != "MEMBER") continue;
        const auto member = calendar_user_id::from_string(p.value);
        if (!member) return unexpected(corrupt("a member of a group"));
        user.members.push_back(*member);
    }
    return user;
}

component to_component(const working_hours& hours) {
    component tree{.name = "X-WORKING-HOURS"};
    tree.add_text("TZID", hours.in_zone.name());
    for (const weekly_span& span : hours.weekly) tree.properties.push_back(weekly_line(span));
    for (const hours_exception& day : hours.exceptions) {
        std::string spans;
        for (const day_span& span : day.spans) spans += (spans.empty() ? "" : ",") + to_text(span);
        tree.properties.push_back(line("EXCEPTION", {"DATE", {to_iso(day.date)}}, spans));
    }
    for (const std::chrono::local_days date : hours.holidays) tree.add("HOLIDAY", to_iso(date));
    for (const hours_season& season : hours.seasons) {
        component one{.name = "X-SEASON"};
        one.add("FROM", to_iso(season.from));
        one.add("UNTIL", to_iso(season.until));
        one.add("PRIORITY", std::to_string(season.priority));
        for (const weekly_span& span : season.weekly) one.properties.push_back(weekly_line(span));
        tree.components.push_back(std::move(one));
    }
    return tree;
}

std::string to_record(const working_hours& hours) { return print_component(to_component(hours)); }

result<working_hours, error> to_working_hours(const component& tree, const zone_registry& zones) {
    auto in_zone = zones.find(tree.text_of("TZID"));
    if (!in_zone) return unexpected(std::move(in_zone).error());
    working_hours hours{.in_zone = *in_zone};
    for (const property& p : tree.properties)
        if (!read_line(hours, p)) return unexpected(corrupt("working hours, " + p.name));
    for (const component& one : tree.components) {
        auto season = to_season(one);
        if (!season) return unexpected(corrupt("a season of working hours"));
        hours.seasons.push_back(std::move(*season));
    }
    if (!validate(hours)) return unexpected(corrupt("working hours"));
    return hours;
}

result<working_hours, error> to_working_hours(std::string_view record, const zone_registry& zones) {
    const auto tree = read(record, "X-WORKING-HOURS");
    if (!tree) return unexpected(tree.error());
    return to_working_hours(*tree, zones);
}

} // namespace timewright::detail
