// RFC 8984 section 4.3.3 RecurrenceRule objects <-> recurrence_rule.
#pragma once

#include "reader.hpp"

#include <timewright/calendar/recurrence.hpp>

#include <boost/json/object.hpp>

namespace timewright::json {

[[nodiscard]] recurrence_rule rule_from(const node& value);
[[nodiscard]] boost::json::object to_json(const recurrence_rule& rule);

} // namespace timewright::json
