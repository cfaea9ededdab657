/// @file
/// encoding: answers and lists of claims as bytes, for columns that are only ever read whole.
///
/// The first byte is the version of the form; integers are LEB128 (signed ones zigzag), ids 16
/// bytes, lists a count and their elements. The form is append only: a new version gets a new first
/// byte, old ones stay readable.
///
/// Reading trusts nothing: whatever bytes it is given, it answers a value or none, and makes
/// nothing larger than the bytes could describe.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/booking/claim.hpp>
#include <timewright/booking/outcome.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::storage {

[[nodiscard]] std::string encode(const outcome& answer);
[[nodiscard]] std::optional<outcome> decode_outcome(std::string_view bytes);

/// What a feed entry tells about claims.
struct touched_claims {
    std::vector<live_claim> released{};
    std::vector<live_claim> added{};
    std::vector<calendar_user_id> users{};

    friend bool operator==(const touched_claims&, const touched_claims&) = default;
};

[[nodiscard]] std::string encode_touched(const std::vector<live_claim>& released,
                                         const std::vector<live_claim>& added,
                                         const std::vector<calendar_user_id>& users);
[[nodiscard]] std::optional<touched_claims> decode_touched(std::string_view bytes);

} // namespace timewright::storage
