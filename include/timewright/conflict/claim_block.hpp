/// @file
/// claim_block: up to 240 claims that do not overlap, in one stretch of memory.
///
/// Almost every calendar is small, and a search asks many of them: what counts is how many cache
/// lines one question touches. A block is all there is of a small calendar and a leaf of a large one.
/// Starts and ends are 32-bit offsets from the first claim that came (34 years either way), sixteen
/// starts to a cache line with their ends in the next, behind a head that knows the first start of each
/// line: whether a window is free is read from the head, one line of starts and one of ends.
///
/// Lines have room to spare: a claim that comes or goes moves its line alone, which is seven cache
/// lines and not half a calendar. A full line is parted, and when no line is left all are filled alike;
/// so a block takes 15 claims a line, not 16.
///
/// There is neither a name nor a running maximum of ends: claims on one unit are disjoint, so their
/// starts tell them apart and their ends ascend by themselves. The head also knows the longest gap within
/// each line and before it, so that the longest of the block is known without reading it.
///
/// A claim that would lie too far from the others is not taken; interval_tree then gives it a block
/// of its own. Only the last claim may end later than 34 years: its end is kept whole.
///
/// A **place** is 16 * line + column: places ascend with the starts, but not all of them are taken.
///
/// Finding a place takes two counts of sixteen, inserting and erasing O(1) lines, and O(n) where all
/// are filled alike, at most each eighth time where claims come in any order. Not thread-safe.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/interval_block.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace timewright {

template <class Payload>
class claim_block {
    static_assert(std::is_trivially_copyable_v<Payload> && std::is_default_constructible_v<Payload>,
                  "a payload is copied as bytes: hold an id, a number or a pointer");
    static_assert(alignof(Payload) <= 64, "rows begin with cache lines");

    static constexpr std::uint32_t line_length = 16;
    static constexpr std::uint32_t lines_max = 16;
    static constexpr std::uint32_t line_fill = line_length - 1; ///< when all are filled alike

  public:
    using offset = std::int32_t;
    using payload_type = Payload;
    static constexpr std::uint32_t capacity = lines_max * line_fill;
    /// Starts are nearer than that to the base.
    static constexpr offset offset_max = offset{1} << 30;
    /// What interval_tree may rely on: no entry overlaps another.
    static constexpr bool disjoint = true;
    static constexpr std::uint32_t nowhere = ~0U;

    claim_block(const claim_block&) = delete;
    claim_block& operator=(const claim_block&) = delete;

    /// An empty block with room for so many, in whole lines. Precondition: room <= capacity.
    [[nodiscard]] static std::unique_ptr<claim_block> make(std::uint32_t room = capacity) {
        const std::uint32_t lines = (std::max(room, 1U) + line_fill - 1) / line_fill;
        TIMEWRIGHT_EXPECTS(lines <= lines_max);
        void* memory = ::operator new(bytes_for(lines), std::align_val_t{alignof(claim_block)});
        return std::unique_ptr<claim_block>(new (memory) claim_block(lines));
    }
    [[nodiscard]] std::unique_ptr<claim_block> copy(std::uint32_t room) const {
        auto made = make(room);
        made->base_ = base_;
        content all;
        gather(0, base_, all);
        made->spread(all, last_end_);
        return made;
    }
    [[nodiscard]] std::unique_ptr<claim_block> copy() const { return copy(room()); }
    /// The same with more room: a quarter, so that little is moved and little lost.
    [[nodiscard]] std::unique_ptr<claim_block> grown() const {
        return copy(std::min(lines_max, room_ + std::max(1U, room_ / 4)) * line_fill);
    }
    static void operator delete(void* memory) {
        ::operator delete(memory, std::align_val_t{alignof(claim_block)});
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t room() const noexcept { return room_ * line_fill; }

    // ---- places --------------------------------------------------------------------------------

    [[nodiscard]] std::uint32_t first_place() const noexcept { return 0; }
    [[nodiscard]] std::uint32_t end_place() const noexcept { return lines_ * line_length; }
    [[nodiscard]] std::uint32_t next(std::uint32_t i) const noexcept { return settled(i + 1); }
    /// nowhere: before the first.
    [[nodiscard]] std::uint32_t prev(std::uint32_t i) const noexcept {
        if (i % line_length > 0) return i - 1;
        if (i == 0) return nowhere;
        const std::uint32_t line = i / line_length - 1;
        return line * line_length + counts_[line] - 1;
    }
    /// How many are before the place.
    [[nodiscard]] std::uint32_t rank_of(std::uint32_t i) const noexcept {
        std::uint32_t rank = i % line_length;
        for (std::uint32_t line = 0; line < i / line_length; ++line) rank += counts_[line];
        return rank;
    }
    [[nodiscard]] bool is_at(std::uint32_t i, tick start, std::uint64_t) const noexcept {
        return i < end_place() && this->start(i) == start;
    }

    [[nodiscard]] tick start(std::uint32_t i) const noexcept {
        return base_ + group_of(i).starts[i % line_length];
    }
    [[nodiscard]] tick end(std::uint32_t i) const noexcept {
        const offset x = group_of(i).ends[i % line_length];
        return x == offset_max ? last_end_ : base_ + x;
    }
    [[nodiscard]] static std::uint64_t name(std::uint32_t) noexcept { return 0; }
    [[nodiscard]] const Payload& payload(std::uint32_t i) const noexcept { return payloads()[i]; }

    // ---- asking --------------------------------------------------------------------------------

    /// How many start before t.
    [[nodiscard]] std::uint32_t count_below(tick t) const noexcept {
        return rank_of(place_below(t));
    }
    /// Behind the last place that starts before t; no claim need be there.
    [[nodiscard]] std::uint32_t place_below(tick t) const noexcept {
        const offset x = clamped(t);
        const std::uint32_t line = line_for(x);
        return line * line_length + count_below_in_line(groups()[line].starts, x);
    }
    /// The last place that starts before t; nowhere if none does.
    [[nodiscard]] std::uint32_t last_before(tick t) const noexcept {
        return place_below(t) - 1; // the first line alone can have none, and then it is -1
    }
    /// The place of the claim with this start, or where it would be.
    [[nodiscard]] std::uint32_t place_of(tick start, std::uint64_t) const noexcept {
        const offset x = clamped(start);
        const std::uint32_t line = line_for(x);
        prefetch(groups()[line].ends);
        prefetch(payloads() + std::size_t{line} * line_length);
        return settled(line * line_length + count_below_in_line(groups()[line].starts, x));
    }
    /// The first claim that ends after t, or what is behind all of them.
    [[nodiscard]] std::uint32_t first_reaching(tick t) const noexcept {
        const std::uint32_t i = place_below(t);
        return i > 0 && end(i - 1) > t ? i - 1 : settled(i);
    }
    [[nodiscard]] bool is_free(tick from, tick to) const noexcept {
        const offset x = clamped(to);
        const std::uint32_t line = line_for(x);
        prefetch(groups()[line].ends);
        return is_free_in(line, x, from);
    }

    /// True: `at` is moved to the start of a gap behind it. Otherwise to where the last claim ends, if
    /// that is later. Lines without a gap of that length are not read.
    bool find_gap(tick length, tick& at) const noexcept {
        std::uint32_t i = first_reaching(at);
        for (; i < end_place(); i = next(i)) {
            if (gap_between(at, start(i)) >= length) return true;
            at = std::max(at, end(i));
            if (i % line_length + 1 == counts_[i / line_length]) break; // the rest is whole lines
        }
        for (std::uint32_t line = i / line_length + 1; line < lines_; ++line) {
            if (gaps_before_[line] < length && gaps_[line] < length) continue;
            at = end(prev(line * line_length));
            for (i = line * line_length; i < line * line_length + counts_[line]; ++i) {
                if (gap_between(at, start(i)) >= length) return true;
                at = end(i);
            }
        }
        if (i < end_place()) at = last_end_;
        return false;
    }
    /// The same backwards: to the end of a gap before `at`, or to where the first claim starts.
    bool find_gap_before(tick length, tick& at) const noexcept {
        std::uint32_t i = last_before(at);
        for (; i != nowhere; i = prev(i)) {
            if (gap_between(end(i), at) >= length) return true;
            at = std::min(at, start(i));
            if (i % line_length == 0) break;
        }
        if (i == nowhere) return false;
        for (std::uint32_t line = i / line_length; line > 0; --line) {
            if (gaps_before_[line] < length && gaps_[line - 1] < length) continue;
            at = start(line * line_length);
            for (i = prev(line * line_length);; --i) {
                if (gap_between(end(i), at) >= length) return true;
                at = start(i);
                if (i % line_length == 0) break;
            }
        }
        at = base_ + pivots_[0];
        return false;
    }

    // The steps of one question among many: line_for() reads what prefetch_head() asks for,
    // is_free_in() what prefetch_line() asks for.

    void prefetch_head() const noexcept {
        prefetch(pivots_);
        prefetch(&base_);
    }
    void prefetch_line(std::uint32_t line) const noexcept {
        prefetch(groups()[line].starts);
        prefetch(groups()[line].ends);
    }
    /// Asks for what a change reads and writes in the head.
    void prefetch_all() const noexcept {
        prefetch_head();
        prefetch(gaps_);
        prefetch(gaps_before_);
    }
    [[nodiscard]] offset clamped(tick t) const noexcept {
        // As unsigned numbers, because the difference may be more than a tick holds.
        const auto base = static_cast<std::uint64_t>(base_), at = static_cast<std::uint64_t>(t);
        constexpr std::uint64_t most{offset_max};
        return t < base_ ? -static_cast<offset>(std::min(base - at, most))
                         : static_cast<offset>(std::min(at - base, most));
    }
    [[nodiscard]] std::uint32_t line_for(offset x) const noexcept {
        const std::uint32_t lines = count_below_in_line(pivots_, x);
        return lines - (lines > 0 ? 1U : 0U);
    }
    [[nodiscard]] bool is_free_in(std::uint32_t line, offset x, tick from) const noexcept {
        const group& in = groups()[line];
        const std::uint32_t before = count_below_in_line(in.starts, x);
        if (before == 0) return true;
        const offset end = in.ends[before - 1];
        return end == offset_max ? last_end_ <= from : end <= clamped(from);
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
        return other.size_ == 0 || reaches_to(other.start(other.prev(other.end_place())));
    }

    /// Keeps `own`, the block's summary, up to date where there is one to keep.
    /// Precondition: size() < room(), reaches_to(start), nothing overlaps, place_of(start).
    void insert(std::uint32_t i, tick start, tick end, std::uint64_t, const Payload& payload,
                block_summary* own) noexcept {
        if (size_ == 0) base_ = start;
        auto [line, column] = seat_at(i);
        if (line == lines_) ++lines_;
        if (line + 1 == lines_ && column == counts_[line]) last_end_ = end;
        group& in = groups()[line];
        open(in.starts, column, clamped(start));
        open(in.ends, column, clamped(end));
        open(payloads() + std::size_t{line} * line_length, column, payload);
        ++counts_[line];
        ++size_;
        refresh(line);
        if (own != nullptr) *own = summary();
    }
    void erase(std::uint32_t i, block_summary* own) noexcept {
        const std::uint32_t line = i / line_length, column = i % line_length;
        const bool last = line + 1 == lines_ && column + 1 == counts_[line];
        group& in = groups()[line];
        close(in.starts, column, offset_max);
        close(in.ends, column, offset_max);
        close(payloads() + std::size_t{line} * line_length, column, Payload{});
        --counts_[line];
        --size_;
        if (counts_[line] == 0)
            drop_line(line);
        else
            refresh(line);
        if (last && size_ > 0) last_end_ = end(prev(end_place()));
        if (own != nullptr) *own = summary();
    }
    /// Moves all but the first `kept` to the end of another block that comes after this one's rest.
    /// Precondition: the other has room and reaches that far.
    void move_tail(std::uint32_t kept, claim_block& other) noexcept {
        if (kept == size_) return;
        if (other.size_ == 0) other.base_ = base_;
        content all, rest;
        other.gather(0, other.base_, all);
        gather(kept, other.base_, all);
        other.spread(all, last_end_);
        gather(0, base_, rest);
        rest.size = kept;
        const tick end = kept == 0 ? tick_min : base_ + rest.ends[kept - 1];
        spread(rest, end);
    }

    [[nodiscard]] block_summary summary() const noexcept {
        block_summary made;
        if (size_ == 0) return made;
        made.first = base_ + pivots_[0];
        made.end_max = last_end_;
        made.count = size_;
        offset longest = 0; // no more than twice 2^30 seconds, less two
        for (std::uint32_t i = 0; i < lines_max; ++i)
            longest = std::max({longest, gaps_[i], gaps_before_[i]});
        made.gap_max = longest;
        return made;
    }

  private:
    struct alignas(64) group {
        offset starts[line_length];
        offset ends[line_length];
    };
    /// All claims in a row, on their way from one filling of the lines to another.
    struct content {
        std::uint32_t size = 0;
        std::array<offset, capacity + line_length> starts;
        std::array<offset, capacity + line_length> ends;
        std::array<Payload, capacity + line_length> payloads;
    };

    explicit claim_block(std::uint32_t lines) noexcept : room_(lines) {
        std::uninitialized_fill_n(payloads(), std::size_t{lines} * line_length, Payload{});
        clear();
    }
    void clear() noexcept {
        std::fill_n(pivots_, lines_max, offset_max);
        std::fill_n(gaps_, lines_max, 0);
        std::fill_n(gaps_before_, lines_max, 0);
        std::fill_n(counts_, lines_max, std::uint8_t{0});
        for (std::uint32_t line = 0; line < room_; ++line) empty(groups()[line]);
        lines_ = 0;
        size_ = 0;
    }
    static void empty(group& line) noexcept {
        std::fill_n(line.starts, line_length, offset_max);
        std::fill_n(line.ends, line_length, offset_max);
    }

    // Behind the head lie room_ lines of starts and ends, then those of payloads.
    static constexpr std::size_t groups_at() noexcept { return sizeof(claim_block); }
    static constexpr std::size_t payloads_at(std::uint32_t lines) noexcept {
        return groups_at() + lines * sizeof(group);
    }
    static constexpr std::size_t bytes_for(std::uint32_t lines) noexcept {
        return payloads_at(lines) + std::size_t{lines} * line_length * sizeof(Payload);
    }
    template <class T>
    [[nodiscard]] T* row(std::size_t bytes_in) const noexcept {
        auto* bytes = reinterpret_cast<std::byte*>(const_cast<claim_block*>(this));
        return reinterpret_cast<T*>(bytes + bytes_in);
    }
    [[nodiscard]] group* groups() const noexcept { return row<group>(groups_at()); }
    [[nodiscard]] Payload* payloads() const noexcept { return row<Payload>(payloads_at(room_)); }
    [[nodiscard]] const group& group_of(std::uint32_t i) const noexcept {
        return groups()[i / line_length];
    }

    /// The place itself if a claim is there, else that of the next claim.
    [[nodiscard]] std::uint32_t settled(std::uint32_t i) const noexcept {
        const std::uint32_t line = i / line_length;
        const bool behind = line < lines_ && i % line_length == counts_[line];
        return behind ? (line + 1) * line_length : i;
    }

    template <class T>
    static void open(T* line, std::uint32_t column, const T& value) noexcept {
        std::copy_backward(line + column, line + line_length - 1, line + line_length);
        line[column] = value;
    }
    template <class T>
    static void close(T* line, std::uint32_t column, const T& nothing) noexcept {
        std::copy(line + column + 1, line + line_length, line + column);
        line[line_length - 1] = nothing;
    }
    /// Brings up to date what the head knows of a line that is not empty.
    void refresh(std::uint32_t line) noexcept {
        const group& in = groups()[line];
        const std::uint32_t count = counts_[line];
        offset longest = 0;
        for (std::uint32_t i = 1; i < count; ++i)
            longest = std::max(longest, in.starts[i] - in.ends[i - 1]);
        gaps_[line] = longest;
        if (std::exchange(pivots_[line], in.starts[0]) != in.starts[0]) refresh_gap_before(line);
        if (line + 1 < lines_) gaps_before_[line + 1] = pivots_[line + 1] - in.ends[count - 1];
    }
    void refresh_gap_before(std::uint32_t line) noexcept {
        gaps_before_[line] =
            line == 0 ? 0 : pivots_[line] - groups()[line - 1].ends[counts_[line - 1] - 1];
    }

    // ---- lines ---------------------------------------------------------------------------------

    struct seat {
        std::uint32_t line;
        std::uint32_t column;
    };
    /// Where what belongs to a place can be put, when there is room for it.
    seat seat_at(std::uint32_t i) noexcept {
        std::uint32_t line = i / line_length, column = i % line_length;
        // Between two lines it goes to the end of the first: the second would need a new pivot.
        if (column == 0 && line > 0) column = counts_[--line];
        if (counts_[line] < line_length) return {line, column};
        const bool at_end = column == line_length;
        if (at_end && line + 1 < lines_ && counts_[line + 1] < line_length) return {line + 1, 0};
        if (lines_ < room_) return part(line, column);
        std::uint32_t rank = rank_of(line * line_length) + column;
        content all;
        gather(0, base_, all);
        spread(all, last_end_);
        for (line = 0; line + 1 < lines_ && rank > counts_[line]; ++line) rank -= counts_[line];
        return {line, rank};
    }
    /// Makes two lines of a full one. Precondition: lines_ < room_.
    seat part(std::uint32_t line, std::uint32_t column) noexcept {
        // Behind all others it begins a line: claims that come in order fill lines to the brim.
        if (column == line_length && line + 1 == lines_) return {line + 1, 0};
        constexpr std::uint32_t kept = line_length / 2;
        insert_line(line + 1);
        group& from = groups()[line];
        group& to = groups()[line + 1];
        const auto move = [&](auto* row, auto* into, auto nothing) {
            std::copy(row + kept, row + line_length, into);
            std::fill(row + kept, row + line_length, nothing);
        };
        move(from.starts, to.starts, offset_max);
        move(from.ends, to.ends, offset_max);
        Payload* payload = payloads() + std::size_t{line} * line_length;
        move(payload, payload + line_length, Payload{});
        counts_[line] = std::uint8_t{kept};
        counts_[line + 1] = std::uint8_t{line_length - kept};
        refresh(line);
        refresh(line + 1);
        return column <= kept ? seat{line, column} : seat{line + 1, column - kept};
    }
    /// An empty line before that one. Precondition: lines_ < room_.
    void insert_line(std::uint32_t line) noexcept {
        const auto shift = [&](auto* rows, std::size_t each) {
            std::copy_backward(rows + line * each, rows + lines_ * each,
                               rows + (lines_ + 1) * each);
        };
        shift(pivots_, 1);
        shift(gaps_, 1);
        shift(gaps_before_, 1);
        shift(counts_, 1);
        shift(groups(), 1);
        shift(payloads(), line_length);
        empty(groups()[line]);
        pivots_[line] = offset_max;
        ++lines_;
    }
    void drop_line(std::uint32_t line) noexcept {
        const auto shift = [&](auto* rows, std::size_t each) {
            std::copy(rows + (line + 1) * each, rows + lines_ * each, rows + line * each);
        };
        shift(pivots_, 1);
        shift(gaps_, 1);
        shift(gaps_before_, 1);
        shift(counts_, 1);
        shift(groups(), 1);
        shift(payloads(), line_length);
        --lines_;
        pivots_[lines_] = offset_max;
        gaps_[lines_] = gaps_before_[lines_] = 0;
        counts_[lines_] = 0;
        if (line < lines_) refresh_gap_before(line);
        empty(groups()[lines_]);
    }

    /// Adds all but the first `skipped` to what is on its way, as offsets from another base.
    void gather(std::uint32_t skipped, tick base, content& to) const noexcept {
        // What wraps around on the way ends up in range: every claim is near either base. Only the
        // last end may not be, and spread() is told that.
        const auto shift = static_cast<std::uint32_t>(static_cast<std::uint64_t>(base_) -
                                                      static_cast<std::uint64_t>(base));
        const auto shifted = [shift](offset x) {
            return static_cast<offset>(static_cast<std::uint32_t>(x) + shift);
        };
        std::uint32_t rank = 0;
        for (std::uint32_t i = first_place(); i < end_place(); i = next(i), ++rank) {
            if (rank < skipped) continue;
            to.starts[to.size] = shifted(group_of(i).starts[i % line_length]);
            to.ends[to.size] = shifted(group_of(i).ends[i % line_length]);
            to.payloads[to.size] = payloads()[i];
            ++to.size;
        }
    }
    /// Fills all lines alike with that and nothing else.
    void spread(const content& all, tick last_end) noexcept {
        clear();
        size_ = all.size;
        last_end_ = last_end;
        lines_ = std::min(room_, all.size);
        std::uint32_t taken = 0;
        for (std::uint32_t line = 0; line < lines_; ++line) {
            const std::uint32_t until = (line + 1) * all.size / lines_;
            group& in = groups()[line];
            std::copy(&all.starts[taken], &all.starts[0] + until, in.starts);
            std::copy(&all.ends[taken], &all.ends[0] + until, in.ends);
            std::copy(&all.payloads[taken], &all.payloads[0] + until,
                      payloads() + std::size_t{line} * line_length);
            counts_[line] = static_cast<std::uint8_t>(until - taken);
            taken = until;
            if (taken == all.size) in.ends[counts_[line] - 1] = clamped(last_end);
            refresh(line);
        }
    }

    alignas(64) offset pivots_[lines_max]; ///< the first start of each line
    alignas(64) tick base_ = 0;
    tick last_end_ = tick_min;
    std::uint32_t size_ = 0;
    std::uint32_t room_ = 0;  ///< in lines
    std::uint32_t lines_ = 0; ///< that hold claims
    std::uint8_t counts_[lines_max];
    alignas(64) offset gaps_[lines_max];        ///< the longest between claims of a line
    alignas(64) offset gaps_before_[lines_max]; ///< between a line and the one before it
};

} // namespace timewright
