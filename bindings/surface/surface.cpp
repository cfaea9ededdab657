#include "surface.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/availability/capacity.hpp>
#include <timewright/availability/day_limit.hpp>
#include <timewright/availability/explain.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/availability/team.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/base/version.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/service/booker.hpp>
#include <timewright/storage/memory_store.hpp>
#include <timewright/time/zone_registry.hpp>

#include <chrono>
#include <utility>

namespace timewright::surface {

namespace {

using std::chrono::seconds;

sys_seconds instant(integer count) { return sys_seconds(seconds(count)); }
local_seconds local(integer count) { return local_seconds(seconds(count)); }
integer count(sys_seconds t) { return t.time_since_epoch().count(); }
integer count(local_seconds t) { return t.time_since_epoch().count(); }

/// Instants of the years 1 to 9999: beyond, the arithmetic of the library has not been thought of.
constexpr integer instant_min = -62'135'596'800;
constexpr integer instant_max = 253'402'300'799;

const char* to_slug(retry again) {
    switch (again) {
        case retry::never: return "never";
        case retry::safe: return "safe";
        case retry::in_doubt: return "in-doubt";
    }
    return "never";
}

[[noreturn]] void fail(const error& e) {
    failure made(timewright::to_slug(e.code), to_string(e));
    made.retry_ = to_slug(e.again);
    throw made;
}

[[noreturn]] void fail(const std::string& message) { fail(invalid_input(message)); }

template <class T>
T take(result<T, error> r) {
    if (!r) fail(r.error());
    return std::move(*r);
}

void check_range(integer at, const char* what) {
    if (at < instant_min || at > instant_max)
        fail(std::string(what) + " lies outside of the years 1 to 9999");
}

interval to_interval(integer start, integer end, const char* what) {
    check_range(start, what);
    check_range(end, what);
    return take(interval::make({instant(start), instant(end)}));
}

template <class Id>
Id to_id(const std::string& text) {
    return take(Id::from_string(text));
}

blocker to_blocker(const conflict& c) {
    return {.user = c.user.to_string(),
            .start = count(c.span.start()),
            .end = count(c.span.end()),
            .booking = c.with ? c.with->to_string() : std::string(),
            .reason = to_slug(c.reason)};
}

std::vector<blocker> to_blockers(const std::vector<conflict>& conflicts) {
    std::vector<blocker> made;
    made.reserve(conflicts.size());
    for (const conflict& c : conflicts) made.push_back(to_blocker(c));
    return made;
}

[[noreturn]] void fail(const refusal& why) {
    switch (why.reason) {
        case refusal_reason::conflicts:
            throw failure("conflicts", "the booking does not fit; see the conflicts",
                          to_blockers(why.conflicts));
        case refusal_reason::stale:
            throw failure("stale", "the booking is at sequence " +
                                       std::to_string(why.current_sequence) + "; read it again");
        case refusal_reason::expired: throw failure("expired", "the hold has run out");
        case refusal_reason::already_confirmed:
            throw failure("already-confirmed", "the booking is confirmed already");
        case refusal_reason::not_found: throw failure("not-found", "there is no such booking");
        case refusal_reason::key_reused:
            throw failure("key-reused", "the request key belongs to another request");
        case refusal_reason::policy:
        case refusal_reason::invalid:
        case refusal_reason::fault: fail(why.fault);
    }
    fail(why.fault);
}

// The bindings have no request bytes to take a fingerprint of: they take the request's own fields.
fingerprint digest_of(const booking_request& request, integer hold_for) {
    std::string text = request.document + '\0' + std::to_string(hold_for) +
                       (request.parts_that_fit ? "p" : "e");
    for (const span& s : request.occurrences)
        text += '\1' + std::to_string(s.start) + '-' + std::to_string(s.end);
    for (const auto& group : request.rooms) {
        text += '\2';
        for (const std::string& id : group) text += id + ',';
    }
    for (const std::string& id : request.people) text += '\3' + id;
    for (const std::string& id : request.insisted) text += '\4' + id;
    return compute_fingerprint(text);
}

timewright::booking_request to_request(const booking_request& from) {
    timewright::booking_request made{.document = from.document};
    if (from.occurrences.empty()) fail("a booking needs at least one occurrence");
    const bool recurs = from.occurrences.size() > 1;
    for (const span& s : from.occurrences)
        made.occurrences.push_back(
            {recurs ? s.start : 0, to_interval(s.start, s.end, "an occurrence")});
    for (const auto& group : from.rooms) {
        std::vector<calendar_user_id> members;
        for (const std::string& id : group) members.push_back(to_id<calendar_user_id>(id));
        if (members.empty()) fail("a group of rooms to choose from is empty");
        made.resources.push_back({.who = members.size() == 1
                                             ? candidates(members.front())
                                             : candidates::any_of(std::move(members))});
    }
    for (const std::string& id : from.people) made.people.push_back(to_id<calendar_user_id>(id));
    for (const std::string& id : from.insisted)
        made.people_insisted.push_back(to_id<calendar_user_id>(id));
    if (from.parts_that_fit) made.mode = change_mode::parts_that_fit;
    return made;
}

booked to_booked(const booking& made, const std::vector<span>& occurrences) {
    booked answer{.id = made.id.to_string(),
                  .sequence = static_cast<integer>(made.sequence),
                  .conflicts = to_blockers(made.conflicts),
                  .expires_at = made.expires_at ? count(*made.expires_at) : 0,
                  .repeated = made.repeated};
    for (std::size_t i = 0; i < made.parts.size() && i < occurrences.size(); ++i) {
        booked_occurrence o{.start = occurrences[i].start,
                            .end = occurrences[i].end,
                            .applied = made.parts[i].applied};
        for (const calendar_user_id user : made.parts[i].users) o.users.push_back(user.to_string());
        answer.occurrences.push_back(std::move(o));
    }
    return answer;
}

disambiguation to_disambiguation(const std::string& name) {
    if (name == "compatible") return disambiguation::compatible;
    if (name == "earlier") return disambiguation::earlier;
    if (name == "later") return disambiguation::later;
    if (name == "reject") return disambiguation::reject;
    fail("a disambiguation is compatible, earlier, later or reject, not '" + name + "'");
}

std::size_t to_index(integer i) {
    if (i < 0) fail("an index of a calendar is negative");
    return static_cast<std::size_t>(i);
}

std::vector<integer> to_indices(const std::vector<std::size_t>& from) {
    return {from.begin(), from.end()};
}

integer check_least(integer value, integer least, integer most, const char* what) {
    if (value < least || value > most)
        fail(std::string(what) + " is from " + std::to_string(least) + " to " +
             std::to_string(most));
    return value;
}

std::uint32_t to_count(integer value, integer least, const char* what) {
    return static_cast<std::uint32_t>(check_least(value, least, 1'000'000, what));
}

seconds to_buffer(integer value, const char* what) {
    return seconds(check_least(value, 0, seconds(buffer_max).count(), what));
}

template <class Value>
Value to_word(const std::string& text, std::initializer_list<std::pair<const char*, Value>> words,
              const char* what) {
    if (text.empty()) return words.begin()->second;
    std::string all;
    for (const auto& [name, value] : words) {
        if (text == name) return value;
        all += (all.empty() ? "" : ", ") + std::string(name);
    }
    fail(std::string(what) + " is one of " + all);
}

[[noreturn]] void fail_too_large() {
    fail(error{.code = errc::limit_reached,
               .message = "the search is too large; shorten its window"});
}

/// A query of the surface as one of the library.
class search_reader {
  public:
    search_reader(const zone_registry& zones, const slot_query& query)
        : zones_(zones),
          query_(query),
          window_(to_interval(query.from, query.to, "the window")),
          known_(to_interval(query.from - check_least(query.known_before, 0, reach_max, "known_before"),
                             query.to + check_least(query.known_after, 0, reach_max, "known_after"),
                             "what is known")) {}

    [[nodiscard]] interval known() const { return known_; }

    [[nodiscard]] timewright::slot_query read() const {
        timewright::slot_query asked{.window = window_,
                                     .duration = seconds(query_.duration),
                                     .step = seconds(query_.step)};
        if (query_.limit < 1) fail("a limit is at least 1");
        asked.slots_max = static_cast<std::size_t>(query_.limit);
        read_words(asked);
        for (const integer i : query_.required) asked.required.push_back(to_index(i));
        for (const integer i : query_.optional)
            asked.optional.push_back({to_index(i), to_count(at(i).weight, 1, "a weight")});
        if (query_.wishes.size() > query_.any_of.size())
            fail("there are wishes for more groups than are named");
        std::vector<std::uint32_t> units(query_.calendars.size(), 1);
        for (std::size_t i = 0; i < query_.any_of.size(); ++i) {
            asked.any_of.push_back(to_group(i));
            const std::uint32_t wanted = std::max(1U, asked.any_of.back().least.units);
            for (const std::size_t member : asked.any_of.back().members) units[member] = wanted;
        }
        const std::uint32_t most = units.empty() ? 1 : *std::max_element(units.begin(), units.end());
        for (const integer i : query_.another) units[known_index(i)] = most;
        for (std::size_t i = 0; i < query_.calendars.size(); ++i) {
            const search_calendar& c = query_.calendars[i];
            asked.calendars.push_back(to_availability(c, asked, units[i]));
            asked.traits.push_back({.seats = to_count(c.seats, 0, "seats"),
                                    .units = to_count(c.units, 1, "units"),
                                    .features = c.features});
        }
        return asked;
    }

  private:
    static constexpr integer reach_max = seconds(buffer_max).count();

    [[nodiscard]] std::size_t known_index(integer i) const {
        const std::size_t index = to_index(i);
        if (index >= query_.calendars.size())
            fail("the search names calendar " + std::to_string(i) + " but knows only " +
                 std::to_string(query_.calendars.size()));
        return index;
    }

    [[nodiscard]] const search_calendar& at(integer i) const {
        return query_.calendars[known_index(i)];
    }

    void read_words(timewright::slot_query& asked) const {
        asked.order = to_word<slot_order>(query_.order,
                                          {{"score", slot_order::best},
                                           {"time", slot_order::all},
                                           {"first", slot_order::first}},
                                          "the order");
        asked.tentative = to_word<tentative_as>(
            query_.tentative, {{"busy", tentative_as::busy}, {"free", tentative_as::free}},
            "tentative");
        asked.unknown = to_word<unknown_as>(
            query_.unknown, {{"busy", unknown_as::busy}, {"free", unknown_as::free}}, "unknown");
        if (query_.align != 0)
            asked.align = {.every = seconds(query_.align), .in_zone = find_zone(query_.align_zone)};
        if (!query_.has_notice) return;
        check_range(query_.not_before, "not_before");
        asked.not_before = instant(query_.not_before);
    }

    [[nodiscard]] zone find_zone(const std::string& name) const {
        return name.empty() ? zone() : take(zones_.find(name));
    }

    [[nodiscard]] resource_group to_group(std::size_t g) const {
        const group_wish wish = g < query_.wishes.size() ? query_.wishes[g] : group_wish();
        std::vector<team_member> members;
        for (const integer i : query_.any_of[g]) {
            const search_calendar& c = at(i);
            team_member one{.calendar = to_index(i),
                            .load = to_count(c.load, 0, "a load"),
                            .weight = to_count(c.weight, 1, "a weight")};
            if (c.assigned) {
                check_range(c.last_assigned, "last_assigned");
                one.last_assigned = instant(c.last_assigned);
            }
            members.push_back(one);
        }
        const turn_rule turn = to_word<turn_rule>(wish.turn,
                                                  {{"listed", turn_rule::listed},
                                                   {"least-recent", turn_rule::least_recent},
                                                   {"least-load", turn_rule::least_load},
                                                   {"by-weight", turn_rule::by_weight}},
                                                  "the turn of a group");
        resource_group group = take(
            make_team(std::move(members), turn, to_count(wish.needed, 1, "needed of a group")));
        group.least = {.seats = to_count(wish.seats, 0, "seats"),
                       .units = to_count(wish.units, 1, "units"),
                       .features = wish.features};
        return group;
    }

    [[nodiscard]] availability to_availability(const search_calendar& c,
                                               const timewright::slot_query& asked,
                                               std::uint32_t units) const {
        availability known{.unknown = c.unknown};
        if (!c.hours.empty()) {
            const working_hours hours{.in_zone = find_zone(c.zone),
                                      .weekly = take(parse_weekly_hours(c.hours))};
            known.open = compute_open(hours, known_);
        }
        if (c.unknown) return known;
        std::vector<interval> meetings;
        meetings.reserve(c.busy.size() + c.tentative.size());
        for (const span& s : c.busy) meetings.push_back(to_interval(s.start, s.end, "busy time"));
        const time_set firm = taken_by(meetings, c, units);
        const std::vector<interval> certain = meetings;
        for (const span& s : c.tentative)
            meetings.push_back(to_interval(s.start, s.end, "tentative time"));
        day_limit limit{};
        if (c.meetings_per_day >= 0)
            limit.meetings_max = static_cast<std::size_t>(c.meetings_per_day);
        if (c.time_per_day >= 0) limit.time_max = seconds(c.time_per_day);
        known.busy = firm;
        if (limit.meetings_max || limit.time_max) {
            limit.in_zone = find_zone(c.zone);
            const auto& counted = asked.tentative == tentative_as::free ? certain : meetings;
            known.busy = unite(
                firm, take(compute_full_days(counted, limit, known_, asked.duration)));
        }
        known.tentative = subtract(taken_by(meetings, c, units), known.busy);
        return known;
    }

    [[nodiscard]] static time_set taken_by(const std::vector<interval>& meetings,
                                           const search_calendar& c, std::uint32_t units) {
        const seconds before = to_buffer(c.buffer_before, "buffer_before");
        const seconds after = to_buffer(c.buffer_after, "buffer_after");
        const std::uint32_t all = to_count(c.units, 1, "units");
        std::vector<capacity_use> uses;
        uses.reserve(meetings.size());
        for (const interval& s : meetings)
            uses.push_back({.span = {s.start() - after, s.end() + before}});
        return capacity_profile(all, uses).busy_for(std::min(units, all));
    }

    const zone_registry& zones_;
    const slot_query& query_;
    interval window_;
    interval known_; // the window, and what is known around it
};

slot to_slot(const timewright::slot& s) {
    return {count(s.span.start()), count(s.span.end()), s.score, to_indices(s.rooms),
            to_indices(s.missing)};
}

blocked to_blocked(const blocked_slot& b, const timewright::slot_query& asked) {
    blocked told{count(b.span.start()), count(b.span.end()), to_indices(b.calendars)};
    for (std::size_t i = 0; i < b.groups.size(); ++i) {
        const group_shortage& shortage = b.shortages[i];
        const bool hopeless = shortage.members.size() < shortage.lacking;
        for (const integer member :
             to_indices(hopeless ? asked.any_of[b.groups[i]].members : shortage.members))
            told.blocking.push_back(member);
    }
    return told;
}

slot_change to_change(const relaxation& change, const timewright::slot_query& asked) {
    slot_change told{timewright::to_string(change.kind), to_indices(change.calendars),
                     to_slot(change.found)};
    if (change.kind == relaxation_kind::without_calendar)
        told.calendars = {static_cast<integer>(change.index)};
    if (change.kind == relaxation_kind::another_room)
        told.calendars = to_indices(asked.any_of[change.index].members);
    return told;
}

} // namespace

failure::failure(const std::string& code, const std::string& message)
    : std::runtime_error(message), code_(code), retry_("never") {}
failure::failure(const std::string& code, const std::string& message,
                 const std::vector<blocker>& conflicts)
    : std::runtime_error(message), code_(code), retry_("never"), conflicts_(conflicts) {}
failure::~failure() = default;
std::string failure::code() const { return code_; }
std::string failure::retry() const { return retry_; }
std::vector<blocker> failure::conflicts() const { return conflicts_; }

struct zones::state {
    zone_registry registry;
};

zones::zones() : state_(new state{take(zone_registry::system())}) {}
zones::zones(const std::string& directory) : state_(new state{take(zone_registry::open(directory))}) {}
zones::~zones() = default;
zones::zones(const zones&) = default;
zones& zones::operator=(const zones&) = default;

std::string zones::version() const { return state_->registry.tzdata_version(); }
std::vector<std::string> zones::names() const { return state_->registry.names(); }

zone_answer zones::at(const std::string& zone_name, integer at) const {
    check_range(at, "the instant");
    const zone found = take(state_->registry.find(zone_name));
    const zone_period period = found.period_at(instant(at));
    return {period.offset.count(), period.abbreviation, period.daylight};
}

local_answer zones::resolve(const std::string& zone_name, integer at) const {
    check_range(at, "the local time");
    const local_resolution found =
        take(state_->registry.find(zone_name)).resolve(local(at));
    const char* kind = found.kind == local_kind::unique    ? "unique"
                       : found.kind == local_kind::skipped ? "skipped"
                                                           : "repeated";
    return {kind, count(found.first), count(found.second)};
}

integer zones::to_instant(const std::string& zone_name, integer at,
                               const std::string& how) const {
    check_range(at, "the local time");
    return count(
        take(take(state_->registry.find(zone_name)).to_instant(local(at), to_disambiguation(how))));
}

std::vector<occurrence> zones::expand(const recurrence_query& query) const {
    check_range(query.start, "the start");
    if (query.duration < 0) fail("a duration is not negative");
    if (query.limit < 1) fail("a limit is at least 1");
    event series{.start = event_time::zoned(local(query.start), take(state_->registry.find(query.zone))),
                 .duration = {.days = 0, .time = seconds(query.duration)}};
    if (!query.rule.empty()) series.rules.push_back(take(parse_rule(query.rule)));
    const auto at = [&](integer t) {
        check_range(t, "a date");
        return event_time::zoned(local(t), series.start.in_zone);
    };
    for (const integer t : query.extra) series.rdates.push_back({at(t)});
    for (const integer t : query.excluded) series.exdates.push_back(at(t));
    const expansion found = take(timewright::expand(
        series, to_interval(query.from, query.to, "the window"),
        {.occurrences_max = static_cast<std::size_t>(query.limit), .moments = query.duration == 0}));
    if (found.truncated)
        fail(error{.code = errc::limit_reached,
                   .message = "there are more occurrences in the window than the limit of " +
                              std::to_string(query.limit)});
    std::vector<occurrence> listed;
    for (const timewright::occurrence& o : found.occurrences)
        listed.push_back({count(o.recurrence_id), count(o.span.start()),
                          query.duration == 0 ? count(o.span.start()) : count(o.span.end())});
    return listed;
}

std::vector<slot> zones::find_slots(const slot_query& query) const {
    const slot_answer found = take(timewright::find_slots(search_reader(state_->registry, query).read()));
    if (found.truncated) fail_too_large();
    std::vector<slot> listed;
    listed.reserve(found.slots.size());
    for (const timewright::slot& s : found.slots) listed.push_back(to_slot(s));
    return listed;
}

slot_reasons zones::explain_slots(const slot_query& query) const {
    const search_reader reader(state_->registry, query);
    const timewright::slot_query asked = reader.read();
    explain_options options{.known_until = reader.known().end(),
                            .known_from = reader.known().start()};
    for (const integer i : query.another) options.further.push_back(to_index(i));
    const explanation why = take(explain(asked, options));
    if (why.truncated) fail_too_large();
    slot_reasons told;
    told.fits = why.fits;
    told.hopeless = to_indices(why.hopeless_groups);
    for (const blocked_slot& each : why.nearest) told.nearest.push_back(to_blocked(each, asked));
    for (const relaxation& each : why.relaxations) told.changes.push_back(to_change(each, asked));
    return told;
}

struct desk::state {
    explicit state(std::unique_ptr<manual_clock> moved)
        : manual(std::move(moved)),
          store(manual ? static_cast<const clock&>(*manual) : machine),
          commands(store, mint, manual ? static_cast<const clock&>(*manual) : machine) {}

    system_clock machine;
    std::unique_ptr<manual_clock> manual;
    memory_store store;
    random_ids mint;
    booker commands;
};

desk::desk() : state_(new state(nullptr)) {}
desk::desk(integer now) {
    check_range(now, "the instant");
    state_ = std::make_shared<state>(std::make_unique<manual_clock>(instant(now)));
}
desk::~desk() = default;

std::string desk::add_user(integer capacity) {
    if (capacity < 1 || capacity > 1'000'000) fail("a capacity is between 1 and 1000000");
    const auto id = state_->mint.make<calendar_user_id>();
    change known;
    known.users = {{id, {.capacity = static_cast<std::uint32_t>(capacity)}}};
    if (auto done = state_->commands.settle(known); !done) fail(done.error());
    return id.to_string();
}

booked desk::book(const booking_request& request) {
    auto made = state_->commands.book(
        {.request_key = request.key, .request_digest = digest_of(request, 0)}, to_request(request));
    if (!made) fail(made.error());
    return to_booked(*made, request.occurrences);
}

booked desk::hold(const booking_request& request, integer length) {
    auto made = state_->commands.hold(
        {.request_key = request.key, .request_digest = digest_of(request, length)},
        to_request(request), seconds(length));
    if (!made) fail(made.error());
    return to_booked(*made, request.occurrences);
}

booked desk::confirm(const std::string& id, const std::string& key) {
    const auto booking = to_id<booking_id>(id);
    auto made = state_->commands.confirm(
        {.request_key = key, .request_digest = compute_fingerprint("confirm " + id)}, booking);
    if (!made) fail(made.error());
    std::vector<span> spans;
    const auto claims = take(state_->store.claims_of(default_organization, booking));
    for (const part_outcome& p : made->parts)
        for (const live_claim& c : claims)
            if (c.part == p.part) {
                spans.push_back({count(c.span.start()), count(c.span.end())});
                break;
            }
    return to_booked(*made, spans);
}

booked desk::cancel(const std::string& id, integer expected_sequence, const std::string& key) {
    if (expected_sequence < 1) fail("an expected sequence is at least 1");
    auto made = state_->commands.cancel(
        {.request_key = key,
         .request_digest = compute_fingerprint("cancel " + id + std::to_string(expected_sequence))},
        to_id<booking_id>(id), static_cast<std::uint64_t>(expected_sequence));
    if (!made) fail(made.error());
    return to_booked(*made, {});
}

std::vector<span> desk::busy(const std::string& user, integer from, integer to) {
    const auto id = to_id<calendar_user_id>(user);
    const snapshot loaded = take(
        state_->store.load(default_organization, {&id, 1}, to_interval(from, to, "the window")));
    if (loaded.users.empty())
        fail(error{.code = errc::not_found, .message = "there is no calendar user " + user});
    std::vector<span> found;
    for (const live_claim& c : loaded.claims)
        found.push_back({count(c.span.start()), count(c.span.end())});
    return found;
}

void desk::advance(integer by) {
    if (!state_->manual) fail("this desk runs by the machine's clock");
    state_->manual->advance(seconds(by));
}

std::string version() { return std::string(timewright::current_version.text); }

} // namespace timewright::surface
