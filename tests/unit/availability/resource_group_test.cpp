// Goal: a member suits when it has all that is asked for, and the order of the members stays.
// Method: each need alone, just met and just missed.
#include <timewright/availability/resource_group.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace timewright;

using indexes = std::vector<std::size_t>;

TEST(ResourceGroup, IsWrittenInBracketsWhenOneOfSeveralIsNeeded) {
    const std::vector<resource_group> groups{{2, 3}, {5}};
    EXPECT_EQ(groups[0].members, (indexes{2, 3}));
    EXPECT_EQ(groups[0].needed, 1U);
    EXPECT_TRUE(groups[0].least.asks_for_nothing());
    EXPECT_EQ(groups[1].members, (indexes{5}));
    EXPECT_EQ(resource_group(indexes{2, 3}), groups[0]);
}

TEST(ResourceGroup, IsSuitedByWhateverHasAllThatIsAskedFor) {
    const resource_traits room{.seats = 8, .units = 2, .features = {"video", "whiteboard"}};
    EXPECT_TRUE(suits(room, {}));
    EXPECT_TRUE(suits(room, {.seats = 8, .units = 2, .features = {"whiteboard", "video"}}));
    EXPECT_FALSE(suits(room, {.seats = 9}));
    EXPECT_FALSE(suits(room, {.units = 3}));
    EXPECT_FALSE(suits(room, {.features = {"video", "piano"}}));
    EXPECT_FALSE(suits(room, {.features = {"Video"}})); // by equal spelling
}

TEST(ResourceGroup, KeepsTheOrderOfThoseThatSuit) {
    resource_group group{3, 0, 2, 1};
    const std::vector<resource_traits> traits{{.seats = 4}, {.seats = 2}, {.seats = 9}};
    EXPECT_EQ(suitable_members(group, traits), group.members);
    group.least.seats = 3;
    EXPECT_EQ(suitable_members(group, traits), (indexes{0, 2})); // of 3 nothing is known
    group.least = {.units = 1};
    EXPECT_EQ(suitable_members(group, traits), (indexes{3, 0, 2, 1})); // there is one of each
    EXPECT_TRUE(suitable_members({}, traits).empty());
}

} // namespace
