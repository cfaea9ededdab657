#include "timewright/service/house_rules.hpp"

#include "timewright/service/policy_record.hpp"
#include "timewright/service/record_kinds.hpp"

#include <timewright/time/civil.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace timewright::detail {

namespace {

constexpr std::size_t page_size = 500;
constexpr std::size_t sentences_max = 3;

/// What one calendar user's policy has against the occurrences: each rule once, for the first that
/// breaks it, or, where the others are booked all the same, for each that does.
std::vector<meeting_violation> judge_user(user_judge& judge, calendar_user_id user,
                                          const judged_meeting& meeting) {
    std::vector<meeting_violation> broken;
    std::set<policy_rule> told;
    for (const meeting_occurrence& o : meeting.occurrences)
        for (const policy_violation& v : judge.violations_of(o.span))
            if (meeting.document.skip_occurrences || told.insert(v.rule).second)
                broken.push_back({user, o.span, v});
    return broken;
}

/// Keeps those of a choice for which nothing stands against it, if there are any.
template <class Bad>
void prefer(std::vector<calendar_user_id>& group, const Bad& is_bad) {
    if (std::none_of(group.begin(), group.end(), is_bad)) return;
    if (std::all_of(group.begin(), group.end(), is_bad)) return;
    std::erase_if(group, is_bad);
}

/// The widest buffers of a choice hold for all of it: a claim is as long whoever it takes.
void settle_buffers(const house_rules& rules, meeting_document& document) {
    document.buffers.clear();
    const auto put = [&](calendar_user_id user, const meeting_buffer& least) {
        meeting_buffer& buffer = document.buffers[user];
        buffer = {std::max(buffer.before, least.before), std::max(buffer.after, least.after)};
        return buffer;
    };
    for (const resource_units& r : document.resources) put(r.id, rules.buffer_for(r.id));
    for (bool settled = false; !settled;) { // who is in two choices joins them
        settled = true;
        for (const auto& group : document.rooms) {
            meeting_buffer widest{};
            for (const calendar_user_id room : group) {
                const meeting_buffer own = put(room, rules.buffer_for(room));
                widest = {std::max(widest.before, own.before), std::max(widest.after, own.after)};
            }
            for (const calendar_user_id room : group) {
                settled = settled && document.buffers[room] == widest;
                put(room, widest);
            }
        }
    }
    std::erase_if(document.buffers, [](const auto& one) { return one.second == meeting_buffer{}; });
}

void settle_quotas(const house_rules& rules, const policy_asker& asker,
                   meeting_document& document) {
    document.quotas.clear();
    const calendar_user_id person = document.organizer.value_or(asker.self);
    if (person.is_nil()) return;
    std::set<calendar_user_id> owners;
    for (const auto& group : document.rooms) owners.insert(group.begin(), group.end());
    for (const resource_units& r : document.resources) owners.insert(r.id);
    const auto take = [&](calendar_user_id owner, const std::vector<booking_quota>& quotas) {
        for (const booking_quota& quota : quotas)
            document.quotas.push_back({owner, person, quota});
    };
    if (!owners.empty()) take({}, rules.organization().quotas);
    for (const calendar_user_id owner : owners)
        if (!asker.administrator ||
            !rules.policy_for(owner).administrators_override.value_or(false))
            take(owner, rules.quotas_of(owner));
    if (asker.administrator && rules.organization().administrators_override.value_or(false))
        std::erase_if(document.quotas, [](const meeting_quota& q) { return q.owner.is_nil(); });
}

void settle_approvals(const house_rules& rules, const policy_asker& asker,
                      meeting_document& document) {
    document.pending.clear();
    const auto ask = [&](calendar_user_id user) {
        if (needs_approval(rules.policy_for(user), asker)) document.pending.push_back(user);
    };
    for (const auto& group : document.rooms)
        if (std::all_of(group.begin(), group.end(), [&](calendar_user_id room) {
                return needs_approval(rules.policy_for(room), asker);
            }))
            for (const calendar_user_id room : group) ask(room);
    for (const resource_units& r : document.resources) ask(r.id);
    std::sort(document.pending.begin(), document.pending.end());
    document.pending.erase(std::unique(document.pending.begin(), document.pending.end()),
                           document.pending.end());
    document.details.status =
        document.pending.empty() ? event_status::confirmed : event_status::tentative;
}

std::string count_of(std::int64_t count, const char* one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string length_of(std::int64_t seconds) {
    if (seconds % 86'400 == 0) return count_of(seconds / 86'400, "day");
    if (seconds % 3'600 == 0) return count_of(seconds / 3'600, "hour");
    if (seconds % 60 == 0) return count_of(seconds / 60, "minute");
    return count_of(seconds, "second");
}

std::string sentence_of(const meeting_violation& broken, const std::string& name) {
    const policy_violation& v = broken.what;
    const std::string at = to_rfc3339(broken.span.start());
    switch (v.rule) {
        case policy_rule::notice:
            return name + " is booked at least " + length_of(v.limit) +
                   " ahead: from " + to_rfc3339(*v.start_instead) + " on";
        case policy_rule::horizon:
            return name + " is booked at most " + length_of(v.limit) + " ahead: until " +
                   to_rfc3339(*v.start_instead) + ", and not at " + at;
        case policy_rule::shortest:
            return name + " is booked for at least " + length_of(v.limit);
        case policy_rule::longest:
            return name + " is booked for at most " + length_of(v.limit);
        case policy_rule::duration_step:
            return name + " is booked in steps of " + length_of(v.limit);
        case policy_rule::hours: return name + " is not open for the whole time at " + at;
        case policy_rule::seats:
            return name + " is for at most " + count_of(v.limit, "participant") + ", not " +
                   std::to_string(v.asked);
        case policy_rule::bookers: return name + " is not for everybody to book, and not for you";
        case policy_rule::quota:
            return "no more of " + name + " can be booked in the " +
                   "period of " + at + ": the most is " + std::to_string(v.limit);
        case policy_rule::bumpers:
            return name + " is taken at " + at + ", and you may not ask others to give way";
    }
    return name;
}

} // namespace

user_judge::user_judge(const booking_policy& policy, const question& asked)
    : policy_(policy),
      asked_{.span = asked.window,
             .participants = asked.participants,
             .asker = asked.asker.who,
             .administrator = asked.asker.administrator},
      now_(asked.now) {
    if (!asked.times)
        policy_ = {.seats = policy.seats,
                   .administrators_override = policy.administrators_override};
    const bool overridden =
        asked_.administrator && policy_.administrators_override.value_or(false);
    if (policy_.hours && !overridden) open_ = compute_open(*policy_.hours, asked.window);
    policy_.hours.reset();
}

std::vector<policy_violation> user_judge::violations_of(const interval& span) {
    asked_.span = span;
    std::vector<policy_violation> found = compute_violations(policy_, asked_, now_);
    if (open_ && !open_->contains(span)) found.push_back({policy_rule::hours, 0, 0, std::nullopt});
    return found;
}

bool user_judge::is_silent() const {
    const booking_policy& p = policy_;
    return !p.notice && !p.horizon && !p.shortest && !p.longest && !p.duration_step && !p.seats &&
           !p.bookers && !open_;
}

interval window_of(std::span<const meeting_occurrence> occurrences) {
    sys_seconds from = occurrences.front().span.start();
    sys_seconds to = occurrences.front().span.end();
    for (const meeting_occurrence& o : occurrences) {
        from = std::min(from, o.span.start());
        to = std::max(to, o.span.end());
    }
    return {from, to};
}

bool needs_approval(const booking_policy& policy, const policy_asker& asker) {
    return policy.approvers && !policy.approvers->empty() && !may_approve(policy, asker);
}

bool may_approve(const booking_policy& policy, const policy_asker& asker) {
    return asker.administrator || (policy.approvers && asker.who.is_among(*policy.approvers));
}

policy_asker to_asker(const request_context& context, const people_and_rooms& known) {
    return {.self = context.asker,
            .who = policy_person(context.asker, known.groups_of(context.asker)),
            .administrator = context.administrator};
}

result<house_rules, error> house_rules::load(directory& records, organization_id organization,
                                             const zone_registry& zones) {
    house_rules made;
    std::string after;
    for (;;) {
        auto page = records.list(organization, policy_kind, after, page_size);
        if (!page) return unexpected(std::move(page).error());
        for (const directory_record& record : page->records) {
            auto policy = to_policy(record.body, zones);
            if (!policy) return unexpected(std::move(policy).error());
            if (record.key.key == organization_policy)
                made.organization_ = std::move(*policy);
            else if (const auto user = calendar_user_id::from_string(record.key.key))
                made.own_.emplace(*user, std::move(*policy));
        }
        if (!page->next) break;
        after = *page->next;
    }
    for (auto& [user, policy] : made.own_)
        policy = overlay(std::move(policy), made.organization_);
    return made;
}

const booking_policy& house_rules::policy_for(calendar_user_id user) const {
    const auto own = own_.find(user);
    return own == own_.end() ? organization_ : own->second;
}

const std::vector<booking_quota>& house_rules::quotas_of(calendar_user_id user) const {
    static const std::vector<booking_quota> none;
    const auto own = own_.find(user);
    return own == own_.end() ? none : own->second.quotas;
}

meeting_buffer house_rules::buffer_for(calendar_user_id user) const {
    const booking_policy& policy = policy_for(user);
    return {policy.buffer_before.value_or(std::chrono::seconds(0)),
            policy.buffer_after.value_or(std::chrono::seconds(0))};
}

std::vector<meeting_violation> judge(const house_rules& rules, const policy_asker& asker,
                                     const judged_meeting& meeting) {
    meeting_document& document = meeting.document;
    std::vector<meeting_violation> broken;
    const auto add = [&](const std::vector<meeting_violation>& found) {
        broken.insert(broken.end(), found.begin(), found.end());
    };
    const auto judged = [&](calendar_user_id user) {
        if (meeting.occurrences.empty()) return std::vector<meeting_violation>();
        user_judge one(rules.policy_for(user),
                             {.asker = asker,
                              .window = window_of(meeting.occurrences),
                              .participants = document.details.participants.size(),
                              .now = meeting.now,
                              .times = meeting.times});
        return judge_user(one, user, meeting);
    };
    for (auto& group : document.rooms) {
        std::unordered_map<calendar_user_id, std::vector<meeting_violation>> found;
        for (const calendar_user_id room : group) found[room] = judged(room);
        prefer(group, [&](calendar_user_id room) { return !found[room].empty(); });
        prefer(group, [&](calendar_user_id room) {
            return needs_approval(rules.policy_for(room), asker);
        });
        prefer(group, [&](calendar_user_id room) { return !rules.quotas_of(room).empty(); });
        for (const calendar_user_id room : group) add(found[room]);
    }
    for (const resource_units& r : document.resources) add(judged(r.id));
    if (!meeting.times) return broken;
    settle_buffers(rules, document);
    settle_quotas(rules, asker, document);
    settle_approvals(rules, asker, document);
    return broken;
}

std::vector<meeting_violation> take_quota_conflicts(
    std::vector<conflict>& conflicts, const meeting_document& document,
    std::span<const meeting_occurrence> occurrences) {
    std::vector<meeting_violation> broken;
    std::set<calendar_user_id> used_up;
    for (const conflict& c : conflicts)
        if (is_quota(c.user)) used_up.insert(c.user);
    if (used_up.empty()) return broken;
    std::erase_if(conflicts, [](const conflict& c) { return is_quota(c.user); });
    for (const meeting_quota& q : document.quotas)
        for (const meeting_occurrence& o : occurrences) {
            const quota_draw draw = compute_draw(q.rule, q.owner, q.person, o.span);
            if (used_up.erase(draw.quota) != 0)
                broken.push_back({q.owner, o.span,
                                  {policy_rule::quota, static_cast<std::int64_t>(draw.limit),
                                   static_cast<std::int64_t>(draw.units), std::nullopt}});
        }
    return broken;
}

std::string to_sentences(std::span<const meeting_violation> broken,
                         const people_and_rooms& known) {
    std::string text;
    for (std::size_t i = 0; i < std::min(broken.size(), sentences_max); ++i) {
        const calendar_user* user = known.find(broken[i].user);
        text += (text.empty() ? "" : "; ") +
                sentence_of(broken[i], user != nullptr ? user->name : std::string("this"));
    }
    if (broken.size() > sentences_max)
        text += "; and " + std::to_string(broken.size() - sentences_max) + " more";
    return text;
}

} // namespace timewright::detail
