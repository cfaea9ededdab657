/// @file
/// claim_block: up to 256 claims that do not overlap, in one stretch of memory.
///
/// Almost every calendar is small, and a search asks many of them: what counts is how many cache
/// lines one question touches. A block is all there is of a small calendar and a leaf of a large one.
/// Starts and ends are 32-bit offsets from the first claim that came (34 years either way), each in
/// a row of its own, sixteen to a cache line, behind a line that holds the first start of each line:
/// whether a window is free is read from that line, one line of starts and one of ends. There is
/// neither a name nor a running maximum of ends: claims on one unit are disjoint, so their starts
/// tell them apart and their ends ascend by themselves.
///
/// A claim that would lie too far from the others is not taken; interval_tree then gives it a block
/// of its own. Only the last claim may end later than 34 years: its end is kept whole.
///
/// Finding a place takes O(log n), two counts of sixteen; inserting and erasing O(n) moved offsets.
/// Not thread-safe.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/interval_block.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>

namespace timewright {

template <class Payload>
class claim_block {
    static_assert(std::is_trivially_copyable_v<Payload> && std::is_default_constructible_v<Payload>,
                  "a payload is copied as bytes: hold an id, a number or a pointer");
    static_assert(alignof(Payload) <= 64, "rows begin with cache lines");

  public:
    using offset = std::int32_t;
    using payload_type = Payload;
    static constexpr std::uint32_t capacity = 256;
    /// Starts are nearer than that to the base.
    static constexpr offset offset_max = offset{1} << 30;
    /// What interval_tree may rely on: no entry overlaps another.
    static constexpr bool disjoint = true;

    claim_block(const claim_block&) = delete;
    claim_block& operator=(const claim_block&) = delete;

    /// An empty block with room for so many, in whole lines. Precondition: room <= capacity.
    [[nodiscard]] static std::unique_ptr<claim_block> make(std::uint32_t room = capacity) {
        room = (std::max(room, line_length) + line_length - 1) / line_length * line_length;
        TIMEWRIGHT_EXPECTS(room <= capacity);
        void* memory = ::operator new(bytes_for(room), std::align_val_t{line_bytes});
        return std::unique_ptr<claim_block>(new (memory) claim_block(room));
    }
    [[nodiscard]] std::unique_ptr<claim_block> copy(std::uint32_t room) const {
        auto made = make(room);
        if (size_ > 0) append(*this, 0, *made);
        return made;
    }
    [[nodiscard]] std::unique_ptr<claim_block> copy() const { return copy(room_); }
    /// The same with more room; a block grows by a quarter, so that little is moved and little lost.
    [[nodiscard]] std::unique_ptr<claim_block> grown() const {
        return copy(std::min(capacity, room_ + std::max(line_length, room_ / 4)));
    }
    static void operator delete(void* memory) {
        ::operator delete(memory, std::align_val_t{line_bytes});
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t room() const noexcept { return room_; }
    [[nodiscard]] tick start(std::uint32_t i) const noexcept { return base_ + starts()[i]; }
    [[nodiscard]] tick end(std::uint32_t i) const noexcept {
        return ends()[i] == offset_max ? last_end_ : base_ + ends()[i];
    }
    [[nodiscard]] static std::uint64_t name(std::uint32_t) noexcept { return 0; }
    [[nodiscard]] const Payload& payload(std::uint32_t i) const noexcept { return payloads()[i]; }

    // ---- asking --------------------------------------------------------------------------------

    /// How many start before t.
    [[nodiscard]] std::uint32_t count_below(tick t) const noexcept {
        const offset x = clamped(t);
        return count_below_in(line_for(x), x);
    }
    /// The place of the claim with this start, or where it would be.
    [[nodiscard]] std::uint32_t place_of(tick start, std::uint64_t) const noexcept {
        const offset x = clamped(start);
        const std::uint32_t line = line_for(x);
        prefetch_payloads(line);
        return count_below_in(line, x);
    }
    /// From this place on claims end after t.
    [[nodiscard]] std::uint32_t first_reaching(tick t) const noexcept {
        const std::uint32_t i = count_below(t);
        return i > 0 && end(i - 1) > t ? i - 1 : i;
    }
    [[nodiscard]] bool is_free(tick from, tick to) const noexcept {
        const offset x = clamped(to);
        const std::uint32_t line = line_for(x);
        prefetch(ends() + std::size_t{line} * line_length);
        return is_free_in(line, x, from);
    }

    // The steps of one question among many: line_for() reads what prefetch_head() asks for,
    // is_free_in() what prefetch_line() asks for.

    void prefetch_head() const noexcept {
        prefetch(pivots_);
        prefetch(&base_);
    }
    /// Asks for all of a full block before it is known how much of it there is: one wait for what
    /// a change reads and moves, and not three.
    void prefetch_all() const noexcept {
        const auto* bytes = reinterpret_cast<const std::byte*>(this);
        constexpr std::size_t most = std::min<std::size_t>(bytes_for(capacity), 4'096);
        for (std::size_t i = 0; i < most; i += line_bytes) prefetch(bytes + i);
    }
    void prefetch_line(std::uint32_t line) const noexcept {
        prefetch(starts() + std::size_t{line} * line_length);
        prefetch(ends() + std::size_t{line} * line_length);
    }
    [[nodiscard]] offset clamped(tick t) const noexcept {
        // As unsigned numbers, because the difference may be more than a tick holds.
        const auto base = static_cast<std::uint64_t>(base_), at = static_cast<std::uint64_t>(t);
        constexpr std::uint64_t most{offset_max};
        return t < base_ ? -static_cast<offset>(std::min(base - at, most))
                         : static_cast<offset>(std::min(at - base, most));
    }
    [[nodiscard]] std::uint32_t line_for(offset x) const noexcept {
        const std::uint32_t lines = count_in_line(pivots_, x);
        return lines - (lines > 0 ? 1U : 0U);
    }
    [[nodiscard]] std::uint32_t count_below_in(std::uint32_t line, offset x) const noexcept {
        const std::uint32_t first = line * line_length;
        return first + count_in_line(starts() + first, x);
    }
    [[nodiscard]] bool is_free_in(std::uint32_t line, offset x, tick from) const noexcept {
        const std::uint32_t before = count_below_in(line, x);
        if (before == 0) return true;
        const offset end = ends()[before - 1];
        return end == offset_max ? last_end_ <= from : end <= clamped(from);
    }

    /// Asks for the payloads that move when a claim comes or goes in this line.
    void prefetch_payloads(std::uint32_t line) const noexcept {
        constexpr std::size_t step = std::max<std::size_t>(1, line_bytes / sizeof(Payload));
        for (std::size_t i = std::size_t{line} * line_length; i < size_; i += step)
            prefetch(payloads() + i);
    }

    // ---- changing ------------------------------------------------------------------------------

    /// Whether the start is near enough to the others'. A claim that does not fit comes before or
    /// after all of them.
    [[nodiscard]] bool reaches_to(tick start) const noexcept {
        const offset x = clamped(start);
        return size_ == 0 || (-offset_max < x && x < offset_max);
    }
    /// Whether those of another block, which come after these, would be near enough.
    [[nodiscard]] bool reaches_over(const claim_block& other) const noexcept {
        return other.size_ == 0 || reaches_to(other.start(other.size_ - 1));
    }

    /// Keeps `own`, the block's summary, up to date where there is one to keep.
    /// Precondition: size() < room(), reaches_to(start), nothing overlaps.
    void insert(std::uint32_t i, tick start, tick end, std::uint64_t, const Payload& payload,
                block_summary* own) noexcept {
        if (size_ == 0) base_ = start;
        open(starts(), i, clamped(start));
        open(ends(), i, clamped(end));
        open(payloads(), i, payload);
        ++size_;
        if (i + 1 == size_) last_end_ = end;
        refresh_pivots(i);
        if (own == nullptr) return;
        // The gap in which the claim lies is two now. As long as it was not the longest, that stands.
        const bool parted = i > 0 && i + 1 < size_;
        if (parted && gap_between(this->end(i - 1), this->start(i + 1)) == own->gap_max)
            own->gap_max = longest_gap();
        else if (!parted)
            own->gap_max = std::max({own->gap_max, gap_at(i), gap_at(i + 1)});
        sum_up(*own);
    }
    void erase(std::uint32_t i, block_summary* own) noexcept {
        const bool at_an_end = i == 0 || i + 1 == size_;
        close(starts(), i, offset_max);
        close(ends(), i, offset_max);
        close(payloads(), i, Payload{});
        --size_;
        if (i == size_ && i > 0) last_end_ = base_ + ends()[i - 1];
        refresh_pivots(i);
        if (own == nullptr) return;
        own->gap_max = at_an_end ? longest_gap() : std::max(own->gap_max, gap_at(i));
        sum_up(*own);
    }
    /// Moves what is at `from` and behind to the end of another block that comes after this one's
    /// rest. Precondition: the other has room and reaches that far.
    void move_tail(std::uint32_t from, claim_block& other) noexcept {
        if (from == size_) return;
        append(*this, from, other);
        std::fill(starts() + from, starts() + size_, offset_max);
        std::fill(ends() + from, ends() + size_, offset_max);
        size_ = from;
        if (from > 0) last_end_ = base_ + ends()[from - 1];
        refresh_pivots(from);
    }

    [[nodiscard]] block_summary summary() const noexcept {
        block_summary made;
        made.gap_max = longest_gap();
        sum_up(made);
        return made;
    }

  private:
    static constexpr std::uint32_t line_length = 16;
    static constexpr std::uint32_t line_bytes = line_length * sizeof(offset);

    static std::uint32_t count_in_line(const offset* line, offset x) noexcept {
        return count_below_in_line(line, x);
    }

    explicit claim_block(std::uint32_t room) noexcept : room_(room) {
        std::fill_n(pivots_, line_length, offset_max);
        std::fill_n(starts(), 2 * std::size_t{room}, offset_max);
        std::uninitialized_fill_n(payloads(), room, Payload{});
    }

    // Behind the head lie rows of room_ starts, ends and payloads.
    static constexpr std::size_t head_bytes = 2 * line_bytes;
    static constexpr std::size_t bytes_for(std::uint32_t room) noexcept {
        return payloads_at(room) + room * sizeof(Payload);
    }
    static constexpr std::size_t payloads_at(std::uint32_t room) noexcept {
        const std::size_t end = head_bytes + std::size_t{room} * 2 * sizeof(offset);
        return (end + alignof(Payload) - 1) / alignof(Payload) * alignof(Payload);
    }
    template <class T>
    [[nodiscard]] T* row(std::size_t bytes_in) const noexcept {
        auto* bytes = reinterpret_cast<std::byte*>(const_cast<claim_block*>(this));
        return reinterpret_cast<T*>(bytes + bytes_in);
    }
    [[nodiscard]] offset* starts() const noexcept { return row<offset>(head_bytes); }
    [[nodiscard]] offset* ends() const noexcept { return starts() + room_; }
    [[nodiscard]] Payload* payloads() const noexcept { return row<Payload>(payloads_at(room_)); }

    /// Copies what is at `from` and behind to the end of another block.
    static void append(const claim_block& from_block, std::uint32_t from,
                       claim_block& to) noexcept {
        const std::uint32_t count = from_block.size_ - from;
        if (to.size_ == 0) to.base_ = from_block.base_;
        // What wraps around on the way ends up in range: every claim is near either base.
        const auto shift = static_cast<std::uint32_t>(static_cast<std::uint64_t>(from_block.base_) -
                                                      static_cast<std::uint64_t>(to.base_));
        const auto shifted = [shift](offset x) {
            return static_cast<offset>(static_cast<std::uint32_t>(x) + shift);
        };
        const auto shift_row = [&](const offset* row, offset* into) {
            std::transform(row + from, row + from_block.size_, into + to.size_, shifted);
        };
        shift_row(from_block.starts(), to.starts());
        shift_row(from_block.ends(), to.ends());
        std::copy_n(from_block.payloads() + from, count, to.payloads() + to.size_);
        const std::uint32_t had = to.size_;
        to.size_ += count;
        to.last_end_ = from_block.last_end_;
        to.ends()[to.size_ - 1] = to.clamped(to.last_end_);
        to.refresh_pivots(had);
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
    /// The first start of each line, from the line on in which a place lies.
    void refresh_pivots(std::uint32_t from) noexcept {
        for (std::uint32_t line = from / line_length; line < room_ / line_length; ++line)
            pivots_[line] = starts()[line * line_length];
    }

    /// The gap before place i, where there is one.
    [[nodiscard]] tick gap_at(std::uint32_t i) const noexcept {
        return i == 0 || i >= size_ ? 0 : tick{starts()[i]} - ends()[i - 1];
    }
    [[nodiscard]] tick longest_gap() const noexcept {
        offset longest = 0; // no more than twice 2^30 seconds, less two
        const offset* starts = this->starts();
        const offset* ends = this->ends();
        for (std::uint32_t i = 1; i < size_; ++i)
            longest = std::max(longest, starts[i] - ends[i - 1]);
        return longest;
    }
    void sum_up(block_summary& own) const noexcept {
        if (size_ == 0) {
            own = {};
            return;
        }
        own.first = start(0);
        own.end_max = last_end_;
        own.count = size_;
    }

    alignas(line_bytes) offset pivots_[line_length]; ///< the first start of each line
    tick base_ = 0;
    tick last_end_ = tick_min;
    std::uint32_t size_ = 0;
    std::uint32_t room_ = 0;
};

} // namespace timewright
