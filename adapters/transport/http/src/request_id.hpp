// request_id: by which a request is found again in the logs: the client's own, or one minted here; and the
// trace that it is part of (W3C Trace Context).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace timewright::http {

inline constexpr std::size_t request_id_bytes_max = 64;

/// Letters, digits and "-_.~+/=:", at most 64: nothing that a log would misread.
[[nodiscard]] bool is_request_id(std::string_view text);

/// The 32 digits that name the trace in "00-TRACE-PARENT-FLAGS"; empty when the header is not that.
[[nodiscard]] std::string_view trace_id_of(std::string_view traceparent);

/// Ids that no other process mints: random digits, then a number.
class request_id_mint {
  public:
    request_id_mint();
    [[nodiscard]] std::string next();

  private:
    const std::string prefix_;
    std::atomic<std::uint64_t> last_{0};
};

} // namespace timewright::http
