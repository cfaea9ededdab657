/// @file
/// steady_pair: the first meeting of two series that are told by their rules alone, or the proof
/// that there is none.
#pragma once

#include "timewright/calendar/rule_circle.hpp"
#include "timewright/calendar/steady_series.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace timewright::detail {

struct steady_meeting {
    std::int64_t at = 0;
    steady_span a;
    steady_span b;
};

/// How far a proof has to look.
struct proof_horizon {
    std::int64_t to = 0;
    bool for_all_time = false; ///< what is not met before it is never met
};

class steady_pair {
  public:
    /// Precondition: both have rules.
    steady_pair(const steady_series& a, const steady_series& b, std::size_t steps_max);

    /// Looks from an instant on, which is not before either series' `from`.
    void look(std::int64_t from);

    [[nodiscard]] const std::optional<steady_meeting>& met() const noexcept { return met_; }
    /// The steps were used up: nothing is known from clear_until() on.
    [[nodiscard]] bool is_truncated() const noexcept { return truncated_; }
    [[nodiscard]] std::int64_t clear_until() const noexcept { return clear_until_; }
    [[nodiscard]] const proof_horizon& horizon() const noexcept { return horizon_; }
    [[nodiscard]] std::size_t steps() const noexcept;

  private:
    struct side {
        explicit side(const steady_series& of, std::size_t steps_max)
            : series(&of), stream(of, steps_max) {}

        void begin(std::int64_t at);
        void advance();
        void advance_to(std::int64_t start);
        [[nodiscard]] std::int64_t next_start() const;

        const steady_series* series;
        steady_stream stream;
        steady_span next{};
        bool has_next = false;
        steady_span running{}; ///< of those that have begun, the one that ends last
        std::size_t moves = 0;

        std::int64_t offset = 0;                   ///< of the clocks in the stretch at hand
        std::optional<std::int64_t> next_change{}; ///< and when they change next
        std::optional<std::vector<rule_circle>> circles{};
        std::optional<std::int64_t> period{};
    };
    /// What a stretch around a change of the clocks looks like, but for when it is.
    struct change_pattern {
        std::int64_t phase = 0, before_a = 0, before_b = 0, after_a = 0, after_b = 0;
        friend bool operator==(const change_pattern&, const change_pattern&) = default;
    };

    /// Between two changes of either clock.
    struct stretch {
        std::int64_t began = 0, end = 0;
        std::int64_t moved = 0; ///< by how much the clocks were moved where it began
    };

    void find_horizon(std::int64_t from);
    void pass_stretches(std::int64_t from);
    bool look_through(std::int64_t from, std::int64_t to);
    [[nodiscard]] bool sweep(std::int64_t from, std::int64_t to);
    bool give_up(std::int64_t at);
    [[nodiscard]] std::int64_t next_change() const;
    void enter(std::int64_t change);
    [[nodiscard]] change_pattern change_at(std::int64_t change);
    [[nodiscard]] bool is_clear(const change_pattern& pattern, std::int64_t from, std::int64_t to);
    void note_clear(const change_pattern& pattern);
    [[nodiscard]] bool points_lie_apart(const change_pattern& around, std::int64_t from,
                                        std::int64_t to) const;
    [[nodiscard]] bool circles_overlap();

    side a_, b_;
    std::size_t steps_max_;
    std::size_t stretches_ = 0;
    proof_horizon horizon_{};
    std::int64_t repeats_from_ = 0;
    std::int64_t longest_ = 0;
    std::optional<std::int64_t> period_{};                       ///< of both, without the clocks
    std::vector<std::pair<std::int64_t, bool>> overlap_known_{}; ///< by the difference of offsets
    std::optional<std::int64_t> points_period_{};                ///< of the circles of both
    std::vector<std::pair<change_pattern, bool>> clear_known_{}; ///< around changes of the clocks
    std::optional<steady_meeting> met_{};
    bool truncated_ = false;
    std::int64_t clear_until_ = 0;
};

} // namespace timewright::detail
