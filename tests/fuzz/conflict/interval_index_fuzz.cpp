// Goal: no sequence of changes makes an interval_index or a resource_calendar answer otherwise than a
// list that is read from end to end.
// Method: three bytes are one step: what to do, where, how long. The first byte says how far apart the
// places of the room's claims are: seconds, or generations, which no block of offsets reaches.

#include <timewright/base/contract.hpp>
#include <timewright/conflict/interval_index.hpp>
#include <timewright/conflict/resource_calendar.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace timewright;

namespace {

interval drawn(std::uint8_t place, std::uint8_t length) {
    const sys_seconds start{std::chrono::seconds(place)};
    return {start, std::chrono::seconds(1 + (length < 192 ? length % 16 : length))};
}

interval stretched(interval span, std::int64_t by) {
    return {sys_seconds(span.start().time_since_epoch() * by),
            sys_seconds(span.end().time_since_epoch() * by)};
}

struct entry {
    interval span;
    interval_handle handle;
};

void check(const interval_index<int>& index, const std::vector<entry>& list, interval window) {
    const auto overlapping = static_cast<std::size_t>(std::count_if(
        list.begin(), list.end(), [&](const entry& e) { return e.span.overlaps(window); }));
    TIMEWRIGHT_EXPECTS(index.count_overlaps(window) == overlapping);
    TIMEWRIGHT_EXPECTS(index.is_free(window) == (overlapping == 0));
    TIMEWRIGHT_EXPECTS(index.find_overlaps(window, list.size() + 1).size() == overlapping);
    const interval gap(index.find_gap(window.start(), window.length()), window.length());
    TIMEWRIGHT_EXPECTS(index.is_free(gap));
}

/// Single questions and batches, against reading the list.
void check(const resource_calendar<std::uint64_t>& room, const std::vector<entry>& taken,
           interval window) {
    const bool free = std::none_of(taken.begin(), taken.end(),
                                   [&](const entry& e) { return e.span.overlaps(window); });
    const resource_calendar<std::uint64_t>::question asked{&room, window};
    bool answer = !free;
    resource_calendar<std::uint64_t>::is_free({&asked, 1}, {&answer, 1});
    TIMEWRIGHT_EXPECTS(room.is_free(window) == free && answer == free);
    TIMEWRIGHT_EXPECTS(room.size() == taken.size());
    const auto gap = room.find_gap(window.start(), window.length());
    TIMEWRIGHT_EXPECTS(gap && room.is_free({*gap, window.length()}));
    const auto before =
        room.find_gap_before(window.end(), window.length(), window.start() - window.length());
    TIMEWRIGHT_EXPECTS(!before || room.is_free({*before, window.length()}));
    TIMEWRIGHT_EXPECTS(before || !free);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    interval_index<int> index;
    resource_calendar<std::uint64_t> room;
    std::vector<entry> list, taken;
    const std::int64_t apart = size > 0 && data[0] >= 128 ? 300'000'000 : 1;
    for (std::size_t i = 0; i + 2 < std::min<std::size_t>(size, 3'000); i += 3) {
        const interval span = drawn(data[i + 1], data[i + 2]);
        const std::size_t which = list.empty() ? 0 : data[i + 2] % list.size();
        if (data[i] % 8 < 5 || list.empty()) {
            list.push_back({span, index.insert(span, 0)});
            const interval claimed = stretched(span, apart);
            const bool free = std::none_of(taken.begin(), taken.end(), [&](const entry& e) {
                return e.span.overlaps(claimed);
            });
            TIMEWRIGHT_EXPECTS(room.insert_if_free({claimed, i}).inserted == free);
            if (free) taken.push_back({claimed, interval_handle(i)});
        } else if (data[i] % 8 == 5) {
            TIMEWRIGHT_EXPECTS(index.move(list[which].handle, span));
            list[which].span = span;
        } else {
            TIMEWRIGHT_EXPECTS(index.erase(list[which].handle));
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(which));
            if (!taken.empty()) {
                TIMEWRIGHT_EXPECTS(room.erase(taken.back().span, taken.back().handle.name()));
                taken.pop_back();
            }
        }
        check(index, list, drawn(data[i + 2], data[i]));
        check(room, taken, stretched(drawn(data[i + 2], data[i]), apart));
    }
    return 0;
}
