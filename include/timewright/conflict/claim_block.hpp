/// @file
/// claim_block: up to 256 claims of one calendar in one stretch of memory.
///
/// Almost every calendar is small, and a search asks many of them: what counts is how many cache
/// lines one question touches. Starts and ends are 32-bit offsets from the calendar's first start
/// (68 years either way), each in a row of its own, behind a line that holds every sixteenth start.
/// Whether a window is free is read from that line, one line of starts and one of ends.
///
/// Claims are in order of their starts. Not thread-safe.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/interval_block.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>

namespace timewright {

template <class Payload>
class claim_block {
    static_assert(std::is_trivially_copyable_v<Payload> && std::is_default_constructible_v<Payload>,
                  "a payload is copied as bytes: hold an id, a number or a pointer");

  public:
    using offset = std::int32_t;
    static constexpr std::uint32_t size_max = 256;
    static constexpr offset offset_max = std::numeric_limits<offset>::max();

    claim_block() = default;
    claim_block(const claim_block& other) { *this = other; }
    claim_block(claim_block&& other) noexcept { swap(other); }
    claim_block& operator=(const claim_block& other) {
        if (this == &other) return *this;
        claim_block copy;
        copy.base_ = other.base_;
        if (other.size_ > 0) {
            copy.reserve(other.size_);
            std::copy_n(other.starts(), other.size_, copy.starts());
            std::copy_n(other.ends(), other.size_, copy.ends());
            std::copy_n(other.all_units(), other.size_, copy.all_units());
            std::copy_n(other.payloads(), other.size_, copy.payloads());
            copy.size_ = other.size_;
            copy.refresh_pivots(0);
        }
        swap(copy);
        return *this;
    }
    claim_block& operator=(claim_block&& other) noexcept {
        swap(other);
        return *this;
    }
    ~claim_block() = default;

    void swap(claim_block& other) noexcept {
        std::swap(rows_, other.rows_);
        std::swap(base_, other.base_);
        std::swap(size_, other.size_);
        std::swap(room_, other.room_);
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] tick start(std::uint32_t i) const noexcept { return base_ + starts()[i]; }
    [[nodiscard]] tick end(std::uint32_t i) const noexcept { return base_ + ends()[i]; }
    [[nodiscard]] std::uint32_t units(std::uint32_t i) const noexcept { return all_units()[i]; }
    [[nodiscard]] const Payload& payload(std::uint32_t i) const noexcept { return payloads()[i]; }

    /// Whether there is room for one more and both instants are near enough to the first claim's start.
    [[nodiscard]] bool takes(tick start, tick end) const noexcept {
        if (size_ == 0) return gap_between(start, end) < offset_max;
        return size_ < size_max && is_near(start) && is_near(end);
    }

    /// How many start before t.
    [[nodiscard]] std::uint32_t count_below(tick t) const noexcept {
        if (size_ == 0) return 0;
        const offset x = clamped(t);
        return count_below_in(line_for(x), x);
    }

    /// Precondition: takes(start, end), and the order stays.
    void insert(std::uint32_t i, tick start, tick end, std::uint32_t units,
                const Payload& payload) {
        if (size_ == 0) base_ = start;
        reserve(size_ + 1);
        open(starts(), i, static_cast<offset>(start - base_));
        open(ends(), i, static_cast<offset>(end - base_));
        open(all_units(), i, units);
        open(payloads(), i, payload);
        ++size_;
        refresh_pivots(i);
    }
    void erase(std::uint32_t i) {
        close(starts(), i, offset_max);
        close(ends(), i, offset_max);
        close(all_units(), i, 0U);
        close(payloads(), i, Payload{});
        --size_;
        refresh_pivots(i);
    }

    // The steps of one search among many: line_for() reads the line that prefetch_pivots() asks for,
    // count_below_in() and end() those that prefetch_line() asks for.

    [[nodiscard]] offset clamped(tick t) const noexcept {
        const tick least = std::numeric_limits<offset>::min();
        if (t < base_ && gap_between(t, base_) > -least) return static_cast<offset>(least);
        if (t > base_ && gap_between(base_, t) > offset_max) return offset_max;
        return static_cast<offset>(t - base_);
    }
    [[nodiscard]] std::uint32_t line_for(offset x) const noexcept {
        const offset* pivots = row(0);
        std::uint32_t line = 0;
        for (std::uint32_t i = 0; i < line_length; ++i) line += pivots[i] < x ? 1U : 0U;
        return line;
    }
    [[nodiscard]] std::uint32_t count_below_in(std::uint32_t line, offset x) const noexcept {
        if (line * line_length >= room_) return size_;
        const offset* keys = starts() + std::size_t{line} * line_length;
        std::uint32_t below = line * line_length;
        for (std::uint32_t i = 0; i < line_length; ++i) below += keys[i] < x ? 1U : 0U;
        return below;
    }
    [[nodiscard]] offset end_offset(std::uint32_t i) const noexcept { return ends()[i]; }
    void prefetch_pivots() const noexcept { prefetch(rows_.get()); }
    void prefetch_line(std::uint32_t line) const noexcept {
        const std::size_t at = std::size_t{line} * line_length;
        prefetch(starts() + at);
        prefetch(ends() + at);
    }

  private:
    static constexpr std::uint32_t line_length = 16;
    static constexpr std::uint32_t line_bytes = line_length * sizeof(offset);

    struct free_rows {
        void operator()(std::byte* rows) const {
            ::operator delete(rows, std::align_val_t{line_bytes});
        }
    };

    // One stretch: a line of pivots, then rows of room_ starts, ends, units and payloads.
    [[nodiscard]] offset* row(std::size_t bytes_in) const noexcept {
        return reinterpret_cast<offset*>(rows_.get() + bytes_in);
    }
    [[nodiscard]] offset* starts() const noexcept { return row(line_bytes); }
    [[nodiscard]] offset* ends() const noexcept { return starts() + room_; }
    [[nodiscard]] std::uint32_t* all_units() const noexcept {
        return reinterpret_cast<std::uint32_t*>(ends() + room_);
    }
    [[nodiscard]] Payload* payloads() const noexcept {
        return reinterpret_cast<Payload*>(rows_.get() + payloads_at(room_));
    }
    static std::size_t payloads_at(std::uint32_t room) noexcept {
        const std::size_t end = line_bytes + std::size_t{room} * (2 * sizeof(offset) + 4);
        return (end + alignof(Payload) - 1) / alignof(Payload) * alignof(Payload);
    }

    [[nodiscard]] bool is_near(tick t) const noexcept {
        return t < base_ ? gap_between(t, base_) < offset_max : gap_between(base_, t) < offset_max;
    }

    void reserve(std::uint32_t wanted) {
        if (wanted <= room_) return;
        std::uint32_t room = std::max(room_, line_length);
        while (room < wanted) room *= 2;
        claim_block grown;
        grown.base_ = base_;
        grown.room_ = room;
        const std::size_t bytes = payloads_at(room) + room * sizeof(Payload);
        grown.rows_.reset(
            static_cast<std::byte*>(::operator new(bytes, std::align_val_t{line_bytes})));
        std::fill_n(grown.row(0), line_length, offset_max);
        const auto fill = [&](auto* from, auto* to, auto nothing) {
            std::uninitialized_copy_n(from, size_, to);
            std::uninitialized_fill_n(to + size_, room - size_, nothing);
        };
        fill(room_ > 0 ? starts() : nullptr, grown.starts(), offset_max);
        fill(room_ > 0 ? ends() : nullptr, grown.ends(), offset_max);
        fill(room_ > 0 ? all_units() : nullptr, grown.all_units(), 0U);
        fill(room_ > 0 ? payloads() : nullptr, grown.payloads(), Payload{});
        grown.size_ = size_;
        grown.refresh_pivots(0);
        swap(grown);
    }

    template <class T>
    void open(T* column, std::uint32_t i, const T& value) noexcept {
        std::copy_backward(column + i, column + size_, column + size_ + 1);
        column[i] = value;
    }
    template <class T>
    void close(T* column, std::uint32_t i, const T& nothing) noexcept {
        std::copy(column + i + 1, column + size_, column + i);
        column[size_ - 1] = nothing;
    }
    void refresh_pivots(std::uint32_t from) noexcept {
        offset* pivots = row(0);
        for (std::uint32_t line = from / line_length; line < room_ / line_length; ++line)
            pivots[line] = starts()[line * line_length + line_length - 1];
    }

    std::unique_ptr<std::byte, free_rows> rows_{};
    tick base_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t room_ = 0;
};

} // namespace timewright
