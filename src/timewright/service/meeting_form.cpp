#include "timewright/service/meeting_form.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace timewright::detail {

namespace {

std::size_t lines_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

std::optional<error> find_fault(const meeting_request& asked) {
    const auto wrong = [](const char* what, const char* pointer) {
        error made = invalid_input(what);
        made.pointer = pointer;
        return made;
    };
    if (asked.title.size() > 1'000 || lines_in(asked.title) > 0)
        return wrong("a title is one line of at most 1000 bytes", "/title");
    if (asked.description.size() > 100'000)
        return wrong("a description has at most 100000 bytes", "/description");
    if (asked.start.kind == event_time_kind::floating)
        return wrong("a meeting needs a time zone", "/timeZone");
    if (asked.duration.days < 0 || asked.duration.time.count() < 0 ||
        (asked.duration.days == 0 && asked.duration.time.count() == 0))
        return wrong("a meeting takes more than no time, as PT45M", "/duration");
    if (asked.duration.days > 366 || asked.duration.time > std::chrono::days(366))
        return wrong("a meeting takes at most 366 days", "/duration");
    if (asked.rooms.empty() && asked.resources.empty() && asked.people.empty() &&
        asked.insisted.empty())
        return wrong("a meeting needs a room, a resource or a person", "/rooms");
    for (const auto& group : asked.rooms)
        if (group.empty()) return wrong("a group of rooms to choose from is empty", "/anyOf");
    if (asked.people.size() + asked.insisted.size() + asked.guests.size() > 1'000)
        return wrong("a meeting has at most 1000 participants", "/participants");
    return std::nullopt;
}

} // namespace timewright::detail
