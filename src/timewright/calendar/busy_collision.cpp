#include <timewright/calendar/series_conflict.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace timewright {

namespace {

using std::chrono::days;

/// Gaps in what is taken that are shorter cost less to expand than to pass over.
constexpr std::chrono::seconds gap_min = days(30);
/// One look at the series is not longer.
constexpr std::chrono::seconds look_max = days(366);

/// Looks at the series where something is taken, a stretch at a time.
class busy_search {
  public:
    busy_search(const event& series, const time_set& taken, const interval& window,
                const busy_collision_options& options)
        : series_(series), taken_(taken), options_(options), left_(options.steps_max) {
        answer_.complete_to = window.end();
    }

    result<busy_collisions, error> run() {
        const auto all = taken_.intervals();
        for (std::size_t next = 0; next < all.size() && !answer_.truncated;) {
            sys_seconds from = std::max(all[next].start(), passed_);
            sys_seconds to = all[next].end();
            for (++next; next < all.size() && all[next].start() - to < gap_min &&
                         all[next].end() - from < look_max;
                 ++next)
                to = all[next].end();
            for (; from < to && !answer_.truncated; from = passed_)
                if (auto ok = look({from, std::min(to, from + look_max)}); !ok)
                    return unexpected(std::move(ok).error());
        }
        return std::move(answer_);
    }

  private:
    result<void, error> look(const interval& where) {
        const auto found = expand(series_, where,
                                  {.floating_zone = options_.floating_zone,
                                   .steps_max = options_.steps_max,
                                   .occurrences_max = left_});
        if (!found) return unexpected(found.error());
        left_ -= std::min(left_, found->occurrences.size() + 1);
        for (const occurrence& o : found->occurrences) {
            // One that began before was looked at with an earlier stretch.
            const bool seen = any_ && o.span.start() < passed_;
            if (seen || o.described_by(series_).effective_busy() == busy_type::free) continue;
            if (!note(o)) return {};
        }
        if (found->truncated || left_ == 0)
            give_up(found->occurrences.empty() ? where.start()
                                               : found->occurrences.back().span.start());
        passed_ = where.end();
        any_ = true;
        return {};
    }

    /// False when there are more than were asked for.
    bool note(const occurrence& o) {
        const auto all = taken_.intervals();
        const auto first = std::partition_point(all.begin(), all.end(), [&o](const interval& one) {
            return one.end() <= o.span.start();
        });
        if (first == all.end() || !first->overlaps(o.span)) return true;
        if (answer_.found.size() == options_.collisions_max) {
            give_up(o.span.start());
            return false;
        }
        answer_.found.push_back({.which = o, .overlap = *first->intersection(o.span)});
        return true;
    }

    void give_up(sys_seconds complete_to) {
        answer_.truncated = true;
        answer_.complete_to = complete_to;
        std::erase_if(answer_.found, [complete_to](const busy_collision& one) {
            return one.which.span.start() >= complete_to;
        });
    }

    const event& series_;
    const time_set& taken_;
    const busy_collision_options& options_;
    std::size_t left_; ///< occurrences that may still be looked at
    sys_seconds passed_ = sys_seconds::min();
    bool any_ = false;
    busy_collisions answer_{};
};

} // namespace

result<busy_collisions, error> find_collisions(const event& series, const time_set& busy,
                                               interval window,
                                               const busy_collision_options& options) {
    // What expand() refuses is refused, also where nothing is taken.
    const interval nowhere(window.start(), std::chrono::seconds(1));
    if (auto ok =
            expand(series, nowhere, {.floating_zone = options.floating_zone, .occurrences_max = 1});
        !ok)
        return unexpected(std::move(ok).error());
    const time_set taken = busy.clipped_to(window);
    return busy_search(series, taken, window, options).run();
}

} // namespace timewright
