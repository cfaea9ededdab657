// Goal: no sequence of changes makes an interval_index or a resource_calendar answer otherwise than a
// list that is read from end to end.
// Method: three bytes are one step: what to do, where, how long.

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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    interval_index<int> index;
    resource_calendar<std::uint64_t> room;
    std::vector<entry> list, taken;
    for (std::size_t i = 0; i + 2 < std::min<std::size_t>(size, 3'000); i += 3) {
        const interval span = drawn(data[i + 1], data[i + 2]);
        const std::size_t which = list.empty() ? 0 : data[i + 2] % list.size();
        if (data[i] % 8 < 5 || list.empty()) {
            list.push_back({span, index.insert(span, 0)});
            const bool free = std::none_of(taken.begin(), taken.end(),
                                           [&](const entry& e) { return e.span.overlaps(span); });
            TIMEWRIGHT_EXPECTS(room.insert_if_free({span, i}).inserted == free);
            if (free) taken.push_back({span, interval_handle(i)});
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
    }
    return 0;
}
