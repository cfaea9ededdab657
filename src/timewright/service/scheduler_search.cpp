// Free and busy time, and slots, by calendar users.
#include <timewright/availability/availability.hpp>
#include <timewright/availability/explain.hpp>
#include <timewright/availability/free_busy.hpp>
#include <timewright/conflict/overload.hpp>
#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace timewright {

namespace {

std::vector<busy_interval> blocks_of(const snapshot& loaded, calendar_user_id user) {
    std::vector<busy_interval> blocks;
    for (const live_claim& c : loaded.claims)
        if (c.user == user && c.effect != claim_effect::waits) blocks.push_back({c.span, c.type});
    return blocks;
}

/// Where nothing is left to be had: all units are taken, or it is beyond the frontier.
time_set taken_of(const snapshot& loaded, const user_record& user, interval window) {
    std::vector<load> loads;
    const sys_seconds frontier = std::max(user.limits.bookable_until, window.start());
    if (frontier < window.end())
        loads.push_back({interval(frontier, window.end()), user.limits.capacity});
    for (const live_claim& c : loaded.claims)
        if (c.user == user.user && c.effect != claim_effect::waits && c.type != busy_type::free)
            loads.push_back({c.span, c.units});
    return time_set::from_unsorted(compute_overload(loads, user.limits.capacity - 1));
}

std::optional<error> find_unknown(const snapshot& loaded, std::span<const calendar_user_id> asked) {
    for (const calendar_user_id id : asked) {
        const bool known = std::any_of(loaded.users.begin(), loaded.users.end(),
                                       [&](const user_record& u) { return u.user == id; });
        if (!known)
            return error{.code = errc::not_found,
                         .message = "there is no calendar user " + id.to_string()};
    }
    return std::nullopt;
}

/// The calendar users of a request, each once, by index as a slot_query names them.
class indexed_users {
  public:
    std::size_t index_of(calendar_user_id id) {
        const auto [at, is_new] = index_.try_emplace(id, ids_.size());
        if (is_new) ids_.push_back(id);
        return at->second;
    }
    [[nodiscard]] const std::vector<calendar_user_id>& ids() const { return ids_; }
    [[nodiscard]] std::vector<calendar_user_id> to_ids(std::span<const std::size_t> indices) const {
        std::vector<calendar_user_id> found;
        for (const std::size_t i : indices) found.push_back(ids_[i]);
        return found;
    }

  private:
    std::vector<calendar_user_id> ids_;
    std::unordered_map<calendar_user_id, std::size_t> index_;
};

blocked_explanation to_ids(const blocked_slot& blocked, const slot_query& query,
                           const indexed_users& users) {
    blocked_explanation told{blocked.span, users.to_ids(blocked.calendars)};
    for (const std::size_t group : blocked.groups)
        for (const std::size_t member : query.any_of[group].members)
            told.blocking.push_back(users.ids()[member]);
    return told;
}

} // namespace

result<std::vector<std::vector<busy_interval>>, error> scheduler::find_busy(
    organization_id organization, std::span<const calendar_user_id> users, interval window) {
    auto loaded = parts_.claims.load(organization, users, window);
    if (!loaded) return unexpected(std::move(loaded).error());
    if (auto unknown = find_unknown(*loaded, users)) return unexpected(std::move(*unknown));
    std::vector<std::vector<busy_interval>> found;
    for (const calendar_user_id user : users)
        found.push_back(compute_free_busy(blocks_of(*loaded, user), window));
    return found;
}

result<slot_findings, error> scheduler::find_slots(organization_id organization,
                                                   const slot_request& asked) {
    slot_query query{.window = asked.window,
                     .duration = asked.duration,
                     .step = asked.step,
                     .not_before = parts_.present.now(),
                     .slots_max = asked.limit};
    indexed_users users;
    for (const calendar_user_id id : asked.required) query.required.push_back(users.index_of(id));
    for (const calendar_user_id id : asked.optional) query.optional.push_back({users.index_of(id)});
    for (const auto& group : asked.any_of) {
        std::vector<std::size_t> members;
        members.reserve(group.size());
        for (const calendar_user_id id : group) members.push_back(users.index_of(id));
        query.any_of.emplace_back(std::move(members));
    }
    auto loaded = parts_.claims.load(organization, users.ids(), asked.window);
    if (!loaded) return unexpected(std::move(loaded).error());
    if (auto unknown = find_unknown(*loaded, users.ids())) return unexpected(std::move(*unknown));
    for (const user_record& user : loaded->users) {
        availability known{.busy = taken_of(*loaded, user, asked.window)};
        auto hours = find_working_hours(organization, user.user);
        if (!hours) return unexpected(std::move(hours).error());
        if (*hours) known.open = compute_open(**hours, asked.window);
        if (user.limits.disabled) known.open = time_set();
        query.calendars.push_back(std::move(known));
    }
    auto found = timewright::find_slots(query);
    if (!found) return unexpected(std::move(found).error());
    slot_findings findings{.truncated = found->truncated};
    for (const slot& s : found->slots)
        findings.slots.push_back({s.span, s.score, users.to_ids(s.rooms), users.to_ids(s.missing)});
    if (!asked.explain || !findings.slots.empty()) return findings;
    auto why = timewright::explain(query);
    if (!why) return unexpected(std::move(why).error());
    for (const blocked_slot& blocked : why->nearest)
        findings.explanations.push_back(to_ids(blocked, query, users));
    return findings;
}

} // namespace timewright
