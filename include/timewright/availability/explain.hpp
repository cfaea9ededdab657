/// @file
/// explain: why a search finds nothing or a slot is refused, and what would help.
///
///     result<explanation, error> why = explain(query);
///     why->nearest[0]      // Tuesday 10:00: Bob cannot, and no room of the first group is free
///     why->relaxations[0]  // without Bob there is a slot on Tuesday at 10:00
///
///     result<slot_explanation, error> refused = explain_slot(query, tuesday_at_ten);
///     refused->blocked.calendars  // Bob; all others could
///
/// Who blocks, and which candidates are nearest, is said in blockers.hpp; what can be relaxed in
/// relaxation.hpp. Every relaxation was searched for, and carries the slot that it makes possible.
///
/// Complexity: one sweep over the candidates with the cursors of slot_search, and for each relaxation
/// one search (twenty or so for a shorter and for an earlier slot, which are found by halving); all
/// together within the query's budget. The query is copied once for each kind of relaxation.
#pragma once

#include <timewright/availability/blockers.hpp>
#include <timewright/availability/relaxation.hpp>
#include <timewright/availability/slot_query.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

struct explain_options {
    std::size_t nearest_max = 3;
    /// How far the calendars are known. Only up to there is a later time looked for.
    std::optional<sys_seconds> known_until{};
    /// From when on the calendars are known. Only back to there is an earlier time looked for.
    std::optional<sys_seconds> known_from{};
    /// Calendars of the query that it names nowhere, tried where a group blocks. None: the group is
    /// left out, and whoever reads the answer finds another room.
    std::vector<std::size_t> further{};
};

struct explanation {
    bool fits = false; ///< there is a slot, so nothing to explain: the rest is empty
    std::vector<blocked_slot> nearest{};
    std::vector<relaxation> relaxations{};
    /// Groups that too few members suit: no time helps, only other members or lesser needs.
    std::vector<std::size_t> hopeless_groups{};
    bool truncated = false; ///< the budget or a stop ended it first: nearer candidates may exist
};

/// Why find_slots(query) finds nothing. Errors: those of validate(query); invalid_input for a
/// further calendar that is not known, or named elsewhere too.
[[nodiscard]] result<explanation, error> explain(const slot_query& query,
                                                 const explain_options& options = {});

struct slot_explanation {
    bool fits = false;           ///< it is a slot of the query
    bool outside_window = false; ///< it does not lie within the window
    bool too_soon = false;       ///< it starts before not_before
    bool off_grid = false;       ///< it starts between two candidates
    blocked_slot blocked;        ///< who cannot take it; perhaps nobody
    /// What would make a slot of just this time, and the nearest slots before and after it.
    std::vector<relaxation> relaxations{};
    bool truncated = false; ///< the budget or a stop ended it: there may be more relaxations
};

/// Why the slot at `start` is none. Errors: explain()'s, and invalid_input for a slot outside of the
/// years 1 to 9999. nearest_max has no say here; a later and an earlier slot are looked for within
/// the window, and outside of it as far as the calendars are known.
[[nodiscard]] result<slot_explanation, error> explain_slot(const slot_query& query,
                                                           sys_seconds start,
                                                           const explain_options& options = {});

// ---------------------------------------------------------------------------------------------

namespace detail {

[[nodiscard]] inline result<void, error> check_further(const slot_query& query,
                                                       const std::vector<std::size_t>& further) {
    std::vector<bool> named(query.calendars.size());
    for (const std::size_t calendar : query.required) named[calendar] = true;
    for (const resource_group& group : query.any_of)
        for (const std::size_t calendar : group.members) named[calendar] = true;
    for (const optional_calendar& wanted : query.optional) named[wanted.calendar] = true;
    for (const std::size_t calendar : further)
        if (auto ok = check_named(calendar, named); !ok) return ok;
    return {};
}

/// Gathers what was found.
class relaxation_list {
  public:
    void add(std::optional<relaxation> change) {
        if (change) all_.push_back(*std::move(change));
    }

    /// What mends a blocked slot. Going without one calendar helps exactly where it alone blocks.
    void add_for_blockers(relaxation_search& search, std::span<const blocked_slot> slots,
                          const explain_options& options) {
        for (const blocked_slot& blocked : slots) {
            if (blocked.calendars.size() + blocked.groups.size() != 1) continue;
            if (blocked.groups.empty())
                add(search.without_calendar(blocked.calendars.front()));
            else
                add(search.another_room(blocked.groups.front(), options.further));
        }
        add(search.shorter());
    }

    void add_for_limits(relaxation_search& search) {
        add(search.over_tentative());
        add(search.outside_hours());
    }

    [[nodiscard]] std::vector<relaxation> take() { return std::move(all_); }

  private:
    std::vector<relaxation> all_;
};

/// As far as the calendars are known: the window, and what the options add to it.
[[nodiscard]] inline interval known_span(const slot_query& query, const explain_options& options) {
    const sys_seconds from =
        std::min(query.window.start(), options.known_from.value_or(last_instant));
    const sys_seconds until =
        std::max(query.window.end(), options.known_until.value_or(first_instant));
    return {std::max(from, first_instant), std::min(until, last_instant)};
}

/// The question whether there is a slot at just this time.
[[nodiscard]] inline slot_query only_at(slot_query query, sys_seconds start) {
    query.window = interval(start, query.duration);
    query.step = query.duration;
    query.align.reset();
    query.not_before.reset();
    return query;
}

} // namespace detail

inline result<explanation, error> explain(const slot_query& query, const explain_options& options) {
    if (auto ok = validate(query); !ok) return unexpected(std::move(ok).error());
    if (auto ok = detail::check_further(query, options.further); !ok)
        return unexpected(std::move(ok).error());
    detail::blocker_sweep sweep(query, std::max<std::size_t>(options.nearest_max, 1));
    if (!sweep.run()) return explanation{.fits = true};
    explanation told{.nearest = sweep.nearest(),
                     .hopeless_groups = sweep.hopeless_groups(),
                     .truncated = sweep.truncated()};

    detail::relaxation_search search(query, sweep.looks());
    detail::relaxation_list found;
    found.add_for_blockers(search, told.nearest, options);
    const interval known = detail::known_span(query, options);
    if (known.end() > query.window.end())
        found.add(search.later(query.window.end() - query.duration, known.end()));
    found.add(search.earlier(query.window.start(), known.start()));
    found.add_for_limits(search);
    told.relaxations = found.take();
    told.truncated = told.truncated || search.truncated();
    return told;
}

inline result<slot_explanation, error> explain_slot(const slot_query& query, sys_seconds start,
                                                    const explain_options& options) {
    if (auto ok = validate(query); !ok) return unexpected(std::move(ok).error());
    if (auto ok = detail::check_further(query, options.further); !ok)
        return unexpected(std::move(ok).error());
    if (start < detail::first_instant || start > detail::last_instant - query.duration)
        return unexpected(invalid_input("the slot lies outside the years 0001 to 9999"));

    const interval span(start, query.duration);
    slot_explanation told{
        .outside_window = !query.window.contains(span),
        .too_soon = query.not_before && start < *query.not_before,
        .blocked = detail::find_blockers(query, detail::settle_groups(query), start)};
    told.off_grid =
        start >= query.window.start() && detail::start_grid(query).at_or_after(start) != start;
    const bool blocked = told.blocked.size() > 0;
    told.fits = !blocked && !told.outside_window && !told.too_soon && !told.off_grid;
    if (told.fits) return told;

    detail::relaxation_list found;
    if (blocked) {
        detail::relaxation_search here(detail::only_at(query, start), 0);
        found.add_for_blockers(here, {&told.blocked, 1}, options);
        found.add_for_limits(here);
        told.truncated = here.truncated();
    }
    detail::relaxation_search around(query, 0);
    const interval known = detail::known_span(query, options);
    found.add(around.later(start, known.end()));
    found.add(around.earlier(
        std::min(start, known.end() - query.duration + std::chrono::seconds(1)), known.start()));
    told.truncated = told.truncated || around.truncated();
    told.relaxations = found.take();
    return told;
}

} // namespace timewright
