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
/// **Structure.** A B+ tree of fan-out 64 by (start, handle). Each node keeps of each child the first
/// start, the latest end, the longest gap and the count, in arrays of their own, and the running
/// maximum of the ends ("reaches"), which ascends and so answers in one look whether anything that
/// began earlier is still going on. A balanced tree of single intervals (Boost.ICL, std::multimap
/// with a maximum) takes one cache miss a level at 20 levels for a million; this takes about eight.
///
/// **Complexity**, n intervals, k of them found, log to the base of about 40:
/// insert, erase, move, find, is_free O(log n); count_overlaps O(log n + k'), visit_overlaps
/// O(k log n) at worst and O(log n + k) where intervals are short against the whole, k' being those
/// that began before the window and overlap it; find_gap O(log n) where intervals do not overlap.
/// Copying is O(n). The batch forms answer the same as one call for each, overlapping their cache
/// misses.
///
/// Intervals are half-open. Not thread-safe; a const index may be read by many threads.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/interval_block.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
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
    using branch = interval_branch;

  public:
    struct entry {
        interval span;
        interval_handle handle;
        Payload payload;
    };

    /// How many lookups of a batch are under way at once.
    static constexpr std::size_t batch_width = 16;

    interval_index() = default;
    interval_index(const interval_index& other)
        : root_(copy_of(other.root_, other.height_)),
          height_(other.height_),
          whole_(other.whole_),
          slots_(other.slots_),
          free_slots_(other.free_slots_) {}
    interval_index(interval_index&& other) noexcept { swap(other); }
    interval_index& operator=(interval_index other) noexcept {
        swap(other);
        return *this;
    }
    ~interval_index() { destroy(root_, height_); }

    void swap(interval_index& other) noexcept {
        std::swap(root_, other.root_);
        std::swap(height_, other.height_);
        std::swap(whole_, other.whole_);
        std::swap(slots_, other.slots_);
        std::swap(free_slots_, other.free_slots_);
    }

    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(whole_.count);
    }
    [[nodiscard]] bool empty() const noexcept { return whole_.count == 0; }

    interval_handle insert(interval span, Payload payload) {
        const interval_handle handle = take_slot(start_of(span));
        insert_entry(start_of(span), end_of(span), handle.name(), payload);
        return handle;
    }

    /// False, and nothing happens, when the handle names nothing (any more).
    bool erase(interval_handle handle) {
        const slot* at = slot_of(handle);
        if (at == nullptr) return false;
        erase_entry(at->start, handle.name());
        release_slot(handle);
        return true;
    }

    /// Gives the interval of the handle other bounds. False as with erase().
    bool move(interval_handle handle, interval to) {
        const auto held = find(handle);
        if (!held) return false;
        erase_entry(start_of(held->span), handle.name());
        slots_[place_of(handle)].start = start_of(to);
        insert_entry(start_of(to), end_of(to), handle.name(), held->payload);
        return true;
    }

    [[nodiscard]] std::optional<entry> find(interval_handle handle) const {
        const slot* at = slot_of(handle);
        if (at == nullptr) return std::nullopt;
        const void* node = root_;
        for (std::uint32_t level = height_; level > 0; --level) {
            const branch& inner = *static_cast<const branch*>(node);
            node = inner.children[inner.child_for(at->start, handle.name())];
        }
        const leaf& found = *static_cast<const leaf*>(node);
        return entry_at(found, found.place_of(at->start, handle.name()));
    }

    /// The earliest start, and the latest end. Nothing in an empty index.
    [[nodiscard]] std::optional<sys_seconds> first_start() const {
        return empty() ? std::nullopt : std::optional(instant(whole_.first));
    }
    [[nodiscard]] std::optional<sys_seconds> last_end() const {
        return empty() ? std::nullopt : std::optional(instant(whole_.end_max));
    }

    /// Whether nothing overlaps the window.
    [[nodiscard]] bool is_free(interval window) const {
        const tick from = start_of(window), to = end_of(window);
        const void* node = root_;
        if (node == nullptr) return true;
        for (std::uint32_t level = height_; level > 0; --level) {
            const branch& inner = *static_cast<const branch*>(node);
            const std::uint32_t before = inner.firsts.count_below(to);
            if (before == 0) return true;
            if (before > 1 && inner.reaches[before - 2] > from) return false;
            node = inner.children[before - 1];
            if (level == 1) static_cast<const leaf*>(node)->starts.prefetch_all();
        }
        const leaf& last = *static_cast<const leaf*>(node);
        const std::uint32_t line = last.starts.line_for(to);
        last.reaches.prefetch_line(line);
        const std::uint32_t before = last.starts.count_below_in(line, to);
        return before == 0 || last.reaches[before - 1] <= from;
    }

    /// is_free() of each window, into `answers`. Precondition: answers has room for all.
    void is_free(std::span<const interval> windows, std::span<bool> answers) const {
        TIMEWRIGHT_EXPECTS(answers.size() >= windows.size());
        for (std::size_t at = 0; at < windows.size(); at += batch_width) {
            const std::size_t width = std::min(batch_width, windows.size() - at);
            free_batch(windows.subspan(at, width), answers.subspan(at, width));
        }
    }

    /// How many overlap the window.
    [[nodiscard]] std::size_t count_overlaps(interval window) const {
        const tick from = start_of(window);
        const std::uint64_t begun_within = starts_below(end_of(window)) - starts_below(from);
        std::uint64_t still_going = 0;
        if (root_ != nullptr) count_reaching(root_, height_, from, still_going);
        return static_cast<std::size_t>(begun_within + still_going);
    }
    void count_overlaps(std::span<const interval> windows, std::span<std::size_t> counts) const {
        TIMEWRIGHT_EXPECTS(counts.size() >= windows.size());
        for (std::size_t at = 0; at < windows.size(); at += batch_width) {
            const std::size_t width = std::min(batch_width, windows.size() - at);
            count_batch(windows.subspan(at, width), counts.subspan(at, width));
        }
    }

    /// Calls visit(const entry&) for each that overlaps the window, in order of start; those with
    /// equal starts in the order of their handles. The visitor may return bool: false ends it.
    template <class Visit>
    void visit_overlaps(interval window, Visit&& visit) const {
        if (root_ != nullptr) visit_below(root_, height_, start_of(window), end_of(window), visit);
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
        if (root_ != nullptr) visit_below(root_, height_, tick_min, tick_max, visit);
    }

    /// The earliest instant at or after `from` with so much free time behind it.
    /// Precondition: length > 0.
    [[nodiscard]] sys_seconds find_gap(sys_seconds from, std::chrono::seconds length) const {
        TIMEWRIGHT_EXPECTS(length.count() > 0);
        tick at = from.time_since_epoch().count();
        if (root_ != nullptr) gap_below(root_, height_, whole_, length.count(), at);
        return instant(at);
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
        return {interval(instant(from.starts[i]), instant(from.ends[i])),
                interval_handle(from.names[i]), from.payloads[i]};
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

    // ---- changing ------------------------------------------------------------------------------

    struct sibling {
        void* node = nullptr; ///< what a split put behind the node, if it did
        block_summary summary{};
    };

    void insert_entry(tick start, tick end, std::uint64_t name, const Payload& payload) {
        if (root_ == nullptr) root_ = new leaf;
        const sibling split =
            insert_below(root_, height_, whole_, {start, end, name, payload}, true);
        if (split.node == nullptr) return;
        auto grown = std::make_unique<branch>();
        grown->insert(0, root_, whole_);
        grown->insert(1, split.node, split.summary);
        whole_ = grown->summary();
        root_ = grown.release();
        ++height_;
    }

    struct arrival {
        tick start;
        tick end;
        std::uint64_t name;
        const Payload& payload;
    };

    /// `last`: no node of this level comes after this one. Entries that arrive in order then fill
    /// nodes to the brim; anywhere else a full node is halved, or every arrival would cost a node.
    static sibling insert_below(void* node, std::uint32_t level, block_summary& own,
                                const arrival& entry, bool last) {
        if (level > 0)
            return insert_in_branch(*static_cast<branch*>(node), level, own, entry, last);
        return insert_in_leaf(*static_cast<leaf*>(node), own, entry, last);
    }

    static sibling insert_in_leaf(leaf& into, block_summary& own, const arrival& entry, bool last) {
        const auto& [start, end, name, payload] = entry;
        const std::uint32_t place = into.place_of(start, name);
        sibling made;
        if (into.size < key_block::capacity) {
            into.insert(place, start, end, name, payload, own);
            return made;
        }
        auto behind = std::make_unique<leaf>();
        const bool at_end = last && place == into.size;
        into.move_tail(at_end ? into.size : key_block::capacity / 2, *behind);
        own = into.summary();
        made.summary = behind->summary();
        if (place > into.size || at_end)
            behind->insert(place - into.size, start, end, name, payload, made.summary);
        else
            into.insert(place, start, end, name, payload, own);
        made.node = behind.release();
        return made;
    }

    static sibling insert_in_branch(branch& into, std::uint32_t level, block_summary& own,
                                    const arrival& entry, bool last) {
        const std::uint32_t place = into.child_for(entry.start, entry.name);
        const block_summary before = into.child_summary(place);
        block_summary child = before;
        const sibling split = insert_below(into.children[place], level - 1, child, entry,
                                           last && place + 1 == into.size);
        into.set(place, child);
        sibling made;
        if (split.node != nullptr) made = add_child(into, place + 1, split, last);
        if (split.node != nullptr || !follow(own, before, child)) own = into.summary();
        return made;
    }

    /// Brings the summary of a node up to date by what has changed in one child, if that is enough.
    static bool follow(block_summary& own, const block_summary& before,
                       const block_summary& child) {
        const bool same_bounds = child.first == before.first &&
                                 child.first_name == before.first_name &&
                                 child.end_max == before.end_max;
        const bool lost_the_longest =
            child.gap_max < before.gap_max && before.gap_max == own.gap_max;
        if (!same_bounds || lost_the_longest) return false;
        own.count += child.count - before.count;
        own.gap_max = std::max(own.gap_max, child.gap_max);
        return true;
    }

    static sibling add_child(branch& into, std::uint32_t place, const sibling& child, bool last) {
        if (into.size < key_block::capacity) {
            into.insert(place, child.node, child.summary);
            return {};
        }
        auto behind = std::make_unique<branch>();
        const bool at_end = last && place == into.size;
        into.move_tail(at_end ? into.size : key_block::capacity / 2, *behind);
        if (place > into.size || at_end)
            behind->insert(place - into.size, child.node, child.summary);
        else
            into.insert(place, child.node, child.summary);
        const sibling made{behind.get(), behind->summary()};
        behind.release();
        return made;
    }

    void erase_entry(tick start, std::uint64_t name) {
        erase_below(root_, height_, whole_, start, name);
        while (height_ > 0 && static_cast<branch*>(root_)->size <= 1) {
            branch* only = static_cast<branch*>(root_);
            root_ = only->size == 1 ? only->children[0] : nullptr;
            height_ = root_ == nullptr ? 0 : height_ - 1;
            delete only;
        }
        if (root_ == nullptr) whole_ = {};
    }

    static void erase_below(void* node, std::uint32_t level, block_summary& own, tick start,
                            std::uint64_t name) {
        if (level == 0) {
            leaf& from = *static_cast<leaf*>(node);
            const std::uint32_t place = from.place_of(start, name);
            TIMEWRIGHT_EXPECTS(place < from.size && from.names[place] == name);
            from.erase(place, own);
            return;
        }
        branch& from = *static_cast<branch*>(node);
        const std::uint32_t place = from.child_for(start, name);
        const block_summary before = from.child_summary(place);
        block_summary child = before;
        erase_below(from.children[place], level - 1, child, start, name);
        if (child.count == 0) {
            destroy(from.children[place], level - 1);
            from.erase(place);
        } else {
            from.set(place, child);
            if (!merge_with_next(from, level, place) && follow(own, before, child)) return;
        }
        own = from.size == 0 ? block_summary{} : from.summary();
    }

    /// Two neighbours that fit into one with room to spare become one, so that what has been emptied
    /// does not stay behind as crumbs.
    /// False: nothing was done.
    static bool merge_with_next(branch& from, std::uint32_t level, std::uint32_t place) {
        constexpr std::uint32_t sparse = key_block::capacity / 4;
        if (from.size < 2 || size_of(from.children[place], level - 1) > sparse) return false;
        const std::uint32_t left = place + 1 < from.size ? place : place - 1;
        if (size_of(from.children[left], level - 1) + size_of(from.children[left + 1], level - 1) >
            3 * sparse)
            return false;
        void* kept = from.children[left];
        void* gone = from.children[left + 1];
        from.erase(left + 1);
        if (level == 1) {
            static_cast<leaf*>(gone)->move_tail(0, *static_cast<leaf*>(kept));
            from.set(left, static_cast<leaf*>(kept)->summary());
            delete static_cast<leaf*>(gone);
        } else {
            static_cast<branch*>(gone)->move_tail(0, *static_cast<branch*>(kept));
            from.set(left, static_cast<branch*>(kept)->summary());
            delete static_cast<branch*>(gone);
        }
        return true;
    }

    static std::uint32_t size_of(const void* node, std::uint32_t level) {
        return level == 0 ? static_cast<const leaf*>(node)->size
                          : static_cast<const branch*>(node)->size;
    }

    static void destroy(void* node, std::uint32_t level) {
        if (node == nullptr) return;
        if (level == 0) {
            delete static_cast<leaf*>(node);
            return;
        }
        branch* inner = static_cast<branch*>(node);
        for (std::uint32_t i = 0; i < inner->size; ++i) destroy(inner->children[i], level - 1);
        delete inner;
    }

    static void* copy_of(const void* node, std::uint32_t level) {
        if (node == nullptr) return nullptr;
        if (level == 0) return new leaf(*static_cast<const leaf*>(node));
        auto copy = std::make_unique<branch>(*static_cast<const branch*>(node));
        for (std::uint32_t i = 0; i < copy->size; ++i)
            copy->children[i] = copy_of(copy->children[i], level - 1);
        return copy.release();
    }

    // ---- asking --------------------------------------------------------------------------------

    /// How many start before t.
    [[nodiscard]] std::uint64_t starts_below(tick t) const {
        const void* node = root_;
        if (node == nullptr) return 0;
        std::uint64_t below = 0;
        for (std::uint32_t level = height_; level > 0; --level) {
            const branch& inner = *static_cast<const branch*>(node);
            const std::uint32_t before = inner.firsts.count_below(t);
            if (before == 0) return below;
            for (std::uint32_t i = 0; i + 1 < before; ++i) below += inner.counts[i];
            node = inner.children[before - 1];
        }
        return below + static_cast<const leaf*>(node)->starts.count_below(t);
    }

    /// Adds how many start before t and end after it.
    static void count_reaching(const void* node, std::uint32_t level, tick t,
                               std::uint64_t& count) {
        if (level == 0) {
            const leaf& in = *static_cast<const leaf*>(node);
            const std::uint32_t before = in.starts.count_below(t);
            for (std::uint32_t i = in.reaches.count_below(t); i < before; ++i)
                count += in.ends[i] > t ? 1U : 0U;
            return;
        }
        const branch& in = *static_cast<const branch*>(node);
        const std::uint32_t before = in.firsts.count_below(t);
        for (std::uint32_t i = in.reaches.count_below(t); i < before; ++i)
            if (in.ends_max[i] > t) count_reaching(in.children[i], level - 1, t, count);
    }

    /// False: the visitor wants no more.
    template <class Visit>
    static bool visit_below(const void* node, std::uint32_t level, tick from, tick to,
                            Visit& visit) {
        if (level > 0) {
            const branch& in = *static_cast<const branch*>(node);
            const std::uint32_t before = in.firsts.count_below(to);
            for (std::uint32_t i = in.reaches.count_below(from); i < before; ++i) {
                if (in.ends_max[i] <= from) continue;
                if (level == 1) prefetch_leaf(in.children[i]);
                if (!visit_below(in.children[i], level - 1, from, to, visit)) return false;
            }
            return true;
        }
        const leaf& in = *static_cast<const leaf*>(node);
        const std::uint32_t line = in.reaches.line_for(from);
        in.starts.prefetch_line(in.starts.line_for(to));
        in.prefetch_entries(line);
        const std::uint32_t before = in.starts.count_below(to);
        for (std::uint32_t i = in.reaches.count_below_in(line, from); i < before; ++i) {
            if (in.ends[i] <= from) continue;
            if constexpr (std::is_same_v<decltype(visit(entry_at(in, i))), bool>) {
                if (!visit(entry_at(in, i))) return false;
            } else {
                visit(entry_at(in, i));
            }
        }
        return true;
    }

    /// True: `at` is the start of a gap. Otherwise everything below the node ends at `at` or earlier.
    static bool gap_below(const void* node, std::uint32_t level, const block_summary& own,
                          tick length, tick& at) {
        if (gap_between(at, own.first) >= length) return true;
        if (own.end_max <= at) return false;
        if (own.gap_max < length) {
            at = own.end_max;
            return false;
        }
        if (level > 0) {
            const branch& in = *static_cast<const branch*>(node);
            for (std::uint32_t i = in.reaches.count_below(at); i < in.size; ++i)
                if (gap_below(in.children[i], level - 1, in.child_summary(i), length, at))
                    return true;
            return false;
        }
        const leaf& in = *static_cast<const leaf*>(node);
        for (std::uint32_t i = in.reaches.count_below(at); i < in.size; ++i) {
            if (gap_between(at, in.starts[i]) >= length) return true;
            at = std::max(at, in.ends[i]);
        }
        return false;
    }

    // ---- many questions at once ----------------------------------------------------------------

    /// One level after the other for all of them, so that their cache misses overlap.
    void free_batch(std::span<const interval> windows, std::span<bool> answers) const {
        std::array<const void*, batch_width> nodes{};
        std::array<std::uint32_t, batch_width> lines{};
        const std::size_t width = windows.size();
        for (std::size_t g = 0; g < width; ++g) {
            nodes[g] = root_;
            answers[g] = true;
        }
        for (std::uint32_t level = height_; level > 0; --level) {
            for (std::size_t g = 0; g < width; ++g) {
                if (nodes[g] == nullptr) continue;
                const branch& inner = *static_cast<const branch*>(nodes[g]);
                const std::uint32_t before = inner.firsts.count_below(end_of(windows[g]));
                if (before > 1 && inner.reaches[before - 2] > start_of(windows[g]))
                    answers[g] = false;
                nodes[g] = before == 0 || !answers[g] ? nullptr : inner.children[before - 1];
                if (nodes[g] != nullptr && level == 1) prefetch_leaf(nodes[g]);
            }
        }
        for (std::size_t g = 0; g < width; ++g) {
            if (nodes[g] == nullptr) continue;
            const leaf& last = *static_cast<const leaf*>(nodes[g]);
            lines[g] = last.starts.line_for(end_of(windows[g]));
            last.starts.prefetch_line(lines[g]);
            last.reaches.prefetch_line(lines[g]);
        }
        for (std::size_t g = 0; g < width; ++g) {
            if (nodes[g] == nullptr) continue;
            const leaf& last = *static_cast<const leaf*>(nodes[g]);
            const std::uint32_t before = last.starts.count_below_in(lines[g], end_of(windows[g]));
            answers[g] = before == 0 || last.reaches[before - 1] <= start_of(windows[g]);
        }
    }

    void count_batch(std::span<const interval> windows, std::span<std::size_t> counts) const {
        std::array<tick, batch_width> from{}, to{};
        std::array<std::uint64_t, batch_width> below_from{}, below_to{};
        for (std::size_t g = 0; g < windows.size(); ++g) {
            from[g] = start_of(windows[g]);
            to[g] = end_of(windows[g]);
        }
        starts_below(from, windows.size(), below_from);
        starts_below(to, windows.size(), below_to);
        for (std::size_t g = 0; g < windows.size(); ++g) {
            std::uint64_t still_going = 0;
            if (root_ != nullptr) count_reaching(root_, height_, from[g], still_going);
            counts[g] = static_cast<std::size_t>(below_to[g] - below_from[g] + still_going);
        }
    }

    void starts_below(const std::array<tick, batch_width>& times, std::size_t width,
                      std::array<std::uint64_t, batch_width>& below) const {
        std::array<const void*, batch_width> nodes{};
        if (root_ != nullptr) std::fill_n(nodes.begin(), width, root_);
        for (std::uint32_t level = height_; level > 0; --level) {
            for (std::size_t g = 0; g < width; ++g) {
                if (nodes[g] == nullptr) continue;
                const branch& inner = *static_cast<const branch*>(nodes[g]);
                const std::uint32_t before = inner.firsts.count_below(times[g]);
                for (std::uint32_t i = 0; i + 1 < before; ++i) below[g] += inner.counts[i];
                nodes[g] = before == 0 ? nullptr : inner.children[before - 1];
                if (nodes[g] != nullptr && level == 1) prefetch_leaf(nodes[g]);
            }
        }
        for (std::size_t g = 0; g < width; ++g)
            if (nodes[g] != nullptr)
                below[g] += static_cast<const leaf*>(nodes[g])->starts.count_below(times[g]);
    }

    static void prefetch_leaf(const void* node) {
        const leaf& next = *static_cast<const leaf*>(node);
        next.starts.prefetch_pivots();
        next.reaches.prefetch_pivots();
    }

    void* root_ = nullptr; ///< a leaf when height_ is 0, else a branch
    std::uint32_t height_ = 0;
    block_summary whole_{};
    std::vector<slot> slots_{};
    std::vector<std::uint32_t> free_slots_{};
};

} // namespace timewright
