/// @file
/// resource_calendar: the claims on one room, desk area or person, and whether one more fits.
///
///     resource_calendar<booking_number> room;                    // capacity 1
///     if (auto put = room.insert_if_free({{nine, ten}, 17}); !put.inserted)
///         tell(put.blockers);                                     // who is in the way
///     room.find_gap(now, 8h);                                     // the next eight free hours
///     resource_calendar<booking_number> desks(20);                // twenty units
///     desks.insert_if_free({{nine, ten}, 18, 4});                 // four of them
///
/// **Invariant**: at no instant do the units of the claims exceed the capacity.
///
/// A claim is known by its span and its payload, which the caller keeps anyway. Buffers before and
/// after a meeting are part of the span that is claimed.
///
/// **Structure.** Up to 256 claims lie in one claim_block; more, or claims further than 68 years
/// from the first, in an interval_index. The change is invisible but for the time that it takes once.
///
/// **Complexity**, n claims. Capacity 1: is_free, insert, erase and find_gap O(log n), three cache
/// lines in the block. More: O(log n + k log k) for the k claims that overlap the window; find_gap
/// then reads every claim from its start to the gap. Naming blockers adds their number.
///
/// Not thread-safe; a const calendar may be read by many threads.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/claim_block.hpp>
#include <timewright/conflict/interval_index.hpp>
#include <timewright/conflict/overload.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

template <class Payload>
class resource_calendar {
  public:
    struct claim {
        interval span;
        Payload payload{};
        std::uint32_t units = 1;

        friend bool operator==(const claim&, const claim&) = default;
    };
    struct insertion {
        bool inserted = false;
        /// Claims that overlap what was asked for and hold the units that it lacks, in order of
        /// start. None when inserted, or when more units were asked for than there are at all.
        std::vector<claim> blockers{};
    };
    struct question {
        const resource_calendar* calendar;
        interval window;
    };

    /// At most so many blockers are named.
    static constexpr std::size_t blockers_max = 100;

    resource_calendar() = default;
    /// Precondition: capacity > 0.
    explicit resource_calendar(std::uint32_t capacity) : capacity_(capacity) {
        TIMEWRIGHT_EXPECTS(capacity > 0);
    }
    resource_calendar(const resource_calendar& other)
        : block_(other.block_),
          large_(other.large_ ? std::make_unique<index>(*other.large_) : nullptr),
          capacity_(other.capacity_) {}
    resource_calendar(resource_calendar&&) noexcept = default;
    resource_calendar& operator=(resource_calendar other) noexcept {
        std::swap(block_, other.block_);
        std::swap(large_, other.large_);
        std::swap(capacity_, other.capacity_);
        return *this;
    }
    ~resource_calendar() = default;

    [[nodiscard]] std::size_t size() const noexcept {
        return large_ ? large_->size() : block_.size();
    }
    [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }

    /// Whether so many units are free during the whole window. Precondition: units > 0.
    [[nodiscard]] bool is_free(interval window, std::uint32_t units = 1) const {
        TIMEWRIGHT_EXPECTS(units > 0);
        if (units > capacity_) return false;
        if (capacity_ > 1) return has_units(window, units);
        if (large_) return large_->is_free(window);
        const std::uint32_t before = block_.count_below(end_of(window));
        return before == 0 || block_.end(before - 1) <= start_of(window);
    }

    /// is_free() of many calendars, for one unit each, into `answers`; their cache misses overlap.
    /// Precondition: answers has room for all.
    static void is_free(std::span<const question> questions, std::span<bool> answers) {
        TIMEWRIGHT_EXPECTS(answers.size() >= questions.size());
        constexpr std::size_t width_max = index::batch_width;
        for (std::size_t at = 0; at < questions.size(); at += width_max) {
            const std::size_t width = std::min(width_max, questions.size() - at);
            free_batch(questions.subspan(at, width), answers.subspan(at, width));
        }
    }

    /// Adds the claim if it fits. Precondition: units > 0.
    [[nodiscard]] insertion insert_if_free(const claim& asked) {
        if (!is_free(asked.span, asked.units)) return {false, blockers_of(asked)};
        put(asked);
        return {.inserted = true};
    }

    /// False, and nothing happens, when there is no such claim.
    bool erase(interval span, const Payload& payload) {
        if (large_) return erase_from_large(span, payload);
        const std::uint32_t place = place_of(span, payload);
        if (place == block_.size()) return false;
        block_.erase(place);
        return true;
    }

    /// Calls visit(const claim&) for each that overlaps the window, in order of start. The visitor
    /// may return bool: false ends it.
    template <class Visit>
    void visit_overlaps(interval window, Visit&& visit) const {
        if (large_) {
            large_->visit_overlaps(window, [&](const auto& entry) {
                return go_on(visit, claim{entry.span, entry.payload.payload, entry.payload.units});
            });
            return;
        }
        const std::uint32_t before = block_.count_below(end_of(window));
        for (std::uint32_t i = first_reaching(start_of(window), before); i < before; ++i)
            if (block_.end(i) > start_of(window) && !go_on(visit, claim_at(i))) return;
    }

    /// The earliest instant at or after `from` from which so many units are free for that long; none
    /// if more are asked for than there are, or if a claim lasts until the end of time.
    /// Precondition: length > 0, units > 0, from before the end of time (sys_seconds::max()).
    [[nodiscard]] std::optional<sys_seconds> find_gap(sys_seconds from, std::chrono::seconds length,
                                                      std::uint32_t units = 1) const {
        TIMEWRIGHT_EXPECTS(length.count() > 0 && units > 0);
        if (units > capacity_) return std::nullopt;
        const sys_seconds found =
            capacity_ == 1 && large_ ? large_->find_gap(from, length)
                                     : first_fit(interval(from, sys_seconds::max()), length, units);
        // Behind a claim that never ends there is no time left.
        if (gap_between(found, sys_seconds::max()) < length) return std::nullopt;
        return found;
    }

    /// The latest start of such a gap that ends at or before `to`, and starts at or after
    /// `earliest`; none if there is none.
    [[nodiscard]] std::optional<sys_seconds> find_gap_before(sys_seconds to,
                                                             std::chrono::seconds length,
                                                             sys_seconds earliest,
                                                             std::uint32_t units = 1) const {
        TIMEWRIGHT_EXPECTS(length.count() > 0 && units > 0);
        if (units > capacity_ || gap_between(earliest, to) < length) return std::nullopt;
        // Free stretches by what is full: walked from the end.
        std::vector<interval> full = full_stretches(interval(earliest, to), units);
        sys_seconds end = to;
        for (auto at = full.rbegin(); at != full.rend(); ++at) {
            if (gap_between(at->end(), end) >= length) return end - length;
            end = std::min(end, at->start());
        }
        if (gap_between(earliest, end) >= length) return end - length;
        return std::nullopt;
    }

  private:
    struct held {
        Payload payload{};
        std::uint32_t units = 0;
    };
    using index = interval_index<held>;

    /// No more than fits, at the ends of time too.
    static std::chrono::seconds gap_between(sys_seconds end, sys_seconds start) {
        return std::chrono::seconds(timewright::gap_between(end.time_since_epoch().count(),
                                                            start.time_since_epoch().count()));
    }

    static tick start_of(const interval& span) { return span.start().time_since_epoch().count(); }
    static tick end_of(const interval& span) { return span.end().time_since_epoch().count(); }
    static sys_seconds instant(tick t) { return sys_seconds(std::chrono::seconds(t)); }

    template <class Visit>
    static bool go_on(Visit& visit, const claim& one) {
        if constexpr (std::is_same_v<decltype(visit(one)), bool>) {
            return visit(one);
        } else {
            visit(one);
            return true;
        }
    }

    [[nodiscard]] claim claim_at(std::uint32_t i) const {
        return {interval(instant(block_.start(i)), instant(block_.end(i))), block_.payload(i),
                block_.units(i)};
    }

    /// From where claims can reach beyond t: claims on one unit are disjoint, so their ends ascend.
    [[nodiscard]] std::uint32_t first_reaching(tick t, std::uint32_t before) const {
        if (capacity_ > 1) return 0;
        std::uint32_t i = std::min(before, block_.count_below(t));
        if (i > 0 && block_.end(i - 1) > t) --i;
        return i;
    }

    // ---- units ---------------------------------------------------------------------------------

    [[nodiscard]] bool has_units(interval window, std::uint32_t units) const {
        std::vector<load> loads{{.span = window, .units = units}};
        std::uint64_t sum = units;
        visit_overlaps(window, [&](const claim& one) {
            loads.push_back({.span = *one.span.intersection(window), .units = one.units});
            sum += one.units;
        });
        return sum <= capacity_ || compute_overload(loads, capacity_).empty();
    }

    /// Where fewer than so many units are free, in order, clipped to the window.
    [[nodiscard]] std::vector<interval> full_stretches(interval window, std::uint32_t units) const {
        std::vector<load> loads;
        visit_overlaps(window, [&](const claim& one) {
            loads.push_back({.span = *one.span.intersection(window), .units = one.units});
        });
        return compute_overload(loads, capacity_ - units);
    }

    [[nodiscard]] std::vector<claim> blockers_of(const claim& asked) const {
        std::vector<claim> blockers;
        if (asked.units > capacity_) return blockers;
        const auto full = full_stretches(asked.span, asked.units);
        visit_overlaps(asked.span, [&](const claim& one) {
            // Full stretches are in order and apart: the first that ends after the start decides.
            const auto next = std::partition_point(
                full.begin(), full.end(),
                [&](const interval& f) { return f.end() <= one.span.start(); });
            const bool in_the_way = next != full.end() && next->start() < one.span.end();
            if (in_the_way) blockers.push_back(one);
            return blockers.size() < blockers_max;
        });
        return blockers;
    }

    /// One walk over the claims by start, with a heap of the ends of those that go on.
    [[nodiscard]] sys_seconds first_fit(interval rest, std::chrono::seconds length,
                                        std::uint32_t units) const {
        using ending = std::pair<sys_seconds, std::uint32_t>;
        std::priority_queue<ending, std::vector<ending>, std::greater<>> going_on;
        std::uint64_t taken = 0;
        std::optional<sys_seconds> since = rest.start();
        const auto end_until = [&](sys_seconds t) {
            while (!going_on.empty() && going_on.top().first <= t) {
                const sys_seconds end = going_on.top().first;
                for (; !going_on.empty() && going_on.top().first == end; going_on.pop())
                    taken -= going_on.top().second;
                if (!since && taken + units <= capacity_) since = end;
            }
        };
        visit_overlaps(rest, [&](const claim& one) {
            end_until(one.span.start());
            if (since && gap_between(*since, one.span.start()) >= length) return false;
            taken += one.units;
            going_on.emplace(one.span.end(), one.units);
            if (taken + units > capacity_) since.reset();
            return true;
        });
        if (!since) end_until(sys_seconds::max());
        return *since;
    }

    // ---- holding -------------------------------------------------------------------------------

    void put(const claim& one) {
        const tick start = start_of(one.span), end = end_of(one.span);
        if (!large_ && !block_.takes(start, end)) grow();
        if (large_)
            large_->insert(one.span, held{one.payload, one.units});
        else
            block_.insert(block_.count_below(start), start, end, one.units, one.payload);
    }

    void grow() {
        auto grown = std::make_unique<index>();
        for (std::uint32_t i = 0; i < block_.size(); ++i) {
            const claim one = claim_at(i);
            grown->insert(one.span, held{one.payload, one.units});
        }
        large_ = std::move(grown);
        block_ = {};
    }

    /// Back into a block when half of one is enough, if all claims are near each other.
    void shrink() {
        if (large_->size() > claim_block<Payload>::size_max / 2) return;
        claim_block<Payload> block;
        bool all = true;
        large_->visit_all([&](const auto& entry) {
            const tick start = start_of(entry.span), end = end_of(entry.span);
            all = block.takes(start, end);
            if (all)
                block.insert(block.size(), start, end, entry.payload.units, entry.payload.payload);
            return all;
        });
        if (!all) return;
        block_ = std::move(block);
        large_.reset();
    }

    /// The place of the claim, or size() if there is none such.
    [[nodiscard]] std::uint32_t place_of(interval span, const Payload& payload) const {
        std::uint32_t i = block_.count_below(start_of(span));
        for (; i < block_.size() && block_.start(i) == start_of(span); ++i)
            if (block_.end(i) == end_of(span) && block_.payload(i) == payload) return i;
        return block_.size();
    }

    bool erase_from_large(interval span, const Payload& payload) {
        std::optional<interval_handle> found;
        const interval first_second(span.start(), std::chrono::seconds(1));
        large_->visit_overlaps(first_second, [&](const auto& entry) {
            if (entry.span == span && entry.payload.payload == payload) found = entry.handle;
            return !found;
        });
        if (!found) return false;
        large_->erase(*found);
        shrink();
        return true;
    }

    // ---- many calendars at once ----------------------------------------------------------------

    static void free_batch(std::span<const question> questions, std::span<bool> answers) {
        using block = claim_block<Payload>;
        constexpr std::size_t width_max = index::batch_width;
        std::array<typename block::offset, width_max> ends{};
        std::array<std::uint32_t, width_max> lines{};
        std::array<bool, width_max> flat{};
        const std::size_t width = questions.size();
        for (std::size_t g = 0; g < width; ++g) prefetch(questions[g].calendar);
        for (std::size_t g = 0; g < width; ++g) {
            const resource_calendar& in = *questions[g].calendar;
            flat[g] = in.capacity_ == 1 && !in.large_ && in.block_.size() > 0;
            if (flat[g]) in.block_.prefetch_pivots();
        }
        for (std::size_t g = 0; g < width; ++g) {
            if (!flat[g]) continue;
            const block& in = questions[g].calendar->block_;
            ends[g] = in.clamped(end_of(questions[g].window));
            lines[g] = in.line_for(ends[g]);
            in.prefetch_line(lines[g]);
        }
        for (std::size_t g = 0; g < width; ++g) {
            const resource_calendar& in = *questions[g].calendar;
            if (!flat[g]) {
                answers[g] = in.is_free(questions[g].window);
                continue;
            }
            const std::uint32_t before = in.block_.count_below_in(lines[g], ends[g]);
            answers[g] = before == 0 || in.block_.end_offset(before - 1) <=
                                            in.block_.clamped(start_of(questions[g].window));
        }
    }

    claim_block<Payload> block_{};
    std::unique_ptr<index> large_{}; ///< when the block is too small
    std::uint32_t capacity_ = 1;
};

} // namespace timewright
