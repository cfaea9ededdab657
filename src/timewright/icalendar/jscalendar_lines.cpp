#include "timewright/icalendar/jscalendar_lines.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/harmless.hpp"
#include "timewright/icalendar/known_names.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace timewright::detail {

namespace {

/// Of those a calendar consists, or the definition of a zone.
bool stands_outside_of_events(std::string_view component) {
    for (const std::string_view one :
         {"VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY",
          "AVAILABLE", "STANDARD", "DAYLIGHT"})
        if (same_word(component, one)) return true;
    return false;
}

class line_checker {
  public:
    line_checker(lines_place place, const component_limits& limits, const refuse_line& refuse)
        : place_(place), limits_(limits), refuse_(refuse) {}

    std::vector<std::string> check(const boost::json::array& from) {
        size_ = from.size();
        // One line of text for each, so that a problem's line is its index.
        std::string text = place_ == lines_place::event ? "BEGIN:VEVENT\n" : "BEGIN:VALARM\n";
        for (std::size_t i = 0; i < from.size(); ++i) {
            add(from[i], i, text);
            text += '\n';
        }
        text += place_ == lines_place::event ? "END:VEVENT\n" : "END:VALARM\n";
        const content_lines lines(text, {.limits = limits_});
        for (const problem& one : lines.problems()) refuse_(index_of(one.line), one.what, one.mend);
        for (const component_view outermost : lines.components()) keep_all(outermost);
        return std::move(kept_);
    }

  private:
    [[nodiscard]] std::size_t index_of(std::uint32_t line) const {
        return std::min<std::size_t>(std::max(line, 2U) - 2U, size_ - 1);
    }

    void add(const boost::json::value& one, std::size_t index, std::string& text) {
        if (!one.is_string())
            return refuse_(index, "is no string; it was left out", "write a content line");
        std::string_view line(one.get_string().data(), one.get_string().size());
        std::string cleaned;
        if (std::any_of(line.begin(), line.end(), is_control)) line = cleaned = on_one_line(line);
        if (line.empty() || line.front() == ' ' || line.front() == '\t')
            return refuse_(index, "does not begin with a name; it was left out",
                           "write a content line that is not folded");
        const std::size_t name_end = line.find_first_of(":;");
        const std::string_view name = line.substr(0, name_end);
        if ((same_word(name, "BEGIN") || same_word(name, "END")) &&
            !may_begin(line.substr(name.size())))
            return refuse_(index, quote(line) + " may not stand there; it was left out",
                           place_ == lines_place::event
                               ? "write components that stand within an event, such as VALARM"
                               : "write the properties of the alarm only");
        text += line;
    }
    /// Whether what follows BEGIN or END names a component that may be there.
    [[nodiscard]] bool may_begin(std::string_view rest) const {
        if (place_ == lines_place::alarm || !rest.starts_with(':')) return false;
        const std::string_view name = trimmed(rest.substr(1));
        return !name.empty() && std::all_of(name.begin(), name.end(), is_name_character) &&
               !stands_outside_of_events(name);
    }

    void keep_all(component_view outermost) {
        outermost.for_each_property([&](const content_line& line) {
            if (may_stand(line)) kept_.emplace_back(line.whole());
        });
        outermost.for_each_component([&](component_view inner) {
            if (is_harmless(inner)) return keep_component(inner);
            refuse_(index_of(inner.line()),
                    "begins a " + std::string(inner.name()) +
                        " that names a file or repeats too often; it was left out",
                    "attach by an https address, repeat an alarm at most " +
                        std::to_string(alarm_repeats_max) + " times");
        });
    }
    void keep_component(component_view inner) {
        for (const content_line* at = &inner.begin_line(); at <= inner.end_line(); ++at) {
            if (at->name_size == 0) // a component within that has no END
                at += at->jump;
            else
                kept_.emplace_back(at->whole());
        }
    }

    bool may_stand(const content_line& line) {
        if (is_told_by_a_member(line.name())) {
            refuse_(
                index_of(line.line),
                "is a line " + std::string(line.name()) + ", which a member says; it was left out",
                "write the member that says it");
            return false;
        }
        if (names_a_file(line)) {
            refuse_(index_of(line.line),
                    "is an ATTACH that names a file or network path; it was left out",
                    "attach by an https address");
            return false;
        }
        const auto repeats = place_ == lines_place::alarm ? too_many_repeats(line) : std::nullopt;
        if (!repeats) return true;
        refuse_(index_of(line.line),
                "repeats the alarm " + std::to_string(*repeats) + " times; it was left out",
                "repeat an alarm at most " + std::to_string(alarm_repeats_max) + " times");
        return false;
    }
    [[nodiscard]] bool is_told_by_a_member(std::string_view name) const {
        if (place_ == lines_place::event) return known_name_of(name) != known_name::other;
        return same_word(name, "TRIGGER") || same_word(name, "ACTION");
    }

    lines_place place_;
    const component_limits& limits_;
    const refuse_line& refuse_;
    std::size_t size_ = 0;
    std::vector<std::string> kept_{};
};

} // namespace

std::vector<std::string> checked_lines(const boost::json::array& from, lines_place place,
                                       const component_limits& limits, const refuse_line& refuse) {
    if (from.empty()) return {};
    return line_checker(place, limits, refuse).check(from);
}

} // namespace timewright::detail
