// Goal: every refusal and error becomes the status and slug that the contract names, and faults of
// ours are told without their details. Method: a table of each kind.
#include <timewright/adapters/json/problem_document.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace timewright;

struct expected {
    int status;
    const char* slug;
};

TEST(Problem, AnswersEveryKindOfError) {
    const std::pair<errc, expected> table[] = {
        {errc::invalid_input, {400, "invalid-input"}}, {errc::unknown_zone, {400, "invalid-input"}},
        {errc::not_found, {404, "not-found"}},         {errc::unauthorized, {401, "unauthorized"}},
        {errc::forbidden, {403, "forbidden"}},         {errc::version_mismatch, {412, "stale"}},
        {errc::unsupported, {422, "impossible"}},      {errc::limit_reached, {422, "impossible"}},
        {errc::ambiguous_time, {422, "impossible"}},   {errc::unavailable, {503, "overloaded"}},
        {errc::corrupt_data, {500, "internal"}},       {errc::io, {500, "internal"}},
        {errc::internal, {500, "internal"}},
    };
    for (const auto& [code, answer] : table) {
        const auto made = json::to_problem(error{.code = code, .message = "why", .pointer = "/a"});
        EXPECT_EQ(made.status, answer.status) << to_slug(code);
        EXPECT_EQ(made.slug, answer.slug) << to_slug(code);
    }
}

TEST(Problem, DoesNotTellFaultsOfOurs) {
    const auto made = json::to_problem(error{.code = errc::corrupt_data, .message = "secret path"});
    EXPECT_EQ(made.detail.find("secret"), std::string::npos);
}

TEST(Problem, SaysThatARetrySettlesADoubt) {
    const auto doubt = json::to_problem(error{.code = errc::io, .message = "", .again = retry::in_doubt});
    EXPECT_EQ(doubt.status, 503);
    EXPECT_EQ(doubt.slug, "in-doubt");
    EXPECT_EQ(doubt.retry_after, 1U);
    EXPECT_EQ(json::to_problem(error{.code = errc::io, .message = "", .again = retry::safe}).slug, "overloaded");
}

TEST(Problem, AnswersEveryRefusal) {
    const std::pair<refusal_reason, expected> table[] = {
        {refusal_reason::conflicts, {409, "conflict"}},
        {refusal_reason::stale, {412, "stale"}},
        {refusal_reason::expired, {409, "expired"}},
        {refusal_reason::already_confirmed, {409, "already-confirmed"}},
        {refusal_reason::not_found, {404, "not-found"}},
        {refusal_reason::key_reused, {422, "key-reused"}},
    };
    for (const auto& [reason, answer] : table) {
        const auto made = json::to_problem(refusal{.reason = reason});
        EXPECT_EQ(made.status, answer.status);
        EXPECT_EQ(made.slug, answer.slug);
    }
    EXPECT_EQ(json::to_problem(refusal{.reason = refusal_reason::stale, .current_sequence = 7})
                  .current_sequence,
              7U);
}

TEST(Problem, IsImpossibleWhenTheRequestAsAWholeCanNeverSucceed) {
    const refusal whole{.reason = refusal_reason::invalid, .fault = invalid_input("never")};
    EXPECT_EQ(json::to_problem(whole).status, 422);
    refusal member = whole;
    member.fault.pointer = "/title";
    EXPECT_EQ(json::to_problem(member).status, 400);
    EXPECT_EQ(json::to_problem(member).pointer, "/title");
}

TEST(Problem, OfACollisionWithWhoDoesNotExistIsNotFound) {
    const interval span(sys_seconds{}, std::chrono::seconds(60));
    const auto with = [&](conflict_reason reason) {
        return json::to_problem(
            refusal{.conflicts = {{.user = {}, .span = span, .with = {}, .reason = reason}}});
    };
    EXPECT_EQ(with(conflict_reason::overlap).status, 409);
    EXPECT_EQ(with(conflict_reason::disabled).status, 409);
    EXPECT_EQ(with(conflict_reason::unknown_user).status, 404);
    EXPECT_EQ(with(conflict_reason::too_many_units).status, 422);
}

TEST(Problem, IsWrittenByRfc9457) {
    EXPECT_EQ(json::write_problem({.status = 400,
                                   .slug = "unknown-member",
                                   .detail = "a \"b\"",
                                   .pointer = "/x"}),
              R"({"type":"/problems/unknown-member","title":"Unknown member","status":400,)"
              R"("detail":"a \"b\"","pointer":"/x"})");
}

TEST(Refusal, NamesConflictsAndAlternatives) {
    const calendar_user_id room = calendar_user_id::from_number(7);
    const interval span(sys_seconds{}, std::chrono::hours(1));
    const meeting_refusal refused{
        .why = {.conflicts = {{.user = room, .span = span, .with = booking_id::from_number(9)}},
                .conflicts_left_out = 2},
        .alternatives = {{.span = span, .rooms = {room}}}};
    const std::string text = json::write_refusal(json::to_problem(refused.why), refused);
    EXPECT_NE(text.find(R"("conflicts":[{"user":"00000000-0000-0000-0000-000000000007",)"
                        R"("interval":{"start":"1970-01-01T00:00:00Z","end":"1970-01-01T01:00:00Z"},)"
                        R"("with":"00000000-0000-0000-0000-000000000009","reason":"overlap"}])"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"("more":2)"), std::string::npos);
    EXPECT_NE(text.find(R"("alternatives":[{"start":"1970-01-01T00:00:00Z",)"), std::string::npos);
}

} // namespace
