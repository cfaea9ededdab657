#include <timewright/availability/availability_rows.hpp>
#include <timewright/base/contract.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string>
#include <utility>

namespace timewright {
namespace {

using std::chrono::seconds;
using word = std::uint64_t;

constexpr word all_taken = ~word{0};

/// Bits [from, to) of a word; 0 <= from < to <= 64.
constexpr word bits_between(std::size_t from, std::size_t to) {
    return (all_taken << from) & (all_taken >> (64 - to));
}

/// Of free steps: keeps those from which `needed` in a row are free. Doubles, until it is reached,
/// what a bit stands for. After the last word nothing is free.
void keep_starts_of_runs(std::span<word> free, std::size_t needed) {
    for (std::size_t reached = 1; reached < needed;) {
        const std::size_t by = std::min(reached, needed - reached);
        const std::size_t words = by / 64;
        const std::size_t bits = by % 64;
        const auto word_at = [&](std::size_t at) { return at < free.size() ? free[at] : word{0}; };
        for (std::size_t at = 0; at < free.size(); ++at) {
            const word low = word_at(at + words) >> bits;
            free[at] &= bits == 0 ? low : low | word_at(at + words + 1) << (64 - bits);
        }
        reached += by;
    }
}

/// Numbers of 64 lanes, a word for each binary digit: adding costs the same for one lane and 64.
class lane_sums {
  public:
    void add(word lanes, std::uint32_t weight) {
        for (std::uint32_t left = weight; left != 0; left &= left - 1) {
            word carry = lanes;
            for (auto digit = static_cast<std::size_t>(std::countr_zero(left)); carry != 0;
                 ++digit) {
                const word both = digits_[digit] & carry;
                digits_[digit] ^= carry;
                carry = both;
                used_ = std::max(used_, digit + 1);
            }
        }
    }
    [[nodiscard]] std::uint64_t at(std::size_t lane) const {
        std::uint64_t sum = 0;
        for (std::size_t digit = 0; digit < used_; ++digit)
            sum |= (digits_[digit] >> lane & 1U) << digit;
        return sum;
    }

  private:
    std::array<word, 64> digits_{}; // of sums of fewer than 2^32 weights of 32 bits
    std::size_t used_ = 0;
};

/// The best few, kept as a heap whose front is the worst of them.
class best_starts {
  public:
    explicit best_starts(std::size_t starts_max) : starts_max_(starts_max) {}

    /// Starts come in order of time, so that of equal weights the earlier is kept.
    void offer(const ranked_start& found) {
        if (kept_.size() == starts_max_) {
            if (found.weight <= kept_.front().weight) return;
            std::pop_heap(kept_.begin(), kept_.end(), better);
            kept_.back() = found;
        } else {
            kept_.push_back(found);
        }
        std::push_heap(kept_.begin(), kept_.end(), better);
    }
    [[nodiscard]] std::vector<ranked_start> in_order() && {
        std::sort_heap(kept_.begin(), kept_.end(), better);
        return std::move(kept_);
    }

  private:
    [[nodiscard]] static bool better(const ranked_start& a, const ranked_start& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.start < b.start;
    }
    std::size_t starts_max_;
    std::vector<ranked_start> kept_{};
};

} // namespace

availability_rows::availability_rows(interval window, seconds step, std::size_t steps)
    : start_(window.start()),
      step_(step),
      steps_(steps),
      words_((steps + word_steps - 1) / word_steps) {}

result<availability_rows, error> availability_rows::make(interval window, seconds step) {
    if (step <= seconds(0) || step > window.length())
        return unexpected(invalid_input(
            "the step of availability rows is positive and not longer than their window"));
    const std::int64_t steps = window.length() / step;
    if (steps > static_cast<std::int64_t>(steps_limit_max))
        return unexpected(error{.code = errc::limit_reached,
                                .message = "availability rows have at most " +
                                           std::to_string(steps_limit_max) +
                                           " steps: take a longer step or a shorter window"});
    return availability_rows(window, step, static_cast<std::size_t>(steps));
}

std::size_t availability_rows::add(const availability& person) {
    if (people_ == stride_) {
        const std::size_t stride = std::max<std::size_t>(8, 2 * stride_);
        std::vector<word> wider(stride * words_);
        for (std::size_t at = 0; at < words_; ++at)
            std::copy_n(column(at), people_, wider.data() + at * stride);
        busy_ = std::move(wider);
        stride_ = stride;
    }
    set(people_++, person);
    return people_ - 1;
}

void availability_rows::set(std::size_t row, const availability& person) {
    TIMEWRIGHT_EXPECTS(row < people_);
    const sys_seconds end = start_of(steps_);
    const auto take = [&](sys_seconds from, sys_seconds to) {
        if (to <= start_ || from >= end) return;
        const auto first = (std::max(from, start_) - start_) / step_;
        const auto last = (std::min(to, end) - start_ - seconds(1)) / step_;
        fill(row, static_cast<std::size_t>(first), static_cast<std::size_t>(last) + 1, true);
    };
    fill(row, 0, steps_, false);
    for (const interval& busy : person.busy.intervals()) take(busy.start(), busy.end());
    if (!person.open) return;
    sys_seconds closed_from = start_;
    for (const interval& open : person.open->intervals()) {
        if (closed_from < open.start()) take(closed_from, open.start());
        closed_from = std::max(closed_from, open.end());
    }
    if (closed_from < end) take(closed_from, end);
}

/// Steps [from, to), from < to.
void availability_rows::fill(std::size_t row, std::size_t from, std::size_t to, bool taken) {
    for (std::size_t at = from / word_steps; at * word_steps < to; ++at) {
        const std::size_t begin = at * word_steps;
        const word bits =
            bits_between(std::max(from, begin) - begin, std::min(to, begin + word_steps) - begin);
        word& into = busy_[at * stride_ + row];
        into = taken ? into | bits : into & ~bits;
    }
}

result<std::size_t, error> availability_rows::check(seconds duration, row_list who) const {
    if (duration <= seconds(0) || duration % step_ != seconds(0))
        return unexpected(invalid_input(
            "a duration in availability rows is a positive number of their steps of " +
            std::to_string(step_.count()) + " seconds"));
    const auto needed = static_cast<std::size_t>(duration / step_);
    if (needed > steps_)
        return unexpected(invalid_input("the duration is longer than the window of the rows"));
    for (const std::size_t row : who)
        if (row >= people_)
            return unexpected(invalid_input("there is no row " + std::to_string(row) +
                                            ": there are " + std::to_string(people_)));
    return needed;
}

/// Looks every few rows whether all is taken already.
word availability_rows::taken_by_any(std::size_t at, row_list who) const {
    constexpr std::size_t look_every = 8;
    const word* const rows = column(at);
    word taken = 0;
    std::size_t i = 0;
    for (; i + look_every <= who.size() && taken != all_taken; i += look_every)
        for (std::size_t k = 0; k < look_every; ++k) taken |= rows[who[i + k]];
    for (; i < who.size() && taken != all_taken; ++i) taken |= rows[who[i]];
    return taken;
}

/// The same of rows that lie side by side: looks are further and further apart, so that long
/// stretches go at the speed of memory.
word availability_rows::taken_by_all_rows(std::size_t at) const {
    constexpr std::size_t first_look = 8;
    constexpr std::size_t looks_apart_max = 256;
    const word* const rows = column(at);
    word taken = 0;
    std::size_t apart = first_look;
    for (std::size_t i = 0; i < people_ && taken != all_taken;
         i += apart, apart = std::min(apart * 2, looks_apart_max)) {
        apart = std::min(apart, people_ - i);
        for (std::size_t k = 0; k < apart; ++k) taken |= rows[i + k];
    }
    return taken;
}

template <class Taken>
std::optional<sys_seconds> availability_rows::first_run(std::size_t needed,
                                                        std::optional<sys_seconds> not_before,
                                                        Taken&& taken) const {
    std::size_t first = 0;
    if (not_before && *not_before > start_) {
        if (*not_before >= start_of(steps_)) return std::nullopt;
        first = static_cast<std::size_t>((*not_before - start_ + step_ - seconds(1)) / step_);
    }
    std::size_t run = 0; // free steps up to where we are
    for (std::size_t at = first / word_steps; at < words_; ++at) {
        const std::size_t begin = at * word_steps;
        word free = ~taken(at);
        if (begin < first) free &= all_taken << (first - begin);
        if (steps_ - begin < word_steps) free &= bits_between(0, steps_ - begin);
        std::size_t place = 0;
        while (free >> place != 0) {
            const auto gap = static_cast<std::size_t>(std::countr_zero(free >> place));
            if (gap != 0) run = 0;
            place += gap;
            const auto length = static_cast<std::size_t>(std::countr_one(free >> place));
            run += length;
            if (run >= needed) return start_of(begin + place + length - run);
            place += length;
            if (place == word_steps) break;
        }
        if (place < word_steps) run = 0;
    }
    return std::nullopt;
}

result<std::optional<sys_seconds>, error> availability_rows::first_common(
    seconds duration, row_list who, std::optional<sys_seconds> not_before) const {
    const auto needed = check(duration, who);
    if (!needed) return unexpected(needed.error());
    return first_run(*needed, not_before, [&](std::size_t at) { return taken_by_any(at, who); });
}

result<std::optional<sys_seconds>, error> availability_rows::first_common(
    seconds duration, std::optional<sys_seconds> not_before) const {
    const auto needed = check(duration, {});
    if (!needed) return unexpected(needed.error());
    return first_run(*needed, not_before, [&](std::size_t at) { return taken_by_all_rows(at); });
}

result<std::vector<ranked_start>, error> availability_rows::best_common(
    seconds duration, row_list required, std::span<const optional_calendar> optional,
    std::size_t starts_max) const {
    const auto needed = check(duration, required);
    if (!needed) return unexpected(needed.error());
    if (starts_max == 0 || starts_max > slots_limit_max)
        return unexpected(
            invalid_input("a search gives 1 to " + std::to_string(slots_limit_max) + " starts"));
    for (const optional_calendar& wanted : optional) {
        if (auto known = check(duration, {&wanted.calendar, 1}); !known)
            return unexpected(known.error());
        if (wanted.weight == 0)
            return unexpected(invalid_input("the weight of an optional calendar is at least 1"));
    }
    const std::vector<word> starts = common_starts(*needed, required);
    // A start in a word needs steps up to there.
    std::vector<word> free((*needed + word_steps - 2) / word_steps + 1);
    best_starts best(starts_max);
    for (std::size_t at = 0; at < words_; ++at) {
        if (starts[at] == 0) continue;
        lane_sums sums;
        for (const optional_calendar& wanted : optional) {
            for (std::size_t i = 0; i < free.size(); ++i)
                free[i] = at + i < words_ ? ~column(at + i)[wanted.calendar] : 0;
            keep_starts_of_runs(free, *needed);
            sums.add(starts[at] & free.front(), wanted.weight);
        }
        for (word left = starts[at]; left != 0; left &= left - 1) {
            const auto lane = static_cast<std::size_t>(std::countr_zero(left));
            best.offer({start_of(at * word_steps + lane), sums.at(lane)});
        }
    }
    return std::move(best).in_order();
}

/// For each word: the starts at which everybody can take the whole duration.
std::vector<word> availability_rows::common_starts(std::size_t needed, row_list who) const {
    std::vector<word> free(words_);
    for (std::size_t at = 0; at < words_; ++at) free[at] = ~taken_by_any(at, who);
    if (const std::size_t rest = steps_ % word_steps; rest != 0)
        free.back() &= bits_between(0, rest);
    keep_starts_of_runs(free, needed);
    return free;
}

} // namespace timewright
