// Goal: a reader of the feed gets every entry about its topics once and in order, whatever it is
// offered twice, and is told when it was too slow. Method: the machine alone; a property over random
// ways to offer a feed in overlapping pieces.
#include <timewright/adapters/json/answers.hpp>
#include <timewright/adapters/websocket/feed_session.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

namespace {

using namespace timewright;
using websocket::feed_session;

constexpr feed_cursor at(std::uint64_t transaction) { return {.transaction = transaction, .ordinal = 1}; }

std::shared_ptr<const websocket::told_entry> entry(std::uint64_t transaction,
                                                   std::vector<calendar_user_id> users = {}) {
    return websocket::tell({.cursor = at(transaction),
                            .organization = default_organization,
                            .booking = booking_id::from_number(transaction),
                            .users = std::move(users)});
}

std::vector<std::string> drained(feed_session& session) {
    std::vector<std::string> frames;
    while (auto frame = session.next()) frames.push_back(**frame);
    return frames;
}

TEST(FeedSession, SendsEntriesInOrderAndOnce) {
    feed_session session({.since = at(2)});
    for (const std::uint64_t t : {1, 2, 3, 4, 3, 5}) session.offer(entry(t));
    EXPECT_EQ(drained(session), (std::vector<std::string>{entry(3)->text, entry(4)->text,
                                                          entry(5)->text}));
    EXPECT_EQ(session.cursor(), at(5));
}

TEST(FeedSession, SharesTheTextOfAnEntry) {
    const auto told = entry(1);
    feed_session one({});
    one.offer(told);
    EXPECT_EQ(one.next()->get(), &told->text);
}

TEST(FeedSession, SendsWhatIsAboutItsTopicsAndMovesOnAllTheSame) {
    const auto room = calendar_user_id::from_number(1);
    const auto other = calendar_user_id::from_number(2);
    feed_session session({.topics = {calendar_user_id::from_number(9), room}});
    session.offer(entry(1, {other}));
    session.offer(entry(2, {other, room}));
    session.offer(entry(3, {}));
    EXPECT_EQ(drained(session).size(), 1U);
    EXPECT_EQ(session.cursor(), at(3));
}

TEST(FeedSession, BeatsOnlyWhenNothingElseShowsThatItLives) {
    feed_session session({.since = at(1)});
    session.advance(at(7));
    session.beat();
    session.beat();
    EXPECT_EQ(drained(session), std::vector<std::string>{json::write_heartbeat(at(7))});
    session.offer(entry(8));
    session.beat();
    EXPECT_EQ(drained(session), std::vector<std::string>{entry(8)->text});
}

TEST(FeedSession, TellsASlowReaderToLoadAnew) {
    feed_session session({.queued_frames_max = 3});
    for (std::uint64_t t = 1; t <= 4; ++t) session.offer(entry(t));
    EXPECT_EQ(drained(session), std::vector<std::string>{json::write_resync(at(4))});
    session.offer(entry(5));
    EXPECT_EQ(drained(session), std::vector<std::string>{entry(5)->text}) << "and goes on from there";
}

TEST(FeedSession, NeverGoesBackButWhenItsPlaceIsLost) {
    feed_session session({.since = at(5)});
    session.advance(at(3));
    EXPECT_EQ(session.cursor(), at(5));
    session.lose_place(at(2));
    EXPECT_EQ(session.cursor(), at(2));
}

TEST(FeedSession, MissesNothingHoweverItIsOffered) {
    EXPECT_TRUE(rc::check("overlapping pieces of a feed", [] {
        const auto start = *rc::gen::inRange<std::uint64_t>(0, 20);
        feed_session session({.since = at(start), .queued_frames_max = 1000});
        std::uint64_t told = 0; // entries are offered up to here
        while (told < 40) {
            // A piece may begin anywhere in what was told, and goes on beyond its end.
            const auto back = *rc::gen::inRange<std::uint64_t>(0, 40);
            const auto to = told + *rc::gen::inRange<std::uint64_t>(1, 10);
            for (std::uint64_t t = told - std::min(told, back) + 1; t <= to; ++t)
                session.offer(entry(t));
            told = to;
        }
        std::vector<std::string> expected;
        for (std::uint64_t t = start + 1; t <= told; ++t) expected.push_back(entry(t)->text);
        RC_ASSERT(drained(session) == expected);
    }));
}

} // namespace
