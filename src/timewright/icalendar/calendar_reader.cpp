#include "timewright/icalendar/calendar_reader.hpp"

#include "timewright/icalendar/availability_reader.hpp"
#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/event_reader.hpp"
#include "timewright/icalendar/free_busy_reader.hpp"
#include "timewright/icalendar/problem_list.hpp"
#include "timewright/icalendar/series_joiner.hpp"
#include "timewright/icalendar/values.hpp"
#include "timewright/icalendar/zone_names.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace timewright::detail {

namespace {

/// Reads one VCALENDAR after the other into one calendar.
class calendar_reader {
  public:
    calendar_reader(const parse_options& options, calendar& into, problem_list& problems,
                    series_joiner& series)
        : options_(options), into_(into), problems_(problems), series_(series) {}

    void read(component_view vcalendar) {
        zone_names zones(options_, vcalendar, problems_);
        event_reader events(options_, zones, problems_);
        check_version(vcalendar);
        read_words(vcalendar, zones, events);
        vcalendar.for_each_component([&](component_view inner) {
            const std::string_view name = inner.name();
            if (same_word(name, "VEVENT"))
                read_one(inner, events);
            else if (same_word(name, "VFREEBUSY"))
                read_free_busy(inner, options_.limits.busy_periods_max, problems_, into_.busy);
            else if (same_word(name, "VAVAILABILITY"))
                read_availability(inner, options_, events, problems_, into_.availability);
            else if (!same_word(name, "VTIMEZONE"))
                keep_unknown(inner, events);
        });
    }

  private:
    static void take_first(std::string& into, std::string value) {
        if (into.empty()) into = std::move(value);
    }

    void check_version(component_view vcalendar) {
        const content_line* version = vcalendar.find("VERSION");
        if (version != nullptr && version->value() == "1.0")
            problems_.add(problem_severity::error, *version,
                          "the calendar is in the older format vCalendar 1.0",
                          "export it as iCalendar 2.0");
        if (!options_.strict) return;
        if (version == nullptr)
            problems_.add(problem_severity::warning, vcalendar.line(), 1,
                          "the calendar has no VERSION", "write VERSION:2.0");
        if (vcalendar.find("PRODID") == nullptr)
            problems_.add(problem_severity::warning, vcalendar.line(), 1,
                          "the calendar has no PRODID", "say what wrote it: PRODID:-//...");
    }

    /// What the calendar says of itself; the rest is kept.
    void read_words(component_view vcalendar, const zone_names& zones, event_reader& events) {
        for (const char* name : {"X-WR-CALNAME", "NAME"})
            take_first(into_.name, vcalendar.text_of(name));
        std::vector<std::string> others;
        vcalendar.for_each_property([&](const content_line& line) {
            const std::string_view name = line.name();
            if (same_word(name, "VERSION") || same_word(name, "X-WR-CALNAME")) return;
            if (same_word(name, "PRODID")) {
                if (line.value() != own_product)
                    take_first(into_.product, unescape_text(line.value()));
            } else if (same_word(name, "METHOD")) {
                take_first(into_.method, upper_word(unescape_text(line.value())));
            } else if (same_word(name, "X-WR-TIMEZONE")) {
                read_zone_name(line, zones);
            } else if (!same_word(name, "NAME") || unescape_text(line.value()) != into_.name) {
                events.keep(line, others);
            }
        });
        add_others(std::move(others));
    }

    /// Two calendars of one text often say the same of themselves: that is kept once.
    void add_others(std::vector<std::string> others) {
        const std::unordered_set<std::string> known(into_.other_lines.begin(),
                                                    into_.other_lines.end());
        for (std::string& line : others)
            if (!known.contains(line)) into_.other_lines.push_back(std::move(line));
    }

    void read_zone_name(const content_line& said, const zone_names& zones) {
        if (said.value_size == 0) return;
        const std::string name = unescape_text(said.value());
        if (const std::optional<zone> in = zones.named(name))
            take_first(into_.zone_name, in->name());
        else
            problems_.add(
                problem_severity::warning, said,
                "X-WR-TIMEZONE names the unknown time zone " + quote(name) + "; it is ignored",
                "name a zone of the IANA database, such as Europe/Lisbon");
    }

    void read_one(component_view vevent, event_reader& events) {
        if (events_full_) return;
        if (into_.events.size() >= options_.limits.events_max) {
            events_full_ = true;
            problems_.add(problem_severity::error, vevent.line(), 1,
                          "the text has more than " + std::to_string(options_.limits.events_max) +
                              " events; the rest was left out",
                          "split the text or raise the limit events_max");
            return;
        }
        if (events.read(vevent, into_.events.emplace_back()))
            series_.add(vevent);
        else
            into_.events.pop_back();
    }

    void keep_unknown(component_view inner, event_reader& events) {
        problems_.add(problem_severity::info, inner.line(), 1,
                      "the " + std::string(inner.name()) +
                          " is kept as it is: only VEVENT, VFREEBUSY, VAVAILABILITY and "
                          "VTIMEZONE are read",
                      "nothing needs to be done");
        events.keep_component(inner, into_.other_lines);
    }

    const parse_options& options_;
    calendar& into_;
    problem_list& problems_;
    series_joiner& series_;
    bool events_full_ = false;
};

/// So that events need not move while they are read.
std::size_t count_events(const std::vector<component_view>& calendars, std::size_t most) {
    std::size_t count = 0;
    for (const component_view& one : calendars)
        one.for_each_component(
            [&](component_view inner) { count += same_word(inner.name(), "VEVENT") ? 1 : 0; });
    return std::min(count, most);
}

} // namespace

read_result read_calendar(const content_lines& lines, const parse_options& options) {
    read_result made;
    made.calendar.file = options.file;
    std::vector<problem>& told = made.calendar.problems;
    told = lines.problems();
    problem_list problems(told, options.limits.text.problems_max);
    series_joiner series(options, made.calendar.value.events, problems);
    calendar_reader reader(options, made.calendar.value, problems, series);
    const std::vector<component_view> outermost = lines.components();
    made.calendar.value.events.reserve(count_events(outermost, options.limits.events_max));
    for (const component_view& one : outermost) {
        if (same_word(one.name(), "VCALENDAR"))
            reader.read(one);
        else
            problems.add(
                problem_severity::error, one.line(), 1,
                "the " + std::string(one.name()) + " is not within a VCALENDAR and was left out",
                "put it between BEGIN:VCALENDAR and END:VCALENDAR");
    }
    if (outermost.empty() && told.empty())
        problems.add(problem_severity::error, 1, 1, "the text has no VCALENDAR",
                     "an iCalendar text begins with BEGIN:VCALENDAR");
    made.places = series.join();
    std::stable_sort(told.begin(), told.end(), [](const problem& a, const problem& b) {
        return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    return made;
}

} // namespace timewright::detail
