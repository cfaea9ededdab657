// Booking what others have: who gives way, and what becomes of them.
#include "timewright/service/bumped_meeting.hpp"
#include "timewright/service/meeting_command.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/series_frontier.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace timewright::detail {

namespace {

/// More often than this nothing changes while one request is being composed.
constexpr std::size_t tries_max = 16;
constexpr std::size_t bumped_max = 100;

/// Which parts of which meetings have to give way.
using displaced_parts = std::map<booking_id, std::set<part_id>>;

/// What stands in the way of a document's occurrences, by calendar user.
class obstacles {
  public:
    static result<obstacles, error> load(store& claims, organization_id organization,
                                         const meeting_document& document,
                                         std::span<const meeting_occurrence> occurrences) {
        obstacles made(document, occurrences);
        std::vector<calendar_user_id> users;
        for (const auto& group : document.rooms)
            users.insert(users.end(), group.begin(), group.end());
        for (const resource_units& r : document.resources) users.push_back(r.id);
        std::sort(users.begin(), users.end());
        users.erase(std::unique(users.begin(), users.end()), users.end());
        const interval window = window_of(occurrences);
        auto loaded = claims.load(organization, users,
                                  interval(window.start() - policy_buffer_max,
                                           window.end() + policy_buffer_max));
        if (!loaded) return unexpected(std::move(loaded).error());
        for (const user_record& user : loaded->users) made.limits_[user.user] = user.limits;
        for (const live_claim& c : loaded->claims) made.claims_[c.user].push_back(c);
        return made;
    }

    /// Claims that overlap an occurrence with its buffers.
    [[nodiscard]] std::vector<live_claim> of(calendar_user_id user) const {
        std::vector<live_claim> found;
        const auto at = claims_.find(user);
        if (at == claims_.end()) return found;
        const meeting_buffer around = buffer_of(document_, user);
        for (const live_claim& c : at->second)
            if (c.effect != claim_effect::waits &&
                std::any_of(occurrences_.begin(), occurrences_.end(), [&](const auto& o) {
                    return c.span.overlaps(interval(o.span.start() - around.before,
                                                    o.span.end() + around.after));
                }))
                found.push_back(c);
        return found;
    }

    /// Whether those claims can give way: they are meetings of this house that have not begun, in
    /// what is only one.
    [[nodiscard]] bool can_give_way(calendar_user_id user, sys_seconds now) const {
        const auto limits = limits_.find(user);
        if (limits == limits_.end() || limits->second.capacity != 1 || limits->second.disabled)
            return false;
        const std::vector<live_claim> claims = of(user);
        return std::all_of(claims.begin(), claims.end(), [&](const live_claim& c) {
            return c.effect == claim_effect::blocks && c.span.start() > now;
        });
    }

  private:
    obstacles(const meeting_document& document, std::span<const meeting_occurrence> occurrences)
        : document_(document), occurrences_(occurrences) {}

    const meeting_document& document_;
    std::span<const meeting_occurrence> occurrences_;
    std::map<calendar_user_id, bookable> limits_{};
    std::map<calendar_user_id, std::vector<live_claim>> claims_{};
};

bool may_bump(const booking_policy& policy, const policy_asker& asker) {
    return asker.administrator || (policy.bumpers && asker.who.is_among(*policy.bumpers));
}

/// Chooses of each group whom to take and who gives way there. What cannot be had stays a choice:
/// the store then tells what is in the way.
struct bump_choice {
    meeting_document document;
    displaced_parts displaced{};
    std::vector<meeting_violation> broken{}; ///< rooms that could be had with more rights
};

bump_choice choose(const meeting_document& asked, const obstacles& in_the_way,
                   const house_rules& rules, const policy_asker& asker, sys_seconds now) {
    bump_choice made{.document = asked};
    const auto take = [&](calendar_user_id user) {
        for (const live_claim& c : in_the_way.of(user))
            made.displaced[c.id.booking].insert(c.part);
    };
    const auto consider = [&](calendar_user_id user) { // true: it can be had
        if (in_the_way.of(user).empty()) return true;
        if (!in_the_way.can_give_way(user, now)) return false;
        if (may_bump(rules.policy_for(user), asker)) return true;
        made.broken.push_back({user, in_the_way.of(user).front().span, {policy_rule::bumpers}});
        return false;
    };
    std::set<calendar_user_id> taken;
    for (auto& group : made.document.rooms) {
        const auto is_free = [&](calendar_user_id user) {
            return !taken.contains(user) && in_the_way.of(user).empty();
        };
        auto at = std::find_if(group.begin(), group.end(), is_free);
        if (at == group.end())
            at = std::find_if(group.begin(), group.end(), [&](calendar_user_id user) {
                return !taken.contains(user) && consider(user);
            });
        if (at == group.end()) continue;
        group = {*at};
        taken.insert(group.front());
        take(group.front());
    }
    for (const resource_units& r : asked.resources)
        if (consider(r.id)) take(r.id);
    return made;
}

} // namespace

meeting_answer meeting_command::bump(const meeting_document& document,
                                     std::span<const meeting_occurrence> occurrences,
                                     const std::vector<user_edit>& frontiers) {
    const booking_id id = mint_.make<booking_id>();
    for (std::size_t tries = 0; tries < tries_max; ++tries) {
        const auto in_the_way =
            obstacles::load(claims_, context_.organization, document, occurrences);
        if (!in_the_way) return faulted(in_the_way.error());
        bump_choice choice = choose(document, *in_the_way, *rules_, *asker_, desk_.now());
        if (!choice.broken.empty()) {
            broken_ = std::move(choice.broken);
            return veto(to_sentences(broken_, *people_));
        }
        if (choice.displaced.size() > bumped_max)
            return invalid("more than 100 meetings would have to give way", "/bump");
        auto request = to_request(choice.document, occurrences, {});
        if (!request) return faulted(request.error());
        let_go_on(*request, choice.document, frontiers, zones_);
        change asked = compute_booking(context_, *request, id);
        for (const auto& [booking, parts] : choice.displaced) {
            bumped_meeting gives_way(claims_, zones_, context_.organization, *people_, *rules_,
                                     desk_.now());
            if (auto ok = gives_way.move(booking, parts, asked); !ok) return faulted(ok.error());
        }
        auto made = booker_.apply(asked);
        if (!made) return faulted(made.error());
        if (made->code == outcome_code::outdated) continue;
        auto booked = to_booking(std::move(*made));
        std::vector<booking_id> others;
        if (booked) others = std::move(booked->others);
        auto told = finish(std::move(booked), choice.document, occurrences, std::nullopt);
        if (told) told->others = std::move(others);
        return told;
    }
    return faulted({.code = errc::unavailable,
                    .message = "what was asked for changes too quickly; send it again",
                    .again = retry::safe});
}

} // namespace timewright::detail
