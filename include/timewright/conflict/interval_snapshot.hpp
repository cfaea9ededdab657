/// @file
/// interval_snapshot: how many intervals overlap a window, of intervals that do not change.
///
///     const interval_snapshot then = index.to_snapshot();
///     then.count_overlaps(window);
///
/// What begins before a window's end, less what has ended by its start, overlaps it: two ranks among
/// sorted numbers. Each is found in a static tree of one cache line a node (sixteen 32-bit offsets,
/// or eight ticks where the intervals lie more than 68 years apart), whose places are computed and
/// not stored: five lines for a million. Nothing is known but the number; who overlaps is for
/// interval_index to say.
///
/// Complexity: making it O(n log n), O(n) when starts come sorted and ends nearly so; counting
/// O(log n) to the base of 17 (or 9), whatever the number is. Memory: 9 (or 18) bytes an interval.
///
/// Immutable: may be read by many threads.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/key_block.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace timewright {

/// Sorted numbers of which one asks how many are less than another.
template <class Key>
class rank_tree {
  public:
    static constexpr std::size_t line_length = 64 / sizeof(Key);
    static constexpr Key key_max = std::numeric_limits<Key>::max();

    rank_tree() = default;
    /// Precondition: ascending.
    explicit rank_tree(std::span<const Key> keys) {
        std::vector<std::size_t> sizes{
            std::max<std::size_t>(1, (keys.size() + line_length - 1) / line_length)};
        while (sizes.back() > 1) sizes.push_back((sizes.back() + line_length) / (line_length + 1));
        std::size_t total = 0;
        for (const std::size_t size : sizes) {
            levels_.push_back(total);
            total += size;
        }
        lines_.resize(total);
        for (std::size_t i = 0; i < keys.size(); ++i)
            lines_[i / line_length].keys[i % line_length] = keys[i];
        std::size_t below = 1; // leaves below a child of this level
        for (std::size_t level = 1; level < sizes.size(); ++level, below *= line_length + 1)
            for (std::size_t i = 0; i < sizes[level]; ++i)
                for (std::size_t j = 0; j < line_length; ++j) {
                    const std::size_t leaf = (i * (line_length + 1) + j + 1) * below;
                    if (leaf >= sizes[0]) break;
                    lines_[levels_[level] + i].keys[j] = lines_[leaf].keys[0];
                }
    }

    /// How many are less than x.
    [[nodiscard]] std::size_t rank(Key x) const noexcept {
        std::size_t at = 0;
        for (std::size_t level = levels_.size(); level-- > 1;)
            at = at * (line_length + 1) + count(level, at, x);
        return at * line_length + count(0, at, x);
    }
    /// rank() of so many at once: one level after the other, so that their cache misses overlap.
    template <std::size_t Width>
    void rank(const std::array<Key, Width>& x, std::array<std::size_t, Width>& at) const noexcept {
        at.fill(0);
        for (std::size_t level = levels_.size(); level-- > 1;)
            for (std::size_t g = 0; g < Width; ++g) {
                at[g] = at[g] * (line_length + 1) + count(level, at[g], x[g]);
                prefetch(&lines_[levels_[level - 1] + at[g]]);
            }
        for (std::size_t g = 0; g < Width; ++g) at[g] = at[g] * line_length + count(0, at[g], x[g]);
    }

  private:
    struct alignas(64) line {
        line() noexcept { keys.fill(key_max); }
        std::array<Key, line_length> keys;
    };

    [[nodiscard]] std::size_t count(std::size_t level, std::size_t at, Key x) const noexcept {
        return count_below_in_line(lines_[levels_[level] + at].keys.data(), x);
    }

    std::vector<std::size_t> levels_{}; ///< where each begins; the leaves are level 0
    std::vector<line> lines_{};
};

class interval_snapshot {
  public:
    /// Of no interval.
    interval_snapshot() : interval_snapshot(std::vector<tick>{}, std::vector<tick>{}) {}
    explicit interval_snapshot(std::span<const interval> intervals)
        : interval_snapshot(ticks_of(intervals, &interval::start),
                            ticks_of(intervals, &interval::end)) {}
    /// Starts and ends of the same intervals, each in whatever order.
    interval_snapshot(std::vector<tick> starts, std::vector<tick> ends) : size_(starts.size()) {
        TIMEWRIGHT_EXPECTS(starts.size() == ends.size());
        if (!std::is_sorted(starts.begin(), starts.end())) std::sort(starts.begin(), starts.end());
        std::sort(ends.begin(), ends.end());
        if (size_ > 0) base_ = starts.front();
        const auto reach = size_ == 0 ? std::uint64_t{0}
                                      : static_cast<std::uint64_t>(ends.back()) -
                                            static_cast<std::uint64_t>(base_);
        if (reach < static_cast<std::uint64_t>(near::key_max))
            trees_ = trees_of<std::int32_t>{offsets(starts), offsets(ends)};
        else
            trees_ = trees_of<tick>{rank_tree<tick>(starts), rank_tree<tick>(ends)};
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// How many overlap the window.
    [[nodiscard]] std::size_t count_overlaps(interval window) const {
        return std::visit(
            [&](const auto& trees) {
                return trees.starts.rank(
                           key<std::remove_cvref_t<decltype(trees)>>(end_of(window))) -
                       trees.ends.rank(
                           key<std::remove_cvref_t<decltype(trees)>>(start_of(window) + 1));
            },
            trees_);
    }
    /// Whether none does.
    [[nodiscard]] bool is_free(interval window) const { return count_overlaps(window) == 0; }

    /// count_overlaps() of each window, sixteen under way at once.
    /// Precondition: counts has room for all.
    void count_overlaps(std::span<const interval> windows, std::span<std::size_t> counts) const {
        TIMEWRIGHT_EXPECTS(counts.size() >= windows.size());
        std::visit([&](const auto& trees) { count_in(trees, windows, counts); }, trees_);
    }

  private:
    template <class Key>
    struct trees_of {
        using key_type = Key;
        rank_tree<Key> starts;
        rank_tree<Key> ends;
    };
    using near = rank_tree<std::int32_t>;

    static tick start_of(const interval& span) { return span.start().time_since_epoch().count(); }
    static tick end_of(const interval& span) { return span.end().time_since_epoch().count(); }
    static std::vector<tick> ticks_of(std::span<const interval> intervals,
                                      sys_seconds (interval::*edge)() const noexcept) {
        std::vector<tick> made;
        made.reserve(intervals.size());
        for (const interval& one : intervals)
            made.push_back((one.*edge)().time_since_epoch().count());
        return made;
    }

    [[nodiscard]] near offsets(const std::vector<tick>& times) const {
        std::vector<std::int32_t> made;
        made.reserve(times.size());
        for (const tick t : times) made.push_back(static_cast<std::int32_t>(t - base_));
        return near(made);
    }
    /// The instant as the trees have it; what lies before all of them or behind them stays there.
    template <class Trees>
    [[nodiscard]] typename Trees::key_type key(tick t) const noexcept {
        using key_type = typename Trees::key_type;
        if constexpr (sizeof(key_type) == sizeof(tick)) {
            return t;
        } else {
            if (t <= base_) return key_type{0};
            const auto away = static_cast<std::uint64_t>(t) - static_cast<std::uint64_t>(base_);
            return static_cast<key_type>(std::min(away, std::uint64_t{near::key_max}));
        }
    }

    template <class Trees>
    void count_in(const Trees& trees, std::span<const interval> windows,
                  std::span<std::size_t> counts) const {
        constexpr std::size_t width = 16;
        std::array<typename Trees::key_type, width> from{}, to{};
        std::array<std::size_t, width> ended{}, begun{};
        for (std::size_t at = 0; at < windows.size(); at += width) {
            const std::size_t rest = std::min(width, windows.size() - at);
            for (std::size_t g = 0; g < rest; ++g) {
                from[g] = key<Trees>(start_of(windows[at + g]) + 1);
                to[g] = key<Trees>(end_of(windows[at + g]));
            }
            trees.starts.rank(to, begun);
            trees.ends.rank(from, ended);
            for (std::size_t g = 0; g < rest; ++g) counts[at + g] = begun[g] - ended[g];
        }
    }

    std::variant<trees_of<std::int32_t>, trees_of<tick>> trees_;
    tick base_ = 0;
    std::size_t size_ = 0;
};

} // namespace timewright
