#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/record_kinds.hpp"
#include "timewright/service/retiming_plan.hpp"
#include "timewright/service/trial_ledger.hpp"
#include "timewright/service/waitlist.hpp"

#include <timewright/booking/booking.hpp>
#include <timewright/booking/decide.hpp>
#include <timewright/booking/quota.hpp>
#include <timewright/service/booker.hpp>
#include <timewright/service/retiming.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace timewright {
namespace {

constexpr std::size_t page_size = 500;
/// Meetings are read anew when others changed them meanwhile.
constexpr std::size_t rounds_max = 16;
/// More meetings than these are not one change.
constexpr std::size_t group_bookings_max = change_limits::edits_max;
constexpr std::chrono::minutes offer_lasts{15};
constexpr const char* origin = "retime";

/// Indexes into a list of plans.
using group = std::vector<std::size_t>;

class retiming_run {
  public:
    retiming_run(const retiming::parts_needed& parts, organization_id organization,
                 retime_policy policy, const std::function<void(const retiming_step&)>& tell)
        : parts_(parts),
          organization_(organization),
          tell_(tell),
          rules_{.zones = parts.zones, .policy = policy, .now = parts.present.now()},
          booker_(parts.claims, parts.mint, parts.present,
                  [this](organization_id of, std::span<const booking_record> waiting) {
                      return detail::compute_offers(of, waiting, parts_.present.now() + offer_lasts,
                                                    parts_.zones);
                  }) {}

    result<retiming_report, error> run() {
        for (std::size_t round = 0; round < rounds_max; ++round) {
            auto plans = read_plans();
            if (!plans) return unexpected(std::move(plans).error());
            if (plans->empty() || rules_.policy == retime_policy::ask) {
                for (const detail::retiming_plan& one : *plans) tell_all(one);
                return finish();
            }
            for (const group& together : connect(*plans))
                if (auto done = apply(*plans, together); !done)
                    return unexpected(std::move(done).error());
        }
        return unexpected(error{.code = errc::unavailable,
                                .message = "others change the same meetings all the time; run it "
                                           "again, it goes on where it stopped",
                                .again = retry::safe});
    }

  private:
    // --- reading

    result<std::vector<calendar_user_id>, error> everybody() const {
        std::vector<calendar_user_id> ids;
        std::string after;
        for (;;) {
            auto page = parts_.records.list(organization_, detail::user_kind, after, page_size);
            if (!page) return unexpected(std::move(page).error());
            for (const directory_record& one : page->records)
                if (const auto id = calendar_user_id::from_string(one.key.key)) ids.push_back(*id);
            if (!page->next) return ids;
            after = *page->next;
        }
    }

    /// What is still to come, by booking.
    result<std::vector<booking_record>, error> coming_bookings() const {
        const auto users = everybody();
        if (!users) return unexpected(users.error());
        const auto loaded =
            parts_.claims.load(organization_, *users, interval(rules_.now, sys_seconds::max()));
        if (!loaded) return unexpected(loaded.error());
        std::set<booking_id> ids;
        for (const live_claim& c : loaded->claims) ids.insert(c.id.booking);
        const std::vector<booking_id> each(ids.begin(), ids.end());
        return parts_.claims.find(organization_, each);
    }

    result<std::vector<detail::retiming_plan>, error> read_plans() {
        const auto records = coming_bookings();
        if (!records) return unexpected(records.error());
        std::vector<detail::retiming_plan> plans;
        report_.unreadable.clear();
        for (const booking_record& record : *records) {
            const auto held = parts_.claims.claims_of(organization_, record.booking);
            if (!held) return unexpected(held.error());
            auto plan = detail::compute_plan(record, *held, rules_);
            if (!plan)
                report_.unreadable.push_back(record.booking);
            else if (plan->changes_anything())
                plans.push_back(std::move(*plan));
        }
        // Who was first goes first.
        const auto place = [](const detail::retiming_plan& one) {
            return std::pair(one.document.since.value_or(sys_seconds::min()), one.record.booking);
        };
        std::sort(plans.begin(), plans.end(),
                  [&](const auto& a, const auto& b) { return place(a) < place(b); });
        return plans;
    }

    // --- moving

    /// Meetings with a calendar in common, in their order.
    static std::vector<group> connect(const std::vector<detail::retiming_plan>& plans) {
        std::vector<std::size_t> root(plans.size());
        for (std::size_t i = 0; i < root.size(); ++i) root[i] = i;
        const auto find = [&](std::size_t i) {
            while (root[i] != i) i = root[i] = root[root[i]];
            return i;
        };
        std::map<calendar_user_id, std::size_t> first;
        for (std::size_t i = 0; i < plans.size(); ++i)
            for (const live_claim& c : plans[i].released) {
                const auto [at, is_new] = first.try_emplace(c.user, i);
                if (is_new) continue;
                const std::size_t one = find(at->second);
                const std::size_t other = find(i);
                root[std::max(one, other)] = std::min(one, other);
            }
        std::map<std::size_t, group> groups;
        for (std::size_t i = 0; i < plans.size(); ++i) groups[find(i)].push_back(i);
        std::vector<group> found;
        for (auto& [least, members] : groups)
            for (std::size_t at = 0; at < members.size(); at += group_bookings_max)
                found.emplace_back(members.begin() + static_cast<std::ptrdiff_t>(at),
                                   members.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                         at + group_bookings_max, members.size())));
        return found;
    }

    /// What did not come about is for the next round.
    result<void, error> apply(std::vector<detail::retiming_plan>& plans, const group& together) {
        change whole{.organization = organization_, .origin = origin};
        for (const std::size_t i : together)
            whole.releases.insert(whole.releases.end(), plans[i].releases.begin(),
                                  plans[i].releases.end());
        booking_request drawing;
        for (const std::size_t i : together)
            drawing.occurrences.insert(drawing.occurrences.end(), plans[i].moved.begin(),
                                       plans[i].moved.end());
        auto quotas = detail::find_new_quotas(parts_.claims, organization_, drawing);
        if (!quotas) return unexpected(std::move(quotas).error());
        whole.users = std::move(*quotas);
        if (auto ok = place_parts(plans, together, whole); !ok) return ok;
        for (const std::size_t i : together)
            whole.edits.push_back({plans[i].record.booking, plans[i].record.sequence,
                                   detail::to_text(plans[i].document)});
        const auto told = booker_.apply(whole);
        if (!told) return unexpected(told.error());
        if (told->code != outcome_code::applied) return {};
        report_.bookings += together.size();
        for (const std::size_t i : together) tell_all(plans[i]);
        return {};
    }

    void tell_all(const detail::retiming_plan& plan) const {
        for (const retiming_step& one : plan.steps) tell_(one);
    }

    /// Those that fit, and then those that do not, as what is so all the same.
    result<void, error> place_parts(std::vector<detail::retiming_plan>& plans,
                                    const group& together, change& whole) const {
        const auto fits = find_fitting(plans, together, whole);
        if (!fits) return unexpected(fits.error());
        std::vector<part> lost;
        auto fit = fits->begin();
        for (const std::size_t i : together)
            for (part& p : plans[i].parts) {
                if (*fit++) {
                    whole.parts.push_back(p);
                    continue;
                }
                auto& marked = plans[i].document.conflicted;
                const local_seconds which =
                    detail::recurrence_id_of(plans[i].document.details, p.id);
                if (std::find(marked.begin(), marked.end(), which) == marked.end())
                    marked.push_back(which);
                for (claim& k : p.claims)
                    if (k.effect != claim_effect::waits) k.effect = claim_effect::reports;
                lost.push_back(p);
            }
        whole.parts.insert(whole.parts.end(), lost.begin(), lost.end());
        return {};
    }

    /// Asks decide() which parts have room where they go, in their order.
    result<std::vector<bool>, error> find_fitting(const std::vector<detail::retiming_plan>& plans,
                                                  const group& together,
                                                  const change& whole) const {
        change trial = whole;
        trial.mode = change_mode::parts_that_fit;
        std::vector<booking_record> records;
        std::set<calendar_user_id> users;
        std::optional<interval> window;
        const auto widen = [&](const interval& by) {
            window = window ? interval(std::min(window->start(), by.start()),
                                       std::max(window->end(), by.end()))
                            : by;
        };
        for (const std::size_t i : together) {
            records.push_back(plans[i].record);
            trial.edits.push_back({plans[i].record.booking, plans[i].record.sequence, ""});
            for (const live_claim& c : plans[i].released) {
                users.insert(c.user);
                widen(c.span);
            }
            for (const part& p : plans[i].parts) {
                trial.parts.push_back(p);
                for (const claim& k : p.claims) {
                    users.insert(k.who.users().begin(), k.who.users().end());
                    widen(k.span);
                }
            }
        }
        if (trial.parts.empty()) return std::vector<bool>();
        const std::vector<calendar_user_id> ids(users.begin(), users.end());
        auto loaded = parts_.claims.load(organization_, ids, *window);
        if (!loaded) return unexpected(std::move(loaded).error());
        std::vector<bool> fits(trial.parts.size(), false);
        if (loaded->users.empty()) return fits;
        // Nobody is asked here what he waits for.
        std::erase_if(loaded->claims, [&](const live_claim& c) {
            return c.effect == claim_effect::waits &&
                   std::none_of(records.begin(), records.end(),
                                [&](const booking_record& b) { return b.booking == c.id.booking; });
        });
        const decision seen =
            decide(detail::to_ledger(*loaded, records), {&trial, 1}, loaded->as_of);
        const outcome& told = seen.outcomes.front();
        if (told.code == outcome_code::applied)
            for (std::size_t i = 0; i < told.parts.size(); ++i) fits[i] = told.parts[i].applied;
        return fits;
    }

    // --- what collides

    result<retiming_report, error> finish() {
        const auto records = coming_bookings();
        if (!records) return unexpected(records.error());
        for (const booking_record& record : *records) {
            const auto document = detail::to_document(record.document, parts_.zones);
            if (!document || !document->source.empty()) continue;
            const auto held = parts_.claims.claims_of(organization_, record.booking);
            if (!held) return unexpected(held.error());
            for (const live_claim& c : *held)
                if (c.effect == claim_effect::reports && c.span.end() > rules_.now)
                    if (auto ok = find_collisions(c, *document); !ok)
                        return unexpected(std::move(ok).error());
        }
        return std::move(report_);
    }

    result<void, error> find_collisions(const live_claim& lost,
                                        const detail::meeting_document& document) {
        if (is_quota(lost.user)) return {};
        const auto beside = parts_.claims.load(organization_, {&lost.user, 1}, lost.span);
        if (!beside) return unexpected(beside.error());
        for (const live_claim& c : beside->claims) {
            const bool has_it = c.effect == claim_effect::blocks ||
                                (c.effect == claim_effect::reports &&
                                 lost.id.booking < c.id.booking); // of two that lost it, once
            const auto overlap = lost.span.intersection(c.span);
            if (!has_it || !overlap || c.id.booking == lost.id.booking) continue;
            const auto record = parts_.claims.find(organization_, {&c.id.booking, 1});
            if (!record) return unexpected(record.error());
            retiming_collision one{.booking = lost.id.booking,
                                   .uid = document.details.uid,
                                   .title = document.details.summary,
                                   .user = lost.user,
                                   .with = c.id.booking,
                                   .overlap = *overlap};
            if (!record->empty())
                if (const auto other =
                        detail::to_document(record->front().document, parts_.zones)) {
                    one.with_uid = other->details.uid;
                    one.with_title = other->details.summary;
                }
            report_.collisions.push_back(std::move(one));
        }
        return {};
    }

    const retiming::parts_needed& parts_;
    organization_id organization_;
    const std::function<void(const retiming_step&)>& tell_;
    detail::retiming_rules rules_;
    booker booker_;
    retiming_report report_;
};

} // namespace

result<retiming_report, error> retiming::run(
    organization_id organization, retime_policy policy,
    const std::function<void(const retiming_step&)>& tell) {
    return retiming_run(parts_, organization, policy, tell).run();
}

} // namespace timewright
