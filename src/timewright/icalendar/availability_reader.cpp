#include "timewright/icalendar/availability_reader.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/free_busy_reader.hpp"
#include "timewright/icalendar/known_names.hpp"

#include <timewright/time/civil.hpp>

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace timewright::detail {

namespace {

class availability_reader {
  public:
    availability_reader(const parse_options& options, event_reader& reader, problem_list& problems)
        : options_(options), reader_(reader), problems_(problems) {}

    bool read(component_view from, published_availability& into) {
        from.for_each_property([&](const content_line& line) { read_line(line, into); });
        if (!read_end(from, into)) return false;
        if (into.uid.empty())
            problems_.add(problem_severity::warning, from.line(), 1, "the VAVAILABILITY has no UID",
                          "give every VAVAILABILITY a UID of its own");
        from.for_each_component([&](component_view inner) {
            if (same_word(inner.name(), "AVAILABLE"))
                read_available(inner, into);
            else
                reader_.keep_component(inner, into.other_lines);
        });
        put_changes_into_series(into);
        return !failed_;
    }

  private:
    void fail(const content_line& at, std::string what, std::string mend) {
        problems_.add(problem_severity::error, at, std::move(what), std::move(mend));
        failed_ = true;
    }

    void read_line(const content_line& line, published_availability& into) {
        switch (known_name_of(line.name())) {
            case known_name::uid:
                into.uid = unescape_text(line.value());
                return;
            case known_name::dtstamp:
                into.stamp = reader_.read_stamp(line);
                return;
            case known_name::dtstart:
                into.start = reader_.read_time(line, line.value());
                failed_ = failed_ || !into.start;
                return;
            case known_name::dtend:
                into.end = reader_.read_time(line, line.value());
                failed_ = failed_ || !into.end;
                return;
            case known_name::duration:
                duration_ = &line;
                return;
            case known_name::summary:
                into.summary = reader_.read_text(line);
                return;
            case known_name::location:
                into.location = reader_.read_text(line);
                return;
            case known_name::description:
                into.description = reader_.read_text(line);
                return;
            case known_name::sequence:
                into.sequence = reader_.read_sequence(line);
                return;
            case known_name::organizer:
                into.organizer = reader_.read_participant(line);
                return;
            default:
                read_other(line, into);
        }
    }

    void read_other(const content_line& line, published_availability& into) {
        if (same_word(line.name(), "BUSYTYPE")) {
            into.busy = busy_type_of(line.value(), busy_type::busy_unavailable);
        } else if (same_word(line.name(), "PRIORITY")) {
            const std::string_view value = line.value();
            if (value.size() == 1 && is_digit(value[0]))
                into.priority = value[0] - '0';
            else
                problems_.add(problem_severity::warning, line,
                              "PRIORITY is " + quote(value) + "; 0, the lowest, is read",
                              "write a digit: 1 is the highest, 9 low, 0 the lowest");
        } else {
            reader_.keep(line, into.other_lines);
        }
    }

    /// DURATION is read when the start is known.
    bool read_end(component_view from, published_availability& into) {
        if (failed_) return false;
        if (duration_ != nullptr && !into.end) {
            const result<civil_duration, error> length = parse_duration(duration_->value());
            if (!length || !into.start) {
                fail(*duration_,
                     length
                         ? "DURATION without DTSTART says nothing; the VAVAILABILITY was left out"
                         : "DURATION: " + length.error().message +
                               "; the VAVAILABILITY was left out",
                     "write DTSTART and a duration such as P30D");
                return false;
            }
            into.end = *into.start;
            into.end->local += std::chrono::days(length->days) + length->time;
        }
        if (!into.start || !into.end) return true;
        if (into.end->to_instant(zone::utc()) > into.start->to_instant(zone::utc())) return true;
        problems_.add(problem_severity::error, from.line(), 1,
                      "the VAVAILABILITY ends before it starts and was left out",
                      "let it end after it starts");
        return false;
    }

    void read_available(component_view inner, published_availability& into) {
        if (into.available.size() >= options_.limits.events_max) {
            if (!std::exchange(told_of_limit_, true))
                problems_.add(problem_severity::error, inner.line(), 1,
                              "there are more than " + std::to_string(options_.limits.events_max) +
                                  " AVAILABLE blocks; the rest was left out",
                              "split the text or raise the limit events_max");
            return;
        }
        if (!reader_.read(inner, into.available.emplace_back())) into.available.pop_back();
    }

    static void put_changes_into_series(published_availability& into) {
        std::unordered_map<std::string, std::size_t> series;
        std::vector<event> kept;
        for (event& one : into.available) {
            if (one.recurrence_id) continue;
            series.emplace(one.uid, kept.size());
            kept.push_back(std::move(one));
        }
        for (event& one : into.available) {
            if (!one.recurrence_id) continue;
            const auto at = series.find(one.uid);
            (at == series.end() ? kept : kept[at->second].overrides).push_back(std::move(one));
        }
        into.available = std::move(kept);
    }

    const parse_options& options_;
    event_reader& reader_;
    problem_list& problems_;
    const content_line* duration_ = nullptr;
    bool failed_ = false;
    bool told_of_limit_ = false;
};

} // namespace

void read_availability(component_view vavailability, const parse_options& options,
                       event_reader& reader, problem_list& problems,
                       std::vector<published_availability>& into) {
    published_availability made;
    if (availability_reader(options, reader, problems).read(vavailability, made))
        into.push_back(std::move(made));
}

} // namespace timewright::detail
