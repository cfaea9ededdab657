#include <timewright/adapters/json/problem_document.hpp>

#include "writer.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace timewright::json {
namespace {

namespace bj = boost::json;

constexpr std::array kinds{
    problem_kind{"invalid-input", "The request cannot be understood", 400},
    problem_kind{"unknown-member", "Unknown member", 400},
    problem_kind{"unauthorized", "Sign in first", 401},
    problem_kind{"forbidden", "Not allowed", 403},
    problem_kind{"not-found", "Not found", 404},
    problem_kind{"method-not-allowed", "Method not allowed", 405},
    problem_kind{"conflict", "The time is taken", 409},
    problem_kind{"already-confirmed", "Already confirmed", 409},
    problem_kind{"exists", "Exists already", 409},
    problem_kind{"expired", "The hold has expired", 409},
    problem_kind{"resync", "The feed no longer reaches back that far", 410},
    problem_kind{"stale", "It has changed since it was read", 412},
    problem_kind{"too-large", "Too large", 413},
    problem_kind{"unsupported-media-type", "Unsupported media type", 415},
    problem_kind{"key-reused", "The Idempotency-Key belongs to another request", 422},
    problem_kind{"policy", "A policy forbids it", 422},
    problem_kind{"impossible", "This can never succeed", 422},
    problem_kind{"precondition-required", "If-Match is missing", 428},
    problem_kind{"too-many-requests", "Too many requests", 429},
    problem_kind{"too-many-attempts", "Too many attempts", 429},
    problem_kind{"overloaded", "Try again soon", 503},
    problem_kind{"in-doubt", "Not known whether it took effect", 503},
    problem_kind{"internal", "A fault of the server", 500},
};

std::string_view title_of(std::string_view slug) {
    for (const problem_kind& one : kinds)
        if (one.slug == slug) return one.title;
    return "The request failed";
}

bj::object to_object(const problem_document& problem) {
    const std::string_view title = title_of(problem.slug);
    bj::object made{{"type", "/problems/" + problem.slug},
                    {"title", bj::string_view(title.data(), title.size())},
                    {"status", problem.status},
                    {"detail", problem.detail}};
    if (!problem.pointer.empty()) made["pointer"] = problem.pointer;
    if (problem.current_sequence) made["currentSequence"] = *problem.current_sequence;
    return made;
}

problem_document made(int status, const char* slug, const error& failure) {
    return {.status = status, .slug = slug, .detail = failure.message, .pointer = failure.pointer};
}

problem_document fault_of_ours() {
    return {.status = 500,
            .slug = "internal",
            .detail = "something is wrong on the server; its log says more"};
}

bool has_reason(const refusal& why, conflict_reason reason) {
    for (const conflict& one : why.conflicts)
        if (one.reason == reason) return true;
    return false;
}

problem_document collision(const refusal& why) {
    if (has_reason(why, conflict_reason::unknown_user))
        return {.status = 404,
                .slug = "not-found",
                .detail = "one of the calendar users named does not exist here; \"conflicts\" "
                          "says which"};
    if (has_reason(why, conflict_reason::too_many_units))
        return {.status = 422,
                .slug = "impossible",
                .detail = "more units are asked for than there are; \"conflicts\" says of what"};
    return {.status = 409,
            .slug = "conflict",
            .detail = "it does not fit: see \"conflicts\" for what is in the way and "
                      "\"alternatives\" for the nearest times that fit"};
}

} // namespace

std::span<const problem_kind> problem_kinds() { return kinds; }

problem_document to_problem(const error& failure) {
    if (failure.again == retry::in_doubt)
        return {.status = 503,
                .slug = "in-doubt",
                .detail = "nobody knows whether this took effect; send it again with the same "
                          "Idempotency-Key to find out",
                .retry_after = 1};
    if (failure.again == retry::safe)
        return {.status = 503,
                .slug = "overloaded",
                .detail = "nothing took effect; send it again in a moment",
                .retry_after = 1};
    switch (failure.code) {
        case errc::invalid_input:
        case errc::unknown_zone: return made(400, "invalid-input", failure);
        case errc::not_found: return made(404, "not-found", failure);
        case errc::limit_reached:
        case errc::unsupported:
        case errc::ambiguous_time: return made(422, "impossible", failure);
        case errc::version_mismatch: return made(412, "stale", failure);
        case errc::unauthorized: return made(401, "unauthorized", failure);
        case errc::forbidden: return made(403, "forbidden", failure);
        case errc::unavailable:
            return {.status = 503,
                    .slug = "overloaded",
                    .detail = "the service cannot answer at the moment; try again soon",
                    .retry_after = 1};
        case errc::corrupt_data:
        case errc::io:
        case errc::internal: break;
    }
    return fault_of_ours();
}

problem_document to_problem(const refusal& why) {
    switch (why.reason) {
        case refusal_reason::conflicts: return collision(why);
        case refusal_reason::stale:
            return {.status = 412,
                    .slug = "stale",
                    .detail = "the booking changed since you read it; load it again",
                    .current_sequence = why.current_sequence};
        case refusal_reason::expired:
            return {.status = 409,
                    .slug = "expired",
                    .detail = "the hold ran out before it was confirmed; book again"};
        case refusal_reason::already_confirmed:
            return {.status = 409,
                    .slug = "already-confirmed",
                    .detail = "this is no hold any more: it is confirmed"};
        case refusal_reason::not_found:
            return {.status = 404, .slug = "not-found", .detail = "there is no such booking"};
        case refusal_reason::key_reused:
            return {.status = 422,
                    .slug = "key-reused",
                    .detail = "this Idempotency-Key was sent with another request; mint a new key "
                              "for each request, and keep it for repetitions of the same one"};
        case refusal_reason::policy:
            return {.status = 422, .slug = "policy", .detail = why.fault.message};
        case refusal_reason::invalid: {
            problem_document never = to_problem(why.fault);
            if (never.status == 400 && never.pointer.empty()) {
                never.status = 422;
                never.slug = "impossible";
            }
            return never;
        }
        case refusal_reason::fault: break;
    }
    return to_problem(why.fault);
}

std::string write_problem(const problem_document& problem) {
    return bj::serialize(to_object(problem));
}

std::string write_refusal(const problem_document& problem, const meeting_refusal& refused) {
    bj::object made = to_object(problem);
    if (refused.why.reason == refusal_reason::conflicts) {
        bj::array alternatives;
        for (const alternative& one : refused.alternatives) {
            bj::object fits = to_json(one.span);
            fits["rooms"] = to_json(one.rooms);
            alternatives.push_back(std::move(fits));
        }
        made["conflicts"] = to_json(refused.why.conflicts);
        made["more"] = refused.why.conflicts_left_out;
        made["alternatives"] = std::move(alternatives);
    }
    if (refused.why.reason == refusal_reason::policy || !refused.violations.empty())
        made["violations"] = to_json(refused.violations);
    return bj::serialize(made);
}

bj::array to_json(std::span<const meeting_violation> violations) {
    bj::array listed;
    for (const meeting_violation& one : violations.first(
             std::min(violations.size(), outcome::conflicts_max))) {
        bj::object made{{"rule", to_slug(one.what.rule)},
                        {"user", one.user.is_nil() ? bj::value(nullptr) : to_json(one.user)},
                        {"interval", to_json(one.span)}};
        if (one.what.limit != 0 || one.what.asked != 0) {
            made["limit"] = one.what.limit;
            made["asked"] = one.what.asked;
        }
        if (one.what.start_instead) made["startInstead"] = to_rfc3339(*one.what.start_instead);
        listed.push_back(std::move(made));
    }
    return listed;
}

bj::array to_json(std::span<const conflict> conflicts) {
    bj::array listed;
    for (const conflict& one : conflicts)
        listed.push_back(bj::object{{"user", to_json(one.user)},
                                    {"interval", to_json(one.span)},
                                    {"with", one.with ? to_json(*one.with) : bj::value(nullptr)},
                                    {"reason", to_slug(one.reason)}});
    return listed;
}

} // namespace timewright::json
