// Goal: each fault does to a call what its name says, and its error tells the truth about what took
// effect. Method: plans in which one fault meets every call, around a memory_store; and the k-th
// call of a run that fails, for every k, with the requests sent again as their errors allow.
#include <timewright/adapters/faulty/faulty_store.hpp>
#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace timewright;

constexpr sys_seconds day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
constexpr calendar_user_id room = calendar_user_id::from_number(1);
constexpr interval all_day{day, day + std::chrono::hours(24)};

change book(std::uint64_t number) {
    change made;
    made.request_key = "request " + std::to_string(number);
    made.request_digest = compute_fingerprint(made.request_key);
    made.edits = {{.booking = booking_id::from_number(number), .document = "a meeting"}};
    made.parts = {
        {.booking = booking_id::from_number(number),
         .id = 0,
         .claims = {{.who = room,
                     .span = interval(day + std::chrono::hours(number), std::chrono::hours(1))}}}};
    return made;
}

class FaultyStore : public testing::Test {
  protected:
    FaultyStore() {
        change users;
        users.users = {{room, {}}};
        EXPECT_TRUE(kept_.apply({&users, 1}));
    }

    void fail_always(fault_rates rates) {
        tried_.reset(); // its end ends its listener
        tried_.emplace(kept_, fault_plan::everywhere(1, rates));
    }
    result<outcome, error> apply(const change& asked) {
        auto answers = tried_->apply({&asked, 1});
        if (!answers) return unexpected(std::move(answers).error());
        return answers->front();
    }
    result<outcome, error> submit(const change& asked) {
        std::vector<result<outcome, error>> answers;
        tried_->submit(asked, [&](result<outcome, error> answer) { answers.push_back(answer); });
        EXPECT_EQ(answers.size(), 1U) << "a completion is called once";
        return answers.front();
    }
    std::size_t bookings() {
        return kept_.load(default_organization, {&room, 1}, all_day)->claims.size();
    }

    manual_clock clock_{day};
    memory_store kept_{clock_};
    std::optional<faulty_store> tried_;
};

TEST_F(FaultyStore, ThatIsNotReachedHasDoneNothing) {
    fail_always({.fails_before = 1'000});
    const auto answer = apply(book(1));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().again, retry::safe);
    EXPECT_EQ(submit(book(2)).error().again, retry::safe);
    EXPECT_EQ(bookings(), 0U);
}

TEST_F(FaultyStore, ThatLosesItsReplyHasDoneWhatIsInDoubt) {
    fail_always({.fails_after = 1'000});
    const auto answer = apply(book(1));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().again, retry::in_doubt);
    EXPECT_EQ(submit(book(2)).error().again, retry::in_doubt);
    EXPECT_EQ(bookings(), 2U);
    tried_->heal();
    EXPECT_EQ(apply(book(1))->code, outcome_code::exists);
    EXPECT_EQ(submit(book(2))->code, outcome_code::exists);
    tried_->break_again();
    EXPECT_FALSE(apply(book(3)));
}

TEST_F(FaultyStore, ThatIsReachedTwiceGivesOneOfBothReplies) {
    fail_always({.happens_twice = 1'000});
    std::size_t first = 0;
    std::size_t second = 0;
    for (std::uint64_t number = 1; number <= 20; ++number) {
        const auto answer = number % 2 == 0 ? apply(book(number)) : submit(book(number));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->decided, outcome_code::applied);
        first += answer->code == outcome_code::applied ? 1 : 0;
        second += answer->code == outcome_code::exists ? 1 : 0;
    }
    EXPECT_EQ(first + second, 20U);
    EXPECT_GT(first, 0U);
    EXPECT_GT(second, 0U);
    EXPECT_EQ(bookings(), 20U);
}

TEST_F(FaultyStore, FailsEveryQuestionInAWayThatMayBeAskedAgain) {
    for (const fault_rates rates :
         {fault_rates{.fails_before = 1'000}, fault_rates{.fails_after = 1'000}}) {
        fail_always(rates);
        const booking_id id = booking_id::from_number(1);
        const auto failed = [](const auto& answer) {
            return !answer && answer.error().again == retry::safe;
        };
        EXPECT_TRUE(failed(tried_->load(default_organization, {&room, 1}, all_day)));
        EXPECT_TRUE(failed(tried_->find(default_organization, {&id, 1})));
        EXPECT_TRUE(failed(tried_->claims_of(default_organization, id)));
        EXPECT_TRUE(failed(tried_->find_due_holds(1)));
        EXPECT_TRUE(failed(tried_->changes_since(default_organization, {}, 1)));
        EXPECT_TRUE(failed(tried_->newest_change()));
        EXPECT_TRUE(failed(tried_->forget_changes(day, 1))); // twice is as once
        EXPECT_EQ(tried_->calls(), 7U);
    }
}

TEST_F(FaultyStore, LosesAndRepeatsHints) {
    const auto hints_with = [&](fault_rates rates, std::uint64_t number) {
        tried_.reset();
        fault_plan plan{.seed = 1};
        plan.rates[static_cast<std::size_t>(store_call::listen)] = rates;
        tried_.emplace(kept_, plan);
        int hints = 0;
        tried_->listen([&] { ++hints; });
        EXPECT_TRUE(apply(book(number)));
        tried_->listen({});
        EXPECT_TRUE(apply(book(number + 10)));
        return hints;
    };
    EXPECT_EQ(hints_with({}, 1), 1);
    EXPECT_EQ(hints_with({.fails_before = 1'000}, 2), 0);
    EXPECT_EQ(hints_with({.happens_twice = 1'000}, 3), 2);
}

TEST_F(FaultyStore, WaitsAsItIsTold) {
    std::chrono::microseconds waited{0};
    faulty_store slow(kept_, fault_plan::everywhere(1, {.delayed = 1'000}),
                      [&](std::chrono::microseconds delay) { waited += delay; });
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(slow.newest_change());
    EXPECT_GT(waited.count(), 0);
}

TEST_F(FaultyStore, MeetsTheSameFaultsWithTheSameSeed) {
    const auto run = [&](std::uint64_t seed) {
        memory_store fresh(clock_);
        faulty_store tried(
            fresh, fault_plan::everywhere(
                       seed, {.fails_before = 200, .fails_after = 200, .happens_twice = 200}));
        std::string story;
        for (std::uint64_t number = 1; number <= 50; ++number) {
            const change asked = book(number);
            const auto answer = tried.apply({&asked, 1});
            story += answer ? to_slug(answer->front().code) : answer.error().message;
            story += '\n';
        }
        return story;
    };
    EXPECT_EQ(run(5), run(5));
    EXPECT_NE(run(5), run(6));
}

/// Books five meetings, reads each, and sends again whatever failed; every call is one of the store.
void book_and_read(store& on) {
    for (std::uint64_t number = 1; number <= 5; ++number) {
        const change asked = book(number);
        auto answer = on.apply({&asked, 1});
        if (!answer) answer = on.apply({&asked, 1});
        ASSERT_TRUE(answer) << answer.error().message;
        const outcome_code decided = answer->front().decided;
        EXPECT_EQ(decided, outcome_code::applied);
        auto held = on.load(default_organization, {&room, 1}, all_day);
        if (!held) held = on.load(default_organization, {&room, 1}, all_day);
        ASSERT_TRUE(held) << held.error().message;
        EXPECT_EQ(held->claims.size(), number);
    }
}

TEST_F(FaultyStore, LosesAndDoublesNothingWhicheverCallFails) {
    for (const fault_kind how : {fault_kind::fails_before, fault_kind::fails_after}) {
        for (std::uint64_t k = 0;; ++k) {
            SCOPED_TRACE("call " + std::to_string(k));
            memory_store fresh(clock_);
            change users;
            users.users = {{room, {}}};
            ASSERT_TRUE(fresh.apply({&users, 1}));
            faulty_store tried(fresh, {.fails_at = k, .fails_at_how = how});
            ASSERT_NO_FATAL_FAILURE(book_and_read(tried));
            EXPECT_EQ(fresh.changes_since(default_organization, {}, 100)->entries.size(), 6U);
            if (tried.met(how) == 0) {
                EXPECT_EQ(k, 10U); // every call has had its turn
                break;
            }
        }
    }
}

} // namespace
