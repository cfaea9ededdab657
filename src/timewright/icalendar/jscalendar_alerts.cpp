#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/jscalendar_words.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/time/civil.hpp>

namespace timewright::detail {

namespace {

bool is_duration(std::string_view text) { return parse_duration(text).has_value(); }

std::optional<json::object> trigger_of(const content_line& line) {
    const std::string_view related = line.find("RELATED").first();
    if (same_word(line.find("VALUE").first(), "DATE-TIME")) {
        written_time when;
        if (!scan_time(line.value(), when) || !when.is_utc) return std::nullopt;
        return json::object{{"@type", "AbsoluteTrigger"}, {"when", to_iso(when.local) + "Z"}};
    }
    if (!is_duration(line.value())) return std::nullopt;
    json::object made{{"@type", "OffsetTrigger"}, {"offset", line.value()}};
    if (same_word(related, "END")) made["relativeTo"] = "end";
    return made;
}

std::string text_of(const json::object& in, std::string_view member) {
    const json::value* found = in.if_contains(member);
    if (found == nullptr || !found->is_string()) return {};
    return std::string(found->get_string());
}

std::optional<std::string> trigger_line(const json::object& trigger) {
    if (const std::string when = text_of(trigger, "when"); !when.empty()) {
        const auto instant = parse_rfc3339(when);
        if (!instant) return std::nullopt;
        return "TRIGGER;VALUE=DATE-TIME:" +
               date_time_text(local_seconds(instant->time_since_epoch())) + "Z";
    }
    const std::string offset = text_of(trigger, "offset");
    if (!is_duration(offset)) return std::nullopt;
    return (text_of(trigger, "relativeTo") == "end" ? "TRIGGER;RELATED=END:" : "TRIGGER:") + offset;
}

} // namespace

std::optional<json::object> alert_of(const std::vector<std::string>& valarm) {
    std::string text;
    for (const std::string& one : valarm) text += one + "\n";
    const content_lines lines(text);
    if (!lines.problems().empty() || lines.components().size() != 1) return std::nullopt;
    const component_view alarm = lines.components().front();
    const content_line* trigger = alarm.find("TRIGGER");
    const content_line* action = alarm.find("ACTION");
    bool nested = false;
    alarm.for_each_component([&](component_view) { nested = true; });
    if (trigger == nullptr || action == nullptr || nested) return std::nullopt;
    const bool mail = same_word(action->value(), "EMAIL");
    if (!mail && !same_word(action->value(), "DISPLAY")) return std::nullopt;
    std::optional<json::object> when = trigger_of(*trigger);
    if (!when) return std::nullopt;
    json::object made{{"@type", "Alert"}, {"trigger", std::move(*when)}};
    if (mail) made["action"] = "email";
    json::array rest;
    alarm.for_each_property([&](const content_line& line) {
        if (&line != trigger && &line != action) rest.emplace_back(line.whole());
    });
    if (!rest.empty()) made[lines_member] = std::move(rest);
    return made;
}

std::optional<std::vector<std::string>> valarm_of(const json::object& alert,
                                                  const component_limits& limits,
                                                  const refuse_line& refuse) {
    const json::value* trigger = alert.if_contains("trigger");
    if (trigger == nullptr || !trigger->is_object()) return std::nullopt;
    std::optional<std::string> when = trigger_line(trigger->get_object());
    if (!when) return std::nullopt;
    const bool mail = text_of(alert, "action") == "email";
    std::vector<std::string> made{"BEGIN:VALARM", mail ? "ACTION:EMAIL" : "ACTION:DISPLAY",
                                  std::move(*when)};
    if (const json::value* rest = alert.if_contains(lines_member);
        rest != nullptr && rest->is_array())
        for (std::string& line :
             checked_lines(rest->get_array(), lines_place::alarm, limits, refuse))
            made.push_back(std::move(line));
    made.emplace_back("END:VALARM");
    return made;
}

} // namespace timewright::detail
