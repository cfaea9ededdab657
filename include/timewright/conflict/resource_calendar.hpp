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
/// **Structure.** Claims on one unit do not overlap. They lie in an interval_tree of claim_blocks: up to
/// 240 in a single block, more in blocks below nodes that know the longest gap below each child.
/// Claims on more units lie in an interval_index.
///
/// **Complexity**, n claims. Capacity 1: is_free O(log n), four cache lines up to 240 claims; insert and
/// erase O(log n) with one line of 16 claims moved; find_gap and find_gap_before O(log n).
/// More: O(log n + k log k) for the k claims that overlap the window; find_gap then reads every claim
/// from its start to the gap, find_gap_before every claim from the earliest instant on. Naming blockers
/// adds their number.
///
/// Not thread-safe; a const calendar may be read by many threads.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/claim_block.hpp>
#include <timewright/conflict/interval_index.hpp>
#include <timewright/conflict/interval_tree.hpp>
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

    /// At most so many blockers are named.
    static constexpr std::size_t blockers_max = 100;

    resource_calendar() = default;
    /// Precondition: capacity > 0.
    explicit resource_calendar(std::uint32_t capacity) : capacity_(capacity) {
        TIMEWRIGHT_EXPECTS(capacity > 0);
    }
    resource_calendar(const resource_calendar& other)
        : single_(other.single_),
          shared_(other.shared_ ? std::make_unique<index>(*other.shared_) : nullptr),
          capacity_(other.capacity_) {}
    resource_calendar(resource_calendar&&) noexcept = default;
    resource_calendar& operator=(resource_calendar other) noexcept {
        std::swap(single_, other.single_);
        std::swap(shared_, other.shared_);
        std::swap(capacity_, other.capacity_);
        return *this;
    }
    ~resource_calendar() = default;

    [[nodiscard]] std::size_t size() const noexcept {
        return shared_ ? shared_->size() : single_.size();
    }
    [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }

    /// Whether so many units are free during the whole window. Precondition: units > 0.
    [[nodiscard]] bool is_free(interval window, std::uint32_t units = 1) const {
        TIMEWRIGHT_EXPECTS(units > 0);
        if (units > capacity_) return false;
        if (capacity_ > 1) return has_units(window, units);
        return single_.is_free(start_of(window), end_of(window));
    }

    /// Adds the claim if it fits. Precondition: units > 0.
    [[nodiscard]] insertion insert_if_free(const claim& asked) {
        TIMEWRIGHT_EXPECTS(asked.units > 0);
        if (asked.units > capacity_) return {};
        if (capacity_ == 1) {
            if (!single_.insert_if_free(
                    {start_of(asked.span), end_of(asked.span), 0, asked.payload}))
                return {false, blockers_of(asked)};
        } else {
            if (!has_units(asked.span, asked.units)) return {false, blockers_of(asked)};
            if (!shared_) shared_ = std::make_unique<index>();
            shared_->insert(asked.span, held{asked.payload, asked.units});
        }
        return {.inserted = true};
    }

    /// False, and nothing happens, when there is no such claim.
    bool erase(interval span, const Payload& payload) {
        if (capacity_ > 1) return erase_shared(span, payload);
        return single_.erase(start_of(span), 0, [&](const block& in, std::uint32_t i) {
            return in.end(i) == end_of(span) && in.payload(i) == payload;
        });
    }

    /// Calls visit(const claim&) for each that overlaps the window, in order of start. The visitor
    /// may return bool: false ends it.
    template <class Visit>
    void visit_overlaps(interval window, Visit&& visit) const {
        if (shared_)
            shared_->visit_overlaps(window, [&](const auto& entry) {
                return go_on(visit, claim{entry.span, entry.payload.payload, entry.payload.units});
            });
        else
            single_.visit(start_of(window), end_of(window), [&](const block& in, std::uint32_t i) {
                return go_on(visit, claim{interval(instant(in.start(i)), instant(in.end(i))),
                                          in.payload(i), 1});
            });
    }

    /// The earliest instant at or after `from` from which so many units are free for that long; none
    /// if more are asked for than there are, or if a claim lasts until the end of time.
    /// Precondition: length > 0, units > 0, from before the end of time (sys_seconds::max()).
    [[nodiscard]] std::optional<sys_seconds> find_gap(sys_seconds from, std::chrono::seconds length,
                                                      std::uint32_t units = 1) const {
        TIMEWRIGHT_EXPECTS(length.count() > 0 && units > 0);
        if (units > capacity_) return std::nullopt;
        const sys_seconds found =
            capacity_ == 1
                ? instant(single_.find_gap(from.time_since_epoch().count(), length.count()))
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
        const sys_seconds end =
            capacity_ == 1
                ? instant(single_.find_gap_before(to.time_since_epoch().count(), length.count()))
                : last_fit_end(interval(earliest, to), length, units);
        if (gap_between(earliest, end) >= length) return end - length;
        return std::nullopt;
    }

    // ---- many questions at once ----------------------------------------------------------------
    // Sixteen are under way at once, so that their cache misses overlap. Answers are those of one
    // call for each, in the order of the questions. Precondition: there is room for all answers.

    struct question {
        const resource_calendar* calendar;
        interval window;
    };
    struct gap_question {
        const resource_calendar* calendar;
        interval window; ///< where to look; find_gap() also looks behind its end
        std::chrono::seconds length;
    };

    /// is_free(), for one unit, of many calendars or of one.
    static void is_free(std::span<const question> questions, std::span<bool> answers) {
        TIMEWRIGHT_EXPECTS(answers.size() >= questions.size());
        in_batches(questions.size(), [&](std::size_t at, std::size_t width) {
            free_batch(questions.subspan(at, width), answers.subspan(at, width));
        });
    }
    /// find_gap() from the start of each window, for one unit.
    static void find_gap(std::span<const gap_question> questions,
                         std::span<std::optional<sys_seconds>> gaps) {
        TIMEWRIGHT_EXPECTS(gaps.size() >= questions.size());
        each_warmed(questions, start_of, [&](const gap_question& one, std::size_t i) {
            gaps[i] = one.calendar->find_gap(one.window.start(), one.length);
        });
    }
    /// find_gap_before() the end of each window and within it, for one unit.
    static void find_gap_before(std::span<const gap_question> questions,
                                std::span<std::optional<sys_seconds>> gaps) {
        TIMEWRIGHT_EXPECTS(gaps.size() >= questions.size());
        each_warmed(questions, end_of, [&](const gap_question& one, std::size_t i) {
            gaps[i] =
                one.calendar->find_gap_before(one.window.end(), one.length, one.window.start());
        });
    }

  private:
    struct held {
        Payload payload{};
        std::uint32_t units = 0;
    };
    using block = claim_block<Payload>;
    using tree = interval_tree<block>;
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

    /// Where the latest gap within the window ends that is long enough: free stretches are what lies
    /// between the full ones, walked from the end. Or the end of the one that is first.
    [[nodiscard]] sys_seconds last_fit_end(interval window, std::chrono::seconds length,
                                           std::uint32_t units) const {
        const std::vector<interval> full = full_stretches(window, units);
        sys_seconds end = window.end();
        for (auto at = full.rbegin(); at != full.rend(); ++at) {
            if (gap_between(at->end(), end) >= length) return end;
            end = std::min(end, at->start());
        }
        return end;
    }

    bool erase_shared(interval span, const Payload& payload) {
        if (!shared_) return false;
        std::optional<interval_handle> found;
        const interval first_second(span.start(), std::chrono::seconds(1));
        shared_->visit_overlaps(first_second, [&](const auto& entry) {
            if (entry.span == span && entry.payload.payload == payload) found = entry.handle;
            return !found;
        });
        return found && shared_->erase(*found);
    }

    // ---- many calendars at once ----------------------------------------------------------------

    static void free_batch(std::span<const question> questions, std::span<bool> answers) {
        std::array<typename tree::question, batch_width> asked{};
        bool alike = true;
        for (std::size_t g = 0; g < questions.size(); ++g) {
            const auto& [calendar, window] = questions[g];
            asked[g] = {&calendar->single_, start_of(window), end_of(window)};
            alike = alike && calendar->capacity_ == 1;
        }
        tree::is_free(std::span(asked).first(questions.size()), answers);
        if (alike) return;
        for (std::size_t g = 0; g < questions.size(); ++g)
            if (questions[g].calendar->capacity_ > 1)
                answers[g] = questions[g].calendar->is_free(questions[g].window);
    }

    /// Calls ask(question, i) for each when the lines around edge(window) are on their way.
    template <class Edge, class Ask>
    static void each_warmed(std::span<const gap_question> questions, Edge edge, Ask ask) {
        in_batches(questions.size(), [&](std::size_t at, std::size_t width) {
            std::array<typename tree::question, batch_width> asked{};
            for (std::size_t g = 0; g < width; ++g) {
                const gap_question& one = questions[at + g];
                asked[g] = {&one.calendar->single_, edge(one.window), edge(one.window)};
            }
            tree::warm(std::span(asked).first(width));
            for (std::size_t g = 0; g < width; ++g) ask(questions[at + g], at + g);
        });
    }

    tree single_{};                   ///< the claims, where the capacity is 1
    std::unique_ptr<index> shared_{}; ///< elsewhere, when there has been one
    std::uint32_t capacity_ = 1;
};

} // namespace timewright
