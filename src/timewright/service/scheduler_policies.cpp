// Policies: kept in the directory, asked by whoever lists or books.
#include "timewright/service/house_rules.hpp"
#include "timewright/service/policy_record.hpp"
#include "timewright/service/record_kinds.hpp"

#include <timewright/service/scheduler.hpp>

#include <utility>

namespace timewright {

namespace {

directory_key key_of(organization_id organization, calendar_user_id id) {
    return {organization, detail::policy_kind,
            id.is_nil() ? detail::organization_policy : id.to_string()};
}

bool says_nothing(const booking_policy& policy) {
    return detail::to_record(policy) == detail::to_record({});
}

result<void, error> check_people(const std::optional<policy_people>& people,
                                 const detail::people_and_rooms& known, const char* pointer) {
    if (!people) return {};
    for (std::size_t i = 0; i < people->size(); ++i) {
        const calendar_user_id id = (*people)[i];
        if (known.is_person(id)) continue;
        return unexpected(error{.code = errc::invalid_input,
                                .message = "there is no person or group " + id.to_string(),
                                .pointer = pointer + ("/" + std::to_string(i))});
    }
    return {};
}

} // namespace

result<std::uint64_t, error> scheduler::put_policy(organization_id organization,
                                                   calendar_user_id id,
                                                   const booking_policy& policy,
                                                   std::uint64_t expected_version) {
    if (auto ok = validate(policy); !ok) return unexpected(std::move(ok).error());
    auto known = detail::people_and_rooms::load(*this, organization);
    if (!known) return unexpected(std::move(known).error());
    if (!id.is_nil() && known->find(id) == nullptr)
        return unexpected(error{.code = errc::not_found,
                                .message = "there is no calendar user " + id.to_string()});
    for (const auto& checked : {check_people(policy.bookers, *known, "/bookers"),
                                check_people(policy.approvers, *known, "/approvers"),
                                check_people(policy.bumpers, *known, "/bumpers")})
        if (!checked) return unexpected(checked.error());
    std::optional<std::string> body;
    if (!says_nothing(policy)) body = detail::to_record(policy);
    const directory_key key = key_of(organization, id);
    if (!body && expected_version == 0) { // there is none, and none is to be
        const auto found = parts_.records.find(key);
        if (!found && found.error().code == errc::not_found) return std::uint64_t{0};
    }
    return parts_.records.put(key, expected_version, std::move(body));
}

result<versioned<booking_policy>, error> scheduler::find_policy(organization_id organization,
                                                                calendar_user_id id) {
    auto record = parts_.records.find(key_of(organization, id));
    if (!record && record.error().code == errc::not_found) return versioned<booking_policy>{};
    if (!record) return unexpected(std::move(record).error());
    auto policy = detail::to_policy(record->body, parts_.zones);
    if (!policy) return unexpected(std::move(policy).error());
    return versioned<booking_policy>{std::move(*policy), record->version};
}

result<std::vector<std::vector<meeting_violation>>, error> scheduler::find_violations(
    const request_context& context, std::span<const calendar_user_id> users, interval span,
    std::size_t participants) {
    const auto known = detail::people_and_rooms::load(*this, context.organization);
    if (!known) return unexpected(known.error());
    const auto rules =
        detail::house_rules::load(parts_.records, context.organization, parts_.zones);
    if (!rules) return unexpected(rules.error());
    const detail::policy_asker asker = detail::to_asker(context, *known);
    std::vector<std::vector<meeting_violation>> found;
    found.reserve(users.size());
    for (const calendar_user_id user : users) {
        detail::user_judge judge(
            rules->policy_for(user),
            {.asker = asker, .window = span, .participants = participants, .now = now()});
        std::vector<meeting_violation> broken;
        for (const policy_violation& v : judge.violations_of(span))
            broken.push_back({user, span, v});
        found.push_back(std::move(broken));
    }
    return found;
}

} // namespace timewright
