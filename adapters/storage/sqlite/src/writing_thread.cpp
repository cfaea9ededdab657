#include "writing_thread.hpp"

#include <algorithm>
#include <utility>

namespace timewright::sqlite {

namespace {

// A batch is in memory twice for a moment, so documents bound it as well as its length.
constexpr std::size_t batch_bytes_max = 16U << 20;

std::size_t weight_of(const task& asked) {
    return std::max<std::size_t>(1, asked.changes().size());
}

std::size_t bytes_of(const task& asked) {
    std::size_t bytes = asked.put && asked.put->body ? asked.put->body->size() : 0;
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

writing_thread::writing_thread(limits bounds, commit answer)
    : bounds_(bounds), commit_(std::move(answer)), thread_([this] { run(); }) {}

writing_thread::~writing_thread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool writing_thread::push(task& asked) {
    const std::size_t weight = weight_of(asked);
    {
        const std::lock_guard lock(mutex_);
        // Something longer than the limit may still come alone.
        if (!waiting_.empty() && waiting_changes_ + weight > bounds_.pending_changes_max)
            return false;
        waiting_.push_back(std::move(asked));
        waiting_changes_ += weight;
    }
    wake_.notify_one();
    return true;
}

std::size_t writing_thread::pending_changes() const {
    const std::lock_guard lock(mutex_);
    return waiting_changes_;
}

void writing_thread::run() {
    std::vector<task> batch;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            take_batch(batch);
        }
        commit_(batch);
        batch.clear();
    }
}

void writing_thread::take_batch(std::vector<task>& batch) {
    std::size_t changes = 0;
    std::size_t bytes = 0;
    while (!waiting_.empty()) {
        changes += weight_of(waiting_.front());
        bytes += bytes_of(waiting_.front());
        const bool fits = changes <= bounds_.batch_changes_max && bytes <= batch_bytes_max;
        if (!batch.empty() && !fits) return;
        waiting_changes_ -= weight_of(waiting_.front());
        batch.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
}

} // namespace timewright::sqlite
