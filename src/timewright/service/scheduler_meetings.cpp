// Booking, moving and cancelling meetings, and reading them back.
#include "timewright/service/alternatives.hpp"
#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_occurrences.hpp"

#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace timewright {

namespace {

using detail::meeting_document;

unexpected<meeting_refusal> refused(refusal why) {
    return unexpected(meeting_refusal{.why = std::move(why)});
}

unexpected<meeting_refusal> invalid(error wrong) {
    return refused({.reason = refusal_reason::invalid, .fault = std::move(wrong)});
}

unexpected<meeting_refusal> invalid(std::string what, std::string pointer) {
    error wrong = invalid_input(std::move(what));
    wrong.pointer = std::move(pointer);
    return invalid(std::move(wrong));
}

/// What the store could not do is a fault; what the caller got wrong is invalid.
unexpected<meeting_refusal> faulted(error fault) {
    const bool ours = fault.code != errc::invalid_input && fault.code != errc::limit_reached;
    return refused({.reason = ours ? refusal_reason::fault : refusal_reason::invalid,
                    .fault = std::move(fault)});
}

std::size_t lines_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The form of a request, before anything is looked up.
std::optional<error> find_fault(const meeting_request& asked) {
    const auto wrong = [](const char* what, const char* pointer) {
        error made = invalid_input(what);
        made.pointer = pointer;
        return made;
    };
    if (asked.title.size() > 1'000 || lines_in(asked.title) > 0)
        return wrong("a title is one line of at most 1000 bytes", "/title");
    if (asked.description.size() > 100'000)
        return wrong("a description has at most 100000 bytes", "/description");
    if (asked.start.kind == event_time_kind::floating)
        return wrong("a meeting needs a time zone", "/timeZone");
    if (asked.duration.days < 0 || asked.duration.time.count() < 0 ||
        (asked.duration.days == 0 && asked.duration.time.count() == 0))
        return wrong("a meeting takes more than no time, as PT45M", "/duration");
    if (asked.duration.days > 366 || asked.duration.time > std::chrono::days(366))
        return wrong("a meeting takes at most 366 days", "/duration");
    if (asked.rooms.empty() && asked.resources.empty() && asked.people.empty() &&
        asked.insisted.empty())
        return wrong("a meeting needs a room, a resource or a person", "/rooms");
    for (const auto& group : asked.rooms)
        if (group.empty()) return wrong("a group of rooms to choose from is empty", "/anyOf");
    if (asked.people.size() + asked.insisted.size() + asked.guests.size() > 1'000)
        return wrong("a meeting has at most 1000 participants", "/participants");
    return std::nullopt;
}

/// Everybody in the organization, for names, kinds and rooms.
class people_and_rooms {
  public:
    static result<people_and_rooms, error> load(scheduler& from, organization_id organization) {
        auto users = from.list_users(organization);
        if (!users) return unexpected(std::move(users).error());
        people_and_rooms made;
        for (auto& user : *users) made.by_id_.emplace(user.value.id, std::move(user.value));
        return made;
    }

    [[nodiscard]] const calendar_user* find(calendar_user_id id) const {
        const auto at = by_id_.find(id);
        return at == by_id_.end() ? nullptr : &at->second;
    }
    [[nodiscard]] bool is_person(calendar_user_id id) const {
        const calendar_user* user = find(id);
        return user != nullptr && (user->kind == calendar_user_kind::individual ||
                                   user->kind == calendar_user_kind::group);
    }

    /// Rooms that so many people fit into (or that do not say): enabled, the tightest fit first.
    [[nodiscard]] std::vector<calendar_user_id> rooms_for(std::size_t how_many) const {
        std::vector<const calendar_user*> fit;
        for (const auto& [id, user] : by_id_)
            if (user.kind == calendar_user_kind::room && !user.disabled &&
                (user.seats == 0 || user.seats >= how_many))
                fit.push_back(&user);
        std::sort(fit.begin(), fit.end(), [](const calendar_user* a, const calendar_user* b) {
            return std::tuple(a->seats, std::string_view(a->name), a->id) <
                   std::tuple(b->seats, std::string_view(b->name), b->id);
        });
        std::vector<calendar_user_id> ids;
        for (const calendar_user* user : fit) ids.push_back(user->id);
        return ids;
    }

  private:
    std::unordered_map<calendar_user_id, calendar_user> by_id_;
};

participant participant_for(const calendar_user& user, participant_role role) {
    return {.user = user.id,
            .email = user.email.empty() ? user.id.to_string() + "@calendar-user.invalid" : user.email,
            .name = user.name,
            .role = role,
            .status = participation_status::needs_action,
            .kind = user.kind};
}

/// Writes the participants of the document anew from its people and the given guests.
void name_participants(meeting_document& document, const people_and_rooms& known,
                       const std::vector<std::string>& guests) {
    event& details = document.details;
    details.organizer.reset();
    details.participants.clear();
    if (document.organizer)
        if (const calendar_user* user = known.find(*document.organizer)) {
            details.organizer = participant_for(*user, participant_role::chair);
            details.organizer->status = participation_status::accepted;
        }
    for (const auto* list : {&document.insisted, &document.people})
        for (const calendar_user_id id : *list)
            if (const calendar_user* user = known.find(id)) {
                participant made = participant_for(*user, participant_role::required);
                if (document.organizer == id) made.status = participation_status::accepted;
                details.participants.push_back(std::move(made));
            }
    for (const std::string& email : guests)
        details.participants.push_back({.email = email, .role = participant_role::required});
}

/// Whoever organizes a meeting takes part in it.
void include_organizer(meeting_document& document) {
    if (!document.organizer) return;
    for (const auto* list : {&document.people, &document.insisted})
        if (std::find(list->begin(), list->end(), *document.organizer) != list->end()) return;
    document.people.insert(document.people.begin(), *document.organizer);
}

/// E-mail addresses of participants who are no calendar users.
std::vector<std::string> guests_of(const meeting_document& document, const people_and_rooms& known) {
    std::set<std::string> ours;
    for (const auto* list : {&document.insisted, &document.people})
        for (const calendar_user_id id : *list)
            if (const calendar_user* user = known.find(id))
                ours.insert(participant_for(*user, participant_role::required).email);
    std::vector<std::string> guests;
    for (const participant& p : document.details.participants)
        if (!ours.contains(p.email)) guests.push_back(p.email);
    return guests;
}

/// Dates and floating times are meant where the (first) room is, or else the (first) person.
std::string zone_name_for(const meeting_document& document, const people_and_rooms& known) {
    std::vector<calendar_user_id> order;
    for (const auto& group : document.rooms) order.push_back(group.front());
    for (const resource_units& r : document.resources) order.push_back(r.id);
    if (document.organizer) order.push_back(*document.organizer);
    order.insert(order.end(), document.people.begin(), document.people.end());
    for (const calendar_user_id id : order)
        if (const calendar_user* user = known.find(id); user != nullptr && !user->zone_name.empty())
            return user->zone_name;
    return "UTC";
}

meeting_document to_document(const meeting_request& asked, const people_and_rooms& known) {
    meeting_document made;
    made.details.start = asked.start;
    made.details.duration = asked.duration;
    if (asked.rule) made.details.rules.push_back(*asked.rule);
    made.details.summary = asked.title;
    made.details.description = asked.description;
    made.rooms = asked.rooms;
    made.resources = asked.resources;
    made.people = asked.people;
    made.insisted = asked.insisted;
    made.organizer = asked.organizer;
    include_organizer(made);
    made.skip_occurrences = asked.skip_occurrences;
    if (asked.start.kind == event_time_kind::date)
        made.floating_zone_name = zone_name_for(made, known);
    name_participants(made, known, asked.guests);
    return made;
}

/// The answer to a command, from what the store said and the occurrences that were asked for.
meeting_booked to_answer(booking made, const meeting_document& document,
                         std::span<const meeting_occurrence> occurrences) {
    meeting_booked answer{.id = made.id,
                          .sequence = made.sequence,
                          .conflicts = std::move(made.conflicts),
                          .conflicts_left_out = made.conflicts_left_out,
                          .expires_at = made.expires_at,
                          .repeated = made.repeated};
    std::map<part_id, const part_outcome*> parts;
    for (const part_outcome& p : made.parts) {
        parts.emplace(p.part, &p);
        for (std::size_t i = 0; i < std::min(document.needs(), p.users.size()); ++i)
            if (std::find(answer.rooms.begin(), answer.rooms.end(), p.users[i]) ==
                answer.rooms.end())
                answer.rooms.push_back(p.users[i]);
    }
    for (meeting_occurrence o : occurrences) {
        const auto at = parts.find(detail::part_of(document.details, o.recurrence_id));
        if (at == parts.end()) continue;
        o.applied = at->second->applied;
        answer.occurrences.push_back(o);
    }
    return answer;
}

/// An UNTIL that keeps every occurrence before the given one.
recurrence_until just_before(const event& details, local_seconds recurrence_id,
                             const zone& floating) {
    using std::chrono::seconds;
    switch (details.start.kind) {
        case event_time_kind::date:
            return {recurrence_id - std::chrono::days(1), until_kind::date};
        case event_time_kind::floating: return {recurrence_id - seconds(1), until_kind::local};
        default: break;
    }
    event_time at = details.start;
    at.local = recurrence_id;
    const sys_seconds last = at.to_instant(floating) - seconds(1);
    return {local_seconds(last.time_since_epoch()), until_kind::utc};
}

event_time at_local(const event& details, local_seconds local) {
    event_time made = details.start;
    made.local = local;
    return made;
}

/// Takes one occurrence, or it and all later ones, out of the document.
void exclude(meeting_document& document, local_seconds recurrence_id, edit_range range,
             const zone& floating) {
    event& details = document.details;
    const bool later_too = range == edit_range::this_and_future;
    const auto is_out = [&](local_seconds at) {
        return later_too ? at >= recurrence_id : at == recurrence_id;
    };
    std::erase_if(details.overrides, [&](const event& o) { return is_out(o.recurrence_id->local); });
    if (!later_too) {
        details.exdates.push_back(at_local(details, recurrence_id));
        return;
    }
    std::erase_if(details.rdates, [&](const event_date& d) { return is_out(d.start.local); });
    for (recurrence_rule& rule : details.rules) {
        rule.count.reset();
        rule.until = just_before(details, recurrence_id, floating);
    }
}

/// The override for one occurrence, made if there is none yet.
event& override_for(event& series, const meeting_occurrence& occurrence) {
    for (event& o : series.overrides)
        if (o.recurrence_id->local == occurrence.recurrence_id) return o;
    event made = series;
    made.rules.clear();
    made.exclusion_rules.clear();
    made.rdates.clear();
    made.exdates.clear();
    made.overrides.clear();
    made.recurrence_id = at_local(series, occurrence.recurrence_id);
    made.start = *made.recurrence_id;
    return series.overrides.emplace_back(std::move(made));
}

/// Moves what is named by nominal local starts along with the series.
void shift_exceptions(event& series, std::chrono::seconds by) {
    for (event_time& t : series.exdates) t.local += by;
    for (event_date& d : series.rdates) d.start.local += by;
    for (event& o : series.overrides) {
        o.recurrence_id->local += by;
        o.start.local += by;
    }
}

void apply_words(event& to, const meeting_edit& edit) {
    if (edit.title) to.summary = *edit.title;
    if (edit.description) to.description = *edit.description;
    if (edit.duration) to.duration = *edit.duration;
}

} // namespace

namespace detail {

/// The commands on meetings: one object a call, which holds what the call looked up.
class meeting_command {
  public:
    meeting_command(scheduler& desk, booker& commands, const scheduler::parts_needed& parts,
                    const request_context& context)
        : desk_(desk),
          booker_(commands),
          claims_(parts.claims),
          mint_(parts.mint),
          zones_(parts.zones),
          context_(context) {}

    using answer = result<meeting_booked, meeting_refusal>;

    answer book(const meeting_request& asked, std::optional<std::chrono::seconds> hold_for) {
        if (auto wrong = find_fault(asked)) return invalid(std::move(*wrong));
        if (auto ok = load_people(); !ok) return faulted(ok.error());
        meeting_document document = to_document(asked, *people_);
        document.details.uid = mint_.make<booking_id>().to_string();
        const auto occurrences = compute_claimed(document, zones_);
        if (!occurrences) return invalid(occurrences.error());
        const booking_request request = compute_request(document, *occurrences);
        auto made = hold_for ? booker_.hold(context_, request, *hold_for)
                             : booker_.book(context_, request);
        return finish(std::move(made), document, *occurrences, std::nullopt);
    }

    answer confirm(booking_id id) {
        auto made = booker_.confirm(context_, id);
        if (!made) return refused(std::move(made).error());
        if (auto ok = read(id); !ok) return answer_for_gone(std::move(*made), ok.error());
        const auto occurrences = compute_claimed(document_, zones_);
        if (!occurrences) return faulted(occurrences.error());
        return to_answer(std::move(*made), document_, *occurrences);
    }

    answer update(booking_id id, std::uint64_t expected_sequence, const meeting_edit& edit,
                  const edit_scope& scope) {
        if (scope.recurrence_id && scope.range == edit_range::this_and_future)
            return invalid("moving one occurrence and all later ones is not supported yet; move one, "
                           "or all, or cancel the later ones and book a new series",
                           "/range");
        if (auto ok = load_people(); !ok) return faulted(ok.error());
        if (auto ok = read(id); !ok) return settle_unread(id, expected_sequence, ok.error());
        if (auto wrong = apply_lists(edit)) return invalid(std::move(*wrong));
        const bool one = scope.recurrence_id && scope.range == edit_range::this_one &&
                         document_.details.is_recurring();
        return one ? update_one(id, expected_sequence, edit, *scope.recurrence_id)
                   : update_all(id, expected_sequence, edit);
    }

    answer cancel(booking_id id, std::uint64_t expected_sequence, const edit_scope& scope) {
        const bool whole = !scope.recurrence_id || scope.range == edit_range::all;
        if (!whole) {
            if (auto ok = read(id); !ok) return settle_unread(id, expected_sequence, ok.error());
            if (document_.details.is_recurring())
                return cancel_some(id, expected_sequence, *scope.recurrence_id, scope.range);
        }
        auto made = booker_.cancel(context_, id, expected_sequence);
        if (!made) return refused(std::move(made).error());
        return to_answer(std::move(*made), document_, {});
    }

  private:
    result<void, error> load_people() {
        auto loaded = people_and_rooms::load(desk_, context_.organization);
        if (!loaded) return unexpected(std::move(loaded).error());
        people_ = std::move(*loaded);
        return {};
    }

    /// Reads the booking's document and which rooms it holds.
    result<void, error> read(booking_id id) {
        auto found = claims_.find(context_.organization, {&id, 1});
        if (!found) return unexpected(std::move(found).error());
        if (found->empty())
            return unexpected(error{.code = errc::not_found, .message = "there is no such booking"});
        sequence_ = found->front().sequence;
        auto document = detail::to_document(found->front().document, zones_);
        if (!document) return unexpected(std::move(document).error());
        document_ = std::move(*document);
        auto held = claims_.claims_of(context_.organization, id);
        if (!held) return unexpected(std::move(held).error());
        held_ = std::move(*held);
        return {};
    }

    /// A booking that is gone: the key may still know its fate, so the store is asked all the same.
    answer settle_unread(booking_id id, std::uint64_t expected_sequence, const error& why) {
        if (why.code != errc::not_found) return faulted(why);
        change probe = make_change(context_);
        probe.edits = {{.booking = id, .expected_sequence = expected_sequence, .document = ""}};
        if (expected_sequence == 0) return refused({.reason = refusal_reason::not_found});
        return answer_of(booker_.settle(probe));
    }

    answer answer_of(result<booking, refusal> made) const {
        if (!made) return refused(std::move(made).error());
        return to_answer(std::move(*made), document_, {});
    }

    answer answer_for_gone(booking made, const error& why) const {
        if (why.code != errc::not_found) return faulted(why);
        return to_answer(std::move(made), document_, {});
    }

    [[nodiscard]] std::vector<calendar_user_id> rooms_held() const {
        std::vector<calendar_user_id> held;
        for (const live_claim& c : held_) held.push_back(c.user);
        return held;
    }

    std::optional<error> apply_lists(const meeting_edit& edit) {
        const std::vector<std::string> guests =
            edit.guests ? *edit.guests : guests_of(document_, *people_);
        if (edit.rooms) document_.rooms = *edit.rooms;
        if (edit.people) document_.people = *edit.people;
        if (edit.insisted) document_.insisted = *edit.insisted;
        include_organizer(document_);
        if (edit.people || edit.insisted || edit.guests)
            name_participants(document_, *people_, guests);
        meeting_request as_asked{.title = edit.title.value_or(document_.details.summary),
                                 .description = edit.description.value_or(std::string()),
                                 .start = edit.start.value_or(document_.details.start),
                                 .duration = edit.duration.value_or(document_.details.duration),
                                 .rooms = document_.rooms,
                                 .resources = document_.resources,
                                 .people = document_.people,
                                 .insisted = document_.insisted,
                                 .guests = guests};
        return find_fault(as_asked);
    }

    answer update_all(booking_id id, std::uint64_t expected_sequence, const meeting_edit& edit) {
        event& details = document_.details;
        apply_words(details, edit);
        for (event& o : details.overrides) apply_words(o, edit);
        if (edit.start) {
            shift_exceptions(details, edit.start->local - details.start.local);
            details.start = *edit.start;
        }
        const auto occurrences = compute_claimed(document_, zones_);
        if (!occurrences) return invalid(occurrences.error());
        booking_request request = compute_request(document_, *occurrences, rooms_held());
        if (edit.moves_claims())
            return finish(booker_.update(context_, id, expected_sequence, request), document_,
                          *occurrences, id);
        return settle_words(id, expected_sequence, std::move(request.document));
    }

    answer update_one(booking_id id, std::uint64_t expected_sequence, const meeting_edit& edit,
                      local_seconds recurrence_id) {
        const auto before = compute_claimed(document_, zones_);
        if (!before) return invalid(before.error());
        const auto one = std::find_if(before->begin(), before->end(), [&](const auto& o) {
            return o.recurrence_id == recurrence_id;
        });
        if (one == before->end())
            return invalid("the series has no occurrence at this recurrenceId", "/recurrenceId");
        event& changed = override_for(document_.details, *one);
        apply_words(changed, edit);
        if (edit.start) changed.start = *edit.start;
        if (!edit.moves_claims())
            return settle_words(id, expected_sequence, to_text(document_));

        const zone floating = floating_zone_of(document_, zones_);
        const sys_seconds start = changed.start.to_instant(floating);
        event_time end = changed.start;
        end.local += std::chrono::days(changed.duration.days);
        const meeting_occurrence moved{
            recurrence_id, interval(start, end.to_instant(floating) + changed.duration.time)};
        const booking_request request = compute_request(document_, {&moved, 1}, rooms_held());
        change asked = make_change(context_);
        asked.edits = {{id, expected_sequence, request.document}};
        asked.releases = {{.booking = id, .part = part_of(document_.details, recurrence_id)}};
        asked.parts = compute_parts(request, id, std::nullopt);
        return finish(booker_.settle(asked), document_, {&moved, 1}, id);
    }

    /// Only words change: the claims stay as they are.
    answer settle_words(booking_id id, std::uint64_t expected_sequence, std::string document) {
        change asked = make_change(context_);
        asked.edits = {{id, expected_sequence, std::move(document)}};
        return answer_of(booker_.settle(asked));
    }

    answer cancel_some(booking_id id, std::uint64_t expected_sequence, local_seconds recurrence_id,
                       edit_range range) {
        const zone floating = floating_zone_of(document_, zones_);
        const part_id first = part_of(document_.details, recurrence_id);
        exclude(document_, recurrence_id, range, floating);
        change asked = make_change(context_);
        std::set<part_id> parts;
        bool any_left = false;
        for (const live_claim& c : held_) {
            const bool out = range == edit_range::this_one ? c.part == first : c.part >= first;
            if (out)
                parts.insert(c.part);
            else
                any_left = true;
        }
        // A retry finds its occurrence gone, and a sequence that has moved on: the store knows it.
        if (parts.empty() && sequence_ == expected_sequence)
            return invalid("the series has no occurrence at this recurrenceId", "/recurrenceId");
        if (!any_left && !parts.empty())
            return answer_of(booker_.cancel(context_, id, expected_sequence));
        asked.edits = {{id, expected_sequence, to_text(document_)}};
        for (const part_id p : parts) asked.releases.push_back({.booking = id, .part = p});
        return answer_of(booker_.settle(asked));
    }

    /// Turns the store's answer into ours; a collision gets its alternatives.
    answer finish(result<booking, refusal> made, const meeting_document& document,
                  std::span<const meeting_occurrence> occurrences,
                  std::optional<booking_id> except) {
        if (made) return to_answer(std::move(*made), document, occurrences);
        meeting_refusal why{.why = std::move(made).error()};
        if (why.why.reason != refusal_reason::conflicts || occurrences.empty())
            return unexpected(std::move(why));
        const std::vector<calendar_user_id> rooms =
            people_->rooms_for(document.details.participants.size());
        auto others = find_alternatives(claims_, {.organization = context_.organization,
                                                  .asked = document,
                                                  .occurrences = occurrences,
                                                  .all_rooms = rooms,
                                                  .except = except,
                                                  .now = desk_.now()});
        // The refusal stands whether or not the search for something else worked.
        if (others) why.alternatives = std::move(*others);
        return unexpected(std::move(why));
    }

    scheduler& desk_;
    booker& booker_;
    store& claims_;
    ids& mint_;
    const zone_registry& zones_;
    const request_context& context_;
    std::optional<people_and_rooms> people_;
    meeting_document document_;
    std::uint64_t sequence_ = 0;
    std::vector<live_claim> held_;
};

} // namespace detail

result<meeting_booked, meeting_refusal> scheduler::book(const request_context& context,
                                                        const meeting_request& asked) {
    return detail::meeting_command(*this, booker_, parts_, context)
        .book(asked, std::nullopt);
}

result<meeting_booked, meeting_refusal> scheduler::hold(const request_context& context,
                                                        const meeting_request& asked,
                                                        std::chrono::seconds length) {
    return detail::meeting_command(*this, booker_, parts_, context)
        .book(asked, length);
}

result<meeting_booked, meeting_refusal> scheduler::confirm(const request_context& context,
                                                           booking_id id) {
    return detail::meeting_command(*this, booker_, parts_, context).confirm(id);
}

result<meeting_booked, meeting_refusal> scheduler::update(const request_context& context,
                                                          booking_id id,
                                                          std::uint64_t expected_sequence,
                                                          const meeting_edit& edit,
                                                          const edit_scope& scope) {
    return detail::meeting_command(*this, booker_, parts_, context)
        .update(id, expected_sequence, edit, scope);
}

result<meeting_booked, meeting_refusal> scheduler::cancel(const request_context& context,
                                                          booking_id id,
                                                          std::uint64_t expected_sequence,
                                                          const edit_scope& scope) {
    return detail::meeting_command(*this, booker_, parts_, context)
        .cancel(id, expected_sequence, scope);
}

result<std::size_t, error> scheduler::sweep() { return booker_.sweep(); }

namespace {

/// Claims of one booking to what a reader sees of it.
meeting_view to_view(const booking_record& record, const meeting_document& document,
                     std::span<const live_claim> claims, const people_and_rooms& known) {
    meeting_view view{.id = record.booking,
                      .sequence = record.sequence,
                      .details = document.details,
                      .source = document.source};
    const auto add = [](std::vector<calendar_user_id>& to, calendar_user_id id) {
        if (std::find(to.begin(), to.end(), id) == to.end()) to.push_back(id);
    };
    std::map<part_id, interval> parts;
    for (const live_claim& c : claims) {
        add(known.is_person(c.user) ? view.people : view.rooms, c.user);
        parts.emplace(c.part, c.span);
    }
    for (const auto& [part, span] : parts)
        view.occurrences.push_back({detail::recurrence_id_of(document.details, part), span, true});
    std::sort(view.occurrences.begin(), view.occurrences.end(),
              [](const auto& a, const auto& b) { return a.span < b.span; });
    view.expires_at = deadline_of(claims);
    std::map<std::string_view, calendar_user_id> by_email;
    for (const auto* list : {&document.people, &document.insisted})
        for (const calendar_user_id id : *list)
            if (const calendar_user* user = known.find(id)) by_email.emplace(user->email, id);
    for (participant& p : view.details.participants)
        if (const auto at = by_email.find(p.email); at != by_email.end()) p.user = at->second;
    if (view.details.organizer) view.details.organizer->user = document.organizer;
    return view;
}

} // namespace

result<std::vector<meeting_view>, error> scheduler::list_meetings(
    organization_id organization, interval window, std::span<const calendar_user_id> users) {
    auto known = people_and_rooms::load(*this, organization);
    if (!known) return unexpected(std::move(known).error());
    std::vector<calendar_user_id> everybody;
    if (users.empty()) {
        auto all = list_users(organization);
        if (!all) return unexpected(std::move(all).error());
        for (const auto& user : *all) everybody.push_back(user.value.id);
        users = everybody;
    }
    auto loaded = parts_.claims.load(organization, users, window);
    if (!loaded) return unexpected(std::move(loaded).error());
    std::unordered_map<booking_id, std::vector<live_claim>> by_booking;
    std::vector<booking_id> ids;
    for (const live_claim& c : loaded->claims) {
        auto& list = by_booking[c.id.booking];
        if (list.empty()) ids.push_back(c.id.booking);
        list.push_back(c);
    }
    auto records = parts_.claims.find(organization, ids);
    if (!records) return unexpected(std::move(records).error());
    std::vector<meeting_view> views;
    for (const booking_record& record : *records) {
        auto document = detail::to_document(record.document, parts_.zones);
        if (!document) return unexpected(std::move(document).error());
        views.push_back(to_view(record, *document, by_booking[record.booking], *known));
    }
    std::sort(views.begin(), views.end(), [](const meeting_view& a, const meeting_view& b) {
        return std::pair(a.occurrences.front().span, a.id) <
               std::pair(b.occurrences.front().span, b.id);
    });
    return views;
}

result<meeting_view, error> scheduler::find_meeting(organization_id organization, booking_id id) {
    auto record = parts_.claims.find(organization, {&id, 1});
    if (!record) return unexpected(std::move(record).error());
    if (record->empty())
        return unexpected(
            error{.code = errc::not_found, .message = "there is no booking " + id.to_string()});
    auto claims = parts_.claims.claims_of(organization, id);
    if (!claims) return unexpected(std::move(claims).error());
    auto known = people_and_rooms::load(*this, organization);
    if (!known) return unexpected(std::move(known).error());
    auto document = detail::to_document(record->front().document, parts_.zones);
    if (!document) return unexpected(std::move(document).error());
    return to_view(record->front(), *document, *claims, *known);
}

} // namespace timewright
