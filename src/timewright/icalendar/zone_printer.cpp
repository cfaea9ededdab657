#include "timewright/icalendar/zone_printer.hpp"

#include "timewright/icalendar/line_writer.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/base/contract.hpp>
#include <timewright/icalendar/component.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace timewright::detail {

namespace {

using std::chrono::seconds;

/// Changes of the same kind: from one offset to another under one name.
struct block {
    seconds before;
    seconds after;
    std::string abbreviation;
    bool daylight;
    std::vector<local_seconds> onsets{}; ///< on the clock before the change

    [[nodiscard]] bool same_kind(const block& other) const {
        return before == other.before && after == other.after &&
               abbreviation == other.abbreviation && daylight == other.daylight;
    }
};

std::vector<block> blocks_of(const zone& printed, sys_seconds from, sys_seconds to) {
    zone_period period = printed.period_at(from);
    std::vector<block> blocks{{.before = period.offset,
                               .after = period.offset,
                               .abbreviation = period.abbreviation,
                               .daylight = period.daylight,
                               .onsets = {local_seconds(from.time_since_epoch() + period.offset)}}};
    while (period.end < to) {
        const zone_period next = printed.period_at(period.end);
        const local_seconds onset(period.end.time_since_epoch() + period.offset);
        block change{.before = period.offset,
                     .after = next.offset,
                     .abbreviation = next.abbreviation,
                     .daylight = next.daylight};
        const auto known = std::find_if(blocks.begin(), blocks.end(),
                                        [&](const block& b) { return b.same_kind(change); });
        if (known != blocks.end()) {
            known->onsets.push_back(onset);
        } else {
            change.onsets.push_back(onset);
            blocks.push_back(std::move(change));
        }
        period = next;
    }
    return blocks;
}

} // namespace

void print_zone(std::string& into, const zone& printed, sys_seconds from, sys_seconds to) {
    TIMEWRIGHT_EXPECTS(from < to);
    write_line(into, "BEGIN:VTIMEZONE");
    write_line(into, "TZID:" + escape_text(printed.name()));
    for (const block& b : blocks_of(printed, from, to)) {
        const std::string name = b.daylight ? "DAYLIGHT" : "STANDARD";
        write_line(into, "BEGIN:" + name);
        write_line(into, "DTSTART:" + date_time_text(b.onsets.front()));
        if (b.onsets.size() > 1) {
            std::string dates = "RDATE";
            for (std::size_t i = 1; i < b.onsets.size(); ++i)
                dates += (i == 1 ? ":" : ",") + date_time_text(b.onsets[i]);
            write_line(into, dates);
        }
        write_line(into, "TZOFFSETFROM:" + offset_text(b.before));
        write_line(into, "TZOFFSETTO:" + offset_text(b.after));
        if (!b.abbreviation.empty()) write_line(into, "TZNAME:" + escape_text(b.abbreviation));
        write_line(into, "END:" + name);
    }
    write_line(into, "END:VTIMEZONE");
}

} // namespace timewright::detail
