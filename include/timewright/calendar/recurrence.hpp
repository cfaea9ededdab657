/// @file
/// recurrence: when something that repeats takes place, in local time (RFC 5545 section 3.8.5).
///
/// A `recurrence_rule` is a value: an RRULE's parts. A `recurrence` is what rules, extra dates and
/// exceptions mean for one start, compiled. It answers which occurrences start in a window, steps
/// from one to the next or the one before, and lists the instants in a zone:
///
///     recurrence_rule last_friday{.freq = frequency::monthly,
///                                 .by_day = {{std::chrono::Friday, -1}}};
///     auto series = recurrence::make({.start = start, .rules = {last_friday}});
///     auto found = series->starts_in({.from = january, .to = april});    // from <= start < to
///     auto instants = series->instants_in({spring, summer}, lisbon);
///     recurrence_cursor at = series->cursor();
///     at.seek(april);
///     while (auto start = at.previous()) show(*start);                   // from April back
///
/// Otherwise it knows no zones: calendar/occurrence.hpp makes occurrences of events.
///
/// **How.** What the BY-parts say of dates depends on a year only through its kind: leap or not,
/// the weekday it begins on, and for BYWEEKNO whether a neighbour is a leap year. Those are 28
/// kinds. A rule is stepped through by masks of the days that match, never by days that cannot. A
/// window is reached by arithmetic: 2090 costs what 1970 costs.
///
/// **COUNT** is turned into the last start when the rule is compiled: by arithmetic where every day
/// or week is alike, by totals of whole years where the kind of a year says its total, and else by
/// counting the bits of masks (a month, a week, a day of hours at a time): BYMONTH with WEEKLY, an
/// INTERVAL that does not divide the year or the day. Only SKIP=FORWARD and BYSETPOS among several
/// times of day are counted start by start. recurrence_limits::count_steps_max bounds it; what lies
/// beyond is reported as `truncated`.
///
/// **Never matches** (FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30) is proven by nothing having matched for
/// as long as rule and calendar need to be in step again: 400 years, or 400 times INTERVAL. The
/// budget's end is reported as `truncated`.
///
/// **Where RFC 5545 leaves a choice** (docs/explanation/recurrence.md says what others do)
/// - The start is always an occurrence and the first one counted, even when the rule does not match
///   it. An exception removes it.
/// - BYSETPOS counts within the whole period, also in the first one, before the start.
/// - FREQ=YEARLY;BYMONTHDAY=15 without BYMONTH is the 15th of every month.
/// - BYWEEKNO without BYDAY is the start's weekday in those weeks. A day belongs to the calendar
///   year that it lies in: 29 December can be a match of BYWEEKNO=1.
/// - A month without the start's day has no occurrence (31 January, monthly: no February), unless
///   SKIP (RFC 7529) says which day stands for it.
/// - BYSECOND=60 is read as 59: the library has no leap seconds.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace timewright {

using std::chrono::local_days;
using std::chrono::local_seconds;

/// FREQ. In the order of their length.
enum class frequency : std::uint8_t {
    secondly = 0,
    minutely = 1,
    hourly = 2,
    daily = 3,
    weekly = 4,
    monthly = 5,
    yearly = 6,
};

/// An entry of BYDAY: MO is every Monday, 2MO the second, -1FR the last Friday of the month or
/// year.
struct weekday_ordinal {
    std::chrono::weekday day{};
    std::int32_t ordinal = 0; ///< 0: every one; otherwise 1..53 or -1..-53

    friend bool operator==(const weekday_ordinal&, const weekday_ordinal&) = default;
};

enum class until_kind : std::uint8_t {
    date,  ///< the whole of that day is in
    local, ///< a time of the series' own clock
    utc,   ///< an instant: only a zone can tell which local time that is
};

/// UNTIL: the last moment at which an occurrence may start, inclusive.
struct recurrence_until {
    local_seconds at{}; ///< for a date midnight; for utc the UTC clock's reading
    until_kind kind = until_kind::local;

    friend bool operator==(const recurrence_until&, const recurrence_until&) = default;
};

/// SKIP (RFC 7529): what a monthly or yearly rule makes of a day that a month or year has not, such
/// as 31 April, 29 February or BYYEARDAY=366. Days counted back from the end (-31) are left out.
enum class invalid_day : std::uint8_t {
    omit,     ///< no occurrence: RFC 5545
    backward, ///< the last day of the month
    forward,  ///< the first day of the next month
};

/// The parts of an RRULE. Text is read and written by icalendar/parse.hpp and print.hpp.
struct recurrence_rule {
    frequency freq = frequency::daily;
    std::int64_t interval = 1; ///< every how many periods, 1..recurrence_limits::interval_max
    std::optional<std::int64_t> count{}; ///< not together with until
    std::optional<recurrence_until> until{};
    std::vector<std::int32_t> by_second{}; ///< 0..60
    std::vector<std::int32_t> by_minute{}; ///< 0..59
    std::vector<std::int32_t> by_hour{};   ///< 0..23
    std::vector<weekday_ordinal> by_day{};
    std::vector<std::int32_t> by_month_day{}; ///< 1..31, -1 is the last day
    std::vector<std::int32_t> by_year_day{};  ///< 1..366, -1 is 31 December
    std::vector<std::int32_t> by_week_no{};   ///< 1..53, -1 is the last week
    std::vector<std::int32_t> by_month{};     ///< 1..12
    std::vector<std::int32_t> by_set_pos{};   ///< 1..366, -1 is the last of the period
    std::chrono::weekday week_start = std::chrono::Monday;
    invalid_day skip = invalid_day::omit;

    friend bool operator==(const recurrence_rule&, const recurrence_rule&) = default;
};

struct recurrence_limits {
    static constexpr std::int64_t interval_max = 2'147'483'647;
    /// There are fewer days than this between the years 1 and 9999.
    static constexpr std::int64_t count_max = 10'000'000;
    static constexpr std::size_t by_entries_max = 1'000; ///< in one BY-part
    static constexpr std::size_t rules_max = 100;        ///< RRULE and EXRULE together
    static constexpr std::size_t dates_max = 100'000;    ///< RDATE and EXDATE together
    /// Years and masks looked at to find where the COUNTs of a series run out.
    static constexpr std::size_t count_steps_max = 1'000'000;
};

/// Whether the parts go together. Errors: invalid_input, naming the part and what it may be, for
/// values out of range, COUNT with UNTIL, an ordinal in a weekly BYDAY and the like (RFC 5545
/// section 3.3.10).
[[nodiscard]] TIMEWRIGHT_EXPORT result<void, error> check(const recurrence_rule& rule);

/// What a recurrence is made of. Everything in the local time of the series.
struct recurrence_source {
    local_seconds start{};
    std::vector<recurrence_rule> rules{}; ///< RRULE; an UNTIL in UTC must be made local first
    std::vector<local_seconds> extra{};   ///< RDATE
    std::vector<recurrence_rule> exclusion_rules{}; ///< EXRULE
    std::vector<local_seconds> excluded{};          ///< EXDATE
    std::vector<local_days> excluded_days{};        ///< EXDATE by date: every start on that day
};

/// Half-open, in local time: from <= start < to.
struct local_window {
    local_seconds from;
    local_seconds to;
};

/// How much work one question may be. Reported when hit.
struct recurrence_budget {
    std::size_t steps_max = 1'000'000; ///< masks and starts looked at, exceptions included
    std::size_t starts_max = 100'000;  ///< occurrences listed
};

struct recurrence_starts {
    std::vector<local_seconds> starts{}; ///< in order, each once
    bool truncated = false;              ///< the budget was used up
    /// Nothing is missing before it (going backward: at it and after); the window's far end unless
    /// truncated.
    local_seconds complete_to{};
    std::size_t steps = 0; ///< the work it was
};

struct recurrence_instants {
    std::vector<sys_seconds> instants{}; ///< ascending, each once
    bool truncated = false;              ///< the budget was used up
    sys_seconds complete_to{};           ///< nothing before it is missing
    std::size_t steps = 0;               ///< the work it was
};

/// What becomes of an occurrence whose local time the clock skips.
enum class skipped_time : std::uint8_t {
    shift, ///< RFC 5545: read with the offset before the gap
    omit,  ///< it does not take place
};

namespace detail {
struct compiled_recurrence;
class merged_starts;
struct steady_series;
} // namespace detail

/// A place between occurrences, to step from one to the next or the one before. Made by
/// recurrence::cursor(); steps allocate nothing. Not for two threads at once.
///
/// next() after previous() gives the same occurrence again, and the other way round.
class TIMEWRIGHT_EXPORT recurrence_cursor {
  public:
    recurrence_cursor(recurrence_cursor&&) noexcept;
    recurrence_cursor& operator=(recurrence_cursor&&) noexcept;
    ~recurrence_cursor();

    /// The next occurrence starts at `at` or later, the previous one before.
    void seek(local_seconds at);
    /// Steps over the next occurrence. None: it was the last, or the budget is used up.
    [[nodiscard]] std::optional<local_seconds> next();
    /// Steps back over the previous occurrence. None: it was the first, or the budget is used up.
    [[nodiscard]] std::optional<local_seconds> previous();

    /// Whether a step found nothing because the budget was used up, not because nothing is there.
    [[nodiscard]] bool truncated() const noexcept;
    /// The work that was done since it was made; some of it may be ahead of what was asked.
    [[nodiscard]] std::size_t steps() const noexcept;

  private:
    friend class recurrence;
    struct state;
    explicit recurrence_cursor(std::unique_ptr<state> made);
    std::unique_ptr<state> state_;
};

/// Cheap to copy; immutable, so threads may share it.
class TIMEWRIGHT_EXPORT recurrence {
  public:
    /// Errors: those of check(); invalid_input for a start outside of the years 1 to 9999 or a rule
    /// whose UNTIL is still in UTC; limit_reached beyond recurrence_limits.
    [[nodiscard]] static result<recurrence, error> make(recurrence_source source);

    /// The occurrences that start in the window, ascending.
    /// Complexity: steps in the window, not since the start.
    [[nodiscard]] recurrence_starts starts_in(local_window window,
                                              recurrence_budget budget = {}) const;
    /// The same, descending: the budget ends at the last ones of the window.
    [[nodiscard]] recurrence_starts starts_in_backward(local_window window,
                                                       recurrence_budget budget = {}) const;
    /// The instants in the window at which occurrences start by the clocks of `in`. Two local times
    /// that mean the same instant, around a gap, are one.
    [[nodiscard]] recurrence_instants instants_in(interval window, const zone& in,
                                                  skipped_time skipped = skipped_time::shift,
                                                  recurrence_budget budget = {}) const;

    /// At the series' start. The budget's steps are for all that the cursor does, starts_max has no
    /// meaning here.
    [[nodiscard]] recurrence_cursor cursor(recurrence_budget budget = {}) const;

    /// Whether an occurrence starts exactly then (false, too, when the budget ends first).
    [[nodiscard]] bool contains(local_seconds start, recurrence_budget budget = {}) const;

    [[nodiscard]] local_seconds start() const noexcept;
    /// Whether it ends by COUNT or UNTIL (or has no rule at all).
    [[nodiscard]] bool is_bounded() const noexcept;

  private:
    friend struct detail::steady_series;
    explicit recurrence(std::shared_ptr<const detail::compiled_recurrence> compiled);
    [[nodiscard]] recurrence_starts list(local_window window, recurrence_budget budget,
                                         bool forward) const;
    std::shared_ptr<const detail::compiled_recurrence> compiled_;
};

} // namespace timewright
