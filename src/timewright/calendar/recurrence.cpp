#include "timewright/calendar/compiled_rule.hpp"
#include "timewright/calendar/rule_walk.hpp"

#include <timewright/base/contract.hpp>
#include <timewright/calendar/recurrence.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace timewright {

namespace detail {

struct compiled_recurrence {
    local_seconds start{};
    std::vector<compiled_rule> rules{};
    std::vector<compiled_rule> exclusion_rules{};
    std::vector<std::int64_t> extra{};
    std::vector<std::int64_t> excluded{};
    std::vector<std::int64_t> excluded_days{};
};

namespace {

template <class Times>
std::vector<std::int64_t> ascending_numbers(const Times& times) {
    std::vector<std::int64_t> numbers;
    numbers.reserve(times.size());
    for (const auto& time : times) numbers.push_back(time.time_since_epoch().count());
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

result<void, error> compile_rules(const std::vector<recurrence_rule>& rules, local_seconds start,
                                  std::vector<compiled_rule>& into) {
    for (const recurrence_rule& rule : rules) {
        if (auto checked = check(rule); !checked) return checked;
        if (rule.until && rule.until->kind == until_kind::utc)
            return unexpected(invalid_input(
                "UNTIL in UTC must be turned into the local time of the series first"));
        into.push_back(compile(rule, start));
    }
    return {};
}

/// Gathers starts from several sources within one budget.
class gathering {
  public:
    gathering(local_window window, recurrence_budget budget)
        : from_(window.from.time_since_epoch().count()),
          to_(window.to.time_since_epoch().count()),
          reach_(to_),
          budget_(budget) {}

    void add(std::int64_t start) {
        if (start >= from_ && start < to_) found_.push_back(start);
    }

    void add(const compiled_rule& rule) {
        walk_result walked = walk_from(rule, from_);
        found_.insert(found_.end(), walked.starts.begin(), walked.starts.end());
        order();
    }

    /// Ascending, each once, and not more than may be listed.
    void order() {
        std::sort(found_.begin(), found_.end());
        found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
        if (found_.size() > budget_.starts_max) limit_reach(found_[budget_.starts_max]);
        found_.erase(std::lower_bound(found_.begin(), found_.end(), reach_), found_.end());
    }

    void exclude(const compiled_rule& rule) {
        if (found_.empty()) return;
        const walk_result walked = walk_from(rule, found_.front());
        found_.erase(std::lower_bound(found_.begin(), found_.end(), reach_), found_.end());
        exclude(walked.starts);
    }
    void exclude(const std::vector<std::int64_t>& excluded) {
        std::vector<std::int64_t> left;
        left.reserve(found_.size());
        std::set_difference(found_.begin(), found_.end(), excluded.begin(), excluded.end(),
                            std::back_inserter(left));
        found_ = std::move(left);
    }
    void exclude_days(const std::vector<std::int64_t>& days) {
        std::erase_if(found_, [&](std::int64_t start) {
            return std::binary_search(days.begin(), days.end(), floor_div(start, seconds_per_day));
        });
    }

    recurrence_starts take() && {
        recurrence_starts taken{.truncated = truncated_,
                                .complete_to = local_seconds(std::chrono::seconds(reach_)),
                                .steps = steps_};
        taken.starts.reserve(found_.size());
        for (const std::int64_t start : found_)
            taken.starts.emplace_back(std::chrono::seconds(start));
        return taken;
    }

  private:
    walk_result walk_from(const compiled_rule& rule, std::int64_t from) {
        walk_result walked = walk(rule, {.from = from,
                                         .to = reach_,
                                         .steps_max = budget_.steps_max - steps_,
                                         .starts_max = budget_.starts_max});
        steps_ += walked.steps;
        if (walked.truncated) limit_reach(walked.reach);
        return walked;
    }
    /// From here on the answer is not complete, so nothing is listed: what is listed is a
    /// beginning.
    void limit_reach(std::int64_t reach) {
        truncated_ = true;
        reach_ = std::min(reach_, reach);
    }

    std::int64_t from_;
    std::int64_t to_;
    std::int64_t reach_;
    recurrence_budget budget_;
    std::vector<std::int64_t> found_{};
    std::size_t steps_ = 0;
    bool truncated_ = false;
};

} // namespace

} // namespace detail

recurrence::recurrence(std::shared_ptr<const detail::compiled_recurrence> compiled)
    : compiled_(std::move(compiled)) {}

result<recurrence, error> recurrence::make(recurrence_source source) {
    const std::int64_t start = source.start.time_since_epoch().count();
    if (start < detail::first_second || start > detail::last_second)
        return unexpected(invalid_input("the start lies outside of the years 0001 to 9999"));
    if (source.rules.size() + source.exclusion_rules.size() > recurrence_limits::rules_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "a series has at most " +
                                           std::to_string(recurrence_limits::rules_max) +
                                           " rules (RRULE and EXRULE)"});
    if (source.extra.size() + source.excluded.size() + source.excluded_days.size() >
        recurrence_limits::dates_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "a series has at most " +
                                           std::to_string(recurrence_limits::dates_max) +
                                           " dates (RDATE and EXDATE)"});
    auto compiled = std::make_shared<detail::compiled_recurrence>();
    compiled->start = source.start;
    if (auto rules = detail::compile_rules(source.rules, source.start, compiled->rules); !rules)
        return unexpected(std::move(rules).error());
    if (auto rules =
            detail::compile_rules(source.exclusion_rules, source.start, compiled->exclusion_rules);
        !rules)
        return unexpected(std::move(rules).error());
    compiled->extra = detail::ascending_numbers(source.extra);
    compiled->excluded = detail::ascending_numbers(source.excluded);
    compiled->excluded_days = detail::ascending_numbers(source.excluded_days);
    return recurrence(std::move(compiled));
}

recurrence_starts recurrence::starts_in(local_window window, recurrence_budget budget) const {
    if (window.from >= window.to) return {.complete_to = window.to};
    detail::gathering found(window, budget);
    found.add(compiled_->start.time_since_epoch().count());
    for (const std::int64_t extra : compiled_->extra) found.add(extra);
    found.order();
    for (const detail::compiled_rule& rule : compiled_->rules) found.add(rule);
    for (const detail::compiled_rule& rule : compiled_->exclusion_rules) found.exclude(rule);
    found.exclude(compiled_->excluded);
    found.exclude_days(compiled_->excluded_days);
    return std::move(found).take();
}

bool recurrence::contains(local_seconds start, recurrence_budget budget) const {
    return !starts_in({.from = start, .to = start + std::chrono::seconds(1)}, budget)
                .starts.empty();
}

local_seconds recurrence::start() const noexcept { return compiled_->start; }

bool recurrence::is_bounded() const noexcept {
    return std::all_of(compiled_->rules.begin(), compiled_->rules.end(),
                       [](const detail::compiled_rule& rule) { return rule.bounded; });
}

} // namespace timewright
