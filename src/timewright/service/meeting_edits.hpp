// What an edit does to the document of a series: exclusions, overrides, shifts.
#pragma once

#include "timewright/service/meeting_document.hpp"

#include <timewright/calendar/event.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>

namespace timewright::detail {

/// Takes one occurrence, or it and all later ones, out of the document.
void exclude(meeting_document& document, local_seconds recurrence_id, edit_range range,
             const zone& floating);

/// The override for one occurrence, made if there is none yet.
[[nodiscard]] event& override_for(event& series, const meeting_occurrence& occurrence);

/// Makes the series begin with one of its occurrences: what is before it is left out, COUNT counts
/// what is left.
void keep_following(event& series, local_seconds recurrence_id);

/// Words and start for the series and all its overrides; what is named by nominal local starts moves
/// along.
void apply_edit(event& series, const meeting_edit& edit);

/// Title, description and duration.
void apply_words(event& to, const meeting_edit& edit);

} // namespace timewright::detail
