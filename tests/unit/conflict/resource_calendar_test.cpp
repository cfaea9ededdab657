// Goal: a resource_calendar never holds more than its capacity, names who is in the way, and finds
// the next and the last gap.
// Method: small calendars by hand; random ones are in tests/property/conflict.
#include <timewright/conflict/resource_calendar.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace timewright {
namespace {

using std::chrono::seconds;
using calendar = resource_calendar<int>;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }
interval between(std::int64_t from, std::int64_t to) { return {at(from), at(to)}; }

std::vector<int> names(const std::vector<calendar::claim>& claims) {
    std::vector<int> found;
    for (const auto& one : claims) found.push_back(one.payload);
    return found;
}

TEST(ResourceCalendar, TakesWhatFitsAndNamesWhatBlocks) {
    calendar room;
    EXPECT_TRUE(room.insert_if_free({between(10, 20), 1}).inserted);
    EXPECT_TRUE(room.insert_if_free({between(20, 30), 2}).inserted)
        << "touching is not overlapping";
    const auto refused = room.insert_if_free({between(15, 25), 3});
    EXPECT_FALSE(refused.inserted);
    EXPECT_EQ(names(refused.blockers), (std::vector<int>{1, 2}));
    EXPECT_EQ(room.size(), 2U);
}

TEST(ResourceCalendar, GivesBackWhatIsErased) {
    calendar room;
    EXPECT_TRUE(room.insert_if_free({between(10, 20), 1}).inserted);
    EXPECT_FALSE(room.erase(between(10, 20), 2)) << "another claim";
    EXPECT_FALSE(room.erase(between(10, 21), 1)) << "another span";
    EXPECT_TRUE(room.erase(between(10, 20), 1));
    EXPECT_FALSE(room.erase(between(10, 20), 1));
    EXPECT_TRUE(room.insert_if_free({between(5, 25), 2}).inserted);
}

TEST(ResourceCalendar, SharesItsUnits) {
    calendar desks(3);
    EXPECT_TRUE(desks.insert_if_free({between(0, 10), 1, 2}).inserted);
    EXPECT_TRUE(desks.insert_if_free({between(5, 15), 2, 1}).inserted);
    EXPECT_FALSE(desks.is_free(between(9, 11), 1));
    EXPECT_TRUE(desks.is_free(between(10, 20), 2));
    const auto refused = desks.insert_if_free({between(8, 12), 3, 1});
    EXPECT_EQ(names(refused.blockers), (std::vector<int>{1, 2}));
    EXPECT_EQ(names(desks.insert_if_free({between(12, 20), 3, 3}).blockers), (std::vector<int>{2}));
}

TEST(ResourceCalendar, RefusesMoreThanThereIs) {
    calendar desks(3);
    const auto refused = desks.insert_if_free({between(0, 10), 1, 4});
    EXPECT_FALSE(refused.inserted);
    EXPECT_TRUE(refused.blockers.empty()) << "nobody is in the way";
    EXPECT_FALSE(desks.find_gap(at(0), seconds(1), 4));
    EXPECT_FALSE(desks.find_gap_before(at(9), seconds(1), at(0), 4));
}

TEST(ResourceCalendar, FindsTheNextGap) {
    calendar room;
    EXPECT_TRUE(room.insert_if_free({between(10, 20), 1}).inserted);
    EXPECT_TRUE(room.insert_if_free({between(25, 40), 2}).inserted);
    EXPECT_EQ(room.find_gap(at(0), seconds(10)), at(0));
    EXPECT_EQ(room.find_gap(at(5), seconds(5)), at(5));
    EXPECT_EQ(room.find_gap(at(6), seconds(5)), at(20));
    EXPECT_EQ(room.find_gap(at(12), seconds(6)), at(40));
}

TEST(ResourceCalendar, FindsTheGapBefore) {
    calendar room;
    EXPECT_TRUE(room.insert_if_free({between(10, 20), 1}).inserted);
    EXPECT_TRUE(room.insert_if_free({between(25, 40), 2}).inserted);
    EXPECT_EQ(room.find_gap_before(at(50), seconds(10), at(0)), at(40));
    EXPECT_EQ(room.find_gap_before(at(45), seconds(6), at(0)), at(4));
    EXPECT_EQ(room.find_gap_before(at(40), seconds(5), at(0)), at(20));
    EXPECT_EQ(room.find_gap_before(at(45), seconds(6), at(5)), std::nullopt);
    EXPECT_EQ(room.find_gap_before(at(5), seconds(6), at(0)), std::nullopt);
}

TEST(ResourceCalendar, FindsGapsBetweenSharedClaims) {
    calendar desks(2);
    EXPECT_TRUE(desks.insert_if_free({between(0, 10), 1}).inserted);
    EXPECT_TRUE(desks.insert_if_free({between(4, 8), 2}).inserted);
    EXPECT_EQ(desks.find_gap(at(0), seconds(4)), at(0));
    EXPECT_EQ(desks.find_gap(at(0), seconds(5)), at(8));
    EXPECT_EQ(desks.find_gap(at(0), seconds(1), 2), at(10));
    EXPECT_EQ(desks.find_gap_before(at(10), seconds(3), at(0)), at(1));
}

TEST(ResourceCalendar, GrowsBeyondOneBlockAndBack) {
    calendar room;
    for (int i = 0; i < 1'000; ++i)
        ASSERT_TRUE(room.insert_if_free({between(10 * i, 10 * i + 5), i}).inserted);
    EXPECT_EQ(room.size(), 1'000U);
    EXPECT_EQ(names(room.insert_if_free({between(5'001, 5'012), -1}).blockers),
              (std::vector<int>{500, 501}));
    EXPECT_EQ(room.find_gap(at(3), seconds(6)), at(9'995));
    for (int i = 0; i < 990; ++i) ASSERT_TRUE(room.erase(between(10 * i, 10 * i + 5), i));
    EXPECT_EQ(room.size(), 10U);
    EXPECT_TRUE(room.is_free(between(0, 9'900)));
    EXPECT_FALSE(room.is_free(between(0, 9'901)));
}

TEST(ResourceCalendar, HoldsClaimsCenturiesApart) {
    calendar room;
    const std::int64_t century = 36'525LL * 86'400;
    EXPECT_TRUE(room.insert_if_free({between(0, 10), 1}).inserted);
    EXPECT_TRUE(room.insert_if_free({between(3 * century, 3 * century + 10), 2}).inserted);
    EXPECT_FALSE(room.is_free(between(3 * century + 9, 3 * century + 11)));
    EXPECT_TRUE(room.is_free(between(10, 3 * century)));
    EXPECT_TRUE(room.erase(between(0, 10), 1));
    EXPECT_EQ(room.size(), 1U);
}

TEST(ResourceCalendar, FindsGapsAtTheEndsOfTime) {
    calendar room;
    EXPECT_TRUE(room.insert_if_free({between(0, 10), 1}).inserted);
    EXPECT_EQ(room.find_gap(sys_seconds::min(), seconds(5)), sys_seconds::min());
    EXPECT_EQ(room.find_gap_before(sys_seconds::max(), seconds(5), sys_seconds::min()),
              sys_seconds::max() - seconds(5));
    EXPECT_TRUE(room.insert_if_free({{at(20), sys_seconds::max()}, 2}).inserted);
    EXPECT_EQ(room.find_gap(at(0), seconds(10)), at(10));
    EXPECT_EQ(room.find_gap(at(0), seconds(11)), std::nullopt);
}

TEST(ResourceCalendar, NamesBlockersInOneWalk) {
    calendar desks(2);
    for (int i = 0; i < 2'000; ++i) // every other stretch is full
        for (int unit = 0; unit <= i % 2; ++unit)
            ASSERT_TRUE(desks.insert_if_free({between(10 * i, 10 * i + 5), i}).inserted);
    const auto refused = desks.insert_if_free({between(0, 20'000), -1});
    ASSERT_EQ(refused.blockers.size(), calendar::blockers_max);
    for (const auto& one : refused.blockers) EXPECT_EQ(one.payload % 2, 1);
}

TEST(ResourceCalendar, AnswersForManyAtOnce) {
    std::vector<calendar> rooms(50);
    for (int r = 0; r < 50; ++r)
        for (int i = 0; i < 7 * r; ++i)
            ASSERT_TRUE(rooms[static_cast<std::size_t>(r)]
                            .insert_if_free({between(20 * i + r, 20 * i + r + 9), i})
                            .inserted);
    std::vector<calendar::question> questions;
    for (int i = 0; i < 1'000; ++i)
        questions.push_back(
            {&rooms[static_cast<std::size_t>(i) % 50], between(i * 7, i * 7 + 1 + i % 13)});
    const auto free = std::make_unique<bool[]>(questions.size());
    calendar::is_free(questions, {free.get(), questions.size()});
    for (std::size_t i = 0; i < questions.size(); ++i)
        EXPECT_EQ(free[i], questions[i].calendar->is_free(questions[i].window)) << i;
}

} // namespace
} // namespace timewright
