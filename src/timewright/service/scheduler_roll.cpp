// The roll job: frontiers move on, and the series that go on there with them.
#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/trial_ledger.hpp"

#include <timewright/booking/decide.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace timewright {

namespace {

using std::chrono::days;

/// What one change moves at most: after a long rest the frontier catches up in steps.
constexpr days step_max{31};

/// A frontier, and what goes on beyond it.
struct frontier_user {
    sys_seconds until{};
    std::vector<booking_id> series{};
};
using frontier_users = std::map<calendar_user_id, frontier_user>;

/// Series and what they claim together: they are moved as one, or one would be claimed in part.
struct connected {
    std::set<calendar_user_id> users{};
    std::set<booking_id> series{};
};

connected connect(calendar_user_id first, const frontier_users& all,
                  const std::map<booking_id, std::vector<live_claim>>& marks) {
    connected found{.users = {first}};
    std::vector<calendar_user_id> open{first};
    while (!open.empty()) {
        const calendar_user_id user = open.back();
        open.pop_back();
        const auto at = all.find(user);
        if (at == all.end()) continue;
        for (const booking_id series : at->second.series) {
            if (!found.series.insert(series).second) continue;
            for (const live_claim& c : marks.at(series))
                if (all.contains(c.user) && found.users.insert(c.user).second)
                    open.push_back(c.user);
        }
    }
    return found;
}

/// One series on its way to the next frontier.
struct rolled_series {
    booking_record record;
    std::optional<detail::meeting_document> document{}; ///< none: damaged, it stays as it is
    std::vector<part> parts{};
    bool ends = false;
};

/// Takes rooms from the choice that the series once made.
void settle_choices(detail::meeting_document& document, const std::vector<live_claim>& marks) {
    for (auto& group : document.rooms)
        for (const live_claim& c : marks)
            if (const auto at = std::find(group.begin(), group.end(), c.user); at != group.end()) {
                group = {c.user};
                break;
            }
}

/// The occurrences that are due: those that end after the old frontier and not after the new one.
result<std::vector<meeting_occurrence>, error> find_due(const detail::meeting_document& document,
                                                        interval step, const zone& floating,
                                                        const std::set<part_id>& held) {
    auto found = expand(document.details, step,
                        {.floating_zone = floating, .occurrences_max = detail::occurrences_max});
    if (!found) return unexpected(std::move(found).error());
    std::vector<meeting_occurrence> due;
    for (const occurrence& o : found->occurrences)
        if (o.span.end() <= step.end() &&
            !held.contains(detail::part_of(document.details, o.recurrence_id)))
            due.push_back({.recurrence_id = o.recurrence_id, .span = o.span});
    return due;
}

/// Moves one connected group of frontiers.
class roll_step {
  public:
    roll_step(store& claims, const zone_registry& zones, organization_id organization)
        : claims_(claims), zones_(zones), organization_(organization) {}

    /// False when something else came first: it is for the next call.
    result<bool, error> move(const connected& group, const frontier_users& frontiers,
                             const std::map<booking_id, std::vector<live_claim>>& marks,
                             sys_seconds target, roll_report& report) {
        sys_seconds least = target;
        for (const calendar_user_id user : group.users)
            least = std::min(least, frontiers.at(user).until);
        to_ = std::min(target, least + step_max);
        change_ = {.organization = organization_, .origin = "roll"};
        for (const calendar_user_id user : group.users)
            if (frontiers.at(user).until < to_)
                change_.users.push_back({user, {.bookable_until = to_}, frontier_rule::raise});
        if (auto read = read_series(group, marks, least); !read) return unexpected(read.error());
        if (auto settled = settle_collisions(least, report); !settled)
            return unexpected(settled.error());
        compose();
        auto outcomes = claims_.apply({&change_, 1});
        if (!outcomes) return unexpected(std::move(outcomes).error());
        const bool applied = outcomes->front().code == outcome_code::applied;
        if (applied)
            report.users += static_cast<std::size_t>(std::count_if(
                change_.users.begin(), change_.users.end(),
                [](const user_edit& u) { return u.frontier == frontier_rule::raise; }));
        return applied;
    }

  private:
    result<void, error> read_series(const connected& group,
                                    const std::map<booking_id, std::vector<live_claim>>& marks,
                                    sys_seconds from) {
        const std::vector<booking_id> ids(group.series.begin(), group.series.end());
        auto records = claims_.find(organization_, ids);
        if (!records) return unexpected(std::move(records).error());
        for (booking_record& record : *records) {
            rolled_series one{.record = std::move(record)};
            auto document = detail::to_document(one.record.document, zones_);
            if (document)
                if (auto ok = read_due(one, *document, marks.at(one.record.booking), from); !ok)
                    return ok;
            series_.push_back(std::move(one));
        }
        // Who was first goes first.
        const auto place = [](const rolled_series& one) {
            const auto& document = one.document;
            return std::tuple(document && document->since ? *document->since : sys_seconds::min(),
                              one.record.booking);
        };
        std::sort(series_.begin(), series_.end(),
                  [&](const auto& a, const auto& b) { return place(a) < place(b); });
        return {};
    }

    result<void, error> read_due(rolled_series& into, const detail::meeting_document& document,
                                 const std::vector<live_claim>& marks, sys_seconds from) {
        auto held = claims_.claims_of(organization_, into.record.booking);
        if (!held) return unexpected(std::move(held).error());
        std::set<part_id> parts;
        for (const live_claim& c : *held) parts.insert(c.part);
        const zone floating = detail::floating_zone_of(document, zones_);
        const sys_seconds old = document.claimed_until.value_or(from);
        if (to_ <= old) return {};
        const auto due = find_due(document, interval(old, to_), floating, parts);
        if (!due) return {}; // as it is: what cannot be worked out cannot be claimed
        into.document = document;
        into.document->claimed_until = to_;
        into.ends = !detail::goes_on_beyond(document, floating, to_);
        detail::meeting_document settled = document;
        settle_choices(settled, marks);
        const booking_request request = detail::compute_request(settled, *due);
        auto quotas = detail::find_new_quotas(claims_, organization_, request);
        if (!quotas) return unexpected(std::move(quotas).error());
        for (const user_edit& one : *quotas)
            if (std::none_of(change_.users.begin(), change_.users.end(),
                             [&](const user_edit& known) { return known.user == one.user; }))
                change_.users.push_back(one);
        into.parts = compute_parts(request, into.record.booking, deadline_of(marks));
        return {};
    }

    /// Asks decide() what will fit, and leaves of what does not only that people are told.
    result<void, error> settle_collisions(sys_seconds from, roll_report& report) {
        std::set<calendar_user_id> users;
        for (const user_edit& u : change_.users) users.insert(u.user);
        for (const rolled_series& one : series_)
            for (const part& p : one.parts)
                for (const claim& k : p.claims)
                    users.insert(k.who.users().begin(), k.who.users().end());
        const std::vector<calendar_user_id> ids(users.begin(), users.end());
        auto loaded = claims_.load(organization_, ids, interval(from - days(31), to_));
        if (!loaded) return unexpected(std::move(loaded).error());
        std::unordered_set<calendar_user_id> gone(ids.begin(), ids.end());
        for (const user_record& u : loaded->users)
            if (!u.limits.disabled) gone.erase(u.user);
        change trial = change_;
        trial.mode = change_mode::parts_that_fit;
        for (rolled_series& one : series_) {
            trial.edits.push_back({one.record.booking, one.record.sequence, std::string()});
            for (part& p : one.parts) {
                // Who has left takes no part, and is in nobody's way.
                std::erase_if(p.claims, [&](const claim& k) {
                    return k.effect == claim_effect::informs &&
                           gone.contains(k.who.users().front());
                });
                trial.parts.push_back(p);
            }
        }
        if (trial.parts.empty()) return {};
        std::vector<booking_record> records;
        for (const rolled_series& one : series_) records.push_back(one.record);
        const decision seen =
            decide(detail::to_ledger(*loaded, records), {&trial, 1}, loaded->as_of);
        auto told = seen.outcomes.front().parts.begin();
        for (rolled_series& one : series_)
            for (part& p : one.parts) {
                ++report.occurrences;
                if ((told++)->applied) continue;
                ++report.conflicted;
                one.document->conflicted.push_back(
                    detail::recurrence_id_of(one.document->details, p.id));
                std::erase_if(p.claims,
                              [](const claim& k) { return k.effect != claim_effect::informs; });
            }
        return {};
    }

    void compose() {
        for (rolled_series& one : series_) {
            change_.edits.push_back(
                {one.record.booking, one.record.sequence,
                 one.document ? detail::to_text(*one.document) : one.record.document});
            if (one.ends)
                change_.releases.push_back({.booking = one.record.booking, .part = going_on_part});
            for (part& p : one.parts)
                if (!p.claims.empty()) change_.parts.push_back(std::move(p));
        }
    }

    store& claims_;
    const zone_registry& zones_;
    organization_id organization_;
    sys_seconds to_{};
    change change_{};
    std::vector<rolled_series> series_{};
};

} // namespace

result<roll_report, error> scheduler::roll(organization_id organization, std::size_t changes_max) {
    auto users = list_users(organization);
    if (!users) return unexpected(std::move(users).error());
    std::vector<calendar_user_id> ids;
    for (const auto& user : *users) ids.push_back(user.value.id);
    auto loaded = parts_.claims.load(organization, ids, end_of_time);
    if (!loaded) return unexpected(std::move(loaded).error());
    frontier_users frontiers;
    for (const user_record& u : loaded->users)
        if (u.limits.bookable_until != sys_seconds::max())
            frontiers[u.user].until = u.limits.bookable_until;
    std::map<booking_id, std::vector<live_claim>> marks;
    for (const live_claim& c : loaded->claims) {
        marks[c.id.booking].push_back(c);
        if (const auto at = frontiers.find(c.user); at != frontiers.end())
            at->second.series.push_back(c.id.booking);
    }
    const sys_seconds target = frontier_at(now());
    roll_report report;
    std::set<calendar_user_id> done;
    std::size_t changes = 0;
    for (const auto& [user, frontier] : frontiers) {
        if (frontier.until >= target || done.contains(user)) continue;
        const connected group = connect(user, frontiers, marks);
        done.insert(group.users.begin(), group.users.end());
        if (changes++ == changes_max) {
            report.more = true;
            break;
        }
        auto moved = roll_step(parts_.claims, parts_.zones, organization)
                         .move(group, frontiers, marks, target, report);
        if (!moved) return unexpected(std::move(moved).error());
        report.more = report.more || !*moved || frontier.until + step_max < target;
    }
    return report;
}

} // namespace timewright
