// Goal: submit() of a store that does not batch answers like apply(), faults included.
// Method: a store that answers what it is told. The contract itself is the conformance suite.
#include <timewright/ports/store.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace timewright;

class told_store final : public store {
  public:
    std::optional<error> fault;
    std::vector<std::string> keys;

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        if (fault) return unexpected(*fault);
        std::vector<outcome> answers(batch.size());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            keys.push_back(batch[i].request_key);
            answers[i].detail = batch[i].request_key;
        }
        return answers;
    }
    result<snapshot, error> load(organization_id, std::span<const calendar_user_id>,
                                 interval) override {
        return snapshot{};
    }
    result<std::vector<booking_record>, error> find(organization_id,
                                                    std::span<const booking_id>) override {
        return std::vector<booking_record>{};
    }
    result<std::vector<live_claim>, error> claims_of(organization_id, booking_id) override {
        return std::vector<live_claim>{};
    }
    result<std::vector<due_hold>, error> find_due_holds(std::size_t) override {
        return std::vector<due_hold>{};
    }
    result<feed_page, error> changes_since(organization_id, feed_cursor, std::size_t) override {
        return feed_page{};
    }
    result<std::size_t, error> forget_changes(sys_seconds, std::size_t) override {
        return std::size_t{0};
    }
    result<feed_cursor, error> newest_change() override { return feed_cursor{}; }
    void listen(std::function<void()>) override {}
};

TEST(Store, AnswersASubmittedChangeLikeABatchOfOne) {
    told_store kept;
    change asked;
    asked.request_key = "key";
    std::vector<std::string> answered;
    kept.submit(asked, [&](result<outcome, error> answer) {
        ASSERT_TRUE(answer);
        answered.push_back(answer->detail);
    });
    EXPECT_EQ(answered, std::vector<std::string>{"key"});
    EXPECT_EQ(kept.keys, std::vector<std::string>{"key"});
}

TEST(Store, HandsTheFaultToWhoeverSubmitted) {
    told_store kept;
    kept.fault = error{.code = errc::io, .message = "the disk is full", .again = retry::in_doubt};
    int calls = 0;
    kept.submit({}, [&](result<outcome, error> answer) {
        ++calls;
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error(), *kept.fault);
    });
    EXPECT_EQ(calls, 1);
}

TEST(FeedPage, BeginsAtTheBeginningAndIsNotCutOff) {
    const feed_page fresh;
    EXPECT_EQ(fresh.next, feed_cursor{});
    EXPECT_FALSE(fresh.more);
}

} // namespace
