/// @file
/// zone_names: which zone a TZID of a file means. icalendar/parse.hpp says in which order.
#pragma once

#include "timewright/icalendar/problem_list.hpp"

#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/zone.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace timewright::detail {

class zone_names {
  public:
    /// The definitions are those of `calendar`, whose lines must outlive this.
    zone_names(const parse_options& options, component_view calendar, problem_list& problems);

    /// The zone, or nullptr when nothing and nobody defines it: then the caller tells where it is
    /// used.
    [[nodiscard]] const zone* find(std::string_view tzid);
    /// Why find() said nullptr.
    [[nodiscard]] std::string why_unknown(std::string_view tzid) const;
    /// By name alone, without definitions: for X-WR-TIMEZONE.
    [[nodiscard]] std::optional<zone> named(std::string_view name) const;

  private:
    struct known {
        std::optional<zone> in{};
        std::string why{};
    };

    [[nodiscard]] known look_up(const std::string& tzid);
    [[nodiscard]] known defined_in_file(const std::string& tzid, component_view definition);
    [[nodiscard]] std::optional<zone> at_end_of(std::string_view tzid) const;
    void check_definition(known& found, const std::string& tzid, component_view definition);

    const parse_options& options_;
    problem_list& problems_;
    std::map<std::string, component_view, std::less<>> definitions_{};
    std::map<std::string, known, std::less<>> zones_{};
    /// What was asked for last: a file names few zones, often one.
    std::string last_tzid_{};
    const zone* last_zone_ = nullptr;
    std::size_t observances_ = 0; ///< read so far
};

} // namespace timewright::detail
