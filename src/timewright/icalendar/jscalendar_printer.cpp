#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/jscalendar_words.hpp"
#include "timewright/icalendar/known_names.hpp"

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/jscalendar.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace timewright {

namespace {

namespace json = boost::json;
using detail::same_word;

std::string lower(std::string_view word) {
    std::string made(word);
    for (char& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(at, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

json::object day_of(std::string_view entry) {
    json::object made{{"@type", "NDay"}, {"day", lower(entry.substr(entry.size() - 2))}};
    if (entry.size() > 2) made["nthOfPeriod"] = number_of(entry.substr(0, entry.size() - 2));
    return made;
}

/// The last moment in the local time of the series.
std::string until_of(const recurrence_until& until, const event& series) {
    if (until.kind == until_kind::utc && series.start.kind == event_time_kind::zoned)
        return to_iso(series.start.in_zone.to_local(sys_seconds(until.at.time_since_epoch())));
    if (until.kind == until_kind::date && !series.is_all_day())
        return to_iso(until.at + std::chrono::hours(24) - std::chrono::seconds(1));
    return to_iso(until.at);
}

json::value value_of(const detail::rule_part& part, std::string_view text) {
    switch (part.value) {
        case detail::rule_value::number:
            return number_of(text);
        case detail::rule_value::numbers: {
            json::array made;
            for (const std::string_view one : split(text, ',')) made.emplace_back(number_of(one));
            return made;
        }
        case detail::rule_value::words: {
            json::array made;
            for (const std::string_view one : split(text, ',')) made.emplace_back(one);
            return made;
        }
        case detail::rule_value::days: {
            json::array made;
            for (const std::string_view one : split(text, ',')) made.emplace_back(day_of(one));
            return made;
        }
        default:
            return json::value(lower(text));
    }
}

/// By way of the RRULE's text, so that both say the same of every part that there is.
json::object rule_of(const recurrence_rule& rule, const event& series) {
    json::object made{{"@type", "RecurrenceRule"}};
    const std::string text = to_string(rule);
    for (const std::string_view written : split(text, ';')) {
        const std::size_t equals = written.find('=');
        const std::string_view name = written.substr(0, equals);
        for (const detail::rule_part& part : detail::rule_parts) {
            if (part.part != name) continue;
            if (part.value == detail::rule_value::until)
                made[part.member] = until_of(*rule.until, series);
            else
                made[part.member] = value_of(part, written.substr(equals + 1));
        }
    }
    return made;
}

json::object participant_of(const participant& who, bool attends, bool owns) {
    json::object made{{"@type", "Participant"}};
    if (!who.name.empty()) made["name"] = who.name;
    if (!who.email.empty()) made["email"] = who.email;
    if (!who.other_address.empty())
        made["sendTo"] = json::object{{"other", who.other_address}};
    else if (!who.email.empty())
        made["sendTo"] = json::object{{"imip", "mailto:" + who.email}};
    made["kind"] = detail::participant_kinds[static_cast<std::size_t>(who.kind)];
    json::object roles;
    if (owns) roles["owner"] = true;
    if (attends && who.role == participant_role::non_participant)
        roles["informational"] = true;
    else if (attends)
        roles["attendee"] = true;
    if (attends && who.role == participant_role::chair) roles["chair"] = true;
    if (attends && who.role == participant_role::optional) roles["optional"] = true;
    made["roles"] = std::move(roles);
    if (attends || who.status != participation_status::needs_action)
        made["participationStatus"] = to_string(who.status);
    if (detail::upper_word(";" + who.other_parameters + ";").find(";RSVP=TRUE;") !=
        std::string::npos)
        made["expectReply"] = true;
    if (!who.other_parameters.empty()) made[detail::parameters_member] = who.other_parameters;
    return made;
}

bool says_only_who(const participant& organizer) {
    participant plain;
    plain.user = organizer.user;
    plain.email = organizer.email;
    plain.name = organizer.name;
    plain.kind = organizer.kind;
    return organizer == plain;
}

json::object participants_of(const event& value) {
    json::object made;
    bool owner_told = !value.organizer;
    for (const participant& who : value.participants) {
        const bool owns = !owner_told && says_only_who(*value.organizer) && !who.email.empty() &&
                          who.email == value.organizer->email &&
                          who.name == value.organizer->name && who.kind == value.organizer->kind;
        owner_told = owner_told || owns;
        made[std::to_string(made.size() + 1)] = participant_of(who, true, owns);
    }
    if (!owner_told)
        made[std::to_string(made.size() + 1)] = participant_of(*value.organizer, false, true);
    return made;
}

/// Finds members for kept lines; what has none stays a line.
class line_translator {
  public:
    explicit line_translator(json::object& into) : into_(into) {}

    void take(const std::vector<std::string>& lines) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (!same_word(lines[i], "BEGIN:VALARM")) {
                take_line(lines[i]);
                continue;
            }
            std::vector<std::string> alarm{lines[i]};
            while (!same_word(lines[i], "END:VALARM") && i + 1 < lines.size())
                alarm.push_back(lines[++i]);
            take_alarm(alarm);
        }
        if (!keywords_.empty()) into_["keywords"] = std::move(keywords_);
        if (!alerts_.empty()) into_["alerts"] = std::move(alerts_);
        if (!rest_.empty()) into_[detail::lines_member] = std::move(rest_);
        for (const json::key_value_pair& member : members_)
            if (!into_.contains(member.key())) into_[member.key()] = member.value();
    }

  private:
    void take_alarm(const std::vector<std::string>& alarm) {
        if (std::optional<json::object> alert = detail::alert_of(alarm))
            alerts_[std::to_string(alerts_.size() + 1)] = std::move(*alert);
        else
            for (const std::string& line : alarm) rest_.emplace_back(line);
    }

    void take_line(const std::string& line) {
        const std::size_t colon = line.find(':');
        const std::string_view name = std::string_view(line).substr(0, colon);
        const std::string value = colon < line.size() ? line.substr(colon + 1) : std::string();
        if (same_word(name, "CATEGORIES")) {
            for (const std::string& one : split_text(value)) keywords_[one] = true;
        } else if (same_word(name, "PRIORITY") && value.size() == 1 && detail::is_digit(value[0])) {
            into_["priority"] = value[0] - '0';
        } else if (!(same_word(name, "CLASS") && take_class(value)) &&
                   !(same_word(name, detail::members_line) && take_members(value))) {
            rest_.emplace_back(line);
        }
    }
    bool take_class(std::string_view value) {
        for (const detail::class_word& one : detail::class_words) {
            if (!same_word(one.word, value)) continue;
            into_["privacy"] = one.privacy;
            return true;
        }
        return false;
    }
    bool take_members(std::string_view value) {
        json::error_code failed;
        const json::value read = json::parse(unescape_text(value), failed);
        if (failed || !read.is_object()) return false;
        members_ = read.get_object();
        return true;
    }

    json::object& into_;
    json::object keywords_{};
    json::object alerts_{};
    json::array rest_{};
    json::object members_{};
};

/// What an event and each of its changed occurrences can say.
json::object body_of(const event& value, std::string_view start) {
    json::object made{{"start", start}};
    switch (value.start.kind) {
        case event_time_kind::zoned:
            made["timeZone"] = value.start.in_zone.name();
            break;
        case event_time_kind::utc:
            made["timeZone"] = "Etc/UTC";
            break;
        default:
            made["timeZone"] = nullptr;
    }
    made["duration"] = to_iso(value.duration);
    if (value.is_all_day()) made["showWithoutTime"] = true;
    if (!value.summary.empty()) made["title"] = value.summary;
    if (!value.description.empty()) made["description"] = value.description;
    if (!value.location.empty())
        made["locations"] =
            json::object{{"1", json::object{{"@type", "Location"}, {"name", value.location}}}};
    made["status"] = to_string(value.status);
    made["freeBusyStatus"] = value.transp == transparency::transparent ? "free" : "busy";
    if (value.busy) made[detail::busy_member] = to_string(*value.busy);
    made["sequence"] = value.sequence;
    made["updated"] = to_rfc3339(value.stamp);
    if (json::object people = participants_of(value); !people.empty())
        made["participants"] = std::move(people);
    line_translator(made).take(value.other_lines);
    return made;
}

/// A time in the local time of the series, as recurrenceOverrides names occurrences.
local_seconds local_in(const event& series, const event_time& time) {
    if (time.kind == event_time_kind::date && !series.is_all_day())
        return time.local +
               (series.start.local - std::chrono::floor<std::chrono::days>(series.start.local));
    if (time.needs_zone() || series.start.needs_zone() ||
        (time.kind == series.start.kind &&
         (time.kind == event_time_kind::utc || time.in_zone.name() == series.start.in_zone.name())))
        return time.local;
    return series.start.in_zone.to_local(time.to_instant(zone::utc()));
}

/// A member's name as a patch points to it (RFC 6901).
std::string pointer_to(std::string_view member) {
    std::string made;
    for (const char c : member) {
        if (c == '~')
            made += "~0";
        else if (c == '/')
            made += "~1";
        else
            made += c;
    }
    return made;
}

json::object patch_of(const event& series, const json::object& plain, const event& changed) {
    const std::string id = to_iso(local_in(series, *changed.recurrence_id));
    const json::object after = body_of(changed, to_iso(changed.start.local));
    json::object before = plain;
    before["start"] = id;
    json::object patch;
    const auto may_differ = [](std::string_view member) {
        return std::find(detail::unpatched_members.begin(), detail::unpatched_members.end(),
                         member) == detail::unpatched_members.end();
    };
    for (const json::key_value_pair& member : after) {
        const json::value* old = before.if_contains(member.key());
        if (may_differ(member.key()) && (old == nullptr || *old != member.value()))
            patch[pointer_to(member.key())] = member.value();
    }
    for (const json::key_value_pair& member : before)
        if (may_differ(member.key()) && !after.contains(member.key()))
            patch[pointer_to(member.key())] = nullptr;
    if (changed.this_and_future)
        patch[pointer_to(detail::range_member)] = detail::this_and_future_word;
    return patch;
}

json::object overrides_of(const event& value, const json::object& plain) {
    json::object made;
    for (const event_date& date : value.rdates) {
        json::object patch;
        if (date.duration) patch["duration"] = to_iso(*date.duration);
        made[to_iso(local_in(value, date.start))] = std::move(patch);
    }
    for (const event_time& time : value.exdates)
        made[to_iso(local_in(value, time))] = json::object{{"excluded", true}};
    for (const event& changed : value.overrides)
        made[to_iso(local_in(value, *changed.recurrence_id))] = patch_of(value, plain, changed);
    return made;
}

json::object event_object(const event& value) {
    json::object made{{"@type", "Event"}, {"uid", value.uid}};
    json::object body = body_of(value, to_iso(value.start.local));
    json::object overrides = overrides_of(value, body);
    if (value.recurrence_id) {
        made["recurrenceId"] = to_iso(value.recurrence_id->local);
        if (value.recurrence_id->kind == event_time_kind::zoned)
            made["recurrenceIdTimeZone"] = value.recurrence_id->in_zone.name();
        if (value.recurrence_id->kind == event_time_kind::utc)
            made["recurrenceIdTimeZone"] = "Etc/UTC";
    }
    for (json::key_value_pair& member : body) made[member.key()] = std::move(member.value());
    const auto add_rules = [&](std::string_view member, const std::vector<recurrence_rule>& rules) {
        json::array written;
        for (const recurrence_rule& rule : rules) written.emplace_back(rule_of(rule, value));
        if (!written.empty()) made[member] = std::move(written);
    };
    add_rules("recurrenceRules", value.rules);
    add_rules("excludedRecurrenceRules", value.exclusion_rules);
    if (!overrides.empty()) made["recurrenceOverrides"] = std::move(overrides);
    if (value.organizer && !value.organizer->email.empty())
        made["replyTo"] = json::object{{"imip", "mailto:" + value.organizer->email}};
    return made;
}

} // namespace

std::string print_jscalendar(const event& value) { return json::serialize(event_object(value)); }

std::string print_jscalendar(const calendar& value) {
    json::object group{{"@type", "Group"}};
    if (!value.name.empty()) group["title"] = value.name;
    if (!value.product.empty()) group["prodId"] = value.product;
    json::array entries;
    for (const event& one : value.events) entries.emplace_back(event_object(one));
    group["entries"] = std::move(entries);
    return json::serialize(group);
}

} // namespace timewright
