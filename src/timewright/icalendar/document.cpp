#include "timewright/icalendar/calendar_printer.hpp"
#include "timewright/icalendar/calendar_reader.hpp"
#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/event_printer.hpp"
#include "timewright/icalendar/harmless.hpp"
#include "timewright/icalendar/known_names.hpp"
#include "timewright/icalendar/line.hpp"
#include "timewright/icalendar/used_zones.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/document.hpp>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

namespace timewright {

using detail::event_place;
using detail::known_name;
using detail::same_word;

struct document::state {
    std::string text;
    content_lines lines;
    detail::read_result read;
};

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A stretch of the text and what comes in its place.
struct edit {
    std::size_t begin;
    std::size_t end;
    std::string instead{};
};

/// A text that was cut off ends within a line: what is put behind it begins a line of its own.
void end_last_line(std::string& made) {
    if (!made.empty() && made.back() != '\n' && made != byte_order_mark) made += "\r\n";
}

std::string applied(std::string_view text, std::vector<edit> edits) {
    if (edits.empty()) return std::string(text);
    // What is put in comes before what is replaced there.
    std::stable_sort(edits.begin(), edits.end(), [](const edit& a, const edit& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::string made;
    made.reserve(text.size() + 256);
    std::size_t at = 0;
    for (const edit& one : edits) {
        if (one.begin < at) continue; // within what another one replaced
        made += text.substr(at, one.begin - at);
        if (!one.instead.empty()) end_last_line(made);
        made += one.instead;
        at = one.end;
    }
    made += text.substr(at);
    return made;
}

std::string printed(const event& value, known_name group) {
    std::string text;
    detail::print_group(text, value, group);
    return text;
}

/// DURATION is told by the group of DTEND.
known_name group_of(known_name name) {
    return name == known_name::duration ? known_name::dtend : name;
}

/// The lines of one component that say something else in another version of the event.
class event_edits {
  public:
    event_edits(component_view from, const event& before, const event& after,
                std::vector<edit>& into)
        : from_(from), into_(into) {
        for (const known_name group : detail::event_groups) {
            std::string text = printed(after, group);
            if (text != printed(before, group)) changed_.emplace(group, std::move(text));
        }
    }

    void add(std::size_t end_of_text) {
        if (changed_.empty()) return;
        // What must not be kept was not read: it stays where it is.
        from_.for_each_property([&](const content_line& line) {
            if (detail::names_a_file(line)) return;
            replace(group_of(detail::known_name_of(line.name())), line.offset, line.end_offset);
        });
        from_.for_each_component([&](component_view inner) {
            if (!detail::is_harmless(inner)) return;
            replace(known_name::other, inner.begin_line().offset, inner.end_line()->end_offset);
        });
        std::string rest;
        for (const known_name group : detail::event_groups)
            if (const auto at = changed_.find(group); at != changed_.end()) rest += at->second;
        const std::size_t end = from_.is_ended() ? from_.end_line()->offset : end_of_text;
        if (!rest.empty()) into_.push_back({end, end, std::move(rest)});
    }

  private:
    /// The first line of a group makes room for all of the group's.
    void replace(known_name group, std::size_t begin, std::size_t end) {
        const auto at = changed_.find(group);
        if (at == changed_.end()) return;
        into_.push_back({begin, end, std::exchange(at->second, {})});
    }

    component_view from_;
    std::vector<edit>& into_;
    std::map<known_name, std::string> changed_{};
};

/// Which of the events in a new version is which of those read.
class same_events {
  public:
    explicit same_events(const std::vector<event>& events) {
        for (std::size_t i = 0; i < events.size(); ++i) by_uid_[events[i].uid].indices.push_back(i);
    }
    /// The next one with that UID, or none.
    std::size_t take(const std::string& uid) {
        const auto at = by_uid_.find(uid);
        if (at == by_uid_.end() || at->second.taken == at->second.indices.size())
            return event_place::none;
        return at->second.indices[at->second.taken++];
    }
    /// Those that nobody took.
    [[nodiscard]] std::vector<std::size_t> rest() const {
        std::vector<std::size_t> left;
        for (const auto& [uid, same] : by_uid_)
            for (std::size_t i = same.taken; i < same.indices.size(); ++i)
                left.push_back(same.indices[i]);
        std::sort(left.begin(), left.end());
        return left;
    }

  private:
    struct same_uid {
        std::vector<std::size_t> indices{};
        std::size_t taken = 0;
    };
    std::map<std::string, same_uid> by_uid_{};
};

const event* override_of(const event& series, const event& like) {
    for (const event& one : series.overrides)
        if (one.recurrence_id == like.recurrence_id) return &one;
    return nullptr;
}

class document_printer {
  public:
    document_printer(std::string_view text, const content_lines& lines,
                     const detail::read_result& read, const calendar& value,
                     const print_options& options)
        : text_(text),
          before_(read.calendar.value),
          after_(value),
          options_(options),
          places_(read.places) {
        for (const component_view& one : lines.components())
            if (same_word(one.name(), "VCALENDAR")) calendars_.push_back(one);
    }

    std::string print() {
        if (after_ == before_) return std::string(text_);
        if (calendars_.empty()) {
            std::string made(text_);
            end_last_line(made);
            return made + print_calendar(after_, options_);
        }
        change_words();
        change_events();
        change_the_rest();
        const component_view& first = calendars_.front();
        const std::size_t end = first.is_ended() ? first.end_line()->offset : text_.size();
        if (!at_end_.empty()) edits_.push_back({end, end, new_zones() + at_end_});
        return applied(text_, std::move(edits_));
    }

  private:
    /// Replaces the first line of one of the names, else comes right after BEGIN:VCALENDAR.
    void change_word(std::initializer_list<std::string_view> names, const std::string& before,
                     const std::string& after) {
        if (before == after) return;
        std::string instead;
        detail::print_text(instead, *names.begin(), after);
        for (const component_view& one : calendars_)
            one.for_each_property([&](const content_line& line) {
                const auto is_it = [&](std::string_view name) {
                    return same_word(line.name(), name);
                };
                if (std::any_of(names.begin(), names.end(), is_it))
                    edits_.push_back({line.offset, line.end_offset, std::exchange(instead, {})});
            });
        const std::size_t begin = calendars_.front().begin_line().end_offset;
        if (!instead.empty()) edits_.push_back({begin, begin, std::move(instead)});
    }
    void change_words() {
        change_word({"PRODID"}, before_.product, after_.product);
        change_word({"METHOD"}, before_.method, after_.method);
        change_word({"X-WR-CALNAME", "NAME"}, before_.name, after_.name);
        change_word({"X-WR-TIMEZONE"}, before_.zone_name, after_.zone_name);
    }

    void change_events() {
        same_events known(after_.events);
        std::vector<const event*> versions; // of each event that was read; null when it is gone
        for (const event& one : before_.events) {
            const std::size_t at = known.take(one.uid);
            versions.push_back(at == event_place::none ? nullptr : &after_.events[at]);
        }
        for (const event_place& place : places_) {
            const event& series = before_.events[place.event];
            const event* version = versions[place.event];
            const bool is_change = place.override != event_place::none;
            const event& before = is_change ? series.overrides[place.override] : series;
            if (version != nullptr && is_change) version = override_of(*version, before);
            if (version == nullptr)
                remove(place.from);
            else
                event_edits(place.from, before, *version, edits_).add(text_.size());
        }
        for (std::size_t i = 0; i < versions.size(); ++i)
            if (versions[i] != nullptr) add_new_changes(before_.events[i], *versions[i]);
        for (const std::size_t i : known.rest())
            detail::print_with_overrides(at_end_, after_.events[i]);
    }
    void add_new_changes(const event& before, const event& after) {
        for (const event& changed : after.overrides)
            if (override_of(before, changed) == nullptr) detail::print_one(at_end_, changed);
    }

    void remove(component_view gone) {
        edits_.push_back({gone.begin_line().offset,
                          gone.is_ended() ? gone.end_line()->end_offset : text_.size()});
    }
    template <class Gone>
    void remove_components(Gone&& gone) {
        for (const component_view& one : calendars_)
            one.for_each_component([&](component_view inner) {
                if (gone(inner)) remove(inner);
            });
    }

    /// Rarely edited: written anew as a whole.
    void change_the_rest() {
        if (before_.busy != after_.busy) {
            remove_components(
                [](component_view inner) { return same_word(inner.name(), "VFREEBUSY"); });
            detail::print_free_busy(at_end_, after_.busy);
        }
        if (before_.availability != after_.availability) {
            remove_components(
                [](component_view inner) { return same_word(inner.name(), "VAVAILABILITY"); });
            for (const published_availability& one : after_.availability)
                detail::print_availability(at_end_, one);
        }
        if (before_.other_lines != after_.other_lines) change_other_lines();
    }
    void change_other_lines() {
        const auto is_known = [](std::string_view name) {
            for (const std::string_view known :
                 {"VERSION", "PRODID", "METHOD", "X-WR-CALNAME", "NAME", "X-WR-TIMEZONE", "VEVENT",
                  "VFREEBUSY", "VAVAILABILITY", "VTIMEZONE"})
                if (same_word(name, known)) return true;
            return false;
        };
        for (const component_view& one : calendars_)
            one.for_each_property([&](const content_line& line) {
                if (!is_known(line.name()) && !detail::names_a_file(line))
                    edits_.push_back({line.offset, line.end_offset});
            });
        remove_components([&](component_view inner) {
            return !is_known(inner.name()) && detail::is_harmless(inner);
        });
        const detail::kept_lines kept = detail::sorted(after_.other_lines);
        std::string properties;
        for (const std::string& one : kept.properties) detail::put_line(properties, one);
        const std::size_t begin = calendars_.front().begin_line().end_offset;
        edits_.push_back({begin, begin, std::move(properties)});
        for (const std::string& one : kept.components) detail::put_line(at_end_, one);
    }

    [[nodiscard]] std::string new_zones() const {
        std::string text;
        if (!options_.time_zones) return text;
        detail::used_zones zones;
        for (const event& one : after_.events) zones.add(one);
        for (const published_availability& one : after_.availability) zones.add(one);
        for (const component_view& one : calendars_)
            one.for_each_component([&](component_view inner) {
                if (same_word(inner.name(), "VTIMEZONE")) zones.forget(inner.text_of("TZID"));
            });
        zones.print(text);
        return text;
    }

    std::string_view text_;
    const calendar& before_;
    const calendar& after_;
    const print_options& options_;
    const std::vector<event_place>& places_;
    std::vector<component_view> calendars_{};
    std::vector<edit> edits_{};
    std::string at_end_{}; ///< of the first VCALENDAR
};

} // namespace

document::document(std::shared_ptr<const state> read) : state_(std::move(read)) {}

document document::read(std::string text, const parse_options& options) {
    // The lines point into the text, so it must not move any more.
    auto made = std::make_shared<state>(state{std::move(text), content_lines({}), {}});
    made->lines =
        content_lines(made->text, {.limits = options.limits.text, .strict = options.strict});
    made->read = detail::read_calendar(made->lines, options);
    return document(std::move(made));
}

const std::string& document::text() const noexcept { return state_->text; }
const parsed_calendar& document::parsed() const noexcept { return state_->read.calendar; }

std::string document::print(const calendar& value, const print_options& options) const {
    return document_printer(state_->text, state_->lines, state_->read, value, options).print();
}

} // namespace timewright
