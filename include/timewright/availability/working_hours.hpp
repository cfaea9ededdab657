/// @file
/// working_hours: when somebody is at work, said in wall-clock time of one zone (cf. RFC 7953).
///
/// Hours are spans of a local day, repeated by weekday, with exceptions by date. An instant is open
/// when a clock on the wall of that zone shows an open time. That one sentence decides what happens
/// across daylight saving:
///
///     mon-sun/02:30-04:00 on a day that skips 02:00-03:00     open 03:00-04:00, half an hour less
///     mon-sun/01:00-01:30 on a day that repeats 01:00-02:00   open twice, once in each pass
///     mon-sun/00:00-24:00                                     open without a break
///
/// Spans stay within a day: they may end at 24:00 and touch the next day's, which joins them.
///
/// **What holds on a date**, the first of these that says something:
///
///     an exception   this one date has hours of its own, or none
///     a holiday      closed
///     a season       from one date to another the week is another one: the strongest that holds
///     the week
///
///     working_hours hours{.in_zone = lisbon,
///                         .weekly = *parse_weekly_hours("mon-fri/09:00-17:00")};
///     hours.holidays = {christmas, new_year};
///     hours.seasons.push_back({.from = july_1, .until = september_1, .weekly = short_days});
///     hours.exceptions.push_back({.date = stocktaking, .spans = {{7h, 22h}}});
///     time_set open = compute_open(hours, window);
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/time_set.hpp>
#include <timewright/time/zone.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

/// A set of days of the week.
class weekday_set {
  public:
    constexpr weekday_set() = default;
    constexpr weekday_set(std::initializer_list<std::chrono::weekday> days) {
        for (const std::chrono::weekday day : days) insert(day);
    }
    [[nodiscard]] static constexpr weekday_set every_day() {
        weekday_set all;
        all.bits_ = 0x7F;
        return all;
    }

    constexpr void insert(std::chrono::weekday day) {
        TIMEWRIGHT_EXPECTS(day.ok());
        bits_ = static_cast<std::uint8_t>(bits_ | 1U << day.c_encoding());
    }
    [[nodiscard]] constexpr bool contains(std::chrono::weekday day) const {
        return (bits_ >> day.c_encoding() & 1U) != 0;
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }

    friend constexpr bool operator==(const weekday_set&, const weekday_set&) = default;

  private:
    std::uint8_t bits_ = 0;
};

/// A half-open span of a local day, in seconds of wall-clock time since its midnight;
/// 0 <= start < end <= 24 h.
struct day_span {
    std::chrono::seconds start;
    std::chrono::seconds end;

    friend bool operator==(const day_span&, const day_span&) = default;
};

/// The same span on several days of the week. Spans may overlap or touch: they join.
struct weekly_span {
    weekday_set days;
    std::chrono::seconds start;
    std::chrono::seconds end;

    friend bool operator==(const weekly_span&, const weekly_span&) = default;
};

/// One date that has its own hours instead of the week's. No spans: closed.
struct hours_exception {
    std::chrono::local_days date;
    std::vector<day_span> spans{};

    friend bool operator==(const hours_exception&, const hours_exception&) = default;
};

/// A stretch of dates on which the week is another one: summer hours, a term, a fortnight abroad.
struct hours_season {
    std::chrono::local_days from;
    std::chrono::local_days until; ///< the first date that is no longer in it
    /// As PRIORITY in RFC 7953 section 3.1: 1 is the strongest, 9 the weakest, 0 weaker still. Of
    /// seasons that are equally strong, whatever one of them opens is open.
    std::uint8_t priority = 0;
    std::vector<weekly_span> weekly{}; ///< no spans: closed

    friend bool operator==(const hours_season&, const hours_season&) = default;
};

/// Seasons that one person or place may have.
inline constexpr std::size_t seasons_max = 1'000;

struct working_hours {
    zone in_zone{};
    std::vector<weekly_span> weekly{};
    std::vector<hours_exception> exceptions{};
    std::vector<std::chrono::local_days> holidays{};
    std::vector<hours_season> seasons{};
};

/// Checks hours that come from outside. Errors: invalid_input for a span that is empty, reversed or
/// outside the day, for a span without a weekday, for a date that has two exceptions, and for a
/// season that is empty or whose priority is beyond 9; limit_reached beyond seasons_max.
[[nodiscard]] result<void, error> validate(const working_hours& hours);

/// The instants within the window that are open. Precondition: validate(hours).
/// Complexity: linear in the days of the window times the seasons, plus their spans, plus e log e
/// for e exceptions and holidays. Days are walked on the local clock; only where it changes is a day
/// cut.
[[nodiscard]] time_set compute_open(const working_hours& hours, interval window);

/// Parts that one text of hours may have.
inline constexpr std::size_t weekly_hours_parts_max = 64;

/// Reads "mon-fri/09:00-17:00,sat/10:00-12:00".
///
///     hours = part *("," part)
///     part  = days "/" time "-" time          ; to 24:00 at most
///     days  = day ["-" day]                   ; "fri-mon" runs over the weekend
///     day   = "mon" / "tue" / "wed" / "thu" / "fri" / "sat" / "sun"      ; either case
///     time  = 2DIGIT ":" 2DIGIT
///
/// Errors: invalid_input, with the column (in bytes, from 1) and what would be right; hours over
/// midnight (22:00-02:00) are answered with the two parts that say the same; limit_reached for more
/// than weekly_hours_parts_max parts.
[[nodiscard]] result<std::vector<weekly_span>, error> parse_weekly_hours(std::string_view text);

// ---------------------------------------------------------------------------------------------

namespace detail {

inline constexpr std::chrono::seconds day_length = std::chrono::hours(24);

[[nodiscard]] inline bool is_within_a_day(std::chrono::seconds start, std::chrono::seconds end) {
    return std::chrono::seconds(0) <= start && start < end && end <= day_length;
}

/// One week, by weekday.
class week_plan {
  public:
    explicit week_plan(const std::vector<weekly_span>& weekly) {
        for (const weekly_span& span : weekly) {
            TIMEWRIGHT_EXPECTS(is_within_a_day(span.start, span.end));
            for (unsigned day = 0; day < 7; ++day)
                if (span.days.contains(std::chrono::weekday(day)))
                    by_weekday_[day].push_back({span.start, span.end});
        }
    }
    [[nodiscard]] const std::vector<day_span>& on(unsigned weekday) const {
        return by_weekday_[weekday];
    }

  private:
    std::array<std::vector<day_span>, 7> by_weekday_;
};

/// Hours made ready for walking: the spans of any date in one lookup.
class hours_plan {
  public:
    explicit hours_plan(const working_hours& hours) : week_(hours.weekly) {
        for (const hours_exception& exception : hours.exceptions)
            exceptions_.push_back({exception.date, &exception.spans});
        // An exception is found before the holiday of its date: the sort keeps their order.
        for (const std::chrono::local_days date : hours.holidays)
            exceptions_.push_back({date, &closed_});
        std::stable_sort(exceptions_.begin(), exceptions_.end(),
                         [](const dated& a, const dated& b) { return a.date < b.date; });
        for (const hours_season& season : hours.seasons)
            seasons_.push_back(
                {season.from, season.until, strength(season.priority), week_plan(season.weekly)});
    }
    // Holidays refer to the plan itself.
    hours_plan(const hours_plan&) = delete;
    hours_plan& operator=(const hours_plan&) = delete;

    /// Calls add(span) for each span of the date; spans may overlap.
    template <class Add>
    void each_span_of(std::chrono::local_days date, unsigned weekday, const Add& add) const {
        for (const day_span& span : dated_or_week(date, weekday, add)) add(span);
    }

  private:
    struct dated {
        std::chrono::local_days date;
        const std::vector<day_span>* spans;
    };
    struct season_plan {
        std::chrono::local_days from;
        std::chrono::local_days until;
        unsigned strength;
        week_plan week;

        [[nodiscard]] bool holds_on(std::chrono::local_days date) const {
            return from <= date && date < until;
        }
    };

    /// 9 for the strongest, down to 0.
    [[nodiscard]] static unsigned strength(std::uint8_t priority) {
        TIMEWRIGHT_EXPECTS(priority <= 9);
        return priority == 0 ? 0U : 10U - priority;
    }

    /// The spans that alone decide; those of seasons are added here, as there may be several.
    template <class Add>
    [[nodiscard]] const std::vector<day_span>& dated_or_week(std::chrono::local_days date,
                                                             unsigned weekday,
                                                             const Add& add) const {
        if (!exceptions_.empty()) {
            const auto found = std::lower_bound(
                exceptions_.begin(), exceptions_.end(), date,
                [](const dated& e, std::chrono::local_days d) { return e.date < d; });
            if (found != exceptions_.end() && found->date == date) return *found->spans;
        }
        std::optional<unsigned> strongest;
        for (const season_plan& season : seasons_)
            if (season.holds_on(date)) strongest = std::max(strongest.value_or(0), season.strength);
        if (!strongest) return week_.on(weekday);
        for (const season_plan& season : seasons_)
            if (season.holds_on(date) && season.strength == *strongest)
                for (const day_span& span : season.week.on(weekday)) add(span);
        return closed_;
    }

    week_plan week_;
    std::vector<dated> exceptions_; // and holidays, by date
    std::vector<season_plan> seasons_;
    std::vector<day_span> closed_;
};

/// Within one period of a zone the wall clock runs evenly, so that a span of a day is an interval.
inline void append_open(const hours_plan& plan, interval within, std::chrono::seconds offset,
                        std::vector<interval>& pieces) {
    using std::chrono::local_seconds;
    const local_seconds first{within.start().time_since_epoch() + offset};
    const local_seconds last{within.end().time_since_epoch() + offset - std::chrono::seconds(1)};
    const auto last_day = std::chrono::floor<std::chrono::days>(last);
    auto day = std::chrono::floor<std::chrono::days>(first);
    for (unsigned weekday = std::chrono::weekday(day).c_encoding(); day <= last_day;
         day += std::chrono::days(1), weekday = weekday == 6 ? 0 : weekday + 1) {
        const sys_seconds midnight{day.time_since_epoch() - offset};
        plan.each_span_of(day, weekday, [&](const day_span& span) {
            const sys_seconds start = std::max(midnight + span.start, within.start());
            const sys_seconds end = std::min(midnight + span.end, within.end());
            if (start < end) pieces.emplace_back(start, end);
        });
    }
}

/// Reads the text of hours from the left, and remembers where it is for the message.
class hours_reader {
  public:
    explicit hours_reader(std::string_view text) : text_(text) {}

    [[nodiscard]] result<std::vector<weekly_span>, error> read() {
        std::vector<weekly_span> spans;
        do {
            if (spans.size() == weekly_hours_parts_max)
                return unexpected(error{.code = errc::limit_reached,
                                        .message = "hours may have " +
                                                   std::to_string(weekly_hours_parts_max) +
                                                   " parts at most",
                                        .where = position()});
            auto span = read_part();
            if (!span) return unexpected(std::move(span).error());
            spans.push_back(*span);
        } while (skip(','));
        if (at_ != text_.size())
            return fail(
                "after a part of hours comes ',' and the next part, as in "
                "'mon-fri/09:00-17:00,sat/10:00-12:00', not " +
                shown_rest());
        return spans;
    }

  private:
    static constexpr std::array<std::string_view, 7> names{"sun", "mon", "tue", "wed",
                                                           "thu", "fri", "sat"};

    [[nodiscard]] result<weekly_span, error> read_part() {
        const std::size_t part_at = at_;
        const auto first = read_day();
        if (!first) return unexpected(first.error());
        auto last = first;
        if (skip('-')) last = read_day();
        if (!last) return unexpected(last.error());
        if (!skip('/'))
            return fail(
                "after the days comes '/' and the hours, as in "
                "'mon-fri/09:00-17:00', not " +
                shown_rest());
        const std::string days(text_.substr(part_at, at_ - 1 - part_at));
        const std::size_t hours_at = at_;
        const auto start = read_time();
        if (!start) return unexpected(start.error());
        if (!skip('-'))
            return fail(
                "after the opening time comes '-' and the closing time, as in "
                "'09:00-17:00', not " +
                shown_rest());
        const auto end = read_time();
        if (!end) return unexpected(end.error());
        if (*start < *end) return weekly_span{days_between(*first, *last), *start, *end};
        at_ = hours_at;
        return fail(reversed(days, *first, *last, *start, *end));
    }

    [[nodiscard]] result<unsigned, error> read_day() {
        std::string word(text_.substr(at_, 3));
        for (char& c : word)
            if ('A' <= c && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        for (unsigned day = 0; day < 7; ++day)
            if (word == names[day]) {
                at_ += 3;
                return day;
            }
        return fail("a weekday is one of mon, tue, wed, thu, fri, sat, sun, not " + shown_rest());
    }

    [[nodiscard]] result<std::chrono::seconds, error> read_time() {
        const std::string_view t = text_.substr(at_, 5);
        const auto digit = [&](std::size_t i) { return '0' <= t[i] && t[i] <= '9'; };
        if (t.size() == 5 && digit(0) && digit(1) && t[2] == ':' && digit(3) && digit(4)) {
            const int hour = (t[0] - '0') * 10 + (t[1] - '0');
            const int minute = (t[3] - '0') * 10 + (t[4] - '0');
            if (minute < 60 && hour * 60 + minute <= 24 * 60) {
                at_ += 5;
                return std::chrono::seconds(std::chrono::minutes(hour * 60 + minute));
            }
        }
        return fail("a time is hh:mm from 00:00 to 24:00, not " + shown_rest());
    }

    [[nodiscard]] static weekday_set days_between(unsigned first, unsigned last) {
        weekday_set days;
        for (unsigned day = first;; day = (day + 1) % 7) {
            days.insert(std::chrono::weekday(day));
            if (day == last) return days;
        }
    }

    /// Hours that end before they start: most likely over midnight, so say how to write that.
    [[nodiscard]] static std::string reversed(const std::string& days, unsigned first,
                                              unsigned last, std::chrono::seconds start,
                                              std::chrono::seconds end) {
        const std::string hours = to_text(start) + "-" + to_text(end);
        if (start == end)
            return "the hours " + hours + " are empty; a whole day is written " + days +
                   "/00:00-24:00";
        std::string mend = "the hours " + hours +
                           " end before they start; hours over midnight "
                           "are written as two parts: ";
        if (start < day_length) mend += days + "/" + to_text(start) + "-24:00";
        if (end > std::chrono::seconds(0)) {
            std::string next(names[(first + 1) % 7]);
            if (first != last) next += "-" + std::string(names[(last + 1) % 7]);
            mend += "," + next + "/00:00-" + to_text(end);
        } else {
            mend.replace(
                mend.find("hours over"), std::string::npos,
                "midnight at the end of a day is 24:00: " + days + "/" + to_text(start) + "-24:00");
        }
        return mend;
    }

    [[nodiscard]] static std::string to_text(std::chrono::seconds time) {
        const auto minutes = static_cast<int>(time / std::chrono::minutes(1));
        std::string text = "00:00";
        text[0] = static_cast<char>('0' + minutes / 600);
        text[1] = static_cast<char>('0' + minutes / 60 % 10);
        text[3] = static_cast<char>('0' + minutes % 60 / 10);
        text[4] = static_cast<char>('0' + minutes % 10);
        return text;
    }

    [[nodiscard]] bool skip(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    [[nodiscard]] source_position position() const {
        return {.file = {}, .line = 1, .column = static_cast<std::uint32_t>(at_ + 1)};
    }

    [[nodiscard]] std::string shown_rest() const {
        return at_ >= text_.size() ? "the end of the text" : quoted(text_.substr(at_), 12);
    }

    [[nodiscard]] unexpected<error> fail(std::string message) const {
        return unexpected(
            error{.code = errc::invalid_input, .message = std::move(message), .where = position()});
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace detail

namespace detail {

inline constexpr const char* hours_outside =
    "hours start before they end, within 00:00 and 24:00 of one day";

[[nodiscard]] inline result<void, error> validate_week(const std::vector<weekly_span>& weekly) {
    for (const weekly_span& span : weekly) {
        if (!is_within_a_day(span.start, span.end)) return unexpected(invalid_input(hours_outside));
        if (span.days.empty()) return unexpected(invalid_input("hours name at least one weekday"));
    }
    return {};
}

} // namespace detail

inline result<void, error> validate(const working_hours& hours) {
    if (auto ok = detail::validate_week(hours.weekly); !ok) return ok;
    std::vector<std::chrono::local_days> dates;
    for (const hours_exception& exception : hours.exceptions) {
        dates.push_back(exception.date);
        for (const day_span& span : exception.spans)
            if (!detail::is_within_a_day(span.start, span.end))
                return unexpected(invalid_input(detail::hours_outside));
    }
    std::sort(dates.begin(), dates.end());
    if (std::adjacent_find(dates.begin(), dates.end()) != dates.end())
        return unexpected(invalid_input("a date has two exceptions; write all its spans in one"));
    if (hours.seasons.size() > seasons_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "hours have at most " + std::to_string(seasons_max) +
                                           " seasons; join those that are alike"});
    for (const hours_season& season : hours.seasons) {
        if (auto ok = detail::validate_week(season.weekly); !ok) return ok;
        if (season.from >= season.until)
            return unexpected(invalid_input("a season of hours ends after it begins"));
        if (season.priority > 9)
            return unexpected(
                invalid_input("the priority of a season of hours is from 1, the "
                              "strongest, to 9, or 0 for none"));
    }
    return {};
}

inline time_set compute_open(const working_hours& hours, interval window) {
    const detail::hours_plan plan(hours);
    std::vector<interval> pieces;
    for (sys_seconds at = window.start(); at < window.end();) {
        const zone_period period = hours.in_zone.period_at(at);
        TIMEWRIGHT_EXPECTS(at < period.end);
        const sys_seconds until = std::min(period.end, window.end());
        detail::append_open(plan, interval(at, until), period.offset, pieces);
        at = until;
    }
    return time_set::from_unsorted(std::move(pieces));
}

inline result<std::vector<weekly_span>, error> parse_weekly_hours(std::string_view text) {
    return detail::hours_reader(text).read();
}

} // namespace timewright
