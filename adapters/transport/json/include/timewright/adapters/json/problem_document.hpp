/// @file
/// problem_document: how the API says no (RFC 9457, application/problem+json).
///
/// The slug is stable and what programs react to; the detail is a sentence for people that says what
/// would be right; the pointer (RFC 6901) says where in the request's JSON.
///
///     {"type":"/problems/unknown-member","title":"Unknown member","status":400,
///      "detail":"there is no member \"titel\" here; known are: title, start, ...","pointer":"/titel"}
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/booking/booking.hpp>
#include <timewright/service/meeting.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace timewright::json {

struct problem_document {
    int status = 400;
    std::string slug = "invalid-input";
    std::string detail{};
    std::string pointer{}; ///< empty: about the request as a whole
    std::optional<std::uint32_t> retry_after{}; ///< seconds; becomes the header Retry-After
    std::optional<std::uint64_t> current_sequence{}; ///< of a stale request: where the booking is

    friend bool operator==(const problem_document&, const problem_document&) = default;
};

/// Every problem that the API knows, with the status that it mostly comes with.
struct problem_kind {
    std::string_view slug;
    std::string_view title;
    int status = 400;
};
[[nodiscard]] TIMEWRIGHT_EXPORT std::span<const problem_kind> problem_kinds();

/// What an error of the library means to a client. Faults of ours are told without their details.
[[nodiscard]] TIMEWRIGHT_EXPORT problem_document to_problem(const error& failure);

/// What a refusal means: 409 for collisions and dead holds, 412 stale, 422 for what can never
/// succeed or reuses a key, 404, 503 for faults.
[[nodiscard]] TIMEWRIGHT_EXPORT problem_document to_problem(const refusal& why);

[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_problem(const problem_document& problem);

/// The problem with every conflict and, for a collision, the alternatives.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string write_refusal(const problem_document& problem,
                                                          const meeting_refusal& refused);

} // namespace timewright::json
