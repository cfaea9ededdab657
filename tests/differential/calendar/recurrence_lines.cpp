// Goal: let a program in another language ask our recurrence the same questions as its own.
// Method: a question a line, "START|RRULE|FROM|TO|MOST" in local times; the answer is a line of
// local times, or "error MESSAGE".

#include <timewright/calendar/recurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/time/civil.hpp>

#include <iostream>
#include <string>
#include <vector>

namespace tw = timewright;

namespace {

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find('|', at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return fields;
}

std::string answer(const std::vector<std::string>& fields) {
    if (fields.size() != 5) return "error five fields are needed";
    const auto start = tw::parse_local(fields[0]);
    const auto rule = tw::parse_rule(fields[1]);
    const auto from = tw::parse_local(fields[2]);
    const auto to = tw::parse_local(fields[3]);
    if (!start || !from || !to) return "error a time cannot be read";
    if (!rule) return "error " + rule.error().message;
    const auto series = tw::recurrence::make({.start = *start, .rules = {*rule}});
    if (!series) return "error " + series.error().message;
    const tw::recurrence_starts found =
        series->starts_in({.from = *from, .to = *to},
                          {.starts_max = static_cast<std::size_t>(std::stoul(fields[4]))});
    std::string line;
    for (const tw::local_seconds& one : found.starts) line += tw::to_iso(one) + " ";
    return line;
}

} // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) std::cout << answer(split(line)) << '\n';
    return 0;
}
