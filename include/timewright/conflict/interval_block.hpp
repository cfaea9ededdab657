/// @file
/// interval_block: sixty-four intervals, or sixty-four summaries of such blocks, side by side.
///
/// The nodes of interval_index, and the inner nodes of large resource_calendars. Starts, ends and names
/// lie in arrays of their own, so that a search reads a line of keys and not whole entries.
#pragma once

#include <timewright/conflict/key_block.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace timewright {

/// What is known of the intervals below a node.
struct block_summary {
    tick first = tick_max; ///< the earliest start, and the name of the entry that has it
    std::uint64_t first_name = 0;
    tick end_max = tick_min;
    /// No stretch between two of them that none covers is longer; exact where they do not overlap.
    tick gap_max = 0;
    std::uint64_t count = 0;

    friend bool operator==(const block_summary&, const block_summary&) = default;
};

/// The gap from what ends at `end` to what starts at `start`: 0 when they touch or overlap.
[[nodiscard]] constexpr tick gap_between(tick end, tick start) noexcept {
    if (start <= end) return 0;
    const auto gap = static_cast<std::uint64_t>(start) - static_cast<std::uint64_t>(end);
    return gap > static_cast<std::uint64_t>(tick_max) ? tick_max : static_cast<tick>(gap);
}

/// reaches[i] is the latest end among the first i + 1: it ascends although ends do not, so it can be
/// searched, and one look at it tells whether anything before a place is still going on.
/// Sets it from a place on where an end has changed; where it agrees again the rest is right.
/// Returns the place behind the last that it changed.
template <class Ends>
std::uint32_t refresh_reaches(key_block& reaches, const Ends& ends, std::uint32_t from,
                              std::uint32_t size) noexcept {
    tick reach = from == 0 ? tick_min : reaches[from - 1];
    for (std::uint32_t i = from; i < size; ++i) {
        reach = std::max(reach, ends[i]);
        if (reaches[i] == reach) return i;
        reaches.replace(i, reach);
    }
    return size;
}
template <class Ends>
void compute_reaches(key_block& reaches, const Ends& ends, std::uint32_t from,
                     std::uint32_t size) noexcept {
    tick reach = from == 0 ? tick_min : reaches[from - 1];
    reaches.assign_from(from, size,
                        [&](std::uint32_t i) { return reach = std::max(reach, ends[i]); });
}

/// A leaf: up to 64 entries that may overlap, in order of (start, name).
template <class Payload>
class interval_leaf {
    static_assert(std::is_trivially_copyable_v<Payload> && std::is_default_constructible_v<Payload>,
                  "a payload is copied as bytes: index an id, a number or a pointer");

  public:
    using payload_type = Payload;
    using offset = tick;
    static constexpr std::uint32_t capacity = key_block::capacity;
    static constexpr bool disjoint = false;

    // As claim_block has them, which grows and has to be near: interval_tree works with both.
    [[nodiscard]] static std::unique_ptr<interval_leaf> make(std::uint32_t = capacity) {
        return std::make_unique<interval_leaf>();
    }
    [[nodiscard]] std::unique_ptr<interval_leaf> copy() const {
        return std::make_unique<interval_leaf>(*this);
    }
    [[nodiscard]] std::unique_ptr<interval_leaf> grown() const { return copy(); }
    [[nodiscard]] static constexpr std::uint32_t room() noexcept { return capacity; }
    [[nodiscard]] static constexpr bool reaches_to(tick) noexcept { return true; }
    [[nodiscard]] static constexpr bool reaches_over(const interval_leaf&) noexcept { return true; }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    // Places, which go from 0 to size().
    static constexpr std::uint32_t nowhere = ~0U;
    [[nodiscard]] std::uint32_t end_place() const noexcept { return size_; }
    [[nodiscard]] static std::uint32_t next(std::uint32_t i) noexcept { return i + 1; }
    [[nodiscard]] static std::uint32_t prev(std::uint32_t i) noexcept { return i - 1; }
    [[nodiscard]] static std::uint32_t rank_of(std::uint32_t i) noexcept { return i; }
    [[nodiscard]] bool is_at(std::uint32_t i, tick start, std::uint64_t name) const noexcept {
        return i < size_ && starts_[i] == start && names_[i] == name;
    }

    [[nodiscard]] tick start(std::uint32_t i) const noexcept { return starts_[i]; }
    [[nodiscard]] tick end(std::uint32_t i) const noexcept { return ends_[i]; }
    [[nodiscard]] std::uint64_t name(std::uint32_t i) const noexcept { return names_[i]; }
    [[nodiscard]] const Payload& payload(std::uint32_t i) const noexcept { return payloads_[i]; }

    /// The place of the first entry that is not before (start, name).
    [[nodiscard]] std::uint32_t place_of(tick start, std::uint64_t name) const noexcept {
        std::uint32_t i = starts_.count_below(start);
        while (i < size_ && starts_[i] == start && names_[i] < name) ++i;
        return i;
    }
    /// How many start before t.
    [[nodiscard]] std::uint32_t count_below(tick t) const noexcept {
        return starts_.count_below(t);
    }
    /// Behind the last place that starts before t.
    [[nodiscard]] std::uint32_t place_below(tick t) const noexcept {
        return starts_.count_below(t);
    }
    /// The last place that starts before t; nowhere if none does.
    [[nodiscard]] std::uint32_t last_before(tick t) const noexcept { return place_below(t) - 1; }
    /// Nothing before this place ends after t.
    [[nodiscard]] std::uint32_t first_reaching(tick t) const noexcept {
        return reaches_.count_below(t);
    }

    [[nodiscard]] bool is_free(tick from, tick to) const noexcept {
        const std::uint32_t line = line_for(to);
        reaches_.prefetch_line(line);
        return is_free_in(line, to, from);
    }
    /// True: `at` is moved to the start of a gap behind it. Otherwise to where all have ended.
    bool find_gap(tick length, tick& at) const noexcept {
        for (std::uint32_t i = first_reaching(at); i < size_; ++i) {
            if (gap_between(at, starts_[i]) >= length) return true;
            at = std::max(at, ends_[i]);
        }
        return false;
    }
    // The steps of one question among many: each reads what the one before asked for.
    void prefetch_head() const noexcept {
        starts_.prefetch_pivots();
        reaches_.prefetch_pivots();
    }
    void prefetch_all() const noexcept { prefetch_head(); }
    void prefetch_line(std::uint32_t line) const noexcept {
        starts_.prefetch_line(line);
        reaches_.prefetch_line(line);
    }
    [[nodiscard]] static tick clamped(tick t) noexcept { return t; }
    [[nodiscard]] std::uint32_t line_for(tick t) const noexcept { return starts_.line_for(t); }
    [[nodiscard]] bool is_free_in(std::uint32_t line, tick to, tick from) const noexcept {
        const std::uint32_t before = starts_.count_below_in(line, to);
        return before == 0 || reaches_[before - 1] <= from;
    }
    /// Asks for what the entries are made of that a visit from one instant to another reads first.
    void prefetch_entries(tick from, tick to) const noexcept {
        starts_.prefetch_line(starts_.line_for(to));
        const std::size_t line = std::min(reaches_.line_for(from), key_block::lines - 1);
        const std::size_t i = line * key_block::line_length;
        prefetch(&starts_.at(i));
        prefetch(&reaches_.at(i));
        prefetch(&ends_[i]);
        prefetch(&names_[i]);
        prefetch(&payloads_[i]);
    }

    /// Keeps `own`, the leaf's summary, up to date where there is one to keep.
    void insert(std::uint32_t i, tick start, tick end, std::uint64_t name, const Payload& payload,
                block_summary* own) noexcept {
        const tick gap_before = gap_at(i);
        starts_.insert(i, size_, start);
        reaches_.insert(i, size_, i == 0 ? end : std::max(end, reaches_[i - 1]));
        open(ends_, i);
        open(names_, i);
        open(payloads_, i);
        ends_[i] = end;
        names_[i] = name;
        payloads_[i] = payload;
        ++size_;
        const std::uint32_t changed = refresh_reaches(reaches_, ends_, i + 1, size_);
        if (own == nullptr) return;
        // The gap that was before this place is two now; as long as it was not the longest, and
        // nothing further on changed, the longest stands.
        if (changed > i + 1 || size_ == 1 || gap_before == own->gap_max)
            *own = summary();
        else
            sum_up(*own, std::max({own->gap_max, gap_at(i), gap_at(i + 1)}));
    }
    void erase(std::uint32_t i, block_summary* own) noexcept {
        starts_.erase(i, size_);
        reaches_.erase(i, size_);
        close(ends_, i);
        close(names_, i);
        close(payloads_, i);
        --size_;
        const std::uint32_t changed = refresh_reaches(reaches_, ends_, i, size_);
        if (own == nullptr) return;
        if (i == 0 || i == size_ || changed > i)
            *own = summary();
        else
            sum_up(*own, std::max(own->gap_max, gap_at(i)));
    }
    /// Moves what is at `from` and behind to the end of another leaf that comes after this one's rest.
    void move_tail(std::uint32_t from, interval_leaf& other) noexcept {
        starts_.move_tail(from, size_, other.starts_, other.size_);
        const auto move = [&](const auto& column, auto& to) {
            std::copy(column.begin() + from, column.begin() + size_, to.begin() + other.size_);
        };
        move(ends_, other.ends_);
        move(names_, other.names_);
        move(payloads_, other.payloads_);
        const std::uint32_t had = std::exchange(other.size_, other.size_ + size_ - from);
        size_ = from;
        compute_reaches(reaches_, ends_, from, size_);
        compute_reaches(other.reaches_, other.ends_, had, other.size_);
    }

    [[nodiscard]] block_summary summary() const noexcept {
        block_summary made;
        if (size_ == 0) return made;
        tick gap_max = 0;
        for (std::uint32_t i = 1; i < size_; ++i) gap_max = std::max(gap_max, gap_at(i));
        sum_up(made, gap_max);
        return made;
    }

  private:
    /// The gap before place i, where there is one.
    [[nodiscard]] tick gap_at(std::uint32_t i) const noexcept {
        return i == 0 || i >= size_ ? 0 : gap_between(reaches_[i - 1], starts_[i]);
    }
    void sum_up(block_summary& own, tick gap_max) const noexcept {
        own.first = starts_[0];
        own.first_name = names_[0];
        own.end_max = reaches_[size_ - 1];
        own.gap_max = gap_max;
        own.count = size_;
    }

    template <class T>
    void open(std::array<T, capacity>& column, std::uint32_t i) noexcept {
        std::copy_backward(column.begin() + i, column.begin() + size_, column.begin() + size_ + 1);
    }
    template <class T>
    void close(std::array<T, capacity>& column, std::uint32_t i) noexcept {
        std::copy(column.begin() + i + 1, column.begin() + size_, column.begin() + i);
    }

    key_block starts_{};
    key_block reaches_{};
    std::array<tick, capacity> ends_{};
    std::array<std::uint64_t, capacity> names_{};
    std::array<Payload, capacity> payloads_{};
    std::uint32_t size_ = 0;
};

/// An inner node: the summaries of its children, in order.
struct interval_branch {
    key_block firsts{};
    key_block reaches{};
    std::array<tick, key_block::capacity> ends_max{};
    std::array<tick, key_block::capacity> gaps_max{};
    std::array<std::uint64_t, key_block::capacity> first_names{};
    std::array<std::uint64_t, key_block::capacity> counts{};
    std::array<void*, key_block::capacity> children{};
    std::uint32_t size = 0;

    /// The child in whose range (start, name) lies. Precondition: there is a child.
    [[nodiscard]] std::uint32_t child_for(tick start, std::uint64_t name) const noexcept {
        std::uint32_t i = firsts.count_below(start);
        while (i < size && firsts[i] == start && first_names[i] <= name) ++i;
        return i == 0 ? 0 : i - 1;
    }

    [[nodiscard]] block_summary child_summary(std::uint32_t i) const noexcept {
        return {.first = firsts[i],
                .first_name = first_names[i],
                .end_max = ends_max[i],
                .gap_max = gaps_max[i],
                .count = counts[i]};
    }
    void set(std::uint32_t i, const block_summary& child) noexcept {
        if (firsts[i] != child.first) firsts.replace(i, child.first);
        first_names[i] = child.first_name;
        if (std::exchange(ends_max[i], child.end_max) != child.end_max)
            compute_reaches(reaches, ends_max, i, size);
        gaps_max[i] = child.gap_max;
        counts[i] = child.count;
    }
    void insert(std::uint32_t i, void* node, const block_summary& child) noexcept {
        firsts.insert(i, size, child.first);
        const auto open = [&](auto& column) {
            std::copy_backward(column.begin() + i, column.begin() + size,
                               column.begin() + size + 1);
        };
        open(ends_max);
        open(gaps_max);
        open(first_names);
        open(counts);
        open(children);
        children[i] = node;
        ends_max[i] = child.end_max;
        ++size;
        compute_reaches(reaches, ends_max, i, size);
        set(i, child);
    }
    void erase(std::uint32_t i) noexcept {
        firsts.erase(i, size);
        const auto close = [&](auto& column) {
            std::copy(column.begin() + i + 1, column.begin() + size, column.begin() + i);
        };
        close(ends_max);
        close(gaps_max);
        close(first_names);
        close(counts);
        close(children);
        --size;
        compute_reaches(reaches, ends_max, i, size);
    }
    void move_tail(std::uint32_t from, interval_branch& other) noexcept {
        firsts.move_tail(from, size, other.firsts, other.size);
        const auto move = [&](auto& column, auto& to) {
            std::copy(column.begin() + from, column.begin() + size, to.begin() + other.size);
        };
        move(ends_max, other.ends_max);
        move(gaps_max, other.gaps_max);
        move(first_names, other.first_names);
        move(counts, other.counts);
        move(children, other.children);
        const std::uint32_t had = std::exchange(other.size, other.size + size - from);
        size = from;
        compute_reaches(reaches, ends_max, from, size);
        compute_reaches(other.reaches, other.ends_max, had, other.size);
    }

    [[nodiscard]] block_summary summary() const noexcept {
        block_summary made{.first = firsts[0], .first_name = first_names[0]};
        for (std::uint32_t i = 0; i < size; ++i) made.count += counts[i];
        made.gap_max = longest_gap();
        if (size > 0) made.end_max = reaches[size - 1];
        return made;
    }
    /// The longest gap below the children and between them.
    [[nodiscard]] tick longest_gap() const noexcept {
        tick longest = 0;
        for (std::uint32_t i = 0; i < size; ++i) longest = std::max(longest, gaps_max[i]);
        for (std::uint32_t i = 1; i < size; ++i)
            longest = std::max(longest, gap_between(reaches[i - 1], firsts[i]));
        return longest;
    }
};

} // namespace timewright
