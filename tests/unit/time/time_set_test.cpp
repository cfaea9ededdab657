// Goal: a time_set is the set of its instants, in its one canonical form.
// Method: small examples with touching, overlapping and nested pieces; the laws are in
// tests/property.
#include <timewright/time/time_set.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>
#include <vector>

namespace timewright {
namespace {

using std::chrono::seconds;

sys_seconds at(int second) { return sys_seconds{seconds{second}}; }
interval span(int start, int end) { return interval(at(start), at(end)); }

time_set set(std::initializer_list<std::pair<int, int>> pieces) {
    std::vector<interval> intervals;
    for (const auto& [start, end] : pieces) intervals.push_back(span(start, end));
    return time_set::from_unsorted(std::move(intervals));
}

std::vector<interval> pieces_of(const time_set& s) {
    return {s.intervals().begin(), s.intervals().end()};
}

TEST(TimeSet, StartsEmpty) {
    const time_set none;
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none.size(), 0U);
    EXPECT_EQ(none.total_length(), seconds{0});
    EXPECT_FALSE(none.contains(at(0)));
    EXPECT_FALSE(none.overlaps(span(0, 1)));
    EXPECT_EQ(time_set::from_unsorted({}), none);
}

TEST(TimeSet, JoinsWhatTouchesOrOverlapsInWhateverOrder) {
    const time_set joined = set({{30, 40}, {10, 20}, {20, 25}, {12, 14}, {38, 45}});
    EXPECT_EQ(pieces_of(joined), (std::vector<interval>{span(10, 25), span(30, 45)}));
    EXPECT_EQ(joined.total_length(), seconds{30});
    EXPECT_EQ(set({{10, 20}, {20, 30}}), time_set(span(10, 30)));
    EXPECT_EQ(set({{10, 30}, {12, 14}, {25, 26}}), time_set(span(10, 30)));
}

TEST(TimeSet, ContainsInstantsHalfOpen) {
    const time_set s = set({{10, 20}, {30, 40}});
    EXPECT_FALSE(s.contains(at(9)));
    EXPECT_TRUE(s.contains(at(10)));
    EXPECT_TRUE(s.contains(at(19)));
    EXPECT_FALSE(s.contains(at(20)));
    EXPECT_TRUE(s.contains(at(30)));
    EXPECT_FALSE(s.contains(at(40)));
}

TEST(TimeSet, ContainsAnIntervalOnlyInOnePiece) {
    const time_set s = set({{10, 20}, {30, 40}});
    EXPECT_TRUE(s.contains(span(10, 20)));
    EXPECT_TRUE(s.contains(span(32, 33)));
    EXPECT_FALSE(s.contains(span(15, 35)));
    EXPECT_FALSE(s.contains(span(20, 30)));
    EXPECT_FALSE(s.contains(span(39, 41)));
}

TEST(TimeSet, OverlapsWhatSharesAnInstant) {
    const time_set s = set({{10, 20}, {30, 40}});
    EXPECT_TRUE(s.overlaps(span(0, 11)));
    EXPECT_TRUE(s.overlaps(span(15, 35)));
    EXPECT_TRUE(s.overlaps(span(39, 50)));
    EXPECT_FALSE(s.overlaps(span(20, 30)));
    EXPECT_FALSE(s.overlaps(span(0, 10)));
    EXPECT_FALSE(s.overlaps(span(40, 50)));
}

TEST(TimeSet, UnionJoinsAcrossBoth) {
    EXPECT_EQ(unite(set({{10, 20}, {40, 50}}), set({{20, 30}, {45, 60}})),
              set({{10, 30}, {40, 60}}));
    EXPECT_EQ(unite(set({{10, 20}}), {}), set({{10, 20}}));
    EXPECT_EQ(unite({}, {}), time_set());
}

TEST(TimeSet, IntersectionKeepsWhatBothHave) {
    EXPECT_EQ(intersect(set({{10, 20}, {30, 40}}), set({{15, 35}})), set({{15, 20}, {30, 35}}));
    EXPECT_EQ(intersect(set({{10, 20}}), set({{20, 30}})), time_set());
    EXPECT_EQ(intersect(set({{10, 50}}), set({{10, 20}, {25, 30}, {45, 60}})),
              set({{10, 20}, {25, 30}, {45, 50}}));
}

TEST(TimeSet, SubtractionCutsHolesAndEdges) {
    EXPECT_EQ(subtract(set({{10, 50}}), set({{0, 15}, {20, 30}, {45, 60}})),
              set({{15, 20}, {30, 45}}));
    // One hole reaches over two pieces.
    EXPECT_EQ(subtract(set({{10, 20}, {30, 40}, {50, 60}}), set({{15, 35}})),
              set({{10, 15}, {35, 40}, {50, 60}}));
    EXPECT_EQ(subtract(set({{10, 20}}), set({{10, 20}})), time_set());
    EXPECT_EQ(subtract(set({{10, 20}}), set({{20, 30}})), set({{10, 20}}));
    EXPECT_EQ(subtract({}, set({{20, 30}})), time_set());
}

TEST(TimeSet, ComplementIsTheRestOfTheWindow) {
    const time_set s = set({{10, 20}, {30, 40}});
    EXPECT_EQ(s.complement_in(span(0, 50)), set({{0, 10}, {20, 30}, {40, 50}}));
    EXPECT_EQ(s.complement_in(span(15, 35)), set({{20, 30}}));
    EXPECT_EQ(s.complement_in(span(12, 18)), time_set());
    EXPECT_EQ(s.complement_in(span(20, 30)), set({{20, 30}}));
    EXPECT_EQ(time_set().complement_in(span(1, 2)), set({{1, 2}}));
}

TEST(TimeSet, ClippingKeepsWhatIsInTheWindow) {
    const time_set s = set({{10, 20}, {30, 40}, {50, 60}});
    EXPECT_EQ(s.clipped_to(span(15, 55)), set({{15, 20}, {30, 40}, {50, 55}}));
    EXPECT_EQ(s.clipped_to(span(20, 30)), time_set());
    EXPECT_EQ(s.clipped_to(span(0, 100)), s);
}

} // namespace
} // namespace timewright
