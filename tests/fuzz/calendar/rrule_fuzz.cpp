// Goal: no rule text makes the reader or the expansion crash, hang or contradict itself.
// Method: "RULE\nSTART\nFROM" as bytes; what is read is printed and read again, and two windows
// that touch are compared with their union.

#include <timewright/base/contract.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

using namespace timewright;

namespace {

/// A local time from the last bytes of the input, between the years 1 and 9999.
local_seconds take_time(std::string_view& bytes) {
    std::uint64_t number = 0;
    const std::size_t size = std::min<std::size_t>(bytes.size(), 5);
    std::memcpy(&number, bytes.data() + bytes.size() - size, size);
    bytes.remove_suffix(size);
    return local_seconds(std::chrono::seconds(-62'135'596'800)) +
           std::chrono::seconds(number % 315'537'897'600ULL);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const local_seconds start = take_time(bytes);
    const local_seconds from = take_time(bytes);
    const auto rule = parse_rule(bytes);
    if (!rule) {
        TIMEWRIGHT_EXPECTS(!rule.error().message.empty());
        return 0;
    }
    TIMEWRIGHT_EXPECTS(check(*rule).has_value());
    const auto again = parse_rule(to_string(*rule));
    TIMEWRIGHT_EXPECTS(again && *again == *rule);
    if (rule->until && rule->until->kind == until_kind::utc) return 0;
    const auto series = recurrence::make({.start = start, .rules = {*rule}});
    TIMEWRIGHT_EXPECTS(series.has_value());
    const recurrence_budget budget{.steps_max = 20'000, .starts_max = 1'000};
    const local_seconds middle = from + std::chrono::days(500);
    const local_seconds to = middle + std::chrono::days(500);
    const recurrence_starts whole = series->starts_in({.from = from, .to = to}, budget);
    const recurrence_starts first = series->starts_in({.from = from, .to = middle}, budget);
    const recurrence_starts second = series->starts_in({.from = middle, .to = to}, budget);
    if (whole.truncated || first.truncated || second.truncated) return 0;
    std::vector<local_seconds> joined = first.starts;
    joined.insert(joined.end(), second.starts.begin(), second.starts.end());
    TIMEWRIGHT_EXPECTS(joined == whole.starts);
    return 0;
}
