// The body of a search for slots.
#include <timewright/adapters/json/requests.hpp>
#include <timewright/booking/policy.hpp>

#include "body_parts.hpp"
#include "reader.hpp"

#include <array>
#include <utility>

namespace timewright::json {
namespace {

using limits = request_limits;
using std::chrono::seconds;

template <class T, std::size_t n>
T word_from(const node& value, const std::array<std::pair<const char*, T>, n>& words) {
    const std::string text = value.text({.bytes_max = 32});
    std::string known;
    for (const auto& [word, meaning] : words) {
        if (text == word) return meaning;
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    value.fail("this is to be one of " + known);
    return words.front().second;
}

slot_order order_from(const node& value) {
    return word_from<slot_order, 3>(value, {{{"best", slot_order::best},
                                             {"time", slot_order::all},
                                             {"first", slot_order::first}}});
}

tentative_as tentative_from(const node& value) {
    return word_from<tentative_as, 2>(
        value, {{{"busy", tentative_as::busy}, {"free", tentative_as::free}}});
}

turn_rule turn_from(const node& value) {
    return word_from<turn_rule, 4>(value, {{{"listed", turn_rule::listed},
                                            {"least-recent", turn_rule::least_recent},
                                            {"least-load", turn_rule::least_load},
                                            {"by-weight", turn_rule::by_weight}}});
}

std::uint32_t weight_from(const node& value) {
    return static_cast<std::uint32_t>(value.number({.min = 1, .max = 1'000'000}));
}

/// From "PT0S" to `most`; a day is 24 hours.
seconds length_from(const node& value, seconds most) {
    const auto read = parse_duration(value.text({.bytes_max = 64}));
    if (!read) {
        value.fail(read.error().message);
        return {};
    }
    const seconds length = std::chrono::days(read->days) + read->time;
    if (length >= seconds(0) && length <= most) return length;
    value.fail("this is to be from PT0S to " +
               to_iso(civil_duration{
                   .days = static_cast<int>(std::chrono::floor<std::chrono::days>(most).count())}));
    return {};
}

/// An id, or {"id","weight"}.
optional_user optional_from(const node& value) {
    if (value.is_text()) return value.id<calendar_user_id>();
    optional_user made{calendar_user_id{}};
    value.object([&](object_reader& in) {
        made.id = in.need("id").id<calendar_user_id>();
        made.weight = in.maybe("weight", weight_from).value_or(1);
    });
    return made;
}

void read_members(user_group& into, const node& value) {
    value.each(limits::users_max, [&](const node& element) {
        const optional_user one = optional_from(element);
        into.members.push_back(one.id);
        into.weights.push_back(one.weight);
    });
    if (into.members.empty()) value.fail("a group is to name at least one id");
}

/// A list of ids, or {"members","needed","seats","units","features","turn"}.
user_group group_from(const node& value) {
    user_group made;
    if (value.is_list()) {
        read_members(made, value);
        return made;
    }
    value.object([&](object_reader& in) {
        read_members(made, in.need("members"));
        if (const auto needed = in.find("needed")) {
            made.needed = static_cast<std::size_t>(
                needed->number({.min = 1, .max = static_cast<std::int64_t>(limits::users_max)}));
            if (made.needed > made.members.size())
                needed->fail("more are needed than the group has members");
        }
        made.least.seats = in.maybe("seats", seats_from).value_or(0);
        made.least.units = in.maybe("units", capacity_from).value_or(0);
        made.least.features =
            in.maybe("features", features_from).value_or(std::vector<std::string>{});
        made.turn = in.maybe("turn", turn_from).value_or(turn_rule::listed);
    });
    return made;
}

/// What keeps the slots apart from other things.
void read_distances(slot_request& made, object_reader& in) {
    const auto buffer = [](const node& n) { return length_from(n, policy_buffer_max); };
    made.buffer_before = in.maybe("bufferBefore", buffer).value_or(seconds(0));
    made.buffer_after = in.maybe("bufferAfter", buffer).value_or(seconds(0));
    made.notice =
        in.maybe("notice", [](const node& n) { return length_from(n, policy_reach_max); })
            .value_or(seconds(0));
    made.day_meetings_max = in.maybe("perDay", [](const node& n) {
        return static_cast<std::size_t>(n.number({.min = 0, .max = 1'000}));
    });
    made.day_time_max = in.maybe("perDayTime", [](const node& n) {
        return length_from(n, std::chrono::days(1));
    });
}

slots_body slots_from(object_reader& in) {
    slots_body body{.request = {.window = window_from(in, limits::search_window_max)}};
    slot_request& made = body.request;
    made.required = in.maybe("required", [](const node& n) { return n.user_ids(limits::users_max); })
                        .value_or(std::vector<calendar_user_id>{});
    if (const auto welcome = in.find("optional"))
        welcome->each(limits::users_max,
                      [&](const node& one) { made.optional.push_back(optional_from(one)); });
    if (const auto groups = in.find("anyOf"))
        groups->each(limits::groups_max,
                     [&](const node& one) { made.any_of.push_back(group_from(one)); });
    made.duration = in.need("duration").exact_duration();
    if (const auto step = in.find("step")) {
        made.step = step->exact_duration();
        if (made.step < std::chrono::minutes(1)) step->fail("this is to be at least PT1M");
    }
    if (const auto align = in.find("align")) {
        made.align = slot_alignment{.every = align->exact_duration()};
        if (made.align->every > seconds(0) &&
            std::chrono::hours(24) % made.align->every != seconds(0))
            align->fail("this is to divide a day, as PT15M or PT2H do");
    }
    body.time_zone = in.maybe("timeZone", time_zone_from).value_or("");
    if (const auto limit = in.find("limit"))
        made.limit = static_cast<std::size_t>(limit->number({.min = 1, .max = limits::slots_max}));
    made.order = in.maybe("order", order_from).value_or(slot_order::best);
    made.tentative = in.maybe("tentative", tentative_from).value_or(tentative_as::busy);
    read_distances(made, in);
    made.explain = in.maybe("explain", [](const node& n) { return n.boolean(); }).value_or(false);
    if (made.required.empty() && made.any_of.empty())
        in.fail("say who must be there in \"required\" or \"anyOf\"");
    return body;
}

} // namespace

read_result<slots_body> read_slots(std::string_view text) { return read_body(text, slots_from); }

} // namespace timewright::json
