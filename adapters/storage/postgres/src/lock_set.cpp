#include "lock_set.hpp"

#include "storage/encoding/id_bytes.hpp"

#include <timewright/booking/fingerprint.hpp>

#include <algorithm>
#include <bit>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_set>

namespace timewright::postgres {

namespace {

template <class Tag>
void append(std::string& to, const basic_id<Tag>& id) {
    const storage::id_bytes bytes = storage::to_bytes(id.high(), id.low());
    to.append(bytes.data(), bytes.size());
}

std::int64_t number_of(std::string_view name) {
    return std::bit_cast<std::int64_t>(compute_fingerprint(name).high);
}

template <class Tag>
std::string name_of(char kind, organization_id organization, const basic_id<Tag>& id) {
    std::string name(1, kind);
    append(name, organization);
    append(name, id);
    return name;
}

/// Never 0: that one is the migration's.
std::int32_t number_of(organization_id organization) {
    std::string name;
    append(name, organization);
    const auto low = static_cast<std::uint32_t>(compute_fingerprint(name).low);
    return std::bit_cast<std::int32_t>(low | 1U);
}

template <class T>
void sort_once(std::vector<T>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

template <class T>
void merge(std::vector<T>& into, const std::vector<T>& more) {
    std::vector<T> both;
    both.reserve(into.size() + more.size());
    std::set_union(into.begin(), into.end(), more.begin(), more.end(), std::back_inserter(both));
    into = std::move(both);
}

/// What one change names, each user once, however many claims name it.
void gather(const change& c, std::vector<std::int64_t>& keys) {
    if (!c.request_key.empty())
        keys.push_back(number_of(name_of('K', c.organization, c.actor) + c.request_key));
    if (is_beyond_limits(c)) return;
    for (const booking_edit& e : c.edits) keys.push_back(lock_of(c.organization, e.booking));
    std::unordered_set<calendar_user_id> users;
    for (const user_edit& u : c.users) users.insert(u.user);
    for (const part& p : c.parts)
        for (const claim& k : p.claims) users.insert(k.who.users().begin(), k.who.users().end());
    for (const calendar_user_id user : users) keys.push_back(lock_of(c.organization, user));
}

/// Whoever waits, goes on without end or is offered something looks at everybody's claims on the same
/// users: the organization is theirs alone. A release then sees each of them or is seen by them.
bool concerns_those_who_wait(const change& c) {
    if (!c.offers.empty()) return true;
    for (const user_edit& u : c.users)
        if (u.frontier == frontier_rule::raise) return true;
    for (const part& p : c.parts)
        for (const claim& k : p.claims)
            if (k.effect == claim_effect::waits) return true;
    return false;
}

} // namespace

void lock_set::add(const lock_set& other) {
    merge(organizations, other.organizations);
    merge(keys, other.keys);
    wide = wide || other.wide;
}

// The database works out the same number of those whom a change frees: see schema_sql.hpp.
std::int64_t lock_of(organization_id organization, calendar_user_id user) {
    return std::bit_cast<std::int64_t>(std::rotl(organization.high() ^ organization.low(), 32) ^
                                       user.high() ^ user.low());
}

std::int64_t lock_of(organization_id organization, booking_id booking) {
    return number_of(name_of('B', organization, booking));
}

lock_set locks_of(std::span<const change> changes) {
    lock_set needed;
    for (const change& c : changes) {
        needed.organizations.push_back(number_of(c.organization));
        gather(c, needed.keys);
        needed.wide = needed.wide || concerns_those_who_wait(c);
    }
    sort_once(needed.organizations);
    sort_once(needed.keys);
    needed.wide = needed.wide || needed.keys.size() > locks_max;
    if (needed.wide) needed.keys.clear();
    return needed;
}

bool is_beyond_limits(const change& asked) noexcept {
    using limits = change_limits;
    return asked.request_key.size() > limits::request_key_bytes_max ||
           asked.users.size() > limits::users_max || asked.edits.size() > limits::edits_max ||
           asked.releases.size() > limits::releases_max || asked.parts.size() > limits::parts_max ||
           asked.offers.size() > limits::offers_max;
}

} // namespace timewright::postgres
