#include "timewright/service/meeting_document.hpp"

#include "timewright/service/policy_record.hpp"

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

std::string to_text(calendar_user_id id, const meeting_buffer& buffer) { // before*after*id
    return std::to_string(buffer.before.count()) + "*" + std::to_string(buffer.after.count()) +
           "*" + id.to_string();
}

bool read_buffer(meeting_document& into, std::string_view value) {
    std::int64_t lengths[2] = {0, 0};
    for (std::int64_t& length : lengths) {
        const std::size_t star = value.find('*');
        if (star == std::string_view::npos) return false;
        const auto [end, failed] = std::from_chars(value.data(), value.data() + star, length);
        if (failed != std::errc() || end != value.data() + star) return false;
        if (length < 0 || length > policy_buffer_max.count()) return false;
        value.remove_prefix(star + 1);
    }
    const auto id = calendar_user_id::from_string(value);
    if (id) into.buffers[*id] = {std::chrono::seconds(lengths[0]), std::chrono::seconds(lengths[1])};
    return id.has_value();
}

bool read_quota(meeting_document& into, std::string_view value, const zone_registry& zones) {
    constexpr std::size_t id_size = 36; // owner*person*rule
    if (value.size() < 2 * id_size + 2) return false;
    const auto owner = calendar_user_id::from_string(value.substr(0, id_size));
    const auto person = calendar_user_id::from_string(value.substr(id_size + 1, id_size));
    auto rule = to_quota(value.substr(2 * id_size + 2), zones);
    if (!owner || !person || !rule) return false;
    into.quotas.push_back({*owner, *person, std::move(*rule)});
    return true;
}

/// Takes one of our own lines. False when it is damaged.
bool read_line(meeting_document& into, std::string_view name, std::string_view value,
               const zone_registry& zones) {
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
    if (name == "BUFFER") return read_buffer(into, value);
    if (name == "QUOTA") return read_quota(into, unescape_text(value), zones);
    if (name == "PENDING") return append(into.pending, value);
    if (name == "CONFLICTED") {
        const auto which = parse_local(value);
        if (which) into.conflicted.push_back(*which);
        return which.has_value();
    }
    if (name == "WAITS") into.waits = true;
    if (name == "SOURCE") into.source = unescape_text(value);
    if (name == "IMPORTED") into.imported = value;
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
    if (!document.imported.empty()) add_line(lines, "IMPORTED", document.imported);
    if (!document.floating_zone_name.empty())
        add_line(lines, "FLOATING-ZONE", escape_text(document.floating_zone_name));
    if (document.claimed_until)
        add_line(lines, "CLAIMED-UNTIL", to_rfc3339(*document.claimed_until));
    if (document.since) add_line(lines, "SINCE", to_rfc3339(*document.since));
    for (const auto& [id, buffer] : document.buffers) add_line(lines, "BUFFER", to_text(id, buffer));
    for (const meeting_quota& q : document.quotas)
        add_line(lines, "QUOTA",
                 escape_text(q.owner.to_string() + "*" + q.person.to_string() + "*" +
                             to_text(q.rule)));
    if (!document.pending.empty()) add_line(lines, "PENDING", join(document.pending));
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
                       whole.substr(colon + 1), zones))
            return unexpected(corrupt(line));
    }
    made.details.other_lines = std::move(others);
    return made;
}

} // namespace timewright::detail
