// Making a calendar user at most once for one Idempotency-Key.
#pragma once

#include "call.hpp"

namespace timewright::http {

struct created_user {
    versioned<calendar_user> user;
    bool repeated = false; ///< an earlier request with the same key made it
};

/// An id that only this account and its Idempotency-Key make; nil without a key.
[[nodiscard]] calendar_user_id id_for_key(const call& c);

/// Creates the user. With a key its id is derived from account and key, so that a repetition finds
/// what the first try made instead of making another; 422 when that is something else.
[[nodiscard]] step<created_user> create_user(const call& c, calendar_user asked);

} // namespace timewright::http
