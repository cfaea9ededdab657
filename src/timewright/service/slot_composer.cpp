#include "timewright/service/slot_composer.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/availability/day_limit.hpp>
#include <timewright/availability/explain.hpp>
#include <timewright/availability/team.hpp>
#include <timewright/conflict/overload.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace timewright::detail {

namespace {

using std::chrono::days;
using std::chrono::seconds;

/// Rooms that an explanation tries beside those asked for.
constexpr std::size_t further_max = 100;

bool takes_time(const live_claim& claim) {
    return claim.effect != claim_effect::waits && claim.type != busy_type::free;
}

/// Where fewer units are left than are needed: all units are taken, or it is beyond the frontier.
time_set taken_of(const user_record& user, std::span<const live_claim> claims, interval known,
                  std::uint32_t units, bool firmly) {
    std::vector<load> loads;
    const std::uint32_t capacity = std::max(1U, user.limits.capacity);
    const sys_seconds frontier = std::max(user.limits.bookable_until, known.start());
    if (frontier < known.end()) loads.push_back({interval(frontier, known.end()), capacity});
    for (const live_claim& c : claims)
        if (takes_time(c) && !(firmly && c.type == busy_type::busy_tentative))
            loads.push_back({c.span, c.units});
    // Who has too few units at all does not suit the group: that is no matter of time.
    return time_set::from_unsorted(compute_overload(loads, capacity - std::min(units, capacity)));
}

/// The claims of each user. Precondition: by user in the order of the users.
std::map<calendar_user_id, std::vector<live_claim>> by_user(const snapshot& loaded) {
    std::map<calendar_user_id, std::vector<live_claim>> claims;
    for (const live_claim& c : loaded.claims) claims[c.user].push_back(c);
    return claims;
}

} // namespace

std::size_t slot_composer::index_of(calendar_user_id id) {
    const auto [at, is_new] = index_.try_emplace(id, ids_.size());
    if (is_new) ids_.push_back(id);
    return at->second;
}

std::vector<calendar_user_id> slot_composer::to_ids(std::span<const std::size_t> indices) const {
    std::vector<calendar_user_id> found;
    found.reserve(indices.size());
    for (const std::size_t i : indices) found.push_back(ids_[i]);
    return found;
}

found_slot slot_composer::to_ids(const slot& found) const {
    return {found.span, found.score, to_ids(found.rooms), to_ids(found.missing)};
}

slot_query slot_composer::name_users() {
    slot_query query{.window = asked_.window,
                     .duration = asked_.duration,
                     .step = asked_.step,
                     .align = asked_.align,
                     .not_before = desk_.now() + asked_.notice,
                     .slots_max = asked_.limit,
                     .order = asked_.order,
                     .tentative = asked_.tentative};
    for (const calendar_user_id id : asked_.required) query.required.push_back(index_of(id));
    for (const optional_user& one : asked_.optional)
        query.optional.push_back({.calendar = index_of(one.id), .weight = one.weight});
    for (const user_group& group : asked_.any_of) {
        resource_group made;
        for (const calendar_user_id id : group.members) made.members.push_back(index_of(id));
        made.needed = group.needed;
        made.least = group.least;
        query.any_of.push_back(std::move(made));
    }
    return query;
}

result<void, error> slot_composer::look_up() {
    auto people = people_and_rooms::load(desk_, context_.organization);
    if (!people) return unexpected(std::move(people).error());
    people_ = std::move(*people);
    for (const calendar_user_id id : ids_)
        if (people_->find(id) == nullptr)
            return unexpected(error{.code = errc::not_found,
                                    .message = "there is no calendar user " + id.to_string()});
    auto rules = house_rules::load(records_, context_.organization, desk_.zones());
    if (!rules) return unexpected(std::move(rules).error());
    rules_ = std::move(*rules);
    asker_ = to_asker(context_, *people_);
    return {};
}

result<slot_query, error> slot_composer::compose() {
    if (asked_.duration <= seconds(0))
        return unexpected(invalid_input("the duration must be longer than zero"));
    for (const seconds buffer : {asked_.buffer_before, asked_.buffer_after})
        if (buffer < seconds(0) || buffer > policy_buffer_max)
            return unexpected(invalid_input("a buffer is from 0 to 24 hours"));
    if (asked_.notice < seconds(0) || asked_.notice > policy_reach_max)
        return unexpected(invalid_input("a notice is from 0 to 36525 days"));
    slot_query query = name_users();
    if (auto ok = look_up(); !ok) return unexpected(std::move(ok).error());
    if (auto ok = fill(query, asked_.window); !ok) return unexpected(std::move(ok).error());
    return query;
}

std::uint32_t slot_composer::units_of(calendar_user_id user) const {
    for (const user_group& group : asked_.any_of)
        if (std::find(group.members.begin(), group.members.end(), user) != group.members.end())
            return std::max(1U, group.least.units);
    return 1;
}

std::size_t slot_composer::participants() const {
    const auto is_person = [&](calendar_user_id id) { return people_->is_person(id); };
    std::size_t count = static_cast<std::size_t>(
        std::count_if(asked_.required.begin(), asked_.required.end(), is_person));
    for (const optional_user& one : asked_.optional) count += is_person(one.id) ? 1U : 0U;
    for (const user_group& group : asked_.any_of)
        if (!group.members.empty() && is_person(group.members.front())) count += group.needed;
    return count;
}

result<void, error> slot_composer::fill(slot_query& query, interval known) {
    // Buffers reach out of what is known, days are counted whole, and turns look back.
    const bool has_turns =
        std::any_of(asked_.any_of.begin(), asked_.any_of.end(), [](const user_group& group) {
            return group.turn == turn_rule::least_recent;
        });
    const seconds before = has_turns ? seconds(turn_memory) : seconds(days(2));
    const interval wide(known.start() - before, known.end() + days(2));
    auto loaded = claims_.load(context_.organization, ids_, wide);
    if (!loaded) return unexpected(std::move(loaded).error());
    if (loaded->users.size() != ids_.size())
        return unexpected(error{.code = errc::not_found,
                                .message = "a calendar user that was asked for is gone"});
    const auto claims = by_user(*loaded);
    static const std::vector<live_claim> none;
    for (const user_record& user : loaded->users) {
        const auto own = claims.find(user.user);
        auto made = availability_of(user, own == claims.end() ? none : own->second, known);
        if (!made) return unexpected(std::move(made).error());
        query.calendars.push_back(std::move(*made));
        const calendar_user& described = *people_->find(user.user);
        query.traits.push_back({.seats = described.seats,
                                .units = std::max(1U, user.limits.capacity),
                                .features = described.features});
    }
    return order_teams(query, loaded->claims);
}

result<void, error> slot_composer::order_teams(slot_query& query,
                                               std::span<const live_claim> claims) const {
    for (std::size_t i = 0; i < asked_.any_of.size(); ++i) {
        const user_group& asked = asked_.any_of[i];
        if (asked.turn == turn_rule::listed) continue;
        std::vector<team_member> team;
        for (std::size_t m = 0; m < asked.members.size(); ++m) {
            team_member member{
                .calendar = query.any_of[i].members[m],
                .weight = m < asked.weights.size() ? asked.weights[m] : 1};
            for (const live_claim& c : claims) {
                if (c.user != asked.members[m] || !takes_time(c)) continue;
                if (c.span.overlaps(asked_.window)) ++member.load;
                if (c.span.start() < asked_.window.start() &&
                    (!member.last_assigned || *member.last_assigned < c.span.start()))
                    member.last_assigned = c.span.start();
            }
            team.push_back(member);
        }
        auto made = make_team(std::move(team), asked.turn, asked.needed);
        if (!made) return unexpected(std::move(made).error());
        query.any_of[i].members = std::move(made->members);
    }
    return {};
}

result<availability, error> slot_composer::availability_of(const user_record& user,
                                                           std::span<const live_claim> claims,
                                                           interval known) const {
    const std::uint32_t units = units_of(user.user);
    const meeting_buffer own = people_->is_person(user.user) ? meeting_buffer{}
                                                             : rules_->buffer_for(user.user);
    const seconds before = std::max(own.before, asked_.buffer_before);
    const seconds after = std::max(own.after, asked_.buffer_after);
    const time_set firm = taken_of(user, claims, known, units, true);
    const time_set all = taken_of(user, claims, known, units, false);
    availability made{.busy = compute_buffered(firm, before, after)};
    made.tentative = subtract(compute_buffered(all, before, after), made.busy);
    auto hours = desk_.find_working_hours(context_.organization, user.user);
    if (!hours) return unexpected(std::move(hours).error());
    if (*hours) made.open = compute_open(**hours, known);
    const calendar_user& described = *people_->find(user.user);
    if (people_->is_person(user.user)) {
        if (auto ok = keep_day_limit(made, described, claims, known); !ok)
            return unexpected(std::move(ok).error());
    } else {
        keep_policy(made, user.user, known);
    }
    if (user.limits.disabled) made.open = time_set();
    return made;
}

result<void, error> slot_composer::keep_day_limit(availability& of, const calendar_user& user,
                                                  std::span<const live_claim> claims,
                                                  interval known) const {
    if (!asked_.day_meetings_max && !asked_.day_time_max) return {};
    zone in_zone;
    if (!user.zone_name.empty()) {
        auto found = desk_.zones().find(user.zone_name);
        if (!found) return unexpected(std::move(found).error());
        in_zone = std::move(*found);
    }
    std::vector<interval> meetings;
    for (const live_claim& c : claims)
        if (takes_time(c) &&
            (asked_.tentative == tentative_as::busy || c.type != busy_type::busy_tentative))
            meetings.push_back(c.span);
    const auto full = compute_full_days(meetings,
                                        {.in_zone = in_zone,
                                         .meetings_max = asked_.day_meetings_max,
                                         .time_max = asked_.day_time_max},
                                        known, asked_.duration);
    if (!full) return unexpected(full.error());
    of.busy = unite(of.busy, *full);
    of.tentative = subtract(of.tentative, of.busy);
    return {};
}

/// What depends on the slot's time becomes opening hours; what does not opens or closes all of it.
void slot_composer::keep_policy(availability& of, calendar_user_id user, interval known) const {
    booking_policy policy = rules_->policy_for(user);
    if (asker_.administrator && policy.administrators_override.value_or(false)) return;
    const sys_seconds now = desk_.now();
    const auto narrow = [&](const time_set& to) {
        of.open = of.open ? intersect(*of.open, to) : to;
    };
    if (policy.hours) narrow(compute_open(*policy.hours, known));
    const sys_seconds from = policy.notice ? std::max(known.start(), now + *policy.notice)
                                           : known.start();
    const sys_seconds to =
        policy.horizon ? std::min(known.end(), now + *policy.horizon + asked_.duration)
                       : known.end();
    if (policy.notice || policy.horizon)
        narrow(from < to ? time_set(interval(from, to)) : time_set());
    policy.hours.reset();
    policy.notice.reset();
    policy.horizon.reset();
    const policy_question always{.span = interval(known.start(), asked_.duration),
                                 .participants = participants(),
                                 .asker = asker_.who,
                                 .administrator = asker_.administrator};
    if (!compute_violations(policy, always, now).empty()) of.open = time_set();
}

result<void, error> slot_composer::explain(slot_findings& into) {
    // Further rooms come last, so that the indices of the request stay.
    slot_query query = name_users();
    explain_options options{};
    if (!asked_.any_of.empty())
        for (const calendar_user_id room : people_->rooms_for(participants()))
            if (!index_.contains(room) && options.further.size() < further_max)
                options.further.push_back(index_of(room));
    const interval known(asked_.window.start() - explain_reach,
                         asked_.window.end() + explain_reach);
    options.known_from = known.start();
    options.known_until = known.end();
    if (auto ok = fill(query, known); !ok) return ok;
    const auto why = timewright::explain(query, options);
    if (!why) return unexpected(why.error());
    for (const blocked_slot& blocked : why->nearest) {
        blocked_explanation told{blocked.span, to_ids(blocked.calendars)};
        for (const std::size_t group : blocked.groups)
            for (const std::size_t member : query.any_of[group].members)
                told.blocking.push_back(ids_[member]);
        into.explanations.push_back(std::move(told));
    }
    for (const relaxation& one : why->relaxations) {
        found_relaxation told{one.kind, to_ids(one.found), to_ids(one.calendars), std::nullopt};
        if (one.kind == relaxation_kind::without_calendar) told.users = {ids_[one.index]};
        if (one.kind == relaxation_kind::another_room) told.group = one.index;
        into.relaxations.push_back(std::move(told));
    }
    into.truncated = into.truncated || why->truncated;
    return {};
}

} // namespace timewright::detail
