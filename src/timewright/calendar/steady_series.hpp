/// @file
/// steady_series: an event from the moment on at which its rules alone say when it takes place.
///
/// Extra dates, exceptions, changed occurrences and the start itself are finitely many. Once the
/// last of them is over, what is left are rules, one clock and one duration (those of the last
/// change of all later occurrences, if there is one), and that can be followed without looking at
/// the event again. What comes before is expand()'s.
#pragma once

#include "timewright/calendar/local_reader.hpp"
#include "timewright/calendar/merged_starts.hpp"

#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/calendar/recurrence.hpp>
#include <timewright/time/zone.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace timewright::detail {

/// Instants and durations are numbers of seconds here.
struct steady_series {
    /// None: nothing takes place or takes time any more.
    std::shared_ptr<const compiled_recurrence> rules{};
    zone in{};              ///< whose clock its occurrences are read on
    std::int64_t shift = 0; ///< from the nominal start to the clock reading at which it starts
    civil_duration duration{};
    std::int64_t longest = 0; ///< of an occurrence by the rules
    bool all_day = false;
    std::uint32_t override_index = occurrence::no_override;
    std::optional<std::int64_t> until{}; ///< where every rule ends by an UNTIL in UTC: the last

    std::int64_t first = 0;            ///< nothing takes place before it
    std::int64_t from = 0;             ///< what runs or begins from then on is told by `rules`
    std::int64_t on_rules_from = 0;    ///< and nothing by the start alone, which they may not match
    std::optional<std::int64_t> end{}; ///< everything is over; none for an unending series
    std::int64_t bounded_until = 0;    ///< the rules that end have ended

    /// Errors: those of recurrence::make().
    [[nodiscard]] static result<steady_series, error> make(const event& series,
                                                           const zone& floating);
    [[nodiscard]] static result<std::shared_ptr<const compiled_recurrence>, error> compile(
        recurrence_source source);
};

/// An occurrence by the rules, as instants.
struct steady_span {
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t nominal = 0; ///< local, before the shift
    bool shifted = false;     ///< the clocks skip its time
};

/// The occurrences by the rules, ascending by start.
class steady_stream {
  public:
    steady_stream(const steady_series& series, std::size_t steps_max);

    /// From then on: those that start at the instant or later.
    void seek(std::int64_t at);
    /// False: there is none, or the steps are used up.
    [[nodiscard]] bool next(steady_span& found);

    /// After next() found nothing: the steps were used up, nothing before complete_to() is missing.
    [[nodiscard]] bool is_truncated() const noexcept { return merged_.is_truncated(); }
    [[nodiscard]] std::int64_t complete_to() const;
    [[nodiscard]] std::size_t steps() const noexcept { return steps_max_ - merged_.steps_left(); }

  private:
    [[nodiscard]] bool refill();
    [[nodiscard]] bool place(std::int64_t nominal, std::int64_t start, bool shifted,
                             steady_span& found);
    void settle_near(std::int64_t local);
    void read_near_change(std::int64_t nominal);
    [[nodiscard]] std::int64_t earliest_instant(std::int64_t local);
    [[nodiscard]] bool is_said_again(std::int64_t start);
    [[nodiscard]] bool is_settled(std::int64_t local) const noexcept {
        return local >= settled_from_ && local < settled_to_;
    }
    bool take_pending(steady_span& found);

    const steady_series* series_;
    std::size_t steps_max_;
    merged_starts merged_;
    local_reader read_end_;
    zone_hint hint_{};
    std::int64_t floor_ = 0; ///< what starts before it is left out
    std::array<std::int64_t, 64> block_{};
    std::size_t at_ = 0, end_ = 0, ahead_ = 1;

    /// Local times that are far from every change of the clocks, and the offset there.
    std::int64_t settled_from_ = 0, settled_to_ = 0, offset_ = 0;
    /// Local times near changes and the highest offset around them.
    std::int64_t near_from_ = 0, near_to_ = 0, near_highest_ = 0;
    /// Near a change a later clock reading may be an earlier instant: a heap of what is read ahead.
    std::vector<steady_span> pending_{};
    std::unique_ptr<merged_starts> probe_{};
};

} // namespace timewright::detail
