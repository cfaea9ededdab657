/// @file
/// availability_rows: when many people can meet, from rows of bits that are kept.
///
///     auto rows = availability_rows::make(next_month, 15min);
///     for (const availability& person : people) rows->add(person);
///     auto first = rows->first_common(1h, everybody);            // the earliest start, if any
///     auto best = rows->best_common(1h, required, optional, 10); // score down, then time
///     rows->set(alice, availability_after_her_booking);
///
/// find_slots() (slot_search.hpp) answers any question from calendars as they are. Whoever asks
/// again and again about the same people keeps rows: a bit for each step of the window, set where
/// the person cannot take the whole step. For durations that are whole steps, and starts on the
/// grid that the window's start and the step make, both give the same answers.
///
/// Structure: by words of 64 steps, and in each the words of all people side by side. A question
/// goes through one word after the other, and through people only until nobody could come any more:
/// a few words are read for each, however many people there are. Ranking adds weights for 64
/// starts at once, as binary counters whose digits are words (bit-slicing).
#pragma once

#include <timewright/availability/availability.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace timewright {

/// A start, and the weights of those optional people who can come.
struct ranked_start {
    sys_seconds start;
    std::uint64_t weight = 0;

    friend bool operator==(const ranked_start&, const ranked_start&) = default;
};

/// Who a question is about: rows by index, each at most once.
using row_list = std::span<const std::size_t>;

class TIMEWRIGHT_EXPORT availability_rows {
  public:
    /// Steps that a window has at most: ten years of quarters of an hour.
    static constexpr std::size_t steps_limit_max = 360'000;

    /// For questions within the window, whose starts are window.start() + k * step. What is left of
    /// the window after its last whole step is not used. Errors: invalid_input for a step that is
    /// not positive or longer than the window; limit_reached beyond steps_limit_max.
    [[nodiscard]] static result<availability_rows, error> make(interval window,
                                                               std::chrono::seconds step);

    /// Appends a row and gives its index. Complexity: that of set(), and amortised one copy of all.
    std::size_t add(const availability& person);
    /// Precondition: row < size(). Complexity: linear in the person's intervals and the words.
    void set(std::size_t row, const availability& person);
    [[nodiscard]] std::size_t size() const noexcept { return people_; }

    /// The earliest start from `not_before` on at which everybody in `who` can take the whole
    /// duration. Errors: invalid_input for a duration that is not a whole positive number of steps
    /// or is longer than the window, and for an index beyond size().
    /// Complexity: people times words at the worst, mostly a few people for each word.
    [[nodiscard]] result<std::optional<sys_seconds>, error> first_common(
        std::chrono::seconds duration, row_list who,
        std::optional<sys_seconds> not_before = std::nullopt) const;
    /// The same for all rows.
    [[nodiscard]] result<std::optional<sys_seconds>, error> first_common(
        std::chrono::seconds duration, std::optional<sys_seconds> not_before = std::nullopt) const;

    /// The best starts that everybody required can take: by the weights of the optional people who
    /// can, down, then by time. optional_calendar::calendar is a row. Errors: those of
    /// first_common(); invalid_input for a weight of 0 or starts_max outside
    /// 1..slots_limit_max.
    /// Complexity: as first_common() for the required; for each word of 64 starts that they leave,
    /// linear in the optional people.
    [[nodiscard]] result<std::vector<ranked_start>, error> best_common(
        std::chrono::seconds duration, row_list required,
        std::span<const optional_calendar> optional, std::size_t starts_max) const;

  private:
    using word = std::uint64_t;
    static constexpr std::size_t word_steps = 64;

    availability_rows(interval window, std::chrono::seconds step, std::size_t steps);

    [[nodiscard]] result<std::size_t, error> check(std::chrono::seconds duration,
                                                   row_list who) const;
    [[nodiscard]] const word* column(std::size_t at) const noexcept {
        return busy_.data() + at * stride_;
    }
    void fill(std::size_t row, std::size_t from, std::size_t to, bool taken);
    [[nodiscard]] word taken_by_any(std::size_t at, row_list who) const;
    [[nodiscard]] word taken_by_all_rows(std::size_t at) const;
    [[nodiscard]] std::vector<word> common_starts(std::size_t needed, row_list who) const;
    template <class Taken>
    [[nodiscard]] std::optional<sys_seconds> first_run(std::size_t needed,
                                                       std::optional<sys_seconds> not_before,
                                                       Taken&& taken) const;
    [[nodiscard]] sys_seconds start_of(std::size_t step) const {
        return start_ + step_ * static_cast<std::int64_t>(step);
    }

    sys_seconds start_;
    std::chrono::seconds step_;
    std::size_t steps_;
    std::size_t words_;
    std::size_t people_ = 0;
    std::size_t stride_ = 0;   ///< words of a column; what is beyond people_ is zero
    std::vector<word> busy_{}; ///< bit k of column w: step 64 w + k cannot be taken
};

} // namespace timewright
