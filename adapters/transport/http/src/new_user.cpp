#include "new_user.hpp"

#include <timewright/booking/fingerprint.hpp>

#include <utility>

namespace timewright::http {

calendar_user_id id_for_key(const call& c) {
    if (c.request_key().empty()) return {}; // the service mints one
    const fingerprint f = compute_fingerprint(c.organization().to_string() + "\n" +
                                              c.me.account.to_string() + "\n" +
                                              std::string(c.request_key()));
    // A UUID of version 8 (RFC 9562 section 5.8): made by a rule of our own.
    constexpr std::uint64_t version_8 = 0x8000;
    constexpr std::uint64_t variant = 0x8000'0000'0000'0000;
    return {(f.high & ~std::uint64_t{0xF000}) | version_8,
            (f.low & ~(std::uint64_t{3} << 62)) | variant};
}

step<created_user> create_user(const call& c, calendar_user asked) {
    asked.id = id_for_key(c);
    auto made = c.parts.desk.put_user(c.organization(), asked, 0);
    if (made) return created_user{.user = std::move(*made), .repeated = false};
    if (made.error().code != errc::version_mismatch || asked.id.is_nil())
        return unexpected(to_response(made.error()));
    auto there = c.parts.desk.find_user(c.organization(), asked.id);
    if (there && there->value == asked)
        return created_user{.user = std::move(*there), .repeated = true};
    return unexpected(to_response(json::to_problem(
        refusal{.reason = refusal_reason::key_reused})));
}

} // namespace timewright::http
