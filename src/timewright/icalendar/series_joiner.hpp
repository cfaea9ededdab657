/// @file
/// series_joiner: puts changed occurrences into their series and tells of doubled UIDs.
#pragma once

#include "timewright/icalendar/calendar_reader.hpp"
#include "timewright/icalendar/problem_list.hpp"

#include <timewright/calendar/event.hpp>
#include <timewright/icalendar/content_lines.hpp>
#include <timewright/icalendar/parse.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace timewright::detail {

class series_joiner {
  public:
    series_joiner(const parse_options& options, std::vector<event>& events, problem_list& problems)
        : options_(options), events_(events), problems_(problems) {}

    /// The component that the last of the events was read from.
    void add(component_view from) { from_.push_back(from); }

    /// When everything was read. Where each component went, in the order of the text.
    [[nodiscard]] std::vector<event_place> join();

  private:
    /// What was read of the changed occurrences of one series.
    struct changes {
        std::map<std::pair<local_seconds, event_time_kind>, std::size_t> by_id{}; ///< overrides
        std::vector<std::uint32_t> lines{}; ///< of each override
    };

    [[nodiscard]] bool all_are_single() const;
    void keep_series(std::vector<event>& read, std::vector<event_place>& places);
    void keep_changes(std::vector<event>& read, std::vector<event_place>& places);
    void tell_of_double(std::size_t first, const event& kept, std::size_t second,
                        const event& again);
    std::size_t add_override(event& series, event&& changed, std::uint32_t line);
    void check_overrides(const event& series);

    const parse_options& options_;
    std::vector<event>& events_;
    problem_list& problems_;
    std::vector<component_view> from_{};
    std::unordered_map<std::string, std::size_t> series_{}; ///< by UID, into events_
    std::vector<std::size_t> read_as_{};                    ///< of each of events_, into from_
    std::unordered_map<std::string, changes> changes_{};    ///< by UID
};

} // namespace timewright::detail
