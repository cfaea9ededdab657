// Goal: a choice of candidates ends with the first that lets the whole fit, goes back over earlier
// choices, and is bounded: a question too large is refused with that reason, never wrongly "full".
// Method: small rooms by hand; then parts of a size at which a careless search would hit its limit.
#include "unit/booking/words.hpp"

#include <timewright/booking/decide.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

using namespace timewright;
using namespace timewright::test;

using conflicts = std::vector<conflict>;
using users = std::vector<calendar_user_id>;

class Candidates : public LedgerTest {
  protected:
    /// Rooms numbered from 100.
    users rooms(std::uint64_t count) {
        change made;
        users found;
        for (std::uint64_t i = 0; i < count; ++i) {
            found.push_back(calendar_user_id::from_number(100 + i));
            made.users.push_back({found.back(), {}});
        }
        apply(made);
        return found;
    }
    void fill(calendar_user_id user, interval when) {
        ASSERT_EQ(code_of(book(booking_of(++others_), {blocks(user, when)})),
                  outcome_code::applied);
    }

    std::uint64_t others_ = 1'000;
};

TEST_F(Candidates, AreTakenInListedOrder) {
    EXPECT_EQ(apply(book(booking_of(1), {blocks(any_of({blue, red}), span(9, 10))})).parts[0].users,
              users{blue});
    EXPECT_EQ(apply(book(booking_of(2), {blocks(any_of({blue, red}), span(9, 10))})).parts[0].users,
              users{red});
    const outcome answer = apply(book(booking_of(3), {blocks(any_of({blue, red}), span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(blue, span(9, 10), booking_of(1)),
                                           overlap(red, span(9, 10), booking_of(2))}));
}

TEST_F(Candidates, DoNotStarveEachOther) {
    // The first claim likes red best; the second can have nothing else.
    const outcome answer = apply(book(booking_of(1), {blocks(any_of({red, blue}), span(9, 10)),
                                                      blocks(any_of({red, nobody}), span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts[0].users, (users{blue, red}));
}

TEST_F(Candidates, GiveWayToClaimsWithoutAChoice) {
    const outcome answer = apply(
        book(booking_of(1), {blocks(any_of({red, blue}), span(9, 10)), blocks(red, span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts[0].users, (users{blue, red}));
    // Claims are numbered in the order in which they were settled.
    EXPECT_EQ(claims_of(booking_of(1))[0].user, red);
}

TEST_F(Candidates, AreSoughtInVainWhenThereAreTooFew) {
    const claim any = blocks(any_of({red, blue}), span(9, 10));
    const outcome answer = apply(book(booking_of(1), {any, any, any}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    // Each claim alone would fit; what is in their way is this booking itself.
    EXPECT_EQ(answer.conflicts, conflicts{overlap(red, span(9, 10), booking_of(1))});
    EXPECT_EQ(claims_on(red) + claims_on(blue), 0U);
}

TEST_F(Candidates, MayDifferFromPartToPart) {
    fill(red, span(9, 10));
    const claim nine = blocks(any_of({red, blue}), span(9, 10));
    const claim eleven = blocks(any_of({red, blue}), span(11, 12));
    const outcome answer = apply(book_parts(booking_of(1), {{nine}, {eleven}}));
    EXPECT_EQ(answer.parts[0].users, users{blue});
    EXPECT_EQ(answer.parts[1].users, users{red});
}

TEST_F(Candidates, AreTheSameInEveryPartWhereTheChoiceIs) {
    fill(red, span(11, 12));
    const claim nine = chosen(blocks(any_of({red, blue}), span(9, 10)), 1);
    const claim eleven = chosen(blocks(any_of({red, blue}), span(11, 12)), 1);
    const outcome answer = apply(book_parts(booking_of(1), {{nine}, {eleven}}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts[0].users, users{blue});
    EXPECT_EQ(answer.parts[1].users, users{blue});
}

TEST_F(Candidates, OfAChoiceAreRefusedWithWhatStandsAgainstEachOfThemAnywhere) {
    fill(red, span(11, 12));
    fill(blue, span(9, 10));
    const outcome answer =
        apply(book_parts(booking_of(1), {{chosen(blocks(any_of({red, blue}), span(9, 10)), 1)},
                                         {chosen(blocks(any_of({red, blue}), span(11, 12)), 1)}}));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(blue, span(9, 10), booking_of(1'002)),
                                           overlap(red, span(11, 12), booking_of(1'001))}));
}

TEST_F(Candidates, OfAChoiceThatIsFullAreEachNamedOnceAndNothingElseIs) {
    fill(red, span(9, 10));
    fill(blue, span(9, 10));
    const outcome answer =
        apply(book(booking_of(1), {chosen(blocks(any_of({red, blue}), span(9, 10)), 1)}));
    EXPECT_EQ(answer.conflicts, (conflicts{overlap(red, span(9, 10), booking_of(1'001)),
                                           overlap(blue, span(9, 10), booking_of(1'002))}));
}

TEST_F(Candidates, ServeTheMostPartsWhenNoneServesAll) {
    fill(red, span(9, 10));
    fill(red, span(11, 12));
    fill(blue, span(13, 14));
    const auto part_at = [](int hour) {
        return std::vector<claim>{chosen(blocks(any_of({red, blue}), span(hour, hour + 1)), 1)};
    };
    const outcome answer = apply(book_parts(booking_of(1), {part_at(9), part_at(11), part_at(13)},
                                            change_mode::parts_that_fit));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts, (std::vector<part_outcome>{{booking_of(1), 1, true, {blue}},
                                                       {booking_of(1), 2, true, {blue}},
                                                       {booking_of(1), 3, false, {}}}));
}

TEST_F(Candidates, OfEqualServiceAreTakenInListedOrder) {
    fill(red, span(9, 10));
    fill(blue, span(11, 12));
    const outcome answer =
        apply(book_parts(booking_of(1),
                         {{chosen(blocks(any_of({blue, red}), span(9, 10)), 1)},
                          {chosen(blocks(any_of({blue, red}), span(11, 12)), 1)}},
                         change_mode::parts_that_fit));
    EXPECT_EQ(answer.parts[0].users, users{blue});
    EXPECT_FALSE(answer.parts[1].applied);
}

TEST_F(Candidates, OfTwoChoicesAreCountedThroughTheLastFastest) {
    const users room = rooms(3);
    const outcome answer =
        apply(book(booking_of(1), {chosen(blocks(any_of(room), span(9, 10)), 1),
                                   chosen(blocks(any_of(room), span(9, 10)), 2)}));
    EXPECT_EQ(answer.parts[0].users, (users{room[0], room[1]}));
}

TEST_F(Candidates, OfAChoiceAndOfAFreeClaimFitTogether) {
    fill(blue, span(9, 10));
    const outcome answer =
        apply(book(booking_of(1), {chosen(blocks(any_of({red, green}), span(9, 10)), 1),
                                   blocks(any_of({red, blue}), span(9, 10))}));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts[0].users, (users{green, red}));
}

TEST_F(Candidates, WhoAreBusyDoNotHideThoseWhoAreFreeHoweverManyChoicesThereAre) {
    // Eight groups of ten rooms: 10^8 ways, of which those with a busy first room are hopeless.
    const users room = rooms(10);
    fill(room[0], span(9, 10));
    fill(room[1], span(9, 10));
    std::vector<claim> claims;
    for (std::uint32_t group = 1; group <= 8; ++group)
        claims.push_back(chosen(blocks(any_of(room), span(9, 10)), group));
    const outcome answer = apply(book(booking_of(1), claims));
    ASSERT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts[0].users, users(room.begin() + 2, room.end()));
}

TEST_F(Candidates, WhoFailALaterPartDoNotHideThoseWhoFitHoweverManyChoicesThereAre) {
    const users room = rooms(10);
    fill(room[0], span(11, 12)); // the first room of each group fails the second part
    std::vector<claim> nine;
    std::vector<claim> eleven;
    for (std::uint32_t group = 1; group <= 5; ++group) {
        nine.push_back(chosen(blocks(any_of(room), span(9, 10)), group));
        eleven.push_back(chosen(blocks(any_of(room), span(11, 12)), group));
    }
    const outcome answer = apply(book_parts(booking_of(1), {nine, eleven}));
    ASSERT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts[1].users, users(room.begin() + 1, room.begin() + 6));
}

TEST_F(Candidates, AreSoughtUpToALimitWhichIsThenNamed) {
    // Twelve claims on eleven rooms: a pigeonhole, which a search can only give up.
    const users room = rooms(11);
    const outcome answer =
        apply(book(booking_of(1), std::vector<claim>(12, blocks(any_of(room), span(9, 10)))));
    EXPECT_EQ(answer.code, outcome_code::refused);
    EXPECT_EQ(answer.conflicts,
              (conflicts{{room[0], span(9, 10), booking_of(1), conflict_reason::search_limit}}));
    for (const calendar_user_id r : room) EXPECT_EQ(claims_on(r), 0U);
}

TEST_F(Candidates, OfManyChoicesAreSoughtUpToALimitWhichIsThenNamed) {
    const users room = rooms(7);
    std::vector<claim> claims;
    for (std::uint32_t group = 1; group <= 8; ++group)
        claims.push_back(chosen(blocks(any_of(room), span(9, 10)), group));
    const outcome answer = apply(book(booking_of(1), claims));
    EXPECT_EQ(answer.code, outcome_code::refused);
    ASSERT_FALSE(answer.conflicts.empty());
    EXPECT_EQ(answer.conflicts[0].reason, conflict_reason::search_limit);
}

TEST_F(Candidates, MayBeManyInAPartOfThousandsOfClaims) {
    // Depth first without recursion: 4,000 claims that each have a choice.
    apply(limit(hall, {.capacity = 4'000}));
    fill(red, span(9, 10));
    const outcome answer = apply(
        book(booking_of(1), std::vector<claim>(4'000, blocks(any_of({red, hall}), span(9, 10)))));
    EXPECT_EQ(answer.code, outcome_code::applied);
    EXPECT_TRUE(std::all_of(answer.parts[0].users.begin(), answer.parts[0].users.end(),
                            [](calendar_user_id u) { return u == hall; }));
}

TEST_F(Candidates, AreSoughtWithStepsEnoughForEveryCandidateThatIsNamed) {
    // 100 parts with 512 candidates each, of whom the last alone is free: more than the least
    // budget.
    const users room = rooms(512);
    for (std::size_t i = 0; i + 1 < room.size(); ++i) fill(room[i], span(0, 24));
    std::vector<std::vector<claim>> parts;
    for (int i = 0; i < 100; ++i)
        parts.push_back({blocks(any_of(room), interval(day + minutes(10 * i), minutes(10)))});
    const outcome answer = apply(book_parts(booking_of(1), parts));
    ASSERT_EQ(answer.code, outcome_code::applied);
    EXPECT_EQ(answer.parts[99].users, users{room.back()});
}

TEST_F(Candidates, WhoOnlyInformAreTakenFirstInListedOrderToo) {
    fill(red, span(9, 10));
    EXPECT_EQ(
        apply(book(booking_of(1), {informs(any_of({red, blue}), span(9, 10))})).parts[0].users,
        users{red});
}

} // namespace
