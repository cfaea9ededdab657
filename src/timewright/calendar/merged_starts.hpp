/// @file
/// merged_starts: the occurrences of a whole series, rules, dates and exceptions merged by time.
#pragma once

#include "timewright/calendar/rule_stream.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace timewright::detail {

struct compiled_recurrence {
    local_seconds start{};
    std::vector<compiled_rule> rules{};
    std::vector<compiled_rule> exclusion_rules{};
    std::vector<std::int64_t> extra{}; ///< RDATE and the start, ascending, each once
    std::vector<std::int64_t> excluded{};
    std::vector<std::int64_t> excluded_days{};
};

/// After seek() the starts come out ascending going forward, descending going backward. Within, as
/// keys that always ascend: see rule_stream.
class merged_starts {
  public:
    merged_starts(const compiled_recurrence& series, std::size_t steps_max);

    /// From then on: the starts in [low, high].
    void seek(std::int64_t low, std::int64_t high, bool forward);
    /// Writes the next starts; fewer than `room` only at the end or when no steps are left.
    std::size_t fill(std::int64_t* starts, std::size_t room);

    [[nodiscard]] bool is_truncated() const noexcept { return truncated_; }
    /// When truncated: nothing is missing before it; backward: at it and after.
    [[nodiscard]] std::int64_t complete_to() const noexcept {
        return forward_ ? complete_to_ : 1 - complete_to_;
    }
    [[nodiscard]] std::size_t steps_left() const noexcept { return steps_left_; }

  private:
    static constexpr std::int64_t no_key = std::numeric_limits<std::int64_t>::max();

    /// A rule with its next keys. What is read ahead grows with use, so that a short question does
    /// not pay for a long one.
    struct source {
        explicit source(const compiled_rule& rule) : stream(rule) {}
        rule_stream stream;
        std::array<std::int64_t, 64> keys{};
        std::size_t at = 0, end = 0, ahead = 2;
    };
    /// A sorted list, read from one end or the other.
    struct dates {
        std::span<const std::int64_t> all{};
        std::size_t passed = 0;
    };

    bool refill(source& from);
    [[nodiscard]] std::int64_t key_of(source& from);
    [[nodiscard]] std::int64_t key_of(const dates& from) const noexcept;
    [[nodiscard]] std::int64_t key_of_day() const noexcept;
    void seek(dates& list, std::int64_t low, std::int64_t high) const;
    [[nodiscard]] std::int64_t next_exception();
    std::size_t take_run(std::int64_t* starts, std::size_t room);
    bool take_one(std::int64_t& start);
    bool is_excluded(std::int64_t key);
    bool truncate(std::int64_t key);

    std::size_t steps_left_;
    bool forward_ = true;
    bool done_ = true;
    bool truncated_ = false;
    std::int64_t complete_to_ = 0; ///< a key
    std::int64_t last_key_ = 0;
    std::int64_t high_key_ = 0;
    std::vector<source> rules_{}, exclusions_{};
    dates extra_{}, excluded_{}, excluded_days_{};
};

} // namespace timewright::detail
