// Policies, read and written from one list of their members.
#include <timewright/adapters/json/policies.hpp>

#include <timewright/adapters/json/answers.hpp>

#include "body_parts.hpp"
#include "reader.hpp"
#include "writer.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <chrono>

namespace timewright::json {
namespace {

namespace bj = boost::json;
using std::chrono::seconds;

struct length_member {
    const char* name;
    std::optional<seconds> booking_policy::* member;
};
constexpr std::array<length_member, 8> lengths{{
    {"notice", &booking_policy::notice},
    {"horizon", &booking_policy::horizon},
    {"shortest", &booking_policy::shortest},
    {"longest", &booking_policy::longest},
    {"durationStep", &booking_policy::duration_step},
    {"bufferBefore", &booking_policy::buffer_before},
    {"bufferAfter", &booking_policy::buffer_after},
    {"approvalWithin", &booking_policy::approval_within},
}};

struct people_member {
    const char* name;
    std::optional<policy_people> booking_policy::* member;
};
constexpr std::array<people_member, 3> lists{{
    {"bookers", &booking_policy::bookers},
    {"approvers", &booking_policy::approvers},
    {"bumpers", &booking_policy::bumpers},
}};

/// Nothing ("PT0S") too: so a room can do without what its organization asks for.
seconds length_from(const node& value) {
    const auto read = parse_duration(value.text({.bytes_max = 64}));
    if (!read) {
        value.fail(read.error().message);
        return {};
    }
    const seconds length = std::chrono::days(read->days) + read->time;
    if (length.count() < 0 || length > policy_reach_max) {
        value.fail("this is to be from PT0S to P36525D");
        return {};
    }
    return length;
}

booking_quota quota_from(object_reader& in, std::string& zone_name) {
    booking_quota made;
    const node per = in.need("per");
    const std::string period = per.text({.bytes_max = 16});
    bool known = false;
    for (const quota_period one : {quota_period::day, quota_period::week, quota_period::month})
        if (period == to_string(one)) {
            made.per = one;
            known = true;
        }
    if (!known) per.fail("this is to be day, week or month");
    const auto time = in.find("time");
    const auto bookings = in.find("bookings");
    if (time.has_value() == bookings.has_value())
        in.fail("a quota limits either \"time\", such as PT8H, or \"bookings\"");
    else if (time) {
        made.measure = quota_measure::time;
        const seconds length = length_from(*time);
        if (length.count() % 60 != 0) time->fail("a quota of time is in whole minutes");
        if (length > std::chrono::minutes(quota_limit_max))
            time->fail("a quota of time is at most PT1000000M");
        made.limit = static_cast<std::uint32_t>(
            std::min<seconds::rep>(length.count() / 60, quota_limit_max));
    } else {
        made.measure = quota_measure::bookings;
        made.limit =
            static_cast<std::uint32_t>(bookings->number({.min = 1, .max = quota_limit_max}));
    }
    zone_name = time_zone_from(in.need("timeZone"));
    return made;
}

policy_body policy_from(object_reader& in) {
    policy_body made;
    for (const length_member& one : lengths)
        made.policy.*one.member = in.maybe(one.name, length_from);
    for (const people_member& one : lists)
        made.policy.*one.member = in.maybe(
            one.name, [](const node& n) { return n.user_ids(policy_people_max); });
    made.policy.seats = in.maybe("seats", [](const node& n) {
        return static_cast<std::uint32_t>(n.number({.min = 1, .max = request_limits::seats_max}));
    });
    made.policy.administrators_override =
        in.maybe("administratorsOverride", [](const node& n) { return n.boolean(); });
    if (const auto hours = in.find("hours"))
        hours->object([&](object_reader& part) { made.hours = hours_from(part); });
    if (const auto quotas = in.find("quotas"))
        quotas->each(policy_quotas_max, [&](const node& element) {
            element.object([&](object_reader& part) {
                made.policy.quotas.push_back(quota_from(part, made.quota_zones.emplace_back()));
            });
        });
    return made;
}

std::string length_text(seconds length) {
    const auto days = std::chrono::floor<std::chrono::days>(length);
    return to_iso(civil_duration{.days = static_cast<int>(days.count()), .time = length - days});
}

bj::object to_json(const booking_quota& quota) {
    bj::object made{{"per", to_string(quota.per)}};
    if (quota.measure == quota_measure::time)
        made["time"] = length_text(std::chrono::minutes(quota.limit));
    else
        made["bookings"] = quota.limit;
    made["timeZone"] = quota.in_zone.name();
    return made;
}

} // namespace

read_result<policy_body> read_policy(std::string_view text) { return read_body(text, policy_from); }

std::string write_policy(const booking_policy& policy) {
    bj::object made;
    for (const length_member& one : lengths)
        if (const auto& length = policy.*one.member) made[one.name] = length_text(*length);
    for (const people_member& one : lists)
        if (const auto& people = policy.*one.member) made[one.name] = json::to_json(*people);
    if (policy.seats) made["seats"] = *policy.seats;
    if (policy.administrators_override)
        made["administratorsOverride"] = *policy.administrators_override;
    if (policy.hours) made["hours"] = hours_to_json(*policy.hours);
    if (!policy.quotas.empty()) {
        bj::array quotas;
        for (const booking_quota& quota : policy.quotas) quotas.push_back(to_json(quota));
        made["quotas"] = std::move(quotas);
    }
    return bj::serialize(made);
}

} // namespace timewright::json
