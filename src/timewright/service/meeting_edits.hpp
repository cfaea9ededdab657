// What an edit does to the document of a series: exclusions, overrides, shifts.
#pragma once

#include "timewright/service/meeting_document.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/service/meeting.hpp>
#include <timewright/time/zone.hpp>

#include <string>

namespace timewright::detail {

/// Takes one occurrence, or it and all later ones, out of the document.
void exclude(meeting_document& document, local_seconds recurrence_id, edit_range range,
             const zone& floating);

/// The override for one occurrence, made if there is none yet.
[[nodiscard]] event& override_for(event& series, const meeting_occurrence& occurrence);

/// Makes the series begin with one of its occurrences: what is before it is left out, COUNT counts
/// what is left.
void keep_following(event& series, local_seconds recurrence_id);

/// Another UID for the series and everything in it.
void rename(event& series, const std::string& uid);

/// What an edit says holds for the occurrence that it names, also where that one said otherwise.
void claim_edit(event& series, local_seconds recurrence_id, const meeting_edit& edit);

/// Words and start for the series and its overrides, but for what those say otherwise than the series.
/// Errors: those of move_series().
[[nodiscard]] result<void, error> apply_edit(event& series, const meeting_edit& edit,
                                             const zone& floating);

/// Title, description and duration.
void apply_words(event& to, const meeting_edit& edit);

} // namespace timewright::detail
