// Free and busy time, and slots, by calendar users.
#include "timewright/service/slot_composer.hpp"

#include <timewright/availability/free_busy.hpp>
#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <utility>

namespace timewright {

namespace {

std::vector<busy_interval> blocks_of(const snapshot& loaded, calendar_user_id user) {
    std::vector<busy_interval> blocks;
    for (const live_claim& c : loaded.claims)
        if (c.user == user && c.effect != claim_effect::waits) blocks.push_back({c.span, c.type});
    return blocks;
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

result<slot_findings, error> scheduler::find_slots(const request_context& context,
                                                   const slot_request& asked) {
    detail::slot_composer composer(*this, parts_.claims, parts_.records, context, asked);
    auto query = composer.compose();
    if (!query) return unexpected(std::move(query).error());
    auto found = timewright::find_slots(*query);
    if (!found) return unexpected(std::move(found).error());
    slot_findings findings{.truncated = found->truncated};
    for (const slot& s : found->slots) findings.slots.push_back(composer.to_ids(s));
    if (!asked.explain || !findings.slots.empty()) return findings;
    if (auto ok = composer.explain(findings); !ok) return unexpected(std::move(ok).error());
    return findings;
}

} // namespace timewright
