/// @file
/// document: an iCalendar text that is edited as values and keeps everything else byte for byte.
///
///     document file = document::read(text, {.zones = &*zones});
///     calendar changed = file.parsed().value;
///     changed.events[0].summary = "Stand-up, moved";
///     std::string edited = file.print(changed);     // one SUMMARY line differs
///     file.print(file.parsed().value) == text;      // always
///
/// What print_calendar() writes has the same meaning as what was read. A document is for texts that
/// belong to somebody else: their order, folding, spelling and whatever we do not read stay.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/calendar/calendar.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>

#include <memory>
#include <string>

namespace timewright {

/// Immutable; copies share what was read.
class document {
  public:
    /// Keeps the text. What is wrong with it is in parsed().problems; what could not be read stays
    /// where it is.
    [[nodiscard]] TIMEWRIGHT_EXPORT static document read(std::string text,
                                                         const parse_options& options = {});

    [[nodiscard]] TIMEWRIGHT_EXPORT const std::string& text() const noexcept;
    [[nodiscard]] TIMEWRIGHT_EXPORT const parsed_calendar& parsed() const noexcept;

    /// The text with what differs from parsed().value changed: of an event those lines whose
    /// meaning changed, in their place. Events are recognised by their UID, changed occurrences by
    /// their RECURRENCE-ID; of several events with one UID the first is the first. Events that are
    /// not in `value` go, new ones come at the end of the first VCALENDAR, with a VTIMEZONE for
    /// each zone that the text does not define.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string print(const calendar& value,
                                                      const print_options& options = {}) const;

  private:
    struct state;
    explicit document(std::shared_ptr<const state> read);
    std::shared_ptr<const state> state_;
};

} // namespace timewright
