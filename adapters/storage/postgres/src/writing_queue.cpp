#include "writing_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace timewright::postgres {

namespace {

// A batch is in memory several times for a moment, so documents bound it as well as its length.
constexpr std::size_t batch_bytes_max = 16U << 20;

std::size_t weight_of(const task& asked) {
    return std::max<std::size_t>(1, asked.changes().size());
}

std::size_t bytes_of(const task& asked) {
    std::size_t bytes = 0;
    const auto add = [&](const change& c) {
        for (const booking_edit& e : c.edits)
            if (e.document) bytes += e.document->size();
    };
    for (const change& c : asked.changes()) {
        add(c);
        for (const change& offer : c.offers) add(offer);
    }
    return bytes;
}

} // namespace

bool writing_queue::push(task& asked) {
    const std::size_t weight = weight_of(asked);
    {
        const std::lock_guard lock(mutex_);
        // Something longer than the limit may still come alone.
        if (!waiting_.empty() && waiting_changes_ + weight > bounds_.pending_changes_max)
            return false;
        waiting_.push_back(std::move(asked));
        waiting_changes_ += weight;
    }
    changed_.notify_one();
    return true;
}

std::size_t writing_queue::pending_changes() const {
    const std::lock_guard lock(mutex_);
    return waiting_changes_;
}

bool writing_queue::take(std::vector<task>& batch) {
    std::unique_lock lock(mutex_);
    for (;;) {
        gather(batch);
        if (!batch.empty()) break;
        if (closed_ && waiting_.empty()) return false;
        changed_.wait(lock);
    }
    ++under_way_;
    for (const task& t : batch) {
        wide_under_way_ = wide_under_way_ || t.locks.wide;
        held_.insert(t.locks.keys.begin(), t.locks.keys.end());
    }
    return true;
}

void writing_queue::give_back(const std::vector<task>& batch) {
    {
        const std::lock_guard lock(mutex_);
        --under_way_;
        for (const task& t : batch) {
            if (t.locks.wide) wide_under_way_ = false;
            for (const std::int64_t key : t.locks.keys) held_.erase(key);
        }
    }
    changed_.notify_all();
}

void writing_queue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_all();
}

bool writing_queue::shares(const lock_set& locks, const lock_numbers& with) {
    return std::any_of(locks.keys.begin(), locks.keys.end(),
                       [&](std::int64_t key) { return with.contains(key); });
}

void writing_queue::move_to(std::vector<task>& batch, std::list<task>::iterator& at) {
    waiting_changes_ -= weight_of(*at);
    batch.push_back(std::move(*at));
    at = waiting_.erase(at);
}

/// From the front, what shares no lock with a batch under way or with what was passed over.
void writing_queue::gather(std::vector<task>& batch) {
    if (wide_under_way_) return;
    lock_numbers passed;
    lock_numbers taken;
    std::size_t changes = 0;
    std::size_t bytes = 0;
    // Looking further for what may go must not cost more than what it finds.
    std::size_t looks = 4 * bounds_.batch_changes_max;
    for (auto at = waiting_.begin(); at != waiting_.end() && looks > 0; --looks) {
        if (at->locks.wide) { // alone, and nothing that came later before it
            if (batch.empty() && under_way_ == 0 && at == waiting_.begin()) move_to(batch, at);
            return;
        }
        if (shares(at->locks, held_) || shares(at->locks, passed)) {
            passed.insert(at->locks.keys.begin(), at->locks.keys.end());
            ++at;
            continue;
        }
        const auto fresh = static_cast<std::size_t>(
            std::count_if(at->locks.keys.begin(), at->locks.keys.end(),
                          [&](std::int64_t key) { return !taken.contains(key); }));
        changes += weight_of(*at);
        bytes += bytes_of(*at);
        const bool fits = changes <= bounds_.batch_changes_max && bytes <= batch_bytes_max &&
                          taken.size() + fresh <= locks_max;
        if (!batch.empty() && !fits) return;
        taken.insert(at->locks.keys.begin(), at->locks.keys.end());
        move_to(batch, at);
    }
}

} // namespace timewright::postgres
