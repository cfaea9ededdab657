#include "timewright/service/meeting_document.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/civil.hpp>

#include <charconv>
#include <utility>

namespace timewright::detail {

namespace {

constexpr std::string_view prefix = "X-TIMEWRIGHT-";

// Our own lines: the name after the prefix, then ':' and the value.
void add_line(event& to, std::string_view name, std::string_view value) {
    to.other_lines.push_back(std::string(prefix) + std::string(name) + ":" + std::string(value));
}

std::string join(const std::vector<calendar_user_id>& ids) {
    std::string text;
    for (const calendar_user_id id : ids) text += (text.empty() ? "" : ",") + id.to_string();
    return text;
}

std::optional<std::vector<calendar_user_id>> split(std::string_view text) {
    std::vector<calendar_user_id> ids;
    for (;;) {
        const std::size_t comma = text.find(',');
        const auto id = calendar_user_id::from_string(text.substr(0, comma));
        if (!id) return std::nullopt;
        ids.push_back(*id);
        if (comma == std::string_view::npos) return ids;
        text.remove_prefix(comma + 1);
    }
}

bool read_resource(meeting_document& into, std::string_view value) {
    const std::size_t star = value.find('*'); // units*id
    if (star == std::string_view::npos) return false;
    resource_units made;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + star, made.units);
    const auto id = calendar_user_id::from_string(value.substr(star + 1));
    if (failed != std::errc() || end != value.data() + star || !id) return false;
    made.id = *id;
    into.resources.push_back(made);
    return true;
}

bool append(std::vector<calendar_user_id>& to, std::string_view value) {
    const auto ids = split(value);
    if (ids) to.insert(to.end(), ids->begin(), ids->end());
    return ids.has_value();
}

/// Takes one of our own lines. False when it is damaged.
bool read_line(meeting_document& into, std::string_view name, std::string_view value) {
    if (name == "ROOMS") {
        const auto group = split(value);
        if (group) into.rooms.push_back(*group);
        return group.has_value();
    }
    if (name == "RESOURCE") return read_resource(into, value);
    if (name == "PEOPLE") return append(into.people, value);
    if (name == "INSISTED") return append(into.insisted, value);
    if (name == "ORGANIZER") {
        const auto id = calendar_user_id::from_string(value);
        if (id) into.organizer = *id;
        return id.has_value();
    }
    if (name == "CLAIMED-UNTIL" || name == "SINCE") {
        const auto at = parse_rfc3339(value);
        if (at) (name == "SINCE" ? into.since : into.claimed_until) = *at;
        return at.has_value();
    }
    if (name == "CONFLICTED") {
        const auto which = parse_local(value);
        if (which) into.conflicted.push_back(*which);
        return which.has_value();
    }
    if (name == "WAITS") into.waits = true;
    if (name == "SOURCE") into.source = unescape_text(value);
    if (name == "FLOATING-ZONE") into.floating_zone_name = unescape_text(value);
    if (name == "SKIP-OCCURRENCES") into.skip_occurrences = true;
    if (name == "CARRIES-ZONES") into.carries_zones = true;
    return true; // written by a newer program: not ours to judge
}

error corrupt(const std::string& what) {
    return {.code = errc::corrupt_data, .message = "a stored meeting is damaged: " + what};
}

} // namespace

std::string to_text(const meeting_document& document) {
    event lines = document.details;
    for (const auto& group : document.rooms) add_line(lines, "ROOMS", join(group));
    for (const resource_units& r : document.resources)
        add_line(lines, "RESOURCE", std::to_string(r.units) + "*" + r.id.to_string());
    if (!document.people.empty()) add_line(lines, "PEOPLE", join(document.people));
    if (!document.insisted.empty()) add_line(lines, "INSISTED", join(document.insisted));
    if (document.organizer) add_line(lines, "ORGANIZER", document.organizer->to_string());
    if (!document.source.empty()) add_line(lines, "SOURCE", escape_text(document.source));
    if (!document.floating_zone_name.empty())
        add_line(lines, "FLOATING-ZONE", escape_text(document.floating_zone_name));
    if (document.claimed_until)
        add_line(lines, "CLAIMED-UNTIL", to_rfc3339(*document.claimed_until));
    if (document.since) add_line(lines, "SINCE", to_rfc3339(*document.since));
    for (const local_seconds which : document.conflicted)
        add_line(lines, "CONFLICTED", to_iso(which));
    if (document.waits) add_line(lines, "WAITS", "TRUE");
    if (document.carries_zones) add_line(lines, "CARRIES-ZONES", "TRUE");
    if (document.skip_occurrences) add_line(lines, "SKIP-OCCURRENCES", "TRUE");
    calendar whole;
    whole.events.push_back(std::move(lines));
    return print_calendar(whole, {.time_zones = document.carries_zones});
}

result<meeting_document, error> to_document(std::string_view text, const zone_registry& zones) {
    parsed_calendar read = parse_calendar(text, {.zones = &zones});
    if (read.value.events.size() != 1)
        return unexpected(corrupt(read.problems.empty() ? "it holds no single event"
                                                        : read.problems.front().what));
    meeting_document made{.details = std::move(read.value.events.front())};
    std::vector<std::string> others;
    for (std::string& line : made.details.other_lines) {
        if (!line.starts_with(prefix)) {
            others.push_back(std::move(line));
            continue;
        }
        const std::size_t colon = line.find(':');
        const std::string_view whole = line;
        if (colon == std::string::npos ||
            !read_line(made, whole.substr(prefix.size(), colon - prefix.size()),
                       whole.substr(colon + 1)))
            return unexpected(corrupt(line));
    }
    made.details.other_lines = std::move(others);
    return made;
}

} // namespace timewright::detail
