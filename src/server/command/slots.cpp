#include "server/command/slots.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/command/slot_question.hpp"

#include <timewright/availability/explain.hpp>
#include <timewright/availability/graph_presets.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/time/civil.hpp>

#include <chrono>
#include <cstdio>
#include <utility>

namespace timewright::command {
namespace {

std::vector<std::string> names_of(const std::vector<std::size_t>& calendars,
                                  const slot_question& asked) {
    std::vector<std::string> names;
    names.reserve(calendars.size());
    for (const std::size_t calendar : calendars) names.push_back(asked.names[calendar]);
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + printable(name);
    return all;
}

json_line& add_span(json_line& line, interval span) {
    return line.add_text("start", to_rfc3339(span.start())).add_text("end", to_rfc3339(span.end()));
}

json_line& add_slot(json_line& line, const slot& found, const slot_question& asked) {
    return add_span(line, found.span)
        .add_fraction("score", found.score)
        .add_list("rooms", names_of(found.rooms, asked))
        .add_list("missing", names_of(found.missing, asked));
}

/// "Mon 2026-11-23 09:00-09:45 WET": on the clock of the zone, the end with its date if it differs.
std::string show_span(interval span, const zone& where) {
    static constexpr const char* days_of_week[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const auto minutes = [](std::string iso) {
        if (iso.ends_with(":00")) iso.resize(iso.size() - 3);
        iso[10] = ' ';
        return iso;
    };
    const local_seconds start = where.to_local(span.start());
    const std::string from = minutes(to_iso(start));
    const std::string to = minutes(to_iso(where.to_local(span.end())));
    const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(start));
    std::string shown = std::string(days_of_week[day.c_encoding()]) + " " + from;
    shown += to.starts_with(from.substr(0, 10)) ? "-" + to.substr(11) : " - " + to;
    return shown + " " + printable(where.period_at(span.start()).abbreviation);
}

std::string show_slot(const slot& found, const slot_question& asked) {
    std::string shown = show_span(found.span, asked.shown_in);
    if (!asked.query.optional.empty()) {
        char score[32];
        std::snprintf(score, sizeof score, "  score %.2f", found.score);
        shown += score;
    }
    if (!found.rooms.empty()) shown += "  in " + joined(names_of(found.rooms, asked));
    if (!found.missing.empty()) shown += "  without " + joined(names_of(found.missing, asked));
    return shown;
}

/// The required files, and of each group that is short those that cannot; where too few suit it at
/// any time, all of it.
std::vector<std::string> blocking_names(const blocked_slot& blocked, const slot_question& asked) {
    std::vector<std::string> names = names_of(blocked.calendars, asked);
    for (std::size_t i = 0; i < blocked.groups.size(); ++i) {
        const group_shortage& shortage = blocked.shortages[i];
        const bool hopeless = shortage.members.size() < shortage.lacking;
        for (const std::string& name :
             names_of(hopeless ? asked.query.any_of[blocked.groups[i]].members : shortage.members,
                      asked))
            names.push_back(name);
    }
    return names;
}

void print(const blocked_slot& blocked, const slot_question& asked, bool json, std::ostream& out) {
    const std::vector<std::string> names = blocking_names(blocked, asked);
    if (json) {
        json_line line;
        out << add_span(line, blocked.span)
                   .add_list("blocking", names)
                   .add_flag("minimal", true)
                   .to_string();
        return;
    }
    out << "  " << show_span(blocked.span, asked.shown_in) << "  blocked by " << joined(names)
        << "\n";
}

/// Who is gone without, which rooms were full, or whose time it is.
std::vector<std::string> concerned_names(const relaxation& change, const slot_question& asked) {
    if (change.kind == relaxation_kind::without_calendar) return {asked.names[change.index]};
    if (change.kind == relaxation_kind::another_room)
        return names_of(asked.query.any_of[change.index].members, asked);
    return names_of(change.calendars, asked);
}

void print(const relaxation& change, const slot_question& asked, bool json, std::ostream& out) {
    const std::vector<std::string> concerned = concerned_names(change, asked);
    const std::string length = to_iso(civil_duration{.time = change.found.span.length()});
    if (json) {
        json_line line;
        line.add_text("relaxation", to_string(change.kind));
        if (change.kind == relaxation_kind::shorter) line.add_text("duration", length);
        if (!concerned.empty()) line.add_list("calendars", concerned);
        out << add_slot(line, change.found, asked).to_string();
        return;
    }
    out << "  ";
    switch (change.kind) {
        case relaxation_kind::shorter:
            out << "shorter, " << length;
            break;
        case relaxation_kind::without_calendar:
            out << "without " << joined(concerned);
            break;
        case relaxation_kind::another_room:
            out << "in another room than " << joined(concerned);
            break;
        case relaxation_kind::later:
            out << "later";
            break;
        case relaxation_kind::earlier:
            out << "earlier";
            break;
        case relaxation_kind::over_tentative:
            out << "over the tentative time of " << joined(concerned);
            break;
        case relaxation_kind::outside_hours:
            out << "outside of the hours of " << joined(concerned);
            break;
    }
    out << ": " << show_slot(change.found, asked) << "\n";
}

/// A group that no time helps.
void print_hopeless(std::size_t group, const slot_question& asked, bool json, std::ostream& out) {
    const resource_group& hopeless = asked.query.any_of[group];
    const std::size_t suitable = suitable_members(hopeless, asked.query.traits).size();
    const std::vector<std::string> names = names_of(hopeless.members, asked);
    if (json) {
        json_line line;
        out << line.add_text("hopeless", asked.groups[group])
                   .add_list("calendars", names)
                   .add_number("suitable", suitable)
                   .add_number("needed", hopeless.needed)
                   .to_string();
        return;
    }
    out << "At no time: " << hopeless.needed << " needed of " << joined(names) << ", but "
        << suitable << " have what is asked for\n";
}

void warn_of_budget(std::ostream& err) {
    err << "timewright: warning: the search stopped at its budget; later or better slots may "
           "exist. Ask for a shorter window or a longer --step\n";
}

int print_explanation(const slot_question& asked, bool json, std::ostream& out, std::ostream& err) {
    const auto why = timewright::explain(asked.query, {.known_until = asked.known.end(),
                                                       .known_from = asked.known.start(),
                                                       .further = asked.further});
    if (!why) return refuse(err, why.error());
    if (why->truncated) warn_of_budget(err);
    for (const std::size_t group : why->hopeless_groups) print_hopeless(group, asked, json, out);
    if (!json && !why->nearest.empty()) out << "Nearest:\n";
    for (const blocked_slot& blocked : why->nearest) print(blocked, asked, json, out);
    if (!json && !why->relaxations.empty()) out << "What would help:\n";
    for (const relaxation& change : why->relaxations) print(change, asked, json, out);
    return exit_nothing;
}

/// Who of a suggestion's attendees has this status.
std::vector<std::string> attendees_with(graph_status status, const graph_suggestion& found,
                                        const std::vector<std::string>& names) {
    std::vector<std::string> with;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (found.attendees[i] == status) with.push_back(names[i]);
    return with;
}

/// Those who cannot come, by the order of the question. Tentative people cannot, unless the
/// question reads them as free.
std::vector<std::string> missing_of(const graph_suggestion& found, tentative_as tentative,
                                    const std::vector<std::string>& names) {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (found.attendees[i] == graph_status::busy ||
            (found.attendees[i] == graph_status::tentative && tentative == tentative_as::busy))
            missing.push_back(names[i]);
    return missing;
}

void print(const graph_suggestion& found, const slot_question& asked,
           const std::vector<std::string>& names, bool json, std::ostream& out) {
    const std::vector<std::string> missing = missing_of(found, asked.query.tentative, names);
    const std::vector<std::string> unknown = attendees_with(graph_status::unknown, found, names);
    if (json) {
        json_line line;
        out << add_span(line, found.span)
                   .add_fraction("score", found.confidence / 100)
                   .add_list("rooms", {})
                   .add_list("missing", missing)
                   .add_fraction("confidence", found.confidence)
                   .add_list("unknown", unknown)
                   .to_string();
        return;
    }
    char confidence[32];
    std::snprintf(confidence, sizeof confidence, "  confidence %.1f", found.confidence);
    out << show_span(found.span, asked.shown_in) << confidence;
    if (!missing.empty()) out << "  without " << joined(missing);
    if (!unknown.empty()) out << "  unknown " << joined(unknown);
    out << "\n";
}

const char* to_text(graph_empty_reason reason) {
    switch (reason) {
        case graph_empty_reason::organizer_unavailable:
            return "organizer-unavailable";
        case graph_empty_reason::attendees_unavailable_or_unknown:
            return "attendees-unavailable-or-unknown";
        default:
            return "attendees-unavailable";
    }
}

/// --order graph: as Microsoft Graph suggests meeting times.
int suggest(const slot_question& asked, bool json, std::ostream& out, std::ostream& err) {
    graph_question question{
        .window = asked.query.window, .duration = asked.query.duration, .step = asked.query.step};
    question.minimum_attendee_percentage = asked.percentage;
    question.candidates_max = asked.query.slots_max;
    question.tentative = asked.query.tentative;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < asked.names.size(); ++i) {
        if (asked.organizer == i) {
            question.organizer = asked.query.calendars[i];
            continue;
        }
        question.attendees.push_back(asked.query.calendars[i]);
        names.push_back(asked.names[i]);
    }
    const auto answer = graph_find_meeting_times(question);
    if (!answer) return refuse(err, answer.error());
    if (answer->truncated) warn_of_budget(err);
    for (const graph_suggestion& found : answer->suggestions) print(found, asked, names, json, out);
    if (!answer->suggestions.empty()) return exit_found;
    if (!json) out << "Nothing fits: " << to_text(answer->empty_reason) << ".\n";
    return exit_nothing;
}

} // namespace

int run(const slots_options& options, std::ostream& out, std::ostream& err) {
    const auto asked = read_question(options, err);
    if (!asked) return refuse(err, asked.error());
    if (options.order == "graph") return suggest(*asked, options.json, out, err);
    const auto answer = find_slots(asked->query);
    if (!answer) return refuse(err, answer.error());
    if (answer->truncated) warn_of_budget(err);
    for (const slot& found : answer->slots) {
        json_line line;
        if (options.json)
            out << add_slot(line, found, *asked).to_string();
        else
            out << show_slot(found, *asked) << "\n";
    }
    if (!answer->slots.empty()) return exit_found;
    if (!options.json) out << "Nothing fits.\n";
    return options.explain ? print_explanation(*asked, options.json, out, err) : exit_nothing;
}

} // namespace timewright::command
