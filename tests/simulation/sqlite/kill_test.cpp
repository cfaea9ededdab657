// Goal: kill -9 at any moment loses nothing that was acknowledged, doubles nothing, and leaves no
// overlap. Method: a child process books with eight callers at once; the parent kills it after a
// random number of acknowledgements, opens the file itself and judges it; then the next child goes
// on with the same file. TIMEWRIGHT_KILL_ROUNDS sets the rounds, TIMEWRIGHT_SEED the seed.
#include "simulation/sqlite/kill_requests.hpp"

#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace timewright::kill_simulation {
namespace {

struct request_number {
    std::size_t caller;
    std::uint64_t number;
    friend auto operator<=>(const request_number&, const request_number&) = default;
};

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

class KillSimulation : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "timewright-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    [[nodiscard]] std::string file() const { return (directory_ / "timewright.db").string(); }

    /// Runs the driver until it has acknowledged so many requests, kills it, and notes everything
    /// that it acknowledged.
    void run_and_kill(std::size_t acknowledgements) {
        std::array<int, 2> told{};
        ASSERT_EQ(::pipe(told.data()), 0);
        std::vector<std::string> words{KILL_DRIVER, file()};
        for (const std::uint64_t next : next_) words.push_back(std::to_string(next));
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::dup2(told[1], STDOUT_FILENO);
            ::close(told[0]);
            ::close(told[1]);
            ::execv(KILL_DRIVER, arguments.data());
            std::_Exit(127);
        }
        ::close(told[1]);
        std::string text;
        std::array<char, 4096> buffer{};
        std::size_t lines = 0;
        bool killed = false;
        for (;;) { // to the end: what is in the pipe was acknowledged before the kill
            const ssize_t length = ::read(told[0], buffer.data(), buffer.size());
            if (length <= 0) break;
            text.append(buffer.data(), static_cast<std::size_t>(length));
            lines +=
                static_cast<std::size_t>(std::count(buffer.begin(), buffer.begin() + length, '\n'));
            if (lines >= acknowledgements && !killed) {
                ::kill(child, SIGKILL);
                killed = true;
            }
        }
        ::close(told[0]);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << text.substr(0, 300);
        note(text);
    }

    void note(const std::string& text) {
        std::istringstream lines(text);
        std::string line;
        while (std::getline(lines, line)) {
            std::istringstream words(line);
            request_number request{};
            std::string slug;
            ASSERT_TRUE(words >> request.caller >> request.number >> slug) << line;
            ASSERT_TRUE(slug == "applied" || slug == "refused") << line;
            acknowledged_[request] = slug == "applied";
            next_.at(request.caller) = std::max(next_.at(request.caller), request.number + 1);
        }
    }

    [[nodiscard]] static bool exists(store& in, const request_number& request) {
        const booking_id id = booking_of(request.caller, request.number);
        const auto found = in.find(default_organization, {&id, 1});
        EXPECT_TRUE(found) << found.error().message;
        return found && !found->empty();
    }

    /// The request of each caller that was under way when the driver died is sent again: it takes
    /// effect once, whether the first try did or not.
    void settle(store& in) {
        for (std::size_t caller = 0; caller < callers; ++caller) {
            const request_number last{caller, next_[caller]};
            const bool took_effect = exists(in, last);
            const change asked = make_request(caller, last.number);
            const auto answer = in.apply({&asked, 1});
            ASSERT_TRUE(answer) << answer.error().message;
            const outcome& settled = answer->front();
            if (took_effect) {
                EXPECT_EQ(settled.code, outcome_code::exists);
                EXPECT_EQ(settled.decided, outcome_code::applied);
            }
            EXPECT_EQ(exists(in, last), settled.decided == outcome_code::applied);
            acknowledged_[last] = settled.decided == outcome_code::applied;
            ++next_[caller];
            settled_as_done_ += settled.code == outcome_code::exists ? 1 : 0;
        }
    }

    void expect_nothing_lost(store& in) {
        for (const auto& [request, applied] : acknowledged_)
            ASSERT_EQ(exists(in, request), applied) << request.caller << "/" << request.number;
    }

    static void expect_no_overlaps(store& in) {
        for (std::uint64_t i = 0; i < rooms; ++i) {
            const calendar_user_id room = room_of(i);
            const auto held = in.load(default_organization, {&room, 1},
                                      interval(sys_seconds::min(), sys_seconds::max()));
            ASSERT_TRUE(held) << held.error().message;
            for (std::size_t at = 1; at < held->claims.size(); ++at)
                ASSERT_LE(held->claims[at - 1].span.end(), held->claims[at].span.start());
        }
    }

    /// Each booking was told once, and only those that exist.
    void expect_feed_tells_all(store& in) {
        std::set<booking_id> told;
        feed_cursor since;
        for (bool more = true; more;) {
            const auto page = in.changes_since(default_organization, since, 1000);
            ASSERT_TRUE(page) << page.error().message;
            for (const feed_entry& entry : page->entries) {
                if (entry.kind == feed_kind::user) continue;
                EXPECT_TRUE(told.insert(entry.booking).second) << entry.booking.to_string();
            }
            since = page->next;
            more = page->more;
        }
        std::set<booking_id> applied;
        for (const auto& [request, was_applied] : acknowledged_)
            if (was_applied) applied.insert(booking_of(request.caller, request.number));
        EXPECT_EQ(told, applied);
    }

    std::filesystem::path directory_;
    std::map<request_number, bool> acknowledged_; // applied?
    std::vector<std::uint64_t> next_ = std::vector<std::uint64_t>(callers, 0);
    int settled_as_done_ = 0;
};

TEST_F(KillSimulation, LosesNothingThatWasAcknowledged) {
    const std::uint64_t rounds = setting("TIMEWRIGHT_KILL_ROUNDS", 15);
    const std::uint64_t seed = setting("TIMEWRIGHT_SEED", 20261123);
    RecordProperty("seed", std::to_string(seed));
    std::mt19937_64 random(seed);
    const system_clock clock;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed));
        ASSERT_NO_FATAL_FAILURE(run_and_kill(1 + random() % 400));
        const auto database = sqlite_database::open({.path = file()}, clock);
        ASSERT_TRUE(database) << database.error().message;
        sqlite_store store(**database);
        ASSERT_NO_FATAL_FAILURE(expect_nothing_lost(store));
        ASSERT_NO_FATAL_FAILURE(settle(store));
        ASSERT_NO_FATAL_FAILURE(expect_no_overlaps(store));
        ASSERT_NO_FATAL_FAILURE(expect_feed_tells_all(store));
        if (testing::Test::HasFailure()) return;
    }
    std::cout << rounds << " rounds, " << acknowledged_.size() << " answers, " << settled_as_done_
              << " requests had taken effect when the process died unanswered\n";
}

} // namespace
} // namespace timewright::kill_simulation
