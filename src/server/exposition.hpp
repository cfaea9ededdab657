/// @file
/// exposition: everything that is measured, as Prometheus reads it (text format 0.0.4).
#pragma once

#include "server/metrics.hpp"
#include "server/process_facts.hpp"

#include <timewright/adapters/http/server.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/storage/cached_store.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace timewright::hosting {

/// What was counted, and how things are at the moment.
struct measurements {
    const request_metrics& requests;
    const store_metrics& stored;
    const cache_tally* cached = nullptr; ///< none: there is no cache
    http::server_load load{};
    std::size_t feed_readers = 0;
    std::size_t pending_changes = 0;
    bool database_there = false;
    bool ready = false;
    feed_cursor newest{};
    std::uint64_t guard_alarms = 0;
    double certificate_valid_until = 0; ///< seconds since 1970; 0: no TLS
    process_facts process{};
    std::string version{};
    std::string tzdata{};
    std::string database{}; ///< "sqlite", "postgresql"
};

[[nodiscard]] std::string to_exposition(const measurements& all);

} // namespace timewright::hosting
