// Goal: each judge refuses a history in which one thing is wrong, and a history survives being
// written and read. Method: a right history and its feed, with one fault planted at a time.
#include "linearizability/history_lines.hpp"
#include "linearizability/judged.hpp"
#include "linearizability/simulator.hpp"

#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace timewright::linearizability {
namespace {

using is_wanted = std::function<bool(const call&)>;

/// The last call that is so: what comes before it gives the judges something to go by.
call& last_call(recording& in, const is_wanted& so) {
    const auto at = std::find_if(in.told.calls.rbegin(), in.told.calls.rend(), so);
    if (at == in.told.calls.rend()) std::abort(); // the seed below was chosen to have them all
    return *at;
}

is_wanted told(outcome_code code) {
    return [code](const call& c) {
        return c.kind == call_kind::change && c.told && c.told->code == code;
    };
}
bool books(const call& c) {
    return told(outcome_code::applied)(c) && c.asked.edits.size() == 1 &&
           c.asked.edits.front().expected_sequence == 0 && c.told->parts.size() == 1;
}

class Judges : public testing::Test {
  protected:
    static recording right(std::string_view plays, std::uint64_t seed = 3) {
        return simulate<memory_store>(*find_scenario(plays), seed, simulated_small);
    }
    static void expect_refused_by_both(const recording& made) {
        EXPECT_TRUE(find_fault(made.told, made.feed)) << "by the replay";
        EXPECT_FALSE(judge_by_porcupine({&made.told, 1}).linearizable) << "by porcupine";
    }
    static void expect_refused_by_replay(const recording& made) {
        EXPECT_TRUE(find_fault(made.told, made.feed));
    }
};

TEST_F(Judges, AcceptWhatIsRight) {
    for (const scenario& plays : scenarios) {
        const recording made = right(plays.name);
        EXPECT_EQ(find_fault(made.told, made.feed), std::nullopt) << plays.name;
        const verdict found = judge_by_porcupine({&made.told, 1});
        EXPECT_TRUE(found.linearizable) << found.said;
    }
}

TEST_F(Judges, RefuseARefusalOfWhatWasApplied) {
    recording made = right("plain race");
    call& wrong = last_call(made, books);
    wrong.told = outcome{.code = outcome_code::refused, .decided = outcome_code::refused};
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseAnAcknowledgementOfWhatWasRefused) {
    recording made = right("plain race");
    call& wrong = last_call(made, told(outcome_code::refused));
    const booking_id id = wrong.asked.edits.front().booking;
    const part& only = wrong.asked.parts.front();
    wrong.told = outcome{.code = outcome_code::applied,
                         .decided = outcome_code::applied,
                         .bookings = {{id, 1}},
                         .parts = {{id, 0, true, {only.claims.front().who.users().front()}}}};
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseAnotherRoomThanTheFirstThatFits) {
    recording made = right("any of n");
    call& wrong = last_call(made, books);
    calendar_user_id& taken = wrong.told->parts.front().users.front();
    taken =
        calendar_user_id::from_number(taken.low() % 100 == 0 ? taken.low() + 1 : taken.low() - 1);
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseASightWithoutWhatIsThere) {
    recording made = right("plain race");
    call& wrong = last_call(
        made, [](const call& c) { return c.kind == call_kind::look && !c.seen.claims.empty(); });
    wrong.seen.claims.pop_back();
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseASightOfWhatIsNotThere) {
    recording made = right("plain race");
    call& wrong = last_call(
        made, [](const call& c) { return c.kind == call_kind::look && !c.seen.claims.empty(); });
    wrong.seen.claims.push_back(wrong.seen.claims.front());
    wrong.seen.claims.back().id.booking = booking_id::from_number(77);
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseAnEffectBeforeItsCause) {
    recording made = right("plain race");
    call& wrong = last_call(made, books);
    wrong.called = made.told.calls.front().called - 20; // before there were rooms
    wrong.returned = wrong.called + 10;
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseAHoldThatRanOutTooEarly) {
    recording made = right("pending to confirmed");
    call& wrong = last_call(made, [](const call& c) {
        return told(outcome_code::applied)(c) && !c.asked.releases.empty() &&
               c.asked.releases.front().must_be_held;
    });
    wrong.told = outcome{.code = outcome_code::expired, .decided = outcome_code::expired};
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseAnotherAnswerToARetry) {
    recording made = right("retries");
    call& wrong = last_call(made, [](const call& c) {
        return told(outcome_code::exists)(c) && c.told->decided == outcome_code::applied &&
               !c.told->bookings.empty();
    });
    ++wrong.told->bookings.front().sequence;
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseARetryThatTookEffectAgain) {
    recording made = right("retries");
    last_call(made, told(outcome_code::exists)).told->code = outcome_code::applied;
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseADoubtThatWasNeverSettled) {
    recording made = right("plain race");
    last_call(made, books).told.reset();
    expect_refused_by_both(made);
}

TEST_F(Judges, RefuseAFeedThatLostSomething) {
    recording made = right("plain race");
    made.feed.pop_back();
    expect_refused_by_replay(made);
}

TEST_F(Judges, RefuseAFeedThatTellsSomethingTwice) {
    recording made = right("plain race");
    made.feed.push_back(made.feed.back());
    ++made.feed.back().cursor.transaction;
    expect_refused_by_replay(made);
}

TEST_F(Judges, RefuseAFeedOfWhatNobodyAsked) {
    recording made = right("plain race");
    made.feed.push_back(made.feed.back());
    ++made.feed.back().cursor.transaction;
    made.feed.back().origin = "nobody";
    expect_refused_by_replay(made);
}

TEST_F(Judges, RefuseAFeedInAnotherOrder) {
    recording made = right("plain race");
    std::swap(made.feed.front(), made.feed.back());
    std::swap(made.feed.front().cursor, made.feed.back().cursor);
    expect_refused_by_replay(made);
}

TEST_F(Judges, RefuseAFeedThatTellsOfOtherClaimsOrDocuments) {
    const recording made = right("plain race");
    const auto at = std::find_if(made.feed.begin(), made.feed.end(),
                                 [](const feed_entry& e) { return !e.added.empty(); });
    ASSERT_NE(at, made.feed.end());
    recording other = made;
    feed_entry& entry = other.feed[static_cast<std::size_t>(at - made.feed.begin())];
    entry.document_after += "!";
    expect_refused_by_replay(other);
    entry = *at;
    entry.added.front().units = 2;
    expect_refused_by_replay(other);
    entry = *at;
    entry.decided_at -= std::chrono::hours(1);
    expect_refused_by_replay(other);
}

TEST(HistoryLines, SayTheWholeHistory) {
    std::vector<history> made;
    for (const scenario& plays : scenarios)
        made.push_back(simulate<memory_store>(plays, 5, simulated_small).told);
    std::ostringstream first;
    for (const history& one : made) write_lines(one, first);
    std::istringstream in(first.str());
    const std::vector<history> read = read_lines(in);
    ASSERT_EQ(read.size(), made.size());
    std::ostringstream second;
    for (const history& one : read) write_lines(one, second);
    EXPECT_EQ(first.str(), second.str());
}

} // namespace
} // namespace timewright::linearizability
