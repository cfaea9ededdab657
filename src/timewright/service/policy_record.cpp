#include "timewright/service/policy_record.hpp"

#include "timewright/service/records.hpp"

#include <timewright/icalendar/component.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace timewright::detail {

namespace {

using std::chrono::seconds;

constexpr const char* policy_name = "X-POLICY";

struct length_line {
    const char* name;
    std::optional<seconds> booking_policy::* member;
};
constexpr std::array<length_line, 8> lengths{{
    {"NOTICE", &booking_policy::notice},
    {"HORIZON", &booking_policy::horizon},
    {"SHORTEST", &booking_policy::shortest},
    {"LONGEST", &booking_policy::longest},
    {"DURATION-STEP", &booking_policy::duration_step},
    {"BUFFER-BEFORE", &booking_policy::buffer_before},
    {"BUFFER-AFTER", &booking_policy::buffer_after},
    {"APPROVAL-WITHIN", &booking_policy::approval_within},
}};

struct people_line {
    const char* name;
    std::optional<policy_people> booking_policy::* member;
};
constexpr std::array<people_line, 3> lists{{
    {"BOOKERS", &booking_policy::bookers},
    {"APPROVERS", &booking_policy::approvers},
    {"BUMPERS", &booking_policy::bumpers},
}};

error corrupt(std::string_view what) {
    return {.code = errc::corrupt_data,
            .message = "a stored policy is damaged: " + std::string(what)};
}

template <class Number>
std::optional<Number> to_number(std::string_view text) {
    Number number{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string join(const policy_people& people) {
    std::string text;
    for (const calendar_user_id id : people) text += (text.empty() ? "" : ",") + id.to_string();
    return text;
}

std::optional<policy_people> to_people(std::string_view text) {
    policy_people people;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const auto id = calendar_user_id::from_string(text.substr(0, comma));
        if (!id) return std::nullopt;
        people.push_back(*id);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return people;
}

/// What stands before the next slash, and takes it off.
std::string_view cut(std::string_view& text) {
    const std::string_view piece = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    return piece;
}

result<void, error> read_line(booking_policy& into, const property& line,
                              const zone_registry& zones) {
    for (const length_line& known : lengths) {
        if (line.name != known.name) continue;
        const auto count = to_number<std::int64_t>(line.value);
        if (!count) return unexpected(corrupt(line.name));
        into.*known.member = seconds(*count);
    }
    for (const people_line& known : lists) {
        if (line.name != known.name) continue;
        auto people = to_people(line.value);
        if (!people) return unexpected(corrupt(line.name));
        into.*known.member = std::move(*people);
    }
    if (line.name == "SEATS") {
        into.seats = to_number<std::uint32_t>(line.value);
        if (!into.seats) return unexpected(corrupt(line.name));
    }
    if (line.name == "ADMINISTRATORS-OVERRIDE") into.administrators_override = line.value == "TRUE";
    if (line.name == "QUOTA") {
        auto quota = to_quota(unescape_text(line.value), zones);
        if (!quota) return unexpected(std::move(quota).error());
        into.quotas.push_back(std::move(*quota));
    }
    return {};
}

} // namespace

std::string to_text(const booking_quota& quota) {
    return std::string(to_string(quota.per)) +
           (quota.measure == quota_measure::time ? "/time/" : "/bookings/") +
           std::to_string(quota.limit) + "/" + quota.in_zone.name();
}

result<booking_quota, error> to_quota(std::string_view text, const zone_registry& zones) {
    const std::string whole(text);
    const std::string_view per = cut(text);
    const std::string_view measure = cut(text);
    const auto limit = to_number<std::uint32_t>(cut(text));
    std::optional<quota_period> period;
    for (const quota_period one : {quota_period::day, quota_period::week, quota_period::month})
        if (per == to_string(one)) period = one;
    if (!period || !limit || (measure != "time" && measure != "bookings"))
        return unexpected(corrupt("the quota " + whole));
    auto in_zone = zones.find(text);
    if (!in_zone) return unexpected(std::move(in_zone).error());
    return booking_quota{
        .per = *period,
        .measure = measure == "time" ? quota_measure::time : quota_measure::bookings,
        .limit = *limit,
        .in_zone = std::move(*in_zone)};
}

std::string to_record(const booking_policy& policy) {
    component tree{.name = policy_name};
    for (const length_line& known : lengths)
        if (const auto& length = policy.*known.member)
            tree.add(known.name, std::to_string(length->count()));
    for (const people_line& known : lists)
        if (const auto& people = policy.*known.member) tree.add(known.name, join(*people));
    if (policy.seats) tree.add("SEATS", std::to_string(*policy.seats));
    if (policy.administrators_override)
        tree.add("ADMINISTRATORS-OVERRIDE", *policy.administrators_override ? "TRUE" : "FALSE");
    for (const booking_quota& quota : policy.quotas) tree.add_text("QUOTA", to_text(quota));
    if (policy.hours) tree.components.push_back(to_component(*policy.hours));
    return print_component(tree);
}

result<booking_policy, error> to_policy(std::string_view record, const zone_registry& zones) {
    const auto tree = parse_component(record);
    if (!tree) return unexpected(corrupt(tree.error().message));
    if (tree->name != policy_name) return unexpected(corrupt("it is none"));
    booking_policy policy;
    for (const property& line : tree->properties)
        if (auto ok = read_line(policy, line, zones); !ok) return unexpected(ok.error());
    for (const component& one : tree->components) {
        auto hours = to_working_hours(one, zones);
        if (!hours) return unexpected(std::move(hours).error());
        policy.hours = std::move(*hours);
    }
    if (!validate(policy)) return unexpected(corrupt("its limits exclude each other"));
    return policy;
}

} // namespace timewright::detail
