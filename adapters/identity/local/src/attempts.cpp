#include "attempts.hpp"

#include <algorithm>

namespace timewright::identity_local {

std::optional<std::chrono::seconds> attempts::begin(const std::string& who, sys_seconds now) {
    const std::lock_guard lock(mutex_);
    entry& found = touch(who, now);
    if (now < found.blocked_until) return found.blocked_until - now;
    found.last = now;
    ++found.failures;
    if (found.failures >= limits_.free) {
        const std::uint32_t doublings = std::min(found.failures - limits_.free, 20U);
        found.blocked_until =
            now + std::min(limits_.longest_wait, limits_.first_wait * (std::int64_t{1} << doublings));
    }
    return std::nullopt;
}

void attempts::clear(const std::string& who) {
    const std::lock_guard lock(mutex_);
    const auto at = by_name_.find(who);
    if (at == by_name_.end()) return;
    entries_.erase(at->second);
    by_name_.erase(at);
}

void attempts::take_back(const std::string& who) {
    const std::lock_guard lock(mutex_);
    const auto at = by_name_.find(who);
    if (at == by_name_.end()) return;
    entry& found = *at->second;
    if (found.failures > 0) --found.failures;
    if (found.failures < limits_.free) found.blocked_until = {};
}

attempts::entry& attempts::touch(const std::string& who, sys_seconds now) {
    const auto at = by_name_.find(who);
    if (at != by_name_.end()) {
        entries_.splice(entries_.end(), entries_, at->second);
        entry& found = *at->second;
        if (now - found.last >= limits_.forgotten_after) found = {.who = who};
        return found;
    }
    if (entries_.size() >= limits_.tracked_max && !entries_.empty()) {
        by_name_.erase(entries_.front().who);
        entries_.pop_front();
    }
    entries_.push_back({.who = who});
    by_name_[who] = std::prev(entries_.end());
    return entries_.back();
}

} // namespace timewright::identity_local
