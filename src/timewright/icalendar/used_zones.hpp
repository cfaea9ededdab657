/// @file
/// used_zones: the VTIMEZONEs that a calendar needs.
#pragma once

#include "timewright/icalendar/zone_printer.hpp"

#include <timewright/calendar/calendar.hpp>

#include <algorithm>
#include <map>
#include <string>

namespace timewright::detail {

/// The zones that a calendar uses, with the stretch of time that each VTIMEZONE must hold for.
class used_zones {
  public:
    void add(const event& value) {
        add(value.start, value);
        for (const event_date& date : value.rdates) add(date.start, value);
        for (const event_time& time : value.exdates) add(time, value);
        if (value.recurrence_id) add(*value.recurrence_id, value);
        for (const event& changed : value.overrides) add(changed);
    }
    void add(const published_availability& value) {
        const event whole{};
        if (value.start) add(*value.start, whole);
        if (value.end) add(*value.end, whole);
        for (const event& one : value.available) add(one);
    }
    /// What the text defines already is not written again.
    void forget(const std::string& name) { zones_.erase(name); }
    void print(std::string& into) const {
        constexpr sys_seconds horizon =
            std::chrono::sys_days(std::chrono::year(2038) / std::chrono::January / 1);
        for (const auto& [name, used] : zones_) {
            const sys_seconds from = std::max(first_start, used.first - std::chrono::days(366));
            const sys_seconds to =
                std::min(last_end, std::max(horizon, used.last + std::chrono::days(731)));
            print_zone(into, used.in, std::min(from, to - std::chrono::days(1)), to);
        }
    }

  private:
    static constexpr sys_seconds first_start =
        std::chrono::sys_days(std::chrono::year(2) / std::chrono::January / 1);
    static constexpr sys_seconds last_end =
        std::chrono::sys_days(std::chrono::year(9998) / std::chrono::January / 1);

    struct use {
        zone in;
        sys_seconds first;
        sys_seconds last;
    };

    void add(const event_time& time, const event& value) {
        if (time.kind != event_time_kind::zoned) return;
        const sys_seconds start(time.local.time_since_epoch());
        const sys_seconds end =
            start + std::chrono::days(value.duration.days) + value.duration.time;
        const auto at = zones_.find(time.in_zone.name());
        if (at == zones_.end()) {
            zones_.emplace(time.in_zone.name(), use{time.in_zone, start, end});
            return;
        }
        at->second.first = std::min(at->second.first, start);
        at->second.last = std::max(at->second.last, end);
    }

    std::map<std::string, use> zones_{};
};

} // namespace timewright::detail
