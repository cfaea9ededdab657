/// @file
/// interval_tree: a B+ tree of intervals in order of (start, name), below interval_index and
/// resource_calendar.
///
/// The leaf is a parameter: interval_leaf holds what may overlap and has names, claim_block what is
/// disjoint and needs none. Inner nodes are the same for both: of each child they keep the first
/// start, the latest end, the longest gap and the count, in arrays of their own, and the running
/// maximum of the ends, which ascends and so can be searched. A tree of one leaf has no inner node:
/// that is the small calendar.
///
/// Complexity, n intervals: find and is_free O(log n), insert and erase O(log n) and the moves within one
/// leaf (64 entries, or a line of 16 claims; a leaf that is full is parted or filled anew, O(1) times
/// its 64 or 240 entries); visits, counts and gaps as interval_index and resource_calendar say.
/// Copying is O(n).
///
/// Instants are ticks. Not thread-safe; a const tree may be read by many threads.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/conflict/interval_block.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace timewright {

/// How many lookups of a batch are under way at once.
inline constexpr std::size_t batch_width = 16;

/// Calls step(offset, width) for each stretch of a batch that is worked on at once.
template <class Step>
void in_batches(std::size_t size, Step&& step) {
    for (std::size_t at = 0; at < size; at += batch_width)
        step(at, std::min(batch_width, size - at));
}

template <class Leaf>
class interval_tree {
    using branch = interval_branch;
    using payload_type = typename Leaf::payload_type;

  public:
    interval_tree() = default;
    interval_tree(const interval_tree& other)
        : root_(copy_of(other.root_, other.height_)), size_(other.size_), height_(other.height_) {}
    interval_tree(interval_tree&& other) noexcept { swap(other); }
    interval_tree& operator=(interval_tree other) noexcept {
        swap(other);
        return *this;
    }
    ~interval_tree() { destroy(root_, height_); }

    void swap(interval_tree& other) noexcept {
        std::swap(root_, other.root_);
        std::swap(size_, other.size_);
        std::swap(height_, other.height_);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Where an entry is, until the tree changes.
    struct position {
        const Leaf* leaf = nullptr;
        std::uint32_t place = 0;
    };
    /// The entry with this start and name; no leaf if there is none.
    [[nodiscard]] position find(tick start, std::uint64_t name) const {
        if (root_ == nullptr) return {};
        const void* node = root_;
        for (std::uint32_t level = height_; level > 0; --level) {
            const branch& in = branch_at(node);
            node = in.children[in.child_for(start, name)];
        }
        const Leaf& leaf = leaf_at(node);
        const std::uint32_t place = leaf.place_of(start, name);
        return leaf.is_at(place, start, name) ? position{&leaf, place} : position{};
    }

    // ---- changing ------------------------------------------------------------------------------

    struct arrival {
        tick start;
        tick end;
        std::uint64_t name;
        const payload_type& payload;
    };

    void insert(const arrival& entry) {
        if (root_ == nullptr) root_ = Leaf::make(1).release();
        path way;
        Leaf* leaf = descend(entry.start, entry.name, way);
        insert_at(leaf, leaf->place_of(entry.start, entry.name), entry, way);
    }

    /// False, and nothing happens, when something overlaps the arrival. One way down for both.
    bool insert_if_free(const arrival& entry)
        requires Leaf::disjoint
    {
        if (root_ == nullptr) root_ = Leaf::make(1).release();
        path way;
        Leaf* leaf = descend(entry.start, entry.name, way);
        const std::uint32_t place = leaf->place_of(entry.start, entry.name);
        const tick next = place < leaf->end_place() ? leaf->start(place) : start_behind(way);
        if (next < entry.end) return false;
        const std::uint32_t before = leaf->prev(place);
        if (before != Leaf::nowhere && leaf->end(before) > entry.start) return false;
        insert_at(leaf, place, entry, way);
        return true;
    }

    /// False, and nothing happens, when there is no such entry, or accept(leaf, place) is false.
    template <class Accept>
    bool erase(tick start, std::uint64_t name, Accept accept) {
        if (root_ == nullptr) return false;
        path way;
        Leaf* leaf = descend(start, name, way);
        const std::uint32_t place = leaf->place_of(start, name);
        if (!leaf->is_at(place, start, name)) return false;
        if (!accept(*leaf, place)) return false;
        --size_;
        if (height_ == 0) {
            leaf->erase(place, nullptr);
            if (size_ == 0) clear();
            return true;
        }
        const block_summary before = way.parent(0).child_summary(way.place(0));
        block_summary own = before;
        leaf->erase(place, &own);
        if (own.count > Leaf::capacity / 4)
            tell_ancestors(way, before, own);
        else
            thin_out(way, before, own);
        return true;
    }

    bool erase(tick start, std::uint64_t name) {
        return erase(start, name, [](const Leaf&, std::uint32_t) { return true; });
    }

    // ---- asking --------------------------------------------------------------------------------

    [[nodiscard]] std::optional<tick> first_start() const {
        if (root_ == nullptr) return std::nullopt;
        return height_ == 0 ? leaf_at(root_).start(0) : branch_at(root_).firsts[0];
    }
    [[nodiscard]] std::optional<tick> last_end() const {
        if (root_ == nullptr) return std::nullopt;
        if (height_ == 0) return leaf_at(root_).summary().end_max;
        return branch_at(root_).reaches[branch_at(root_).size - 1];
    }

    /// Whether nothing overlaps [from, to). One path, no way back.
    [[nodiscard]] bool is_free(tick from, tick to) const {
        const void* node = root_;
        if (node == nullptr) return true;
        for (std::uint32_t level = height_; level > 0; --level) {
            node = child_before(branch_at(node), from, to);
            if (node == nullptr) return true;
            if (node == &overlapping) return false;
        }
        return leaf_at(node).is_free(from, to);
    }

    /// How many start before t.
    [[nodiscard]] std::uint64_t starts_below(tick t) const {
        const void* node = root_;
        if (node == nullptr) return 0;
        std::uint64_t below = 0;
        for (std::uint32_t level = height_; level > 0; --level) {
            const branch& in = branch_at(node);
            const std::uint32_t before = in.firsts.count_below(t);
            if (before == 0) return below;
            for (std::uint32_t i = 0; i + 1 < before; ++i) below += in.counts[i];
            node = in.children[before - 1];
        }
        return below + leaf_at(node).count_below(t);
    }

    /// How many start before t and end after it.
    [[nodiscard]] std::uint64_t count_reaching(tick t) const {
        std::uint64_t count = 0;
        if (root_ != nullptr) count_reaching_below(root_, height_, t, count);
        return count;
    }

    /// Calls visit(leaf, place) for what overlaps [from, to), in order, until it returns false.
    template <class Visit>
    void visit(tick from, tick to, Visit&& visit) const {
        if (root_ != nullptr) visit_below(root_, height_, from, to, visit);
    }
    /// The same from the last to the first.
    template <class Visit>
    void visit_backwards(tick from, tick to, Visit&& visit) const {
        if (root_ != nullptr) visit_backwards_below(root_, height_, from, to, visit);
    }

    /// The earliest instant at or after `at` with so much free time behind it. Precondition: length > 0.
    [[nodiscard]] tick find_gap(tick at, tick length) const {
        if (root_ != nullptr) gap_below(root_, height_, length, at);
        return at;
    }
    /// The latest instant at or before `at` with so much free time before it, where entries are
    /// disjoint.
    [[nodiscard]] tick find_gap_before(tick at, tick length) const
        requires Leaf::disjoint
    {
        if (root_ != nullptr) gap_before_below(root_, height_, length, at);
        return at;
    }

    // ---- many questions at once ----------------------------------------------------------------

    struct question {
        const interval_tree* tree;
        tick from;
        tick to;
    };

    /// is_free() of at most batch_width questions, of one tree or of many, one level after the other
    /// for all of them, so that their cache misses overlap.
    static void is_free(std::span<const question> asked, std::span<bool> answers) {
        std::array<const void*, batch_width> nodes{};
        std::uint32_t height = 0;
        for (std::size_t g = 0; g < asked.size(); ++g) {
            nodes[g] = asked[g].tree->root_;
            height = std::max(height, asked[g].tree->height_);
            if (asked[g].tree->height_ == 0) prefetch_leaf(nodes[g]);
        }
        for (std::uint32_t level = height; level > 0; --level) {
            for (std::size_t g = 0; g < asked.size(); ++g) {
                if (asked[g].tree->height_ < level || is_answer(nodes[g])) continue;
                nodes[g] = child_before(branch_at(nodes[g]), asked[g].from, asked[g].to);
                if (level == 1) prefetch_leaf(nodes[g]);
            }
        }
        std::array<std::uint32_t, batch_width> lines{};
        for (std::size_t g = 0; g < asked.size(); ++g) {
            if (is_answer(nodes[g])) continue;
            const Leaf& leaf = leaf_at(nodes[g]);
            lines[g] = leaf.line_for(leaf.clamped(asked[g].to));
            leaf.prefetch_line(lines[g]);
        }
        for (std::size_t g = 0; g < asked.size(); ++g) {
            if (is_answer(nodes[g])) {
                answers[g] = nodes[g] == nullptr;
                continue;
            }
            const Leaf& leaf = leaf_at(nodes[g]);
            answers[g] = leaf.is_free_in(lines[g], leaf.clamped(asked[g].to), asked[g].from);
        }
    }

    /// starts_below() of at most batch_width instants.
    void starts_below(std::span<const tick> times, std::span<std::uint64_t> below) const {
        std::array<const void*, batch_width> nodes{};
        std::fill_n(nodes.begin(), times.size(), root_);
        std::fill_n(below.begin(), times.size(), 0U);
        for (std::uint32_t level = height_; level > 0; --level) {
            for (std::size_t g = 0; g < times.size(); ++g) {
                if (nodes[g] == nullptr) continue;
                const branch& in = branch_at(nodes[g]);
                const std::uint32_t before = in.firsts.count_below(times[g]);
                for (std::uint32_t i = 0; i + 1 < before; ++i) below[g] += in.counts[i];
                nodes[g] = before == 0 ? nullptr : in.children[before - 1];
                if (level == 1) prefetch_leaf(nodes[g]);
            }
        }
        for (std::size_t g = 0; g < times.size(); ++g)
            if (nodes[g] != nullptr) below[g] += leaf_at(nodes[g]).count_below(times[g]);
    }

    /// Brings into the cache what a question about each instant `from` reads first, of at most
    /// batch_width, so that asking them one by one does not wait.
    static void warm(std::span<const question> asked) {
        std::array<const void*, batch_width> nodes{};
        std::uint32_t height = 0;
        for (std::size_t g = 0; g < asked.size(); ++g) {
            nodes[g] = asked[g].tree->root_;
            height = std::max(height, asked[g].tree->height_);
            if (asked[g].tree->height_ == 0) prefetch_leaf(nodes[g]);
        }
        for (std::uint32_t level = height; level > 0; --level) {
            for (std::size_t g = 0; g < asked.size(); ++g) {
                if (asked[g].tree->height_ < level) continue;
                const branch& in = branch_at(nodes[g]);
                const std::uint32_t before = in.firsts.count_below(asked[g].from);
                nodes[g] = in.children[before > 0 ? before - 1 : 0];
                if (level == 1) prefetch_leaf(nodes[g]);
            }
        }
        for (std::size_t g = 0; g < asked.size(); ++g) {
            if (nodes[g] == nullptr) continue;
            const Leaf& leaf = leaf_at(nodes[g]);
            leaf.prefetch_line(leaf.line_for(leaf.clamped(asked[g].from)));
        }
    }

  private:
    static const branch& branch_at(const void* node) { return *static_cast<const branch*>(node); }
    static const Leaf& leaf_at(const void* node) { return *static_cast<const Leaf*>(node); }

    // ---- the way down and up again -------------------------------------------------------------

    /// Fan-out is at least two, so no tree that memory holds is higher.
    static constexpr std::uint32_t height_max = 40;

    /// The branches above a leaf, and the child of each that was taken; level 0 is the leaf's parent.
    struct path {
        struct step {
            branch* node;
            std::uint32_t place;
        };
        std::array<step, height_max> steps;
        bool last = true; ///< nothing comes after that leaf

        [[nodiscard]] branch& parent(std::uint32_t level) const { return *steps[level].node; }
        [[nodiscard]] std::uint32_t place(std::uint32_t level) const { return steps[level].place; }
    };

    Leaf* descend(tick start, std::uint64_t name, path& way) {
        TIMEWRIGHT_EXPECTS(height_ < height_max);
        void* node = root_;
        for (std::uint32_t level = height_; level > 0; --level) {
            branch* in = static_cast<branch*>(node);
            const std::uint32_t place = in->child_for(start, name);
            way.steps[level - 1] = {in, place};
            way.last = way.last && place + 1 == in->size;
            node = in->children[place];
            if (level == 1) leaf_at(node).prefetch_all();
        }
        return static_cast<Leaf*>(node);
    }
    void*& slot_of(path& way, std::uint32_t level) {
        return level == height_ ? root_ : way.parent(level).children[way.place(level)];
    }

    /// The summary of the child at the end of the way has changed, and nothing else.
    void tell_ancestors(path& way, block_summary before, block_summary own) {
        for (std::uint32_t level = 0;; ++level) {
            branch& in = way.parent(level);
            in.set(way.place(level), own);
            if (level + 1 == height_) return;
            const block_summary child_before =
                std::exchange(before, way.parent(level + 1).child_summary(way.place(level + 1)));
            own = summary_after(in, before, child_before, own);
        }
    }
    /// The summary of a node of which one child has changed: brought up to date if that is enough.
    static block_summary summary_after(const branch& in, block_summary own,
                                       const block_summary& before, const block_summary& child) {
        const bool same_bounds = child.first == before.first &&
                                 child.first_name == before.first_name &&
                                 child.end_max == before.end_max;
        const bool lost_the_longest =
            child.gap_max < before.gap_max && before.gap_max == own.gap_max;
        if (!same_bounds) return in.summary();
        own.count += child.count - before.count;
        own.gap_max = lost_the_longest ? in.longest_gap() : std::max(own.gap_max, child.gap_max);
        return own;
    }

    /// The first start behind the leaf at the end of the way.
    [[nodiscard]] tick start_behind(const path& way) const {
        for (std::uint32_t level = 0; level < height_; ++level)
            if (way.place(level) + 1 < way.parent(level).size)
                return way.parent(level).firsts[way.place(level) + 1];
        return tick_max;
    }

    // ---- growing -------------------------------------------------------------------------------

    void insert_at(Leaf* leaf, std::uint32_t place, const arrival& entry, path& way) {
        const bool reaches = leaf->reaches_to(entry.start);
        if (reaches && leaf->size() == leaf->room() && leaf->room() < Leaf::capacity) {
            Leaf* grown = leaf->grown().release();
            delete std::exchange(leaf, grown);
            slot_of(way, 0) = leaf;
            place = leaf->place_of(entry.start, entry.name);
        }
        ++size_;
        if (!reaches || leaf->size() == leaf->room()) return split(*leaf, place, entry, way);
        if (height_ == 0)
            return leaf->insert(place, entry.start, entry.end, entry.name, entry.payload, nullptr);
        const block_summary before = way.parent(0).child_summary(way.place(0));
        block_summary own = before;
        leaf->insert(place, entry.start, entry.end, entry.name, entry.payload, &own);
        tell_ancestors(way, before, own);
    }

    /// Where a full node is parted. Entries that arrive in order fill nodes to the brim; anywhere
    /// else a node is halved, or every arrival would cost a node.
    static std::uint32_t cut_of(std::uint32_t size, std::uint32_t place, bool last) {
        return last && place == size ? size : size / 2;
    }

    /// Parts a leaf that is full, or of which the arrival lies too far, and puts it in.
    void split(Leaf& leaf, std::uint32_t place, const arrival& entry, path& way) {
        auto behind = Leaf::make();
        const bool reaches = leaf.reaches_to(entry.start);
        const std::uint32_t rank = leaf.rank_of(place);
        const std::uint32_t cut = reaches ? cut_of(leaf.size(), rank, way.last) : rank;
        leaf.move_tail(cut, *behind);
        // At the cut it may go to either; the front one must reach it, and neither may stay empty.
        const bool into_behind =
            rank > cut || (rank == cut && leaf.size() > 0 && (behind->size() == 0 || !reaches));
        Leaf& into = into_behind ? *behind : leaf;
        into.insert(into.place_of(entry.start, entry.name), entry.start, entry.end, entry.name,
                    entry.payload, nullptr);
        add_sibling(way, leaf.summary(), behind.get(), behind->summary());
        behind.release();
    }

    void add_sibling(path& way, block_summary own, void* node, block_summary summary) {
        for (std::uint32_t level = 0; level < height_; ++level) {
            branch& in = way.parent(level);
            const std::uint32_t place = way.place(level);
            in.set(place, own);
            if (node != nullptr && in.size < key_block::capacity) {
                in.insert(place + 1, node, summary);
                node = nullptr;
            } else if (node != nullptr) {
                auto behind = std::make_unique<branch>();
                const std::uint32_t cut = cut_of(in.size, place + 1, way.last);
                in.move_tail(cut, *behind);
                if (place + 1 > cut || behind->size == 0)
                    behind->insert(place + 1 - cut, node, summary);
                else
                    in.insert(place + 1, node, summary);
                summary = behind->summary();
                node = behind.release();
            }
            own = in.summary();
        }
        if (node == nullptr) return;
        auto above = std::make_unique<branch>();
        above->insert(0, root_, own);
        above->insert(1, node, summary);
        root_ = above.release();
        ++height_;
    }

    // ---- shrinking -----------------------------------------------------------------------------

    /// As tell_ancestors(), where the child has few entries or none: it goes, or joins another.
    void thin_out(path& way, block_summary before, block_summary own) {
        for (std::uint32_t level = 0; level < height_; ++level) {
            branch& in = way.parent(level);
            const std::uint32_t place = way.place(level);
            bool moved = true;
            if (own.count == 0) {
                destroy(in.children[place], level);
                in.erase(place);
            } else {
                in.set(place, own);
                moved = merge(in, place, level);
            }
            const block_summary child_before = before, child = own;
            if (level + 1 < height_)
                before = way.parent(level + 1).child_summary(way.place(level + 1));
            own = in.size == 0 ? block_summary{}
                  : moved      ? in.summary()
                               : summary_after(in, before, child_before, child);
        }
        while (height_ > 0 && branch_at(root_).size <= 1) {
            branch* only = static_cast<branch*>(root_);
            root_ = only->size == 1 ? only->children[0] : nullptr;
            height_ = root_ == nullptr ? 0 : height_ - 1;
            delete only;
        }
    }

    /// Two neighbours that fit into one with room to spare become one, so that what has been emptied
    /// does not stay behind as crumbs. False: nothing was done.
    static bool merge(branch& in, std::uint32_t place, std::uint32_t level) {
        const std::uint32_t capacity = level == 0 ? Leaf::capacity : key_block::capacity;
        if (in.size < 2 || size_of(in.children[place], level) > capacity / 4) return false;
        const std::uint32_t left = place + 1 < in.size ? place : place - 1;
        void* kept = in.children[left];
        void* gone = in.children[left + 1];
        if (size_of(kept, level) + size_of(gone, level) > capacity / 4 * 3) return false;
        if (level == 0) {
            Leaf& into = *static_cast<Leaf*>(kept);
            Leaf& from = *static_cast<Leaf*>(gone);
            if (into.room() < Leaf::capacity || !into.reaches_over(from)) return false;
            from.move_tail(0, into);
        } else {
            static_cast<branch*>(gone)->move_tail(0, *static_cast<branch*>(kept));
        }
        in.erase(left + 1);
        in.set(left, level == 0 ? leaf_at(kept).summary() : branch_at(kept).summary());
        destroy(gone, level);
        return true;
    }
    static std::uint32_t size_of(const void* node, std::uint32_t level) {
        return level == 0 ? leaf_at(node).size() : branch_at(node).size;
    }

    static void destroy(void* node, std::uint32_t level) {
        if (node == nullptr) return;
        if (level == 0) {
            delete static_cast<Leaf*>(node);
            return;
        }
        branch* in = static_cast<branch*>(node);
        for (std::uint32_t i = 0; i < in->size; ++i) destroy(in->children[i], level - 1);
        delete in;
    }
    void clear() { destroy(std::exchange(root_, nullptr), std::exchange(height_, 0U)); }
    static void* copy_of(const void* node, std::uint32_t level) {
        if (node == nullptr) return nullptr;
        if (level == 0) return leaf_at(node).copy().release();
        auto copy = std::make_unique<branch>(branch_at(node));
        for (std::uint32_t i = 0; i < copy->size; ++i)
            copy->children[i] = copy_of(copy->children[i], level - 1);
        return copy.release();
    }

    // ---- asking, node by node ------------------------------------------------------------------

    static constexpr char overlapping = 0; ///< its address stands for "something overlaps"

    /// The child that decides whether [from, to) is free; nullptr: nothing starts before `to`.
    static const void* child_before(const branch& in, [[maybe_unused]] tick from, tick to) {
        const std::uint32_t before = in.firsts.count_below(to);
        if (before == 0) return nullptr;
        if constexpr (!Leaf::disjoint)
            if (before > 1 && in.reaches[before - 2] > from) return &overlapping;
        return in.children[before - 1];
    }

    static void count_reaching_below(const void* node, std::uint32_t level, tick t,
                                     std::uint64_t& count) {
        if (level == 0) {
            const Leaf& in = leaf_at(node);
            const std::uint32_t before = in.place_below(t);
            for (std::uint32_t i = in.first_reaching(t); i < before; i = in.next(i))
                count += in.end(i) > t ? 1U : 0U;
            return;
        }
        const branch& in = branch_at(node);
        const std::uint32_t before = in.firsts.count_below(t);
        for (std::uint32_t i = in.reaches.count_below(t); i < before; ++i)
            if (in.ends_max[i] > t) count_reaching_below(in.children[i], level - 1, t, count);
    }

    template <class Visit>
    static bool visit_below(const void* node, std::uint32_t level, tick from, tick to,
                            Visit& visit) {
        if (level == 0) {
            const Leaf& in = leaf_at(node);
            if constexpr (!Leaf::disjoint) in.prefetch_entries(from, to);
            const std::uint32_t before = in.place_below(to);
            for (std::uint32_t i = in.first_reaching(from); i < before; i = in.next(i))
                if (in.end(i) > from && !visit(in, i)) return false;
            return true;
        }
        const branch& in = branch_at(node);
        const std::uint32_t before = in.firsts.count_below(to);
        for (std::uint32_t i = in.reaches.count_below(from); i < before; ++i) {
            if (in.ends_max[i] <= from) continue;
            if (level == 1) prefetch_leaf(in.children[i]);
            if (!visit_below(in.children[i], level - 1, from, to, visit)) return false;
        }
        return true;
    }
    template <class Visit>
    static bool visit_backwards_below(const void* node, std::uint32_t level, tick from, tick to,
                                      Visit& visit) {
        if (level == 0) {
            const Leaf& in = leaf_at(node);
            const std::uint32_t first = in.first_reaching(from);
            for (std::uint32_t i = in.last_before(to); i != Leaf::nowhere && i >= first;
                 i = in.prev(i))
                if (in.end(i) > from && !visit(in, i)) return false;
            return true;
        }
        const branch& in = branch_at(node);
        const std::uint32_t first = in.reaches.count_below(from);
        for (std::uint32_t i = in.firsts.count_below(to); i > first; --i)
            if (in.ends_max[i - 1] > from &&
                !visit_backwards_below(in.children[i - 1], level - 1, from, to, visit))
                return false;
        return true;
    }

    /// True: `at` is the start of a gap. Otherwise everything below the node ends at `at` or earlier.
    static bool gap_below(const void* node, std::uint32_t level, tick length, tick& at) {
        if (level == 0) return leaf_at(node).find_gap(length, at);
        const branch& in = branch_at(node);
        for (std::uint32_t i = in.reaches.count_below(at); i < in.size; ++i) {
            if (gap_between(at, in.firsts[i]) >= length) return true;
            if (in.ends_max[i] <= at) continue;
            if (in.gaps_max[i] < length)
                at = in.ends_max[i];
            else if (gap_below(in.children[i], level - 1, length, at))
                return true;
        }
        return false;
    }
    /// The same backwards, where entries are disjoint.
    static bool gap_before_below(const void* node, std::uint32_t level, tick length, tick& at) {
        if (level == 0) return leaf_at(node).find_gap_before(length, at);
        const branch& in = branch_at(node);
        for (std::uint32_t i = in.firsts.count_below(at); i > 0; --i) {
            if (gap_between(in.ends_max[i - 1], at) >= length) return true;
            if (in.gaps_max[i - 1] < length)
                at = std::min(at, in.firsts[i - 1]);
            else if (gap_before_below(in.children[i - 1], level - 1, length, at))
                return true;
        }
        return false;
    }

    /// Whether the way down has ended above the leaves.
    static bool is_answer(const void* node) { return node == nullptr || node == &overlapping; }
    static void prefetch_leaf(const void* node) {
        if (!is_answer(node)) leaf_at(node).prefetch_head();
    }

    void* root_ = nullptr; ///< a leaf when height_ is 0, else a branch
    std::size_t size_ = 0;
    std::uint32_t height_ = 0;
};

} // namespace timewright
