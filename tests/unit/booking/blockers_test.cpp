// Goal: exactly the claims that leave too few units are named, where they do.
// Method: a room of three units with claims that add up only in places; a draft with one room.
#include "unit/booking/words.hpp"

#include <timewright/booking/blockers.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

live_claim taken(std::uint32_t ordinal, interval when, std::uint32_t units) {
    return {.id = {.booking = booking_of(1), .sequence = 1, .ordinal = ordinal},
            .user = hall,
            .span = when,
            .units = units};
}

TEST(FindOverloading, NamesThoseThatTakeTooMuchTogether) {
    const std::vector<live_claim> all{taken(0, span(9, 11), 2), taken(1, span(10, 12), 2),
                                      taken(2, span(11, 13), 1), taken(3, span(14, 15), 4)};
    EXPECT_EQ(find_overloading(all, 3), (std::vector<live_claim>{all[0], all[1], all[3]}));
    EXPECT_TRUE(find_overloading(all, 4).empty());
    EXPECT_TRUE(find_overloading({}, 0).empty());
}

TEST(FindOverloading, LooksOnlyWhereItIsAsked) {
    const std::vector<live_claim> all{taken(0, span(9, 11), 2), taken(1, span(10, 12), 2)};
    EXPECT_EQ(find_overloading(all, 3, span(10, 11)).size(), 2U);
    EXPECT_TRUE(find_overloading(all, 3, span(11, 12)).empty());
    EXPECT_TRUE(find_overloading(all, 3, span(9, 10)).empty());
}

class FindBlockers : public LedgerTest {};

TEST_F(FindBlockers, AreWhatLeavesTooFewUnits) {
    apply(book(booking_of(1), {blocks(hall, span(9, 10), 2)}));
    apply(book(booking_of(2), {blocks(hall, span(10, 11), 3)}));
    const draft books_now(books, now);
    const auto blockers = [&](interval when, std::uint64_t room) {
        std::vector<booking_id> found;
        for (const live_claim& c : find_blockers(books_now, default_organization, hall, when, room))
            found.push_back(c.id.booking);
        return found;
    };
    EXPECT_EQ(blockers(span(9, 11), 2), (std::vector{booking_of(2)}));
    EXPECT_EQ(blockers(span(9, 11), 1), (std::vector{booking_of(1), booking_of(2)}));
    EXPECT_TRUE(blockers(span(9, 10), 2).empty());
    EXPECT_TRUE(blockers(span(11, 12), 0).empty());
}

} // namespace
