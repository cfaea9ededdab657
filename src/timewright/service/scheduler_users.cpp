// Calendar users and their working hours.
#include "timewright/service/record_kinds.hpp"
#include "timewright/service/records.hpp"
#include "timewright/service/waitlist.hpp"

#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <utility>

namespace timewright {

namespace {

constexpr std::size_t page_size = 500;

directory_key key_of(organization_id organization, const char* kind, calendar_user_id id) {
    return {organization, kind, id.to_string()};
}

/// People are bookable for ever.
bool has_frontier(const calendar_user& user) {
    return user.kind == calendar_user_kind::room || user.kind == calendar_user_kind::resource;
}

result<void, error> check(const calendar_user& user, const zone_registry& zones) {
    const auto refuse = [](const char* what, const char* pointer) {
        error wrong = invalid_input(what);
        wrong.pointer = pointer;
        return unexpected(std::move(wrong));
    };
    if (user.name.empty()) return refuse("a calendar user needs a name", "/name");
    if (user.name.size() > 200) return refuse("a name has at most 200 bytes", "/name");
    if (user.email.size() > 254) return refuse("an e-mail address has at most 254 bytes", "/email");
    if (user.capacity == 0) return refuse("a capacity is at least 1", "/capacity");
    if (is_quota(user.id)) return refuse("ids of this form are kept for quotas", "/id");
    if (user.members.size() > policy_people_max)
        return refuse("a group has at most 1000 members", "/members");
    if (!user.members.empty() && user.kind != calendar_user_kind::group)
        return refuse("only a group has members", "/members");
    if (user.features.size() > 100) return refuse("at most 100 features", "/features");
    if (user.zone_name.empty()) return {};
    auto known = zones.find(user.zone_name);
    if (known) return {};
    error wrong = std::move(known).error();
    wrong.pointer = "/timeZone";
    return unexpected(std::move(wrong));
}

} // namespace

scheduler::scheduler(parts_needed parts)
    : parts_(std::move(parts)),
      booker_(parts_.claims, parts_.mint, parts_.present,
              [this](organization_id organization, std::span<const booking_record> waiting) {
                  return detail::compute_offers(organization, waiting,
                                                now() + parts_.offer_lasts, parts_.zones);
              }) {}

result<versioned<calendar_user>, error> scheduler::put_user(organization_id organization,
                                                            calendar_user user,
                                                            std::uint64_t expected_version) {
    if (auto ok = check(user, parts_.zones); !ok) return unexpected(ok.error());
    if (user.id.is_nil()) user.id = parts_.mint.make<calendar_user_id>();
    // The version first: whoever read an old one must not change the limits either.
    auto current = parts_.records.find(key_of(organization, detail::user_kind, user.id));
    const std::uint64_t version = current ? current->version : 0;
    if (version != expected_version)
        return unexpected(error{.code = errc::version_mismatch,
                                .message = "the calendar user is at version " +
                                           std::to_string(version) + "; read it again"});
    const change limits{
        .organization = organization,
        .origin = "directory",
        .users = {{user.id,
                   {.capacity = user.capacity,
                    .bookable_until = has_frontier(user) ? frontier_at(now()) : sys_seconds::max(),
                    .disabled = user.disabled},
                   frontier_rule::keep}}};
    auto set = booker_.settle(limits);
    if (!set && set.error().reason == refusal_reason::conflicts) {
        error in_use{.code = errc::forbidden,
                     .message = "bookings take more than this capacity; cancel " +
                                std::to_string(set.error().conflicts.size()) + " of them first"};
        in_use.pointer = "/capacity";
        return unexpected(std::move(in_use));
    }
    if (!set) return unexpected(std::move(set).error().fault);
    auto put = parts_.records.put(key_of(organization, detail::user_kind, user.id),
                                  expected_version, detail::to_record(user));
    if (!put) return unexpected(std::move(put).error());
    return versioned<calendar_user>{std::move(user), *put};
}

result<versioned<calendar_user>, error> scheduler::find_user(organization_id organization,
                                                             calendar_user_id id) {
    auto record = parts_.records.find(key_of(organization, detail::user_kind, id));
    if (!record) {
        error missing = std::move(record).error();
        if (missing.code == errc::not_found)
            missing.message = "there is no calendar user " + id.to_string();
        return unexpected(std::move(missing));
    }
    auto user = detail::to_calendar_user(record->body);
    if (!user) return unexpected(std::move(user).error());
    return versioned<calendar_user>{std::move(*user), record->version};
}

result<std::vector<versioned<calendar_user>>, error> scheduler::list_users(
    organization_id organization) {
    std::vector<versioned<calendar_user>> users;
    std::string after;
    for (;;) {
        auto page = parts_.records.list(organization, detail::user_kind, after, page_size);
        if (!page) return unexpected(std::move(page).error());
        for (const directory_record& record : page->records) {
            auto user = detail::to_calendar_user(record.body);
            if (!user) return unexpected(std::move(user).error());
            users.push_back({std::move(*user), record.version});
        }
        if (!page->next) break;
        after = *page->next;
    }
    std::sort(users.begin(), users.end(), [](const auto& a, const auto& b) {
        return std::pair(std::string_view(a.value.name), a.value.id) <
               std::pair(std::string_view(b.value.name), b.value.id);
    });
    return users;
}

result<void, error> scheduler::remove_user(organization_id organization, calendar_user_id id,
                                           std::uint64_t expected_version) {
    auto current = find_user(organization, id);
    if (!current) return unexpected(std::move(current).error());
    if (current->version != expected_version)
        return unexpected(error{.code = errc::version_mismatch,
                                .message = "the calendar user is at version " +
                                           std::to_string(current->version) + "; read it again"});
    const change off{.organization = organization,
                     .origin = "directory",
                     .users = {{id,
                                {.capacity = current->value.capacity, .disabled = true},
                                frontier_rule::keep}}};
    if (auto set = booker_.settle(off); !set) return unexpected(std::move(set).error().fault);
    auto gone = parts_.records.put(key_of(organization, detail::user_kind, id), expected_version,
                                   std::nullopt);
    if (!gone) return unexpected(std::move(gone).error());
    return {};
}

result<void, error> scheduler::put_working_hours(organization_id organization, calendar_user_id id,
                                                 const working_hours& hours) {
    if (auto ok = validate(hours); !ok) return unexpected(ok.error());
    if (auto known = find_user(organization, id); !known)
        return unexpected(std::move(known).error());
    const directory_key key = key_of(organization, detail::hours_kind, id);
    auto current = parts_.records.find(key);
    if (!current && current.error().code != errc::not_found) return unexpected(current.error());
    auto put = parts_.records.put(key, current ? current->version : 0, detail::to_record(hours));
    if (!put) return unexpected(std::move(put).error());
    return {};
}

result<std::optional<working_hours>, error> scheduler::find_working_hours(
    organization_id organization, calendar_user_id id) {
    auto record = parts_.records.find(key_of(organization, detail::hours_kind, id));
    if (!record && record.error().code == errc::not_found) return std::optional<working_hours>();
    if (!record) return unexpected(std::move(record).error());
    auto hours = detail::to_working_hours(record->body, parts_.zones);
    if (!hours) return unexpected(std::move(hours).error());
    return std::optional<working_hours>(std::move(*hours));
}

} // namespace timewright
