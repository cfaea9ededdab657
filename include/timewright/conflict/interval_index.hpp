/// @file
/// interval_index: intervals that may overlap, each with an identity; what overlaps a window, how
/// many, where is a gap.
///
///     interval_index<booking_number> room;
///     const interval_handle standup = room.insert({nine, ten}, 17);
///     room.is_free({ten, eleven});                       // true: touching is not overlapping
///     room.move(standup, {ten, eleven});                 // the handle stays
///     room.visit_overlaps(today, [](const auto& entry) { use(entry.span, entry.payload); });
///
/// **Structure.** An interval_tree (a B+ tree of fan-out 64 by start and handle), whose nodes know the
/// latest end and the longest gap below each child, and a table of handles. A balanced tree of single
/// intervals (Boost.ICL, std::multimap with a maximum) takes one cache miss a level at 20 levels for
/// a million; this takes about eight.
///
/// **Complexity**, n intervals, k of them found, log to the base of about 40:
/// insert, erase, move, find, is_free, find_first O(log n); count_overlaps O(log n + k');
/// visit_overlaps and find_last O(k log n) at worst and O(log n + k) where intervals are short against
/// the whole, k' being those that began before the window and overlap it; find_gap O(log n) where
/// intervals do not overlap, O(n) at worst. Copying is O(n).
///
/// **Many questions at once.** Each question has a form that takes a span of windows and answers the
/// same as one call for each, sixteen under way at once so that their cache misses overlap.
///
/// Intervals are half-open. Not thread-safe; a const index may be read by many threads.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/interval_block.hpp>
#include <timewright/conflict/interval_snapshot.hpp>
#include <timewright/conflict/interval_tree.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace timewright {

/// Names an interval of one index, also after it has moved. Never given to another one.
class interval_handle {
  public:
    constexpr interval_handle() noexcept = default;
    constexpr explicit interval_handle(std::uint64_t name) noexcept : name_(name) {}
    [[nodiscard]] constexpr std::uint64_t name() const noexcept { return name_; }
    friend constexpr auto operator<=>(interval_handle, interval_handle) noexcept = default;

  private:
    std::uint64_t name_ = 0; ///< generation above 32 bits, place in the table below them
};

template <class Payload>
class interval_index {
    using leaf = interval_leaf<Payload>;
    using tree = interval_tree<leaf>;

  public:
    struct entry {
        interval span;
        interval_handle handle;
        Payload payload;

        friend bool operator==(const entry&, const entry&) = default;
    };

    [[nodiscard]] std::size_t size() const noexcept { return tree_.size(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    interval_handle insert(interval span, Payload payload) {
        const interval_handle handle = take_slot(start_of(span));
        tree_.insert({start_of(span), end_of(span), handle.name(), payload});
        return handle;
    }

    /// False, and nothing happens, when the handle names nothing (any more).
    bool erase(interval_handle handle) {
        const slot* at = slot_of(handle);
        if (at == nullptr) return false;
        tree_.erase(at->start, handle.name());
        release_slot(handle);
        return true;
    }

    /// Gives the interval of the handle other bounds. False as with erase().
    bool move(interval_handle handle, interval to) {
        const auto held = find(handle);
        if (!held) return false;
        tree_.erase(start_of(held->span), handle.name());
        slots_[place_of(handle)].start = start_of(to);
        tree_.insert({start_of(to), end_of(to), handle.name(), held->payload});
        return true;
    }

    [[nodiscard]] std::optional<entry> find(interval_handle handle) const {
        const slot* at = slot_of(handle);
        if (at == nullptr) return std::nullopt;
        const auto found = tree_.find(at->start, handle.name());
        return entry_at(*found.leaf, found.place);
    }

    /// The earliest start, and the latest end. Nothing in an empty index.
    [[nodiscard]] std::optional<sys_seconds> first_start() const {
        const auto found = tree_.first_start();
        return found ? std::optional(instant(*found)) : std::nullopt;
    }
    [[nodiscard]] std::optional<sys_seconds> last_end() const {
        const auto found = tree_.last_end();
        return found ? std::optional(instant(*found)) : std::nullopt;
    }

    /// Whether nothing overlaps the window.
    [[nodiscard]] bool is_free(interval window) const {
        return tree_.is_free(start_of(window), end_of(window));
    }

    /// How many overlap the window.
    [[nodiscard]] std::size_t count_overlaps(interval window) const {
        const tick from = start_of(window);
        const std::uint64_t begun_within =
            tree_.starts_below(end_of(window)) - tree_.starts_below(from);
        return static_cast<std::size_t>(begun_within + tree_.count_reaching(from));
    }

    /// The first and the last by start that overlap the window.
    [[nodiscard]] std::optional<entry> find_first(interval window) const {
        std::optional<entry> found;
        tree_.visit(start_of(window), end_of(window), [&](const leaf& in, std::uint32_t i) {
            found = entry_at(in, i);
            return false;
        });
        return found;
    }
    [[nodiscard]] std::optional<entry> find_last(interval window) const {
        std::optional<entry> found;
        tree_.visit_backwards(start_of(window), end_of(window),
                              [&](const leaf& in, std::uint32_t i) {
                                  found = entry_at(in, i);
                                  return false;
                              });
        return found;
    }

    /// Calls visit(const entry&) for each that overlaps the window, in order of start; those with
    /// equal starts in the order of their handles. The visitor may return bool: false ends it.
    template <class Visit>
    void visit_overlaps(interval window, Visit&& visit) const {
        visit_between(start_of(window), end_of(window), visit);
    }
    /// The first of them by start, at most `found_max`.
    [[nodiscard]] std::vector<entry> find_overlaps(interval window, std::size_t found_max) const {
        std::vector<entry> found;
        if (found_max == 0) return found;
        visit_overlaps(window, [&](const entry& one) {
            found.push_back(one);
            return found.size() < found_max;
        });
        return found;
    }
    /// Every interval, in order.
    template <class Visit>
    void visit_all(Visit&& visit) const {
        visit_between(tick_min, tick_max, visit);
    }

    /// The earliest instant at or after `from` with so much free time behind it.
    /// Precondition: length > 0.
    [[nodiscard]] sys_seconds find_gap(sys_seconds from, std::chrono::seconds length) const {
        TIMEWRIGHT_EXPECTS(length.count() > 0);
        return instant(tree_.find_gap(from.time_since_epoch().count(), length.count()));
    }

    /// What is in it now, for counting only: many times faster, and unchanged by what comes. O(n log n).
    [[nodiscard]] interval_snapshot to_snapshot() const {
        std::vector<tick> starts, ends;
        starts.reserve(size());
        ends.reserve(size());
        tree_.visit(tick_min, tick_max, [&](const leaf& in, std::uint32_t i) {
            starts.push_back(in.start(i));
            ends.push_back(in.end(i));
            return true;
        });
        return {std::move(starts), std::move(ends)};
    }

    // ---- many questions at once ----------------------------------------------------------------
    // One answer to each window, in their order. Precondition: there is room for all answers.

    void is_free(std::span<const interval> windows, std::span<bool> answers) const {
        TIMEWRIGHT_EXPECTS(answers.size() >= windows.size());
        in_batches(windows.size(), [&](std::size_t at, std::size_t width) {
            std::array<typename tree::question, batch_width> asked{};
            for (std::size_t g = 0; g < width; ++g)
                asked[g] = {&tree_, start_of(windows[at + g]), end_of(windows[at + g])};
            tree::is_free(std::span(asked).first(width), answers.subspan(at, width));
        });
    }
    void count_overlaps(std::span<const interval> windows, std::span<std::size_t> counts) const {
        TIMEWRIGHT_EXPECTS(counts.size() >= windows.size());
        in_batches(windows.size(), [&](std::size_t at, std::size_t width) {
            count_batch(windows.subspan(at, width), counts.subspan(at, width));
        });
    }
    void find_first(std::span<const interval> windows,
                    std::span<std::optional<entry>> found) const {
        TIMEWRIGHT_EXPECTS(found.size() >= windows.size());
        each_warmed(windows, start_of, [&](std::size_t i) { found[i] = find_first(windows[i]); });
    }
    void find_last(std::span<const interval> windows, std::span<std::optional<entry>> found) const {
        TIMEWRIGHT_EXPECTS(found.size() >= windows.size());
        each_warmed(windows, end_of, [&](std::size_t i) { found[i] = find_last(windows[i]); });
    }
    /// Calls visit(std::size_t which_window, const entry&). A visitor that returns false ends its
    /// window, not the others.
    template <class Visit>
    void visit_overlaps(std::span<const interval> windows, Visit&& visit) const {
        each_warmed(windows, start_of, [&](std::size_t i) {
            visit_overlaps(windows[i], [&](const entry& one) { return visit(i, one); });
        });
    }
    /// At most `found_max` to a window.
    void find_overlaps(std::span<const interval> windows, std::size_t found_max,
                       std::span<std::vector<entry>> found) const {
        TIMEWRIGHT_EXPECTS(found.size() >= windows.size());
        each_warmed(windows, start_of,
                    [&](std::size_t i) { found[i] = find_overlaps(windows[i], found_max); });
    }
    /// A gap as long as its window, at or after the window's start.
    void find_gap(std::span<const interval> windows, std::span<sys_seconds> gaps) const {
        TIMEWRIGHT_EXPECTS(gaps.size() >= windows.size());
        each_warmed(windows, start_of, [&](std::size_t i) {
            gaps[i] = find_gap(windows[i].start(), windows[i].length());
        });
    }

  private:
    struct slot {
        tick start = 0;
        std::uint32_t generation = 1;
        bool live = false;
    };

    static tick start_of(const interval& span) { return span.start().time_since_epoch().count(); }
    static tick end_of(const interval& span) { return span.end().time_since_epoch().count(); }
    static sys_seconds instant(tick t) { return sys_seconds(std::chrono::seconds(t)); }
    static entry entry_at(const leaf& from, std::uint32_t i) {
        return {interval(instant(from.start(i)), instant(from.end(i))),
                interval_handle(from.name(i)), from.payload(i)};
    }

    template <class Visit>
    void visit_between(tick from, tick to, Visit& visit) const {
        tree_.visit(from, to, [&](const leaf& in, std::uint32_t i) {
            if constexpr (std::is_same_v<decltype(visit(entry_at(in, i))), bool>) {
                return visit(entry_at(in, i));
            } else {
                visit(entry_at(in, i));
                return true;
            }
        });
    }

    /// Calls ask(i) for each window when the lines around edge(window) are on their way.
    template <class Edge, class Ask>
    void each_warmed(std::span<const interval> windows, Edge edge, Ask ask) const {
        in_batches(windows.size(), [&](std::size_t at, std::size_t width) {
            std::array<typename tree::question, batch_width> asked{};
            for (std::size_t g = 0; g < width; ++g)
                asked[g] = {&tree_, edge(windows[at + g]), edge(windows[at + g])};
            tree::warm(std::span(asked).first(width));
            for (std::size_t g = 0; g < width; ++g) ask(at + g);
        });
    }
    void count_batch(std::span<const interval> windows, std::span<std::size_t> counts) const {
        std::array<tick, batch_width> from{}, to{};
        std::array<std::uint64_t, batch_width> below_from{}, below_to{};
        const std::size_t width = windows.size();
        for (std::size_t g = 0; g < width; ++g) {
            from[g] = start_of(windows[g]);
            to[g] = end_of(windows[g]);
        }
        tree_.starts_below(std::span(from).first(width), below_from);
        tree_.starts_below(std::span(to).first(width), below_to);
        for (std::size_t g = 0; g < width; ++g)
            counts[g] = static_cast<std::size_t>(below_to[g] - below_from[g] +
                                                 tree_.count_reaching(from[g]));
    }

    // ---- handles -------------------------------------------------------------------------------

    static std::size_t place_of(interval_handle handle) {
        return static_cast<std::size_t>(handle.name() & 0xFFFF'FFFF);
    }
    [[nodiscard]] const slot* slot_of(interval_handle handle) const {
        const std::size_t place = place_of(handle);
        if (place >= slots_.size()) return nullptr;
        const slot& at = slots_[place];
        return at.live && at.generation == handle.name() >> 32 ? &at : nullptr;
    }
    interval_handle take_slot(tick start) {
        std::uint32_t place = 0;
        if (free_slots_.empty()) {
            TIMEWRIGHT_EXPECTS(slots_.size() < 0xFFFF'FFFF);
            place = static_cast<std::uint32_t>(slots_.size());
            slots_.emplace_back();
        } else {
            place = free_slots_.back();
            free_slots_.pop_back();
        }
        slots_[place].start = start;
        slots_[place].live = true;
        return interval_handle(std::uint64_t{slots_[place].generation} << 32 | place);
    }
    void release_slot(interval_handle handle) {
        slot& at = slots_[place_of(handle)];
        at.live = false;
        // A place whose generations are used up is never taken again.
        if (++at.generation != 0)
            free_slots_.push_back(static_cast<std::uint32_t>(place_of(handle)));
    }

    tree tree_{};
    std::vector<slot> slots_{};
    std::vector<std::uint32_t> free_slots_{};
};

} // namespace timewright
