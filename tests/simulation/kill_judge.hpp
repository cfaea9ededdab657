/// @file
/// kill_judge: what is known of the requests that drivers sent until they were killed, and whether a
/// store that lived through it agrees.
#pragma once

#include "simulation/kill_requests.hpp"

#include <timewright/ports/store.hpp>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace timewright::kill_simulation {

/// A driver under way: its lines are acknowledgements, which are noted until it is killed.
class driver {
  public:
    /// The first of the words is the program.
    explicit driver(std::vector<std::string> words) {
        std::array<int, 2> told{};
        if (::pipe(told.data()) != 0) std::abort();
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        child_ = ::fork();
        if (child_ < 0) std::abort();
        if (child_ == 0) {
            ::dup2(told[1], STDOUT_FILENO);
            ::close(told[0]);
            ::close(told[1]);
            ::execv(arguments[0], arguments.data());
            std::_Exit(127);
        }
        ::close(told[1]);
        from_child_ = told[0];
    }
    driver(const driver&) = delete;
    driver& operator=(const driver&) = delete;
    ~driver() {
        ::close(from_child_);
        if (child_ == 0) return;
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }

    /// Reads until it has acknowledged so many requests, or has ended.
    void read_until(std::size_t acknowledgements) {
        while (lines_ < acknowledgements && read_some()) {
        }
    }
    /// What it acknowledged; what is in the pipe was acknowledged before the kill.
    std::string kill() {
        ::kill(child_, SIGKILL);
        while (read_some()) {
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child_, &status, 0), child_);
        child_ = 0;
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << text_.substr(0, 300);
        return text_;
    }

  private:
    bool read_some() {
        std::array<char, 4096> buffer{};
        const ssize_t length = ::read(from_child_, buffer.data(), buffer.size());
        if (length <= 0) return false;
        text_.append(buffer.data(), static_cast<std::size_t>(length));
        lines_ +=
            static_cast<std::size_t>(std::count(buffer.begin(), buffer.begin() + length, '\n'));
        return true;
    }
    pid_t child_ = 0;
    int from_child_ = -1;
    std::string text_;
    std::size_t lines_ = 0;
};

class kill_judge {
  public:
    /// The words that tell a driver where to go on.
    [[nodiscard]] std::vector<std::string> next_words() const {
        std::vector<std::string> words;
        for (const std::uint64_t next : next_) words.push_back(std::to_string(next));
        return words;
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

    /// All of it; the request of each caller that was under way when the driver died is settled.
    void judge(store& in) {
        ASSERT_NO_FATAL_FAILURE(expect_nothing_lost(in));
        ASSERT_NO_FATAL_FAILURE(settle(in));
        ASSERT_NO_FATAL_FAILURE(expect_no_overlaps(in));
        ASSERT_NO_FATAL_FAILURE(expect_feed_tells_all(in));
    }

    [[nodiscard]] std::size_t answers() const { return acknowledged_.size(); }
    [[nodiscard]] int settled_as_done() const { return settled_as_done_; }

  private:
    struct request_number {
        std::size_t caller;
        std::uint64_t number;
        friend auto operator<=>(const request_number&, const request_number&) = default;
    };

    [[nodiscard]] static bool exists(store& in, const request_number& request) {
        const booking_id id = booking_of(request.caller, request.number);
        const auto found = in.find(default_organization, {&id, 1});
        EXPECT_TRUE(found) << found.error().message;
        return found && !found->empty();
    }

    /// Sent again: it takes effect once, whether the first try did or not.
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

    void expect_nothing_lost(store& in) const {
        std::vector<booking_id> asked;
        std::set<booking_id> there;
        const auto look = [&] {
            const auto found = in.find(default_organization, asked);
            ASSERT_TRUE(found) << found.error().message;
            for (const booking_record& record : *found) there.insert(record.booking);
            asked.clear();
        };
        for (const auto& entry : acknowledged_) {
            asked.push_back(booking_of(entry.first.caller, entry.first.number));
            if (asked.size() == 1'000) look();
        }
        look();
        for (const auto& [request, applied] : acknowledged_)
            ASSERT_EQ(there.contains(booking_of(request.caller, request.number)), applied)
                << request.caller << "/" << request.number;
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
    void expect_feed_tells_all(store& in) const {
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

    std::map<request_number, bool> acknowledged_; // applied?
    std::vector<std::uint64_t> next_ = std::vector<std::uint64_t>(callers, 0);
    int settled_as_done_ = 0;
};

/// A number from the environment.
inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

} // namespace timewright::kill_simulation
