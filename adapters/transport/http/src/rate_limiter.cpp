#include "rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace timewright::http {

rate_limiter::bucket& rate_limiter::bucket_of(std::string_view client, time_point now) {
    if (const auto at = by_client_.find(client); at != by_client_.end()) {
        buckets_.splice(buckets_.end(), buckets_, at->second);
        return buckets_.back();
    }
    if (buckets_.size() >= limits_.clients_max) {
        by_client_.erase(buckets_.front().client);
        buckets_.pop_front();
    }
    buckets_.push_back({.client = std::string(client), .tokens = limits_.burst, .as_of = now});
    by_client_.emplace(buckets_.back().client, std::prev(buckets_.end()));
    return buckets_.back();
}

std::chrono::milliseconds rate_limiter::ask(std::string_view client, time_point now) {
    if (limits_.per_second <= 0) return {};
    bucket& mine = bucket_of(client, now);
    const std::chrono::duration<double> passed = now - mine.as_of;
    mine.tokens =
        std::min(limits_.burst, mine.tokens + std::max(passed.count(), 0.0) * limits_.per_second);
    mine.as_of = now;
    if (mine.tokens >= 1) {
        mine.tokens -= 1;
        return {};
    }
    const double seconds = (1 - mine.tokens) / limits_.per_second;
    return std::chrono::milliseconds(
        std::max<std::int64_t>(1, std::llround(std::ceil(seconds * 1e3))));
}

} // namespace timewright::http
