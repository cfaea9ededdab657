// Goal: whatever call to the disk fails, once or for good, nothing that was acknowledged is lost,
// nothing that was called safe took effect, a retry with its key settles what is in doubt, and the
// store works again once the disk does. Method: the k-th call fails, for every k that a run of
// bookings makes; then the answers, the store, and the file opened anew are compared.
// TIMEWRIGHT_FAULT_BOOKINGS says how many bookings that are.
#include "simulation/sqlite/faulty_vfs.hpp"

#include <timewright/adapters/sqlite/sqlite_directory.hpp>
#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace timewright {
namespace {

constexpr sys_seconds morning{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
constexpr calendar_user_id room = calendar_user_id::from_number(1);

change book(std::uint64_t number) {
    change made;
    made.request_key = "request " + std::to_string(number);
    made.request_digest = compute_fingerprint(made.request_key);
    // Larger than a page: several writes each.
    made.edits = {{.booking = booking_id::from_number(number), .document = std::string(5000, 'd')}};
    made.parts = {{.booking = booking_id::from_number(number),
                   .id = 0,
                   .claims = {{.who = room,
                               .span = interval(morning + std::chrono::hours(number),
                                                std::chrono::hours(1))}}}};
    return made;
}

class StorageFault
    : public testing::TestWithParam<std::tuple<faulty_vfs::fault, faulty_vfs::lasting>> {
  protected:
    static std::uint64_t count_bookings() {
        const char* said = std::getenv("TIMEWRIGHT_FAULT_BOOKINGS");
        return said == nullptr ? 3 : std::strtoull(said, nullptr, 10);
    }
    const std::uint64_t bookings = count_bookings();

    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "timewright-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
    }
    void TearDown() override {
        faulty_vfs::heal();
        database_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    void open() {
        database_.reset();
        auto opened = sqlite_database::open(
            {.path = directory_ / "timewright.db", .vfs = faulty_vfs::name()}, clock_);
        ASSERT_TRUE(opened) << opened.error().message;
        database_ = std::move(*opened);
    }
    void start_anew() {
        database_.reset();
        for (const auto& entry : std::filesystem::directory_iterator(directory_))
            std::filesystem::remove(entry.path());
        open();
        change users;
        users.users = {{room, {}}};
        ASSERT_TRUE(sqlite_store(*database_).apply({&users, 1}));
    }
    result<outcome, error> apply(const change& asked) {
        auto answer = sqlite_store(*database_).apply({&asked, 1});
        if (!answer) return unexpected(std::move(answer).error());
        return std::move(answer->front());
    }
    bool exists(std::uint64_t number) {
        const booking_id id = booking_id::from_number(number);
        const auto found = sqlite_store(*database_).find(default_organization, {&id, 1});
        EXPECT_TRUE(found) << found.error().message;
        return found && !found->empty();
    }

    /// Books with the fault armed; the answer to each.
    std::vector<std::optional<error>> book_all() {
        std::vector<std::optional<error>> failures;
        for (std::uint64_t i = 1; i <= bookings; ++i) {
            auto answer = apply(book(i));
            failures.push_back(answer ? std::nullopt : std::optional(answer.error()));
            if (answer) {
                EXPECT_EQ(answer->code, outcome_code::applied);
            }
        }
        return failures;
    }

    void expect_answers_true(const std::vector<std::optional<error>>& failures) {
        for (std::uint64_t i = 1; i <= bookings; ++i) {
            const auto& failure = failures[i - 1];
            if (!failure) {
                EXPECT_TRUE(exists(i)) << "acknowledged booking " << i << " is lost";
            } else if (failure->again == retry::safe) {
                EXPECT_FALSE(exists(i))
                    << "booking " << i << " took effect, and was called safe: " << failure->message;
            } else {
                EXPECT_EQ(failure->again, retry::in_doubt) << failure->message;
            }
        }
    }

    /// Every request again: each takes effect once.
    void settle() {
        for (std::uint64_t i = 1; i <= bookings; ++i) {
            const bool there = exists(i);
            const auto answer = apply(book(i));
            ASSERT_TRUE(answer) << answer.error().message;
            EXPECT_EQ(answer->code, there ? outcome_code::exists : outcome_code::applied);
            EXPECT_EQ(answer->decided, outcome_code::applied);
        }
        const auto feed = sqlite_store(*database_).changes_since(default_organization, {}, 100);
        ASSERT_TRUE(feed) << feed.error().message;
        EXPECT_EQ(feed->entries.size(), 1 + bookings);
        const auto held =
            sqlite_store(*database_)
                .load(default_organization, {&room, 1}, interval(morning, std::chrono::hours(100)));
        ASSERT_TRUE(held);
        EXPECT_EQ(held->claims.size(), bookings);
    }

    manual_clock clock_{morning};
    std::filesystem::path directory_;
    std::unique_ptr<sqlite_database> database_;
};

TEST_P(StorageFault, LosesNothingWhereverItStrikes) {
    const auto [kind, how_long] = GetParam();
    int runs = 0;
    int in_doubt = 0;
    int safe = 0;
    for (std::int64_t calls = 0;; ++calls) {
        SCOPED_TRACE("after " + std::to_string(calls) + " calls");
        ASSERT_NO_FATAL_FAILURE(start_anew());
        faulty_vfs::arm(kind, calls, how_long);
        const auto failures = book_all();
        const bool struck = faulty_vfs::struck();
        for (const auto& failure : failures)
            if (failure) ++(failure->again == retry::in_doubt ? in_doubt : safe);
        faulty_vfs::heal();
        expect_answers_true(failures);
        // The same store goes on, and what it says is what the file says.
        ASSERT_NO_FATAL_FAILURE(settle());
        ASSERT_NO_FATAL_FAILURE(open());
        for (std::uint64_t i = 1; i <= bookings; ++i) EXPECT_TRUE(exists(i));
        if (testing::Test::HasFailure()) return;
        ++runs;
        if (!struck) break;
    }
    EXPECT_GT(runs, static_cast<int>(bookings)); // a fault struck in each booking at least once
    EXPECT_GT(safe + in_doubt, 0);
    std::cout << "| Sqlite on a failing disk | " << runs << " runs | " << safe << " answers safe, "
              << in_doubt << " in doubt |\n";
}

TEST_P(StorageFault, IsSafeToRetryWhenTheProcessEndsBeforeTheDiskHeals) {
    const auto [kind, how_long] = GetParam();
    for (std::int64_t calls = 0;; ++calls) {
        SCOPED_TRACE("after " + std::to_string(calls) + " calls");
        ASSERT_NO_FATAL_FAILURE(start_anew());
        faulty_vfs::arm(kind, calls, how_long);
        const auto failures = book_all();
        const bool struck = faulty_vfs::struck();
        database_.reset(); // closes on the failing disk
        faulty_vfs::heal();
        ASSERT_NO_FATAL_FAILURE(open());
        expect_answers_true(failures);
        ASSERT_NO_FATAL_FAILURE(settle());
        if (testing::Test::HasFailure()) return;
        if (!struck) break;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite, StorageFault,
    testing::Combine(testing::Values(faulty_vfs::fault::full_disk, faulty_vfs::fault::failed_sync,
                                     faulty_vfs::fault::broken_disk),
                     testing::Values(faulty_vfs::lasting::once, faulty_vfs::lasting::until_healed)),
    [](const auto& parameters) {
        const char* kind = "BrokenDisk";
        if (std::get<0>(parameters.param) == faulty_vfs::fault::full_disk) kind = "FullDisk";
        if (std::get<0>(parameters.param) == faulty_vfs::fault::failed_sync) kind = "FailedSync";
        return std::string(kind) + (std::get<1>(parameters.param) == faulty_vfs::lasting::once
                                        ? "Once"
                                        : "UntilHealed");
    });

} // namespace
} // namespace timewright
