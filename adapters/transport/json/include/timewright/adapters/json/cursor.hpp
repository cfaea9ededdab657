/// @file
/// cursor: places in the feed and in paged lists, as opaque text.
///
/// What is inside may change at any time; clients keep a cursor as it is and send it back.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/ledger.hpp>

#include <string>
#include <string_view>

namespace timewright::json {

[[nodiscard]] TIMEWRIGHT_EXPORT std::string to_text(const feed_cursor& cursor);
/// Errors: invalid_input for what to_text() does not write.
[[nodiscard]] TIMEWRIGHT_EXPORT result<feed_cursor, error> feed_cursor_from(std::string_view text);

/// A page's end as a cursor: the sort key of its last item.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string page_cursor_of(std::string_view sort_key);
/// Errors: invalid_input for what page_cursor_of() does not write.
[[nodiscard]] TIMEWRIGHT_EXPORT result<std::string, error> sort_key_of(std::string_view page_cursor);

} // namespace timewright::json
