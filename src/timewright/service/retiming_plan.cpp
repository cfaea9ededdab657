#include "timewright/service/retiming_plan.hpp"

#include "timewright/service/meeting_edits.hpp"
#include "timewright/service/meeting_occurrences.hpp"

#include <timewright/booking/booking.hpp>
#include <timewright/booking/quota.hpp>
#include <timewright/calendar/occurrence.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace timewright::detail {
namespace {

/// No zone has ever been moved by more.
constexpr std::chrono::days moved_max{2};

using claims_by_part = std::map<part_id, std::vector<live_claim>>;

/// When the occurrence is that the claims of a part are for. People have no buffers.
std::optional<interval> span_of(const meeting_document& document,
                                const std::vector<live_claim>& claims) {
    const live_claim* best = nullptr;
    for (const live_claim& c : claims) {
        if (is_quota(c.user)) continue;
        if (best == nullptr || !document.buffers.contains(c.user)) best = &c;
        if (!document.buffers.contains(best->user)) break;
    }
    if (best == nullptr) return std::nullopt;
    const meeting_buffer around = buffer_of(document, best->user);
    const sys_seconds start = best->span.start() + around.before;
    const sys_seconds end = best->span.end() - around.after;
    return start < end ? interval(start, end) : best->span;
}

std::vector<claim> moved_claims(const meeting_document& document,
                                const std::vector<live_claim>& held, const interval& before,
                                const interval& after) {
    std::vector<claim> moved;
    moved.reserve(held.size());
    std::optional<claim> of_quota;
    for (const live_claim& c : held) {
        claim one{.who = c.user,
                  .span = c.span,
                  .units = c.units,
                  .effect = c.effect,
                  .type = c.type,
                  .deadline = c.deadline};
        // A hold lasts as long as it was said to; a wait ends when the meeting would begin.
        if (c.effect == claim_effect::waits && c.deadline)
            one.deadline = *c.deadline + (after.start() - before.start());
        if (is_quota(c.user)) {
            of_quota = std::move(one);
            continue;
        }
        one.span = interval(after.start() - (before.start() - c.span.start()),
                            after.end() + (c.span.end() - before.end()));
        moved.push_back(std::move(one));
    }
    // Another day may be another period: then it is another quota.
    if (of_quota)
        for (const quota_draw& draw : compute_draws(document, after)) {
            claim one = *of_quota;
            one.who = draw.quota;
            one.span = draw.period;
            one.units = draw.units;
            moved.push_back(std::move(one));
        }
    return moved;
}

class planner {
  public:
    planner(const booking_record& record, const retiming_rules& rules) : rules_(rules) {
        plan_.record = record;
    }

    result<retiming_plan, error> run(std::span<const live_claim> held) {
        auto read = to_document(plan_.record.document, rules_.zones);
        if (!read) return unexpected(std::move(read).error());
        plan_.document = std::move(*read);
        claims_by_part parts;
        for (const live_claim& c : held)
            if (c.part != going_on_part) parts[c.part].push_back(c);
        std::map<part_id, interval> before;
        for (const auto& [id, claims] : parts)
            if (const auto span = span_of(plan_.document, claims); span && span->end() > rules_.now)
                before.emplace(id, *span);
        if (before.empty()) return std::move(plan_);
        const auto after = find_after(before);
        if (!after) return unexpected(after.error());
        for (const auto& [id, span] : before) {
            const auto at = after->find(id);
            if (at == after->end())
                take_out(id, parts[id], span);
            else if (at->second.span != span)
                move(id, parts[id], span, at->second);
        }
        return std::move(plan_);
    }

  private:
    result<std::map<part_id, occurrence>, error> find_after(
        const std::map<part_id, interval>& before) const {
        sys_seconds first = before.begin()->second.start();
        sys_seconds last = before.begin()->second.end();
        for (const auto& [id, span] : before) {
            first = std::min(first, span.start());
            last = std::max(last, span.end());
        }
        const event& details = plan_.document.details;
        const auto found = expand(details, interval(first - moved_max, last + moved_max),
                                  {.floating_zone = floating_zone_of(plan_.document, rules_.zones),
                                   .occurrences_max = 2 * occurrences_max});
        if (!found) return unexpected(found.error());
        if (found->truncated)
            return unexpected(
                error{.code = errc::limit_reached, .message = "the meeting takes place too often"});
        std::map<part_id, occurrence> after;
        for (const occurrence& o : found->occurrences)
            after.emplace(part_of(details, o.recurrence_id), o);
        return after;
    }

    void tell(retime_outcome outcome, part_id id, interval before, std::optional<interval> after) {
        const event& details = plan_.document.details;
        retiming_step one{.outcome = outcome,
                          .booking = plan_.record.booking,
                          .uid = details.uid,
                          .title = details.summary,
                          .before = before,
                          .after = after};
        if (details.is_recurring()) one.recurrence_id = recurrence_id_of(details, id);
        plan_.steps.push_back(std::move(one));
    }

    void release_part(part_id id, const std::vector<live_claim>& claims) {
        plan_.releases.push_back({.booking = plan_.record.booking, .part = id});
        plan_.released.insert(plan_.released.end(), claims.begin(), claims.end());
    }

    void take_out(part_id id, const std::vector<live_claim>& claims, interval before) {
        tell(retime_outcome::removed, id, before, std::nullopt);
        release_part(id, claims);
    }

    void move(part_id id, const std::vector<live_claim>& claims, interval before,
              const occurrence& after) {
        if (rules_.policy == retime_policy::ask)
            return tell(retime_outcome::asked, id, before, after.span);
        if (rules_.policy == retime_policy::keep_instant && keep_instant(before, after))
            return tell(retime_outcome::kept, id, before, before);
        tell(retime_outcome::moved, id, before, after.span);
        release_part(id, claims);
        plan_.moved.push_back(
            {.id = id, .span = after.span, .draws = compute_draws(plan_.document, after.span)});
        plan_.parts.push_back({.booking = plan_.record.booking,
                               .id = id,
                               .claims = moved_claims(plan_.document, claims, before, after.span)});
    }

    /// Says in the document what the clock shows then. False for what has no clock of its own, and
    /// where the clock shows the same twice and means the other time.
    bool keep_instant(interval before, const occurrence& after) {
        event& details = plan_.document.details;
        const event_time& said = after.described_by(details).start;
        if (said.kind != event_time_kind::zoned) return false;
        const event_time start =
            event_time::zoned(said.in_zone.to_local(before.start()), said.in_zone);
        if (start.to_instant(zone()) != before.start()) return false;
        event& changed =
            details.is_recurring()
                ? override_for(details, {.recurrence_id = after.recurrence_id, .span = before})
                : details;
        changed.start = start;
        return true;
    }

    const retiming_rules& rules_;
    retiming_plan plan_;
};

} // namespace

result<retiming_plan, error> compute_plan(const booking_record& record,
                                          std::span<const live_claim> held,
                                          const retiming_rules& rules) {
    return planner(record, rules).run(held);
}

} // namespace timewright::detail
