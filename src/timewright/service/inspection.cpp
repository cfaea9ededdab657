#include "timewright/service/meeting_document.hpp"
#include "timewright/service/record_kinds.hpp"
#include "timewright/service/records.hpp"

#include <timewright/booking/quota.hpp>
#include <timewright/service/inspection.hpp>

#include <algorithm>
#include <utility>

namespace timewright {
namespace {

std::string named(calendar_user_id id) { return "the calendar user " + id.to_string(); }
std::string named(booking_id id) { return "the booking " + id.to_string(); }

} // namespace

inspection::inspection(sys_seconds now, zone_registry zones)
    : now_(now), zones_(std::move(zones)) {}

void inspection::take(const contents_page& page) {
    for (const user_record& user : page.users) take(user);
    for (const booking_record& booking : page.bookings) take(booking);
    for (const owned_claim& owned : page.claims) take(owned);
    for (const directory_record& record : page.records) take(record);
    report_.users += page.users.size();
    report_.bookings += page.bookings.size();
    report_.claims += page.claims.size();
    report_.answers += page.answers.size();
    report_.records += page.records.size();
}

void inspection::take(const user_record& user) {
    users_[{user.organization, user.user}] = {.limits = user.limits};
}

void inspection::take(const booking_record& booking) {
    sequences_[{booking.organization, booking.booking}] = booking.sequence;
    if (auto read = detail::to_document(booking.document, zones_); !read)
        find(fault_kind::damaged_document, "the document of " + named(booking.booking) +
                                               " cannot be read: " + read.error().message);
}

void inspection::take(const owned_claim& owned) {
    const live_claim& claim = owned.claim;
    const auto sequence = sequences_.find({owned.organization, claim.id.booking});
    if (sequence == sequences_.end())
        find(fault_kind::claim_without_booking,
             named(claim.id.booking) + " does not exist, and claims " + named(claim.user));
    else if (claim.id.sequence > sequence->second)
        find(fault_kind::claim_ahead_of_booking,
             named(claim.id.booking) + " is at sequence " + std::to_string(sequence->second) +
                 " and has a claim of " + std::to_string(claim.id.sequence));
    const auto user = users_.find({owned.organization, claim.user});
    if (user == users_.end())
        return find(
            fault_kind::claim_without_user,
            named(claim.id.booking) + " claims " + named(claim.user) + ", which does not exist");
    if (claim.effect == claim_effect::blocks && claim.lives_at(now_))
        user->second.blocks.push_back(
            {claim.span.start(), claim.span.end(), claim.id.booking, claim.units});
}

void inspection::take(const directory_record& record) {
    if (record.key.kind != detail::user_kind) return;
    const auto known = detail::to_calendar_user(record.body);
    if (!known)
        find(fault_kind::damaged_record, "the record of the calendar user " + record.key.key +
                                             " cannot be read: " + known.error().message);
    const auto id = calendar_user_id::from_string(record.key.key);
    const auto user = id ? users_.find({record.key.organization, *id}) : users_.end();
    if (user == users_.end())
        return find(fault_kind::record_without_user,
                    "the calendar user " + record.key.key +
                        " has a record and no limits, so that nobody can book it; save it again");
    user->second.has_record = true;
}

/// Starts and ends in one line: at an instant ends come first, for what touches does not overlap.
void inspection::check_capacity(calendar_user_id id, user_seen& user) {
    struct step {
        sys_seconds at;
        std::int64_t units; // negative where a claim ends
        booking_id booking;
    };
    std::vector<step> steps;
    steps.reserve(user.blocks.size() * 2);
    for (const block& b : user.blocks) {
        steps.push_back({b.start, static_cast<std::int64_t>(b.units), b.booking});
        steps.push_back({b.end, -static_cast<std::int64_t>(b.units), b.booking});
    }
    std::sort(steps.begin(), steps.end(), [](const step& l, const step& r) {
        return l.at != r.at ? l.at < r.at : l.units < r.units;
    });
    std::int64_t taken = 0;
    for (const step& s : steps) {
        taken += s.units;
        if (s.units < 0 || taken <= static_cast<std::int64_t>(user.limits.capacity)) continue;
        find(fault_kind::overbooked, named(id) + " is overbooked from " + to_rfc3339(s.at) +
                                         ", when " + named(s.booking) +
                                         " begins: " + std::to_string(taken) + " units of " +
                                         std::to_string(user.limits.capacity));
    }
}

inspection_report inspection::finish() && {
    for (auto& [key, user] : users_) {
        check_capacity(key.id, user);
        if (!user.has_record && !user.limits.disabled && !is_quota(key.id))
            find(fault_kind::user_without_record,
                 named(key.id) + " may be booked and has no record; save it again or disable it");
    }
    return std::move(report_);
}

void inspection::find(fault_kind kind, std::string message) {
    if (report_.faults.size() < faults_max)
        report_.faults.push_back({kind, std::move(message)});
    else
        ++report_.faults_left_out;
}

} // namespace timewright
