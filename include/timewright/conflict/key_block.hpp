/// @file
/// key_block: sixty-four ascending instants, searched in two cache lines.
///
/// A search within a block is two counts of eight: first in a line that holds every eighth key, then
/// among the eight keys which that line points at. No branch depends on the data.
///
/// Instants are seconds since 1970-01-01T00:00:00Z. Free places hold tick_max.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace timewright {

using tick = std::int64_t;
inline constexpr tick tick_min = std::numeric_limits<tick>::min();
inline constexpr tick tick_max = std::numeric_limits<tick>::max();

/// Asks for a cache line before it is read. Nothing where the compiler has no way to say so.
inline void prefetch([[maybe_unused]] const void* line) noexcept {
#if defined(__GNUC__)
    __builtin_prefetch(line);
#endif
}

/// How many of the sixteen numbers in a cache line are less than x, without a branch.
[[nodiscard]] inline std::uint32_t count_below_in_line(const std::int32_t* line,
                                                       std::int32_t x) noexcept {
#if defined(__GNUC__)
    // Four at a time: compilers see that where this stands alone, but not where it is inlined.
    using lanes = std::int32_t __attribute__((vector_size(16)));
    const lanes limit = {x, x, x, x};
    lanes less = {};
    for (std::uint32_t i = 0; i < 16; i += 4) {
        lanes keys;
        std::memcpy(&keys, line + i, sizeof keys);
        less += keys < limit; // -1 where it is
    }
    return static_cast<std::uint32_t>(-(less[0] + less[1] + less[2] + less[3]));
#else
    std::uint32_t below = 0;
    for (std::uint32_t i = 0; i < 16; ++i) below += line[i] < x ? 1U : 0U;
    return below;
#endif
}
/// The same of eight.
[[nodiscard]] inline std::uint32_t count_below_in_line(const tick* line, tick x) noexcept {
    std::uint32_t below = 0;
    for (std::uint32_t i = 0; i < 8; ++i) below += line[i] < x ? 1U : 0U;
    return below;
}

/// Up to 64 ascending keys.
class key_block {
  public:
    static constexpr std::uint32_t capacity = 64;
    static constexpr std::uint32_t lines = 8;
    static constexpr std::uint32_t line_length = capacity / lines;

    key_block() noexcept {
        keys_.fill(tick_max);
        pivots_.fill(tick_max);
    }

    [[nodiscard]] tick operator[](std::uint32_t i) const noexcept { return keys_[i]; }

    /// How many keys are less than x.
    [[nodiscard]] std::uint32_t count_below(tick x) const noexcept {
        return count_below_in(line_for(x), x);
    }
    /// The first half of count_below(): the line in which the answer lies; `lines` when all are less.
    [[nodiscard]] std::uint32_t line_for(tick x) const noexcept {
        return count_below_in_line(pivots_.data(), x);
    }
    /// The second half.
    [[nodiscard]] std::uint32_t count_below_in(std::uint32_t line, tick x) const noexcept {
        if (line == lines) return capacity;
        const std::uint32_t first = line * line_length;
        return first + count_below_in_line(keys_.data() + first, x);
    }

    /// Puts a key at place i of n, those behind move up. Precondition: n < capacity.
    void insert(std::uint32_t i, std::uint32_t n, tick key) noexcept {
        std::copy_backward(keys_.begin() + i, keys_.begin() + n, keys_.begin() + n + 1);
        set(i, key);
        refresh_pivots(i);
    }
    void erase(std::uint32_t i, std::uint32_t n) noexcept {
        std::copy(keys_.begin() + i + 1, keys_.begin() + n, keys_.begin() + i);
        keys_[n - 1] = tick_max;
        refresh_pivots(i);
    }
    /// Changes a key without changing the order.
    void replace(std::uint32_t i, tick key) noexcept {
        set(i, key);
        refresh_pivots(i);
    }
    /// Moves the keys from `from` on to the place `to` of another block with `to` keys.
    void move_tail(std::uint32_t from, std::uint32_t n, key_block& other,
                   std::uint32_t to) noexcept {
        std::copy(keys_.begin() + from, keys_.begin() + n, other.keys_.begin() + to);
        std::fill(keys_.begin() + from, keys_.begin() + n, tick_max);
        refresh_pivots(from);
        other.refresh_pivots(to);
    }

    /// Sets the keys from `from` to n; they must ascend.
    template <class KeyAt>
    void assign_from(std::uint32_t from, std::uint32_t n, KeyAt&& key_at) noexcept {
        for (std::uint32_t i = from; i < n; ++i) keys_[i] = key_at(i);
        std::fill(keys_.begin() + n, keys_.end(), tick_max);
        refresh_pivots(from);
    }

    /// Asks for the line that line_for() reads.
    void prefetch_pivots() const noexcept { prefetch(pivots_.data()); }
    /// Asks for all lines, where waiting twice costs more than reading them.
    void prefetch_all() const noexcept {
        prefetch(pivots_.data());
        for (std::uint32_t line = 0; line < lines; ++line)
            prefetch(keys_.data() + std::size_t{line} * line_length);
    }
    /// Asks for the line that count_below_in() reads.
    void prefetch_line(std::uint32_t line) const noexcept {
        prefetch(keys_.data() + std::size_t{std::min(line, lines - 1)} * line_length);
    }

    [[nodiscard]] const tick& at(std::size_t i) const noexcept { return keys_[i]; }

  private:
    void set(std::uint32_t i, tick key) noexcept { keys_[i] = key; }
    void refresh_pivots(std::uint32_t from) noexcept {
        for (std::uint32_t line = from / line_length; line < lines; ++line)
            pivots_[line] = keys_[line * line_length + line_length - 1];
    }

    alignas(64) std::array<tick, lines> pivots_; ///< the last key of each line of keys
    alignas(64) std::array<tick, capacity> keys_;
};

} // namespace timewright
