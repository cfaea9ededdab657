// Goal: the SQLite adapter keeps the contracts of both storage ports.
// Method: the conformance suites on fresh files, in four ways that make it read and decide from
// different places: as it is; closed and opened again before every call, so that nothing is known
// but what was written; with a clock long after the day of the bookings, so that it decides about a
// past that it lets go of; and both together, so that everything comes from the file.
#include "conformance/contents_conformance.hpp"
#include "conformance/directory_conformance.hpp"
#include "conformance/durable_store_conformance.hpp"
#include "conformance/store_concurrency_conformance.hpp"
#include "conformance/store_conformance.hpp"
#include "temporary_directory.hpp"

#include <timewright/adapters/sqlite/sqlite_contents.hpp>
#include <timewright/adapters/sqlite/sqlite_database.hpp>
#include <timewright/adapters/sqlite/sqlite_directory.hpp>
#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace timewright::conformance {
namespace {

/// One open file, with both ports on it.
class open_database {
  public:
    open_database(const std::filesystem::path& path, const clock& present)
        : database_(open(path, present)), store_(*database_), directory_(*database_) {}
    sqlite_store& store() { return store_; }
    sqlite_directory& directory() { return directory_; }

  private:
    static std::unique_ptr<sqlite_database> open(const std::filesystem::path& path,
                                                 const clock& present) {
        auto opened = sqlite_database::open({.path = path}, present);
        if (!opened) {
            ADD_FAILURE() << opened.error().message;
            std::abort();
        }
        return std::move(*opened);
    }
    std::unique_ptr<sqlite_database> database_;
    sqlite_store store_;
    sqlite_directory directory_;
};

class sqlite_store_host final : public store_host {
  public:
    explicit sqlite_store_host(const clock& present) : clock_(present) {
        open_.emplace(files_.file(), clock_);
    }
    store& get() override { return open_->store(); }
    void reopen() override {
        open_.reset();
        open_.emplace(files_.file(), clock_);
    }

  private:
    const clock& clock_;
    temporary_directory files_;
    std::optional<open_database> open_;
};

/// A store that forgets everything before each call. For one caller at a time.
class forgetful_store final : public store {
  public:
    explicit forgetful_store(const clock& present) : host_(present) {}
    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        return anew().apply(batch);
    }
    result<snapshot, error> load(organization_id organization,
                                 std::span<const calendar_user_id> users,
                                 interval window) override {
        return anew().load(organization, users, window);
    }
    result<std::vector<booking_record>, error> find(organization_id organization,
                                                    std::span<const booking_id> bookings) override {
        return anew().find(organization, bookings);
    }
    result<std::vector<live_claim>, error> claims_of(organization_id organization,
                                                     booking_id booking) override {
        return anew().claims_of(organization, booking);
    }
    result<std::vector<due_hold>, error> find_due_holds(std::size_t max) override {
        return anew().find_due_holds(max);
    }
    result<feed_page, error> changes_since(organization_id organization, feed_cursor cursor,
                                           std::size_t max) override {
        return anew().changes_since(organization, cursor, max);
    }
    result<std::size_t, error> forget_changes(sys_seconds before, std::size_t max) override {
        return anew().forget_changes(before, max);
    }
    result<feed_cursor, error> newest_change() override { return anew().newest_change(); }
    void listen(std::function<void()> listener) override {
        listener_ = std::move(listener);
        host_.get().listen(listener_);
    }

  private:
    store& anew() {
        host_.reopen();
        host_.get().listen(listener_);
        return host_.get();
    }
    sqlite_store_host host_;
    std::function<void()> listener_;
};

class forgetful_store_host final : public store_host {
  public:
    explicit forgetful_store_host(const clock& present) : store_(present) {}
    store& get() override { return store_; }

  private:
    forgetful_store store_;
};

class sqlite_directory_host final : public directory_host {
  public:
    sqlite_directory_host() { open_.emplace(files_.file(), clock_); }
    directory& get() override { return open_->directory(); }
    void reopen() override {
        open_.reset();
        open_.emplace(files_.file(), clock_);
    }

  private:
    manual_clock clock_{day};
    temporary_directory files_;
    std::optional<open_database> open_;
};

class sqlite_contents_host final : public contents_host {
  public:
    explicit sqlite_contents_host(const clock& present) : clock_(present) {}
    contents& get() override { return contents_; }
    void with_ports(const std::function<void(store&, directory&)>& f) override {
        open_database opened(files_.file(), clock_);
        f(opened.store(), opened.directory());
    }

  private:
    const clock& clock_;
    temporary_directory files_;
    sqlite_contents contents_{files_.file()};
};

std::unique_ptr<store_host> make(const clock& present) {
    return std::make_unique<sqlite_store_host>(present);
}
std::unique_ptr<store_host> make_forgetful(const clock& present) {
    return std::make_unique<forgetful_store_host>(present);
}
constexpr sys_seconds long_afterwards = day + hours(24 * 40);

INSTANTIATE_TEST_SUITE_P(
    Store, StoreConformance,
    testing::Values(store_implementation{"Sqlite", make, day},
                    store_implementation{"SqliteReopened", make_forgetful, day},
                    store_implementation{"SqliteLongAfterwards", make, long_afterwards},
                    store_implementation{"SqliteReopenedLongAfterwards", make_forgetful,
                                         long_afterwards}),
    name_of);
INSTANTIATE_TEST_SUITE_P(Store, StoreConcurrency,
                         testing::Values(store_implementation{"Sqlite", make, day},
                                         store_implementation{"SqliteLongAfterwards", make,
                                                              long_afterwards}),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Store, DurableStore,
                         testing::Values(store_implementation{"Sqlite", make, day},
                                         store_implementation{"SqliteLongAfterwards", make,
                                                              long_afterwards}),
                         name_of);
const directory_implementation records{"Sqlite",
                                       [] { return std::make_unique<sqlite_directory_host>(); }};
INSTANTIATE_TEST_SUITE_P(Directory, DirectoryConformance, testing::Values(records),
                         name_of_directory);
INSTANTIATE_TEST_SUITE_P(Directory, DurableDirectory, testing::Values(records), name_of_directory);
const contents_implementation files{"Sqlite", [](const clock& present) {
                                        return std::make_unique<sqlite_contents_host>(present);
                                    }};
INSTANTIATE_TEST_SUITE_P(Contents, ContentsConformance, testing::Values(files), name_of_contents);
INSTANTIATE_TEST_SUITE_P(Contents, ContentsOfDatabase, testing::Values(files), name_of_contents);

} // namespace
} // namespace timewright::conformance
