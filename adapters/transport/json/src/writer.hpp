// Pieces that several answers are made of, as JSON values.
#pragma once

#include <timewright/availability/working_hours.hpp>
#include <timewright/base/id.hpp>
#include <timewright/conflict/conflict.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/interval.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <span>
#include <string>

namespace timewright::json {

template <class Tag>
[[nodiscard]] boost::json::value to_json(const basic_id<Tag>& id) {
    return boost::json::value(id.to_string());
}

[[nodiscard]] inline boost::json::array to_json(std::span<const calendar_user_id> users) {
    boost::json::array made;
    for (const calendar_user_id user : users) made.emplace_back(user.to_string());
    return made;
}

/// {"start","end"}
[[nodiscard]] inline boost::json::object to_json(const interval& span) {
    return {{"start", to_rfc3339(span.start())}, {"end", to_rfc3339(span.end())}};
}

[[nodiscard]] boost::json::array to_json(std::span<const conflict> conflicts);
[[nodiscard]] boost::json::array to_json(std::span<const meeting_violation> violations);
[[nodiscard]] boost::json::object hours_to_json(const working_hours& hours);

} // namespace timewright::json
