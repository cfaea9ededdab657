#include "linearizability/history_lines.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace timewright::linearizability {

namespace {

namespace json = boost::json;

// --- writing

std::int64_t seconds_of(sys_seconds t) { return t.time_since_epoch().count(); }
template <class Id>
std::int64_t number_of(const Id& id) {
    return static_cast<std::int64_t>(id.low());
}
template <class Enum>
std::int64_t code_of(Enum value) {
    return static_cast<std::int64_t>(value);
}
json::value deadline_of(const std::optional<sys_seconds>& deadline) {
    if (!deadline) return nullptr;
    return seconds_of(*deadline);
}

template <class Each, class Make>
json::array list(const Each& each, Make&& make) {
    json::array made;
    for (const auto& one : each) made.push_back(make(one));
    return made;
}

json::value to_json(const claim& k) {
    return {{"who", list(k.who.users(), number_of<calendar_user_id>)},
            {"start", seconds_of(k.span.start())},
            {"end", seconds_of(k.span.end())},
            {"units", k.units},
            {"effect", code_of(k.effect)},
            {"deadline", deadline_of(k.deadline)},
            {"choice", k.choice}};
}

json::value to_json(const live_claim& c) {
    return {{"booking", number_of(c.id.booking)},
            {"sequence", c.id.sequence},
            {"part", c.part},
            {"user", number_of(c.user)},
            {"start", seconds_of(c.span.start())},
            {"end", seconds_of(c.span.end())},
            {"units", c.units},
            {"effect", code_of(c.effect)},
            {"deadline", deadline_of(c.deadline)}};
}

json::value to_json(const change& c) {
    json::object made;
    made["actor"] = number_of(c.actor);
    made["origin"] = c.origin;
    made["key"] = c.request_key;
    made["digest"] = {static_cast<std::int64_t>(c.request_digest.high),
                      static_cast<std::int64_t>(c.request_digest.low)};
    made["users"] = list(c.users, [](const user_edit& u) {
        return json::value{{"user", number_of(u.user)},
                           {"capacity", u.limits.capacity},
                           {"until", seconds_of(u.limits.bookable_until)},
                           {"disabled", u.limits.disabled}};
    });
    made["edits"] = list(c.edits, [](const booking_edit& e) {
        json::object edit{{"booking", number_of(e.booking)}, {"expected", e.expected_sequence}};
        if (e.document) edit["document"] = *e.document;
        return edit;
    });
    made["releases"] = list(c.releases, [](const release& r) {
        json::object freed{{"booking", number_of(r.booking)}, {"held", r.must_be_held}};
        if (r.part) freed["part"] = *r.part;
        return freed;
    });
    made["parts"] = list(c.parts, [](const part& p) {
        return json::value{{"booking", number_of(p.booking)},
                           {"id", p.id},
                           {"claims", list(p.claims, [](const claim& k) { return to_json(k); })}};
    });
    made["mode"] = code_of(c.mode);
    return made;
}

json::value to_json(const outcome& o) {
    json::object made;
    made["code"] = to_slug(o.code);
    made["decided"] = to_slug(o.decided);
    made["bookings"] = list(o.bookings, [](const booking_sequence& b) {
        return json::value{{"booking", number_of(b.booking)}, {"sequence", b.sequence}};
    });
    made["parts"] = list(o.parts, [](const part_outcome& p) {
        return json::value{{"booking", number_of(p.booking)},
                           {"id", p.part},
                           {"applied", p.applied},
                           {"users", list(p.users, number_of<calendar_user_id>)}};
    });
    made["conflicts"] = list(o.conflicts, [](const conflict& c) {
        json::object told{{"user", number_of(c.user)},
                          {"start", seconds_of(c.span.start())},
                          {"end", seconds_of(c.span.end())},
                          {"reason", code_of(c.reason)}};
        if (c.with) told["with"] = number_of(*c.with);
        return told;
    });
    made["left_out"] = o.conflicts_left_out;
    return made;
}

json::value to_json(const call& c) {
    json::object made{{"client", c.client},
                      {"group", c.group},
                      {"called", c.called},
                      {"returned", c.returned},
                      {"clock", {seconds_of(c.clock_called), seconds_of(c.clock_returned)}}};
    switch (c.kind) {
        case call_kind::change:
            made["kind"] = "change";
            made["asked"] = to_json(c.asked);
            made["told"] = c.told ? to_json(*c.told) : json::value();
            break;
        case call_kind::look:
            made["kind"] = "look";
            made["as_of"] = seconds_of(c.seen.as_of);
            made["users"] =
                list(c.seen.users, [](const user_record& u) { return number_of(u.user); });
            made["seen"] = list(c.seen.claims, [](const live_claim& k) { return to_json(k); });
            break;
        case call_kind::clock:
            made["kind"] = "clock";
            made["set_to"] = seconds_of(c.set_to);
            break;
    }
    return made;
}

// --- reading

std::int64_t whole(const json::value& v) { return v.to_number<std::int64_t>(); }
sys_seconds time_of(const json::value& v) { return sys_seconds(std::chrono::seconds(whole(v))); }
std::optional<sys_seconds> deadline_from(const json::value& v) {
    if (v.is_null()) return std::nullopt;
    return time_of(v);
}
template <class Id>
Id id_of(const json::value& v) {
    return Id::from_number(v.to_number<std::uint64_t>());
}
interval span_of(const json::object& o) { return {time_of(o.at("start")), time_of(o.at("end"))}; }
std::string text_of(const json::value& v) { return std::string(v.as_string()); }

template <class Made, class Make>
std::vector<Made> each(const json::value& of, Make&& make) {
    std::vector<Made> all;
    for (const json::value& one : of.as_array()) all.push_back(make(one.as_object()));
    return all;
}

std::vector<calendar_user_id> users_from(const json::value& v) {
    std::vector<calendar_user_id> users;
    for (const json::value& one : v.as_array()) users.push_back(id_of<calendar_user_id>(one));
    return users;
}

claim claim_from(const json::object& o) {
    return {.who = candidates::any_of(users_from(o.at("who"))),
            .span = span_of(o),
            .units = o.at("units").to_number<std::uint32_t>(),
            .effect = static_cast<claim_effect>(whole(o.at("effect"))),
            .deadline = deadline_from(o.at("deadline")),
            .choice = o.at("choice").to_number<std::uint32_t>()};
}

live_claim live_from(const json::object& o) {
    return {
        .id = {id_of<booking_id>(o.at("booking")), o.at("sequence").to_number<std::uint64_t>(), 0},
        .part = whole(o.at("part")),
        .user = id_of<calendar_user_id>(o.at("user")),
        .span = span_of(o),
        .units = o.at("units").to_number<std::uint32_t>(),
        .effect = static_cast<claim_effect>(whole(o.at("effect"))),
        .deadline = deadline_from(o.at("deadline"))};
}

booking_edit edit_from(const json::object& o) {
    booking_edit made{.booking = id_of<booking_id>(o.at("booking")),
                      .expected_sequence = o.at("expected").to_number<std::uint64_t>()};
    if (const json::value* document = o.if_contains("document")) made.document = text_of(*document);
    return made;
}

release release_from(const json::object& o) {
    release made{.booking = id_of<booking_id>(o.at("booking")),
                 .must_be_held = o.at("held").as_bool()};
    if (const json::value* which = o.if_contains("part")) made.part = whole(*which);
    return made;
}

change change_from(const json::object& o, organization_id organization) {
    change made;
    made.organization = organization;
    made.actor = id_of<account_id>(o.at("actor"));
    made.origin = text_of(o.at("origin"));
    made.request_key = text_of(o.at("key"));
    made.request_digest = {static_cast<std::uint64_t>(whole(o.at("digest").at(0))),
                           static_cast<std::uint64_t>(whole(o.at("digest").at(1)))};
    made.users = each<user_edit>(o.at("users"), [](const json::object& u) {
        return user_edit{id_of<calendar_user_id>(u.at("user")),
                         {u.at("capacity").to_number<std::uint32_t>(), time_of(u.at("until")),
                          u.at("disabled").as_bool()}};
    });
    made.edits = each<booking_edit>(o.at("edits"), edit_from);
    made.releases = each<release>(o.at("releases"), release_from);
    made.parts = each<part>(o.at("parts"), [](const json::object& p) {
        return part{id_of<booking_id>(p.at("booking")), whole(p.at("id")),
                    each<claim>(p.at("claims"), claim_from)};
    });
    made.mode = static_cast<change_mode>(whole(o.at("mode")));
    return made;
}

outcome_code code_from(const json::value& slug) {
    for (int code = 0; code <= code_of(outcome_code::vetoed); ++code)
        if (slug.as_string() == to_slug(static_cast<outcome_code>(code)))
            return static_cast<outcome_code>(code);
    std::abort();
}

outcome outcome_from(const json::object& o) {
    outcome made;
    made.code = code_from(o.at("code"));
    made.decided = code_from(o.at("decided"));
    made.bookings = each<booking_sequence>(o.at("bookings"), [](const json::object& b) {
        return booking_sequence{id_of<booking_id>(b.at("booking")),
                                b.at("sequence").to_number<std::uint64_t>()};
    });
    made.parts = each<part_outcome>(o.at("parts"), [](const json::object& p) {
        return part_outcome{id_of<booking_id>(p.at("booking")), whole(p.at("id")),
                            p.at("applied").as_bool(), users_from(p.at("users"))};
    });
    made.conflicts = each<conflict>(o.at("conflicts"), [](const json::object& c) {
        conflict told{id_of<calendar_user_id>(c.at("user")), span_of(c), std::nullopt,
                      static_cast<conflict_reason>(whole(c.at("reason")))};
        if (const json::value* with = c.if_contains("with")) told.with = id_of<booking_id>(*with);
        return told;
    });
    made.conflicts_left_out = o.at("left_out").to_number<std::size_t>();
    return made;
}

call call_from(const json::object& o, organization_id organization) {
    call made{.client = o.at("client").to_number<std::uint64_t>(),
              .group = o.at("group").to_number<std::uint64_t>(),
              .called = whole(o.at("called")),
              .returned = whole(o.at("returned")),
              .clock_called = time_of(o.at("clock").at(0)),
              .clock_returned = time_of(o.at("clock").at(1))};
    const json::string& kind = o.at("kind").as_string();
    if (kind == "change") {
        made.asked = change_from(o.at("asked").as_object(), organization);
        if (const json::object* told = o.at("told").if_object()) made.told = outcome_from(*told);
    } else if (kind == "look") {
        made.kind = call_kind::look;
        made.seen.as_of = time_of(o.at("as_of"));
        for (const calendar_user_id user : users_from(o.at("users")))
            made.seen.users.push_back({organization, user, {}});
        made.seen.claims = each<live_claim>(o.at("seen"), live_from);
    } else {
        made.kind = call_kind::clock;
        made.set_to = time_of(o.at("set_to"));
    }
    return made;
}

} // namespace

void write_lines(const history& told, std::ostream& out) {
    out << json::value{{"store", told.store},
                       {"scenario", told.scenario},
                       {"seed", told.seed},
                       {"organization", number_of(told.organization)},
                       {"calls", told.calls.size()}}
        << '\n';
    for (const call& one : told.calls) out << to_json(one) << '\n';
}

std::vector<history> read_lines(std::istream& in) {
    std::vector<history> all;
    std::string line;
    while (std::getline(in, line)) {
        const json::value read = json::parse(line);
        const json::object& o = read.as_object();
        if (o.contains("kind")) {
            all.back().calls.push_back(call_from(o, all.back().organization));
            continue;
        }
        all.push_back({.store = text_of(o.at("store")),
                       .scenario = text_of(o.at("scenario")),
                       .seed = o.at("seed").to_number<std::uint64_t>(),
                       .organization = id_of<organization_id>(o.at("organization"))});
    }
    return all;
}

} // namespace timewright::linearizability
