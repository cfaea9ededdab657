// Goal: the priority of published availability is ordered as RFC 7953 section 3.1 says. Method: all
// pairs of priorities.

#include <timewright/calendar/published_availability.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace timewright {
namespace {

TEST(PublishedAvailability, OneIsTheHighestPriorityAndZeroTheLowest) {
    const std::vector<int> from_high_to_low{1, 2, 3, 4, 5, 6, 7, 8, 9, 0};
    for (std::size_t i = 0; i < from_high_to_low.size(); ++i)
        for (std::size_t j = 0; j < from_high_to_low.size(); ++j)
            EXPECT_EQ(has_higher_priority({.priority = from_high_to_low[i]},
                                          {.priority = from_high_to_low[j]}),
                      i < j);
}

TEST(PublishedAvailability, IsUnavailableOutsideUnlessSaid) {
    EXPECT_EQ(published_availability{}.busy, busy_type::busy_unavailable);
}

} // namespace
} // namespace timewright
