/// @file
/// request_log: counts every answer, and writes a line about it if that is wanted.
#pragma once

#include "server/metrics.hpp"
#include "server/server_log.hpp"

namespace timewright::hosting {

class request_log final : public http::request_observer {
  public:
    /// Both must outlive it. `told`: none when nobody wants lines.
    request_log(request_metrics& counted, server_log* told) : counted_(counted), told_(told) {}

    void answered(const http::answered_request& what) noexcept override;

  private:
    request_metrics& counted_;
    server_log* const told_;
};

} // namespace timewright::hosting
