// Goal: a time_set is exactly the set of its instants, whatever is done with it.
// Method: random intervals within 200 minutes; each operation is compared with the same one on a
// bitmap of minutes, and the result must be in canonical form.
#include <timewright/time/time_set.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bitset>
#include <vector>

namespace timewright {
namespace {

using std::chrono::minutes;

constexpr int minutes_max = 200;
using bitmap = std::bitset<minutes_max>;

sys_seconds at(int minute) { return sys_seconds{minutes{minute}}; }

interval any_interval() {
    const int start = *rc::gen::inRange(0, minutes_max);
    const int end = *rc::gen::inRange(start + 1, std::min(start + 40, minutes_max) + 1);
    return {at(start), at(end)};
}

std::vector<interval> any_intervals() {
    std::vector<interval> pieces;
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) pieces.push_back(any_interval());
    return pieces;
}

int minute_of(sys_seconds t) {
    return static_cast<int>(std::chrono::floor<minutes>(t).time_since_epoch().count());
}

bitmap bits_of(std::span<const interval> pieces) {
    bitmap bits;
    for (const interval& piece : pieces)
        for (int m = minute_of(piece.start()); m < minute_of(piece.end()); ++m)
            bits.set(static_cast<std::size_t>(m));
    return bits;
}

/// The same instants, in the one canonical form.
void require_same(const time_set& set, const bitmap& expected) {
    const auto pieces = set.intervals();
    for (std::size_t i = 1; i < pieces.size(); ++i)
        RC_ASSERT(pieces[i - 1].end() < pieces[i].start());
    RC_ASSERT(bits_of(pieces) == expected);
    RC_ASSERT(set.total_length() == minutes{static_cast<long>(expected.count())});
}

RC_GTEST_PROP(TimeSetLaws, FromUnsortedHoldsWhatAnyPieceHolds, ()) {
    const auto pieces = any_intervals();
    require_same(time_set::from_unsorted(pieces), bits_of(pieces));
}

RC_GTEST_PROP(TimeSetLaws, AlgebraIsThatOfSets, ()) {
    const auto a_pieces = any_intervals();
    const auto b_pieces = any_intervals();
    const time_set a = time_set::from_unsorted(a_pieces);
    const time_set b = time_set::from_unsorted(b_pieces);
    const bitmap a_bits = bits_of(a_pieces);
    const bitmap b_bits = bits_of(b_pieces);
    require_same(unite(a, b), a_bits | b_bits);
    require_same(intersect(a, b), a_bits & b_bits);
    require_same(subtract(a, b), a_bits & ~b_bits);
    require_same(subtract(b, a), b_bits & ~a_bits);
}

RC_GTEST_PROP(TimeSetLaws, WindowsCutAndComplement, ()) {
    const auto pieces = any_intervals();
    const time_set set = time_set::from_unsorted(pieces);
    const interval window = any_interval();
    const bitmap bits = bits_of(pieces);
    const bitmap inside = bits_of(std::span(&window, 1));
    require_same(set.clipped_to(window), bits & inside);
    require_same(set.complement_in(window), ~bits & inside);
}

RC_GTEST_PROP(TimeSetLaws, QuestionsAreAnsweredByTheInstants, ()) {
    const auto pieces = any_intervals();
    const time_set set = time_set::from_unsorted(pieces);
    const interval span = any_interval();
    const bitmap bits = bits_of(pieces);
    const bitmap asked = bits_of(std::span(&span, 1));
    RC_ASSERT(set.contains(span) == ((bits & asked) == asked));
    RC_ASSERT(set.overlaps(span) == (bits & asked).any());
    for (int m = 0; m < minutes_max; ++m)
        RC_ASSERT(set.contains(at(m)) == bits.test(static_cast<std::size_t>(m)));
}

RC_GTEST_PROP(TimeSetLaws, EqualityIsOfInstants, ()) {
    const auto a_pieces = any_intervals();
    const auto b_pieces = any_intervals();
    const bool same = bits_of(a_pieces) == bits_of(b_pieces);
    RC_ASSERT((time_set::from_unsorted(a_pieces) == time_set::from_unsorted(b_pieces)) == same);
}

} // namespace
} // namespace timewright
