/// @file
/// relaxation: small changes of a question with which something fits. A part of explain.
///
/// Each was searched for and carries the slot that it makes possible: nothing is offered that was
/// not tried. Optional calendars are in nobody's way, so going without one never makes a slot.
///
/// Hours and tentative time are not simply dropped, or the answer would be three in the morning:
/// for whoever is required they become optional calendars of their own, and the search ranks the
/// slots that break them for the fewest people first. Those of a group's members give way only when
/// that alone does not help.
#pragma once

#include <timewright/availability/slot_query.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/time/interval.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace timewright {

enum class relaxation_kind : std::uint8_t {
    shorter,          ///< the longest that fits, in whole five minutes
    without_calendar, ///< without the required calendar `index`
    another_room,     ///< with others than the members of group `index`
    later,            ///< later than was asked for, as early as it goes
    earlier,          ///< earlier than was asked for, as late as it goes
    over_tentative,   ///< over the tentative time of `calendars`
    outside_hours,    ///< outside of the hours of `calendars`
};

/// The word for it in text: "shorter", "without", "another-room", "later", "earlier",
/// "over-tentative", "outside-hours".
[[nodiscard]] constexpr const char* to_string(relaxation_kind kind) noexcept {
    switch (kind) {
        case relaxation_kind::shorter:
            return "shorter";
        case relaxation_kind::without_calendar:
            return "without";
        case relaxation_kind::another_room:
            return "another-room";
        case relaxation_kind::later:
            return "later";
        case relaxation_kind::earlier:
            return "earlier";
        case relaxation_kind::over_tentative:
            return "over-tentative";
        case relaxation_kind::outside_hours:
            return "outside-hours";
    }
    return "later";
}

/// One change to the query with which something fits.
struct relaxation {
    relaxation_kind kind = relaxation_kind::shorter;
    std::size_t index = 0; ///< without_calendar: of query.calendars; another_room: of query.any_of
    slot found;            ///< of the changed query; its length is the duration
    /// over_tentative and outside_hours: whose, by the order of the query. another_room: who was
    /// chosen of the further ones, if some were named.
    std::vector<std::size_t> calendars{};

    friend bool operator==(const relaxation&, const relaxation&) = default;
};

// ---------------------------------------------------------------------------------------------

namespace detail {

/// Tries changes of a query, within what is left of its budget.
class relaxation_search {
  public:
    /// `looks` are spent already.
    relaxation_search(slot_query query, std::uint64_t looks) : changed_(std::move(query)) {
        changed_.slots_max = 1;
        if (changed_.order == slot_order::all) changed_.order = slot_order::first;
        spend(looks);
    }

    [[nodiscard]] std::optional<relaxation> shorter() {
        constexpr auto unit = std::chrono::minutes(5);
        const std::chrono::seconds asked = changed_.duration;
        std::optional<slot> longest;
        // What fits at a length fits at every shorter one, so the longest is found by halving.
        std::int64_t fits = 0;
        std::int64_t fails = (asked + unit - std::chrono::seconds(1)) / unit;
        while (fails - fits > 1) {
            const std::int64_t middle = fits + (fails - fits) / 2;
            changed_.duration = middle * unit;
            if (auto found = best(changed_)) {
                longest = std::move(found);
                fits = middle;
            } else {
                fails = middle;
            }
        }
        changed_.duration = asked;
        return told(relaxation_kind::shorter, 0, std::move(longest));
    }

    [[nodiscard]] std::optional<relaxation> without_calendar(std::size_t calendar) {
        const std::vector<std::size_t> required = changed_.required;
        std::erase(changed_.required, calendar);
        auto found = best(changed_);
        changed_.required = required;
        return told(relaxation_kind::without_calendar, calendar, std::move(found));
    }

    /// With the further ones in the group too; if there are none, without it.
    [[nodiscard]] std::optional<relaxation> another_room(std::size_t group,
                                                         const std::vector<std::size_t>& further) {
        const std::vector<resource_group> groups = changed_.any_of;
        std::vector<std::size_t>& members = changed_.any_of[group].members;
        if (further.empty())
            changed_.any_of.erase(changed_.any_of.begin() + static_cast<std::ptrdiff_t>(group));
        else
            members.insert(members.end(), further.begin(), further.end());
        auto found = best(changed_);
        changed_.any_of = groups;
        auto change = told(relaxation_kind::another_room, group, std::move(found));
        if (!change) return change;
        for (const std::size_t room : change->found.rooms)
            if (std::find(further.begin(), further.end(), room) != further.end())
                change->calendars.push_back(room);
        return change;
    }

    /// The first start after `after`, ending by `until`.
    [[nodiscard]] std::optional<relaxation> later(sys_seconds after, sys_seconds until) {
        if (until <= changed_.window.start()) return std::nullopt;
        slot_query shifted = without_rank();
        const sys_seconds from = after + std::chrono::seconds(1);
        shifted.window = interval(changed_.window.start(), until);
        shifted.not_before = std::max(changed_.not_before.value_or(from), from);
        return told(relaxation_kind::later, 0, described(best(shifted)));
    }

    /// The last start before `before`, and not before `from`. The candidates are those of the
    /// window, continued to the past.
    [[nodiscard]] std::optional<relaxation> earlier(sys_seconds before, sys_seconds from) {
        const sys_seconds asked = changed_.window.start();
        const sys_seconds origin =
            from < asked ? asked - (asked - from) / changed_.step * changed_.step : asked;
        if (before <= origin) return std::nullopt;
        slot_query shifted = without_rank();
        shifted.window = interval(origin, before - std::chrono::seconds(1) + changed_.duration);
        auto latest = best(shifted);
        if (!latest) return std::nullopt;
        // There is one at `latest`. Is there one in the later half of what is left?
        for (sys_seconds end = before; end - latest->span.start() > std::chrono::seconds(1);) {
            const sys_seconds middle = latest->span.start() + (end - latest->span.start()) / 2;
            shifted.not_before = middle;
            if (auto found = best(shifted))
                latest = std::move(found);
            else
                end = middle;
        }
        return told(relaxation_kind::earlier, 0, described(std::move(latest)));
    }

    [[nodiscard]] std::optional<relaxation> over_tentative() {
        if (changed_.tentative == tentative_as::free) return std::nullopt;
        return over(relaxation_kind::over_tentative);
    }

    [[nodiscard]] std::optional<relaxation> outside_hours() {
        return over(relaxation_kind::outside_hours);
    }

    [[nodiscard]] bool truncated() const { return truncated_; }

  private:
    static std::optional<relaxation> told(relaxation_kind kind, std::size_t index,
                                          std::optional<slot> found) {
        if (!found) return std::nullopt;
        return relaxation{.kind = kind, .index = index, .found = *std::move(found)};
    }

    /// As near as possible, not as good as possible: so the optional calendars stand aside.
    [[nodiscard]] slot_query without_rank() const {
        slot_query query = changed_;
        query.optional.clear();
        query.order = slot_order::first;
        return query;
    }

    [[nodiscard]] std::optional<slot> described(std::optional<slot> found) const {
        if (!found) return found;
        return describe_slot(changed_, found->span.start());
    }

    /// Takes the limit from the calendar: what is left of it is a calendar of its own. Nothing when
    /// it had none.
    static std::optional<availability> take_limit(availability& calendar, relaxation_kind kind) {
        if (kind == relaxation_kind::outside_hours) {
            if (!calendar.open) return std::nullopt;
            return availability{.open = std::exchange(calendar.open, std::nullopt)};
        }
        if (calendar.tentative.empty()) return std::nullopt;
        return availability{.busy = std::exchange(calendar.tentative, time_set())};
    }

    [[nodiscard]] std::optional<relaxation> over(relaxation_kind kind) {
        slot_query soft = changed_;
        soft.order = slot_order::best;
        soft.optional.clear();
        for (const std::size_t calendar : changed_.required)
            if (auto limit = take_limit(soft.calendars[calendar], kind)) {
                soft.optional.push_back({.calendar = soft.calendars.size()});
                soft.calendars.push_back(*std::move(limit));
            }
        std::optional<slot> found;
        if (!soft.optional.empty()) found = best(soft);
        if (!found) {
            bool some = false;
            for (const resource_group& group : changed_.any_of)
                for (const std::size_t member : group.members)
                    some = take_limit(soft.calendars[member], kind).has_value() || some;
            if (some) found = best(soft);
        }
        if (!found) return std::nullopt;
        soft.optional = changed_.optional;
        auto change = told(kind, 0, describe_slot(soft, found->span.start()));
        for (const std::size_t calendar : changed_.required)
            if (breaks(calendar, kind, found->span)) change->calendars.push_back(calendar);
        for (const std::size_t calendar : change->found.rooms)
            if (breaks(calendar, kind, found->span)) change->calendars.push_back(calendar);
        return change;
    }

    [[nodiscard]] bool breaks(std::size_t calendar, relaxation_kind kind, interval span) const {
        const availability& known = changed_.calendars[calendar];
        return kind == relaxation_kind::outside_hours ? !known.is_open(span)
                                                      : known.tentative.overlaps(span);
    }

    [[nodiscard]] std::optional<slot> best(slot_query& query) {
        query.looks_max = changed_.looks_max;
        auto answer = find_slots(query);
        if (!answer) return std::nullopt; // nobody is left to ask
        truncated_ = truncated_ || answer->truncated;
        spend(answer->looks);
        if (answer->slots.empty()) return std::nullopt;
        return std::move(answer->slots.front());
    }

    void spend(std::uint64_t looks) { changed_.looks_max -= std::min(looks, changed_.looks_max); }

    slot_query changed_; // the question, but for what is being tried, with what is left to spend
    bool truncated_ = false;
};

} // namespace detail

} // namespace timewright
