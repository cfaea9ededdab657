#include "timewright/icalendar/zone_names.hpp"

#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/zone_definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace timewright::detail {

namespace {

/// Names of the IANA database that are abbreviations: they say an offset, not where clocks are.
bool names_no_place(std::string_view name) {
    constexpr std::array<std::string_view, 20> abbreviations{
        "GMT",       "GMT0",      "GMT+0",   "GMT-0",   "UTC",     "UCT",    "Zulu",
        "Universal", "Greenwich", "EST",     "MST",     "HST",     "CET",    "MET",
        "EET",       "WET",       "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"};
    return std::find(abbreviations.begin(), abbreviations.end(), name) != abbreviations.end();
}

std::size_t count_components(component_view definition) {
    std::size_t count = 0;
    definition.for_each_component([&](component_view) { ++count; });
    return count;
}

} // namespace

zone_names::zone_names(const parse_options& options, component_view calendar,
                       problem_list& problems)
    : options_(options), problems_(problems) {
    calendar.for_each_component([&](component_view inner) {
        if (same_word(inner.name(), "VTIMEZONE"))
            definitions_.emplace(inner.text_of("TZID"), inner);
    });
}

const zone* zone_names::find(std::string_view tzid) {
    if (last_zone_ != nullptr && tzid == last_tzid_) return last_zone_;
    auto at = zones_.find(tzid);
    if (at == zones_.end())
        at = zones_.emplace(std::string(tzid), look_up(std::string(tzid))).first;
    last_tzid_ = tzid;
    last_zone_ = at->second.in ? &*at->second.in : nullptr;
    return last_zone_;
}

std::string zone_names::why_unknown(std::string_view tzid) const {
    const auto at = zones_.find(tzid);
    return at == zones_.end() ? std::string() : at->second.why;
}

std::optional<zone> zone_names::named(std::string_view name) const {
    if (options_.zones == nullptr) {
        if (name == "UTC" || name == "Etc/UTC") return zone::utc();
        return std::nullopt;
    }
    if (result<zone, error> iana = options_.zones->find(name)) return *iana;
    if (result<zone, error> windows = options_.zones->find_windows(name)) return *windows;
    return at_end_of(name);
}

/// "/vendor.example/20240101_1/Europe/Berlin": the longest end that is an IANA name with a place.
std::optional<zone> zone_names::at_end_of(std::string_view tzid) const {
    constexpr int parts_max = 8;
    std::size_t slash = tzid.find('/');
    for (int part = 0; part < parts_max && slash != std::string_view::npos; ++part) {
        const std::string_view end = tzid.substr(slash + 1);
        if (end.find('/') == std::string_view::npos) break;
        if (result<zone, error> found = options_.zones->find(end)) return *found;
        slash = tzid.find('/', slash + 1);
    }
    return std::nullopt;
}

zone_names::known zone_names::look_up(const std::string& tzid) {
    const auto defined = definitions_.find(tzid);
    known found{.in = named(tzid)};
    if (defined == definitions_.end()) {
        if (!found.in) found.why = "no time zone has this name, and the file does not define it";
        return found;
    }
    const component_view definition = defined->second;
    if (!found.in && definition.find("X-LIC-LOCATION") != nullptr)
        found.in = named(definition.text_of("X-LIC-LOCATION"));
    if (!found.in) return defined_in_file(tzid, definition);
    check_definition(found, tzid, definition);
    return found;
}

zone_names::known zone_names::defined_in_file(const std::string& tzid, component_view definition) {
    observances_ += count_components(definition);
    const std::size_t most = options_.limits.observances_max;
    result<zone, error> made =
        observances_ <= most
            ? zone_of(definition, tzid)
            : unexpected(error{.code = errc::limit_reached,
                               .message = "there are more than " + std::to_string(most) +
                                          " STANDARD and DAYLIGHT blocks"});
    if (made) return {.in = std::move(*made)};
    const error& e = made.error();
    problems_.add(
        problem_severity::error, e.where.line != 0 ? e.where.line : definition.line(),
        e.where.column != 0 ? e.where.column : 1,
        "the definition of the time zone " + quote(tzid) + " cannot be used: " + e.message,
        "name a zone of the IANA database, such as Europe/Lisbon");
    return {.why =
                "its definition at line " + std::to_string(definition.line()) + " cannot be used"};
}

void zone_names::check_definition(known& found, const std::string& tzid,
                                  component_view definition) {
    observances_ += count_components(definition);
    if (observances_ > options_.limits.observances_max) return; // the name is enough
    result<zone, error> made = zone_of(definition, tzid);
    if (!made) {
        problems_.add(problem_severity::warning,
                      made.error().where.line != 0 ? made.error().where.line : definition.line(),
                      made.error().where.column != 0 ? made.error().where.column : 1,
                      "the definition of the time zone " + quote(tzid) +
                          " is wrong, but its name is known: " + made.error().message,
                      "mend the VTIMEZONE or leave it out");
        return;
    }
    if (agree_in_some_year(*made, *found.in)) return;
    const bool has_place = !names_no_place(tzid);
    problems_.add(problem_severity::warning, definition.line(), 1,
                  "the definition of the time zone " + quote(tzid) + " contradicts the zone " +
                      found.in->name() + " of that name: the " +
                      (has_place ? "zone of the name is used" : "definition is used"),
                  "name the zone that is meant, or leave the VTIMEZONE out");
    // "GMT" or "EST" names no place whose clocks could be looked up: what is written is meant.
    if (!has_place) found.in = std::move(*made);
}

} // namespace timewright::detail
