// Goal: whether the database is there is known at once, also while it hangs. Method: a directory that
// answers, fails or hangs as the test says; a hanging one counts as away when its patience is over,
// which is at once here.
#include "server/database_watch.hpp"

#include <timewright/ports/clock.hpp>
#include <timewright/storage/memory_directory.hpp>
#include <timewright/storage/memory_store.hpp>

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace {

using namespace timewright;
using hosting::database_watch;
using namespace std::chrono_literals;

class moody final : public directory {
  public:
    result<directory_record, error> find(const directory_key& key) override {
        std::unique_lock lock(mutex_);
        asking_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !hanging_; });
        asking_ = false;
        ++answered_;
        changed_.notify_all();
        if (failing_) return unexpected(error{.code = errc::unavailable, .message = "away"});
        return inner_.find(key);
    }
    result<std::uint64_t, error> put(const directory_key& key, std::uint64_t version,
                                     std::optional<std::string> body) override {
        return inner_.put(key, version, std::move(body));
    }
    result<directory_page, error> list(organization_id organization, std::string_view kind,
                                       std::string_view after, std::size_t max) override {
        return inner_.list(organization, kind, after, max);
    }

    void set(bool hanging, bool failing) {
        const std::lock_guard lock(mutex_);
        hanging_ = hanging;
        failing_ = failing;
        changed_.notify_all();
    }
    void wait_until_asked() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return asking_; });
    }
    /// Until a question that began after this call was answered.
    void wait_for_answers() {
        std::unique_lock lock(mutex_);
        const int enough = answered_ + 2;
        changed_.wait(lock, [&] { return answered_ >= enough; });
    }

  private:
    memory_directory inner_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool hanging_ = false;
    bool failing_ = false;
    bool asking_ = false;
    int answered_ = 0;
};

struct world {
    system_clock present;
    memory_store claims{present};
    moody records;
};

TEST(DatabaseWatch, KnowsBeforeAnybodyAsks) {
    world all;
    const database_watch fine(all.claims, all.records);
    EXPECT_TRUE(fine.look().there);
    all.records.set(false, true);
    const database_watch gone(all.claims, all.records);
    EXPECT_FALSE(gone.look().there);
}

TEST(DatabaseWatch, SeesItGoAndComeBack) {
    world all;
    const database_watch watch(all.claims, all.records, {.every = 0ms, .patience = 1h});
    all.records.set(false, true);
    all.records.wait_for_answers();
    EXPECT_FALSE(watch.look().there);
    all.records.set(false, false);
    all.records.wait_for_answers();
    all.records.wait_for_answers();
    EXPECT_TRUE(watch.look().there);
}

TEST(DatabaseWatch, IsNotKeptWaitingByADatabaseThatHangs) {
    world all;
    const database_watch watch(all.claims, all.records, {.every = 0ms, .patience = 0ms});
    all.records.set(true, false);
    all.records.wait_until_asked();
    EXPECT_FALSE(watch.look().there);
    all.records.set(false, false); // or the watch could not end
}

} // namespace
