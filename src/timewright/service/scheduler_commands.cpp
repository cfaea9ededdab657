// Booking, holding, moving and cancelling meetings.
#include "timewright/service/alternatives.hpp"
#include "timewright/service/house_rules.hpp"
#include "timewright/service/meeting_edits.hpp"
#include "timewright/service/meeting_form.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/meeting_people.hpp"
#include "timewright/service/series_frontier.hpp"
#include "timewright/service/waitlist.hpp"

#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace timewright {

namespace detail {

namespace {

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

bool breaks_policy(const meeting_occurrence& occurrence,
                   std::span<const meeting_violation> broken) {
    return std::any_of(broken.begin(), broken.end(), [&](const meeting_violation& v) {
        return v.span == occurrence.span;
    });
}

/// The answer to a command, from what the store said and the occurrences that were asked for, of
/// which some were left out before.
meeting_booked to_answer(booking made, const meeting_document& document,
                         std::span<const meeting_occurrence> occurrences,
                         std::span<const meeting_violation> broken = {}) {
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
        if (at == parts.end() && !breaks_policy(o, broken)) continue;
        o.applied = at != parts.end() && at->second->applied;
        answer.occurrences.push_back(o);
    }
    answer.violations.assign(broken.begin(), broken.end());
    std::ranges::move(take_quota_conflicts(answer.conflicts, document, occurrences),
                      std::back_inserter(answer.violations));
    for (const calendar_user_id id : document.pending)
        if (std::find(answer.rooms.begin(), answer.rooms.end(), id) != answer.rooms.end())
            answer.pending.push_back(id);
    return answer;
}

} // namespace

/// The commands on meetings: one object a call, which holds what the call looked up.
class meeting_command {
  public:
    meeting_command(scheduler& desk, booker& commands, const scheduler::parts_needed& parts,
                    const request_context& context)
        : desk_(desk),
          booker_(commands),
          claims_(parts.claims),
          records_(parts.records),
          mint_(parts.mint),
          zones_(parts.zones),
          context_(context) {}

    using answer = result<meeting_booked, meeting_refusal>;

    answer book(const meeting_request& asked, std::optional<std::chrono::seconds> hold_for) {
        if (auto wrong = find_fault(asked)) return invalid(std::move(*wrong));
        if (auto ok = load_people(); !ok) return faulted(ok.error());
        meeting_document document = to_document(asked, *people_);
        document.details.uid = mint_.make<booking_id>().to_string();
        auto frontiers = settle_frontier(claims_, context_.organization, document, desk_.now());
        if (!frontiers) return faulted(frontiers.error());
        const auto occurrences = compute_claimed(document, zones_);
        if (!occurrences) return invalid(occurrences.error());
        if (auto no = find_veto(document, *occurrences, true)) return std::move(*no);
        if (hold_for && !document.pending.empty())
            return invalid("what needs an approval cannot be held: book it, and it keeps its time "
                           "until somebody decides", "/rooms");
        if (asked.waitlist && !hold_for && occurrences->front().span.start() > desk_.now())
            return wait(std::move(document), *occurrences);
        auto request = to_request(document, *occurrences, {});
        if (!request) return faulted(request.error());
        let_go_on(*request, document, std::move(*frontiers), zones_);
        if (request->occurrences.empty()) // each of them breaks something
            return veto(to_sentences(broken_, *people_));
        const auto deadline = approval_deadline(document, *occurrences);
        auto made = hold_for   ? booker_.hold(context_, *request, *hold_for)
                    : deadline ? booker_.settle(compute_booking(
                                     context_, *request, mint_.make<booking_id>(), deadline))
                               : booker_.book(context_, *request);
        if (made && deadline) made->expires_at = deadline;
        return finish(std::move(made), document, *occurrences, std::nullopt);
    }

    answer confirm(booking_id id) {
        const bool known = read(id).has_value();
        if (known && document_.waits)
            return invalid("the meeting is on the waitlist; there is nothing to confirm before it "
                           "is offered its time", "");
        if (known && !document_.pending.empty())
            return invalid("the meeting awaits an approval; whoever may approve it confirms it", "");
        auto made = booker_.confirm(context_, id);
        if (!made) return refused(std::move(made).error());
        if (auto ok = read(id); !ok) return answer_for_gone(std::move(*made), ok.error());
        const auto occurrences = compute_claimed(document_, zones_);
        if (!occurrences) return faulted(occurrences.error());
        return to_answer(std::move(*made), document_, *occurrences);
    }

    answer update(booking_id id, std::uint64_t expected_sequence, const meeting_edit& edit,
                  const edit_scope& scope) {
        if (auto ok = load_people(); !ok) return faulted(ok.error());
        if (auto ok = read(id); !ok) return settle_unread(id, expected_sequence, ok.error());
        meeting_document before = document_;
        // An edit that says when or where takes it there or is refused; else it goes on waiting.
        if (document_.waits && scope.recurrence_id && scope.range != edit_range::all)
            return invalid("a meeting on the waitlist is changed as a whole", "/range");
        if (document_.waits && edit.moves_claims()) leave_the_line();
        if (auto wrong = apply_lists(edit)) return invalid(std::move(*wrong));
        if (!scope.recurrence_id || scope.range == edit_range::all ||
            !document_.details.is_recurring())
            return update_all(id, expected_sequence, edit);
        if (scope.range == edit_range::this_one)
            return update_one(id, expected_sequence, edit, *scope.recurrence_id, std::move(before));
        return update_following(id, expected_sequence, edit, *scope.recurrence_id,
                                std::move(before));
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

    answer approve(booking_id id, std::uint64_t expected_sequence) {
        if (auto no = find_pending(id, expected_sequence)) return std::move(*no);
        if (std::erase_if(document_.pending, [&](calendar_user_id user) {
                return may_approve(rules_->policy_for(user), *asker_);
            }) == 0)
            return veto("only its approvers may approve this meeting");
        if (!document_.pending.empty())
            return settle_words(id, expected_sequence, to_text(document_));
        document_.details.status = event_status::confirmed;
        change asked = compute_confirmation(
            context_, {context_.organization, id, expected_sequence, to_text(document_)}, held_);
        for (part& one : asked.parts)
            for (claim& c : one.claims)
                if (c.type == busy_type::busy_tentative) c.type = busy_type::busy;
        auto made = booker_.settle(asked);
        const auto occurrences = compute_claimed(document_, zones_);
        if (!made || !occurrences) return answer_of(std::move(made));
        return to_answer(std::move(*made), document_, *occurrences);
    }

    answer decline(booking_id id, std::uint64_t expected_sequence) {
        if (auto no = find_pending(id, expected_sequence)) return std::move(*no);
        if (std::none_of(document_.pending.begin(), document_.pending.end(),
                         [&](calendar_user_id user) {
                             return may_approve(rules_->policy_for(user), *asker_);
                         }))
            return veto("only its approvers may decline this meeting");
        return answer_of(booker_.cancel(context_, id, expected_sequence));
    }

  private:
    // --- policies

    /// Judges what is to be booked and settles in the document what policies decide of it. An answer
    /// if it must not be.
    std::optional<answer> find_veto(meeting_document& document,
                                    std::span<const meeting_occurrence> occurrences, bool times) {
        if (auto ok = load_rules(); !ok) return faulted(ok.error());
        broken_ = judge(*rules_, *asker_,
                        {.document = document,
                         .occurrences = occurrences,
                         .now = desk_.now(),
                         .times = times});
        if (broken_.empty() || document.skip_occurrences) return std::nullopt;
        return veto(to_sentences(broken_, *people_));
    }

    /// The same for a meeting that was there before: what has begun is no longer judged.
    std::optional<answer> find_veto(meeting_document& document,
                                    std::span<const meeting_occurrence> occurrences,
                                    const meeting_edit& edit) {
        std::vector<meeting_occurrence> later(occurrences.begin(), occurrences.end());
        const sys_seconds now = desk_.now();
        std::erase_if(later, [&](const auto& o) { return o.span.start() <= now; });
        const bool times = edit.start || edit.duration || edit.rooms;
        return find_veto(document, later, times);
    }

    result<void, error> load_rules() {
        if (rules_) return {};
        auto loaded = house_rules::load(records_, context_.organization, zones_);
        if (!loaded) return unexpected(std::move(loaded).error());
        rules_ = std::move(*loaded);
        asker_ = to_asker(context_, *people_);
        return {};
    }

    /// A refusal that binds the key as any other does. What was applied before stays applied, and a
    /// retry is told so.
    answer veto(const std::string& why) {
        refusal told{.reason = refusal_reason::policy,
                     .fault = {.code = errc::forbidden, .message = why}};
        if (!context_.request_key.empty()) {
            change asked = make_change(context_);
            asked.veto = why.substr(0, change_limits::veto_bytes_max);
            answer known = settle_known(asked);
            if (known || known.error().why.reason != refusal_reason::policy) return known;
            told = std::move(known.error().why);
        }
        return unexpected(meeting_refusal{.why = std::move(told), .violations = broken_});
    }

    /// The claims that a document means, less the occurrences that policies forbid, and with the
    /// quotas that they draw from.
    result<booking_request, error> to_request(const meeting_document& document,
                                              std::span<const meeting_occurrence> occurrences,
                                              std::span<const calendar_user_id> held) const {
        booking_request made = compute_request(document, occurrences, held);
        std::erase_if(made.occurrences, [&](const booking_part& one) {
            return breaks_policy({.span = one.span}, broken_);
        });
        auto quotas = find_new_quotas(claims_, context_.organization, made);
        if (!quotas) return unexpected(std::move(quotas).error());
        made.users = std::move(*quotas);
        return made;
    }

    /// Until when somebody has to approve it. None if nobody needs to.
    [[nodiscard]] std::optional<sys_seconds> approval_deadline(
        const meeting_document& document, std::span<const meeting_occurrence> occurrences) const {
        if (document.pending.empty()) return std::nullopt;
        std::chrono::seconds within = policy_reach_max;
        for (const calendar_user_id user : document.pending)
            within = std::min(within, rules_->policy_for(user).approval_within.value_or(
                                          policy_approval_within));
        const sys_seconds now = desk_.now();
        const sys_seconds start = occurrences.front().span.start();
        return start > now ? std::min(start, now + within) : now + within;
    }

    /// Reads a meeting that awaits an approval. An answer if there is none.
    std::optional<answer> find_pending(booking_id id, std::uint64_t expected_sequence) {
        if (auto ok = load_people(); !ok) return faulted(ok.error());
        if (auto ok = read(id); !ok) return settle_unread(id, expected_sequence, ok.error());
        if (document_.pending.empty())
            return veto("there is nothing to approve or decline: the meeting is not pending");
        // Of a choice only what was taken; of what has run out there is nothing left to look at.
        std::erase_if(document_.pending, [&](calendar_user_id user) {
            return !held_.empty() && std::none_of(held_.begin(), held_.end(), [&](const auto& c) {
                return c.user == user;
            });
        });
        if (auto ok = load_rules(); !ok) return faulted(ok.error());
        return std::nullopt;
    }

    /// On the waitlist, or booked at once if it fits.
    answer wait(meeting_document document, std::span<const meeting_occurrence> occurrences) {
        if (document.skip_occurrences)
            return invalid("a meeting waits whole: leave out skip-occurrences", "/waitlist");
        const zone floating = floating_zone_of(document, zones_);
        const sys_seconds last = occurrences.back().span.end();
        if (!document.pending.empty())
            return invalid("what needs an approval has no waitlist: ask for it when it is free",
                           "/waitlist");
        if (document.details.is_recurring() && goes_on_beyond(document, floating, last))
            return invalid("a series that goes on beyond what can be booked cannot wait; make it "
                           "end earlier", "/waitlist");
        document.claimed_until.reset();
        document.waits = true;
        document.since = desk_.now();
        const booking_id id = mint_.make<booking_id>();
        change asked = compute_waiting(context_, document, occurrences, id);
        auto quotas = find_new_quotas(claims_, context_.organization,
                                      compute_request(document, occurrences));
        if (!quotas) return faulted(quotas.error());
        asked.users = std::move(*quotas);
        if (asked.parts.front().claims.empty())
            return invalid("there is nothing to wait for: name a room, a resource or somebody to "
                           "insist on", "/waitlist");
        const auto place =
            find_place_in_line(claims_, context_.organization, asked, desk_.now(), zones_);
        if (!place) return faulted(place.error());
        document.since = *place;
        asked.edits.front().document = to_text(document);
        auto made = booker_.apply(asked);
        if (!made) return faulted(made.error());
        return told_of_waiting(std::move(*made), document, occurrences);
    }

    answer told_of_waiting(outcome made, const meeting_document& document,
                           std::span<const meeting_occurrence> occurrences) {
        const bool booked = made.bookings.size() > 1;
        const std::uint64_t sequence = made.bookings.empty() ? 0 : made.bookings.back().sequence;
        if (booked) // what it waited with comes first
            made.parts.erase(made.parts.begin(),
                             made.parts.begin() +
                                 static_cast<std::ptrdiff_t>(made.parts.size() / 2));
        auto read = to_booking(std::move(made));
        if (!read) return finish(std::move(read), document, occurrences, std::nullopt);
        read->sequence = sequence;
        meeting_booked told = to_answer(std::move(*read), document, occurrences);
        told.waits = !booked;
        if (told.waits) told.rooms.clear();
        for (meeting_occurrence& o : told.occurrences) o.applied = booked;
        return told;
    }

    void leave_the_line() {
        document_.waits = false;
        document_.since.reset();
        held_.clear();
    }

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
            return unexpected(
                error{.code = errc::not_found, .message = "there is no such booking"});
        sequence_ = found->front().sequence;
        auto document = to_document(found->front().document, zones_);
        if (!document) return unexpected(std::move(document).error());
        document_ = std::move(*document);
        was_pending_ = !document_.pending.empty();
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
        return settle_known(probe);
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
        auto applied = apply_edit(document_.details, edit, floating_zone_of(document_, zones_));
        if (!applied) return invalid(std::move(applied).error());
        if (!edit.moves_claims()) return settle_words(id, expected_sequence, to_text(document_));
        auto frontiers = settle_frontier(claims_, context_.organization, document_, desk_.now());
        if (!frontiers) return faulted(frontiers.error());
        const auto occurrences = compute_claimed(document_, zones_);
        if (!occurrences) return invalid(occurrences.error());
        if (auto no = find_veto(document_, *occurrences, edit)) return std::move(*no);
        auto request = to_request(document_, *occurrences, rooms_held());
        if (!request) return faulted(request.error());
        let_go_on(*request, document_, std::move(*frontiers), zones_);
        return settle(compute_update(context_, *request, id, expected_sequence), *occurrences, id,
                      edit);
    }

    /// Settles a change of what is held. A hold that is changed stays one, with its deadline; what is
    /// taken elsewhere has to be approved there.
    answer settle(change asked, std::span<const meeting_occurrence> occurrences, booking_id id,
                  const meeting_edit& edit) {
        std::optional<sys_seconds> deadline = deadline_of(held_);
        if (!was_pending_ && deadline && !document_.pending.empty())
            return invalid("what needs an approval cannot be held: confirm the hold first, or book "
                           "anew", "/rooms");
        if ((edit.start || edit.duration || edit.rooms) &&
            (was_pending_ || !document_.pending.empty()))
            deadline = approval_deadline(document_, occurrences);
        for (part& one : asked.parts)
            for (claim& c : one.claims) c.deadline = deadline;
        auto made = booker_.settle(asked);
        if (made) made->expires_at = deadline;
        return finish(std::move(made), document_, occurrences, id);
    }

    /// Rooms and people given to one occurrence are its own: the series keeps the ones it has.
    answer update_one(booking_id id, std::uint64_t expected_sequence, const meeting_edit& edit,
                      local_seconds recurrence_id, meeting_document series) {
        const auto before = compute_claimed(series, zones_);
        if (!before) return invalid(before.error());
        const auto one = std::find_if(before->begin(), before->end(), [&](const auto& o) {
            return o.recurrence_id == recurrence_id;
        });
        if (one == before->end())
            return invalid("the series has no occurrence at this recurrenceId", "/recurrenceId");
        event& changed = override_for(series.details, *one);
        apply_words(changed, edit);
        if (edit.start) changed.start = *edit.start;
        if (edit.people || edit.insisted || edit.guests)
            changed.participants = document_.details.participants;
        if (!edit.moves_claims()) return settle_words(id, expected_sequence, to_text(series));
        std::erase(series.conflicted, recurrence_id);

        const zone floating = floating_zone_of(series, zones_);
        const sys_seconds start = changed.start.to_instant(floating);
        event_time end = changed.start;
        end.local += std::chrono::days(changed.duration.days);
        const meeting_occurrence moved{
            recurrence_id, interval(start, end.to_instant(floating) + changed.duration.time)};
        if (auto no = find_veto(document_, {&moved, 1}, edit)) return std::move(*no);
        if (!was_pending_ && !document_.pending.empty())
            return invalid("one occurrence alone cannot go where an approval is needed: cancel it "
                           "and book it there on its own", "/rooms");
        document_.pending = series.pending;
        share_buffers(series);
        const auto request = to_request(document_, {&moved, 1}, rooms_held());
        if (!request) return faulted(request.error());
        change asked = make_change(context_);
        asked.edits = {{id, expected_sequence, to_text(series)}};
        asked.releases = {{.booking = id, .part = part_of(series.details, recurrence_id)}};
        asked.users = request->users;
        asked.parts = compute_parts(*request, id, std::nullopt);
        return settle(std::move(asked), {&moved, 1}, id, {});
    }

    /// The buffers of an occurrence's own rooms, which the series' document keeps. A room that both
    /// have keeps those of the series.
    void share_buffers(meeting_document& series) {
        std::set<calendar_user_id> known;
        for (const auto& group : series.rooms) known.insert(group.begin(), group.end());
        for (const resource_units& r : series.resources) known.insert(r.id);
        std::erase_if(document_.buffers, [&](const auto& one) { return known.contains(one.first); });
        series.buffers.insert(document_.buffers.begin(), document_.buffers.end());
        document_.buffers = series.buffers;
    }

    /// One occurrence and all later ones become a booking of their own, in the change that ends the
    /// series before them: nobody can take their places in between.
    answer update_following(booking_id id, std::uint64_t expected_sequence,
                            const meeting_edit& edit, local_seconds recurrence_id,
                            meeting_document before) {
        const auto series = compute_claimed(before, zones_);
        if (!series) return invalid(series.error());
        const auto is_the_one = [&](const auto& o) { return o.recurrence_id == recurrence_id; };
        if (std::none_of(series->begin(), series->end(), is_the_one))
            return settle_followed(id, expected_sequence);
        keep_following(document_.details, recurrence_id);
        claim_edit(document_.details, recurrence_id, edit);
        const bool nothing_earlier =
            std::none_of(series->begin(), series->end(),
                         [&](const auto& o) { return o.recurrence_id < recurrence_id; });
        if (nothing_earlier) return update_all(id, expected_sequence, edit);

        const booking_id following = mint_.make<booking_id>();
        rename(document_.details, following.to_string());
        auto applied = apply_edit(document_.details, edit, floating_zone_of(document_, zones_));
        if (!applied) return invalid(std::move(applied).error());
        auto frontiers = settle_frontier(claims_, context_.organization, document_, desk_.now());
        if (!frontiers) return faulted(frontiers.error());
        const auto occurrences = compute_claimed(document_, zones_);
        if (!occurrences) return invalid(occurrences.error());
        if (auto no = find_veto(document_, *occurrences, edit)) return std::move(*no);
        auto request = to_request(document_, *occurrences, rooms_held());
        if (!request) return faulted(request.error());
        let_go_on(*request, document_, std::move(*frontiers), zones_);
        const part_id first = part_of(before.details, recurrence_id);
        exclude(before, recurrence_id, edit_range::this_and_future,
                floating_zone_of(before, zones_));

        change asked = make_change(context_);
        // The new booking comes first: it is the one that the answer is about.
        asked.edits = {{following, 0, request->document},
                       {id, expected_sequence, to_text(before)}};
        asked.users = request->users;
        asked.mode = request->mode;
        std::set<part_id> released;
        for (const live_claim& c : held_)
            if (c.part >= first && released.insert(c.part).second)
                asked.releases.push_back({.booking = id, .part = c.part});
        asked.parts = compute_parts(*request, following, std::nullopt);
        return settle(std::move(asked), *occurrences, id, edit);
    }

    /// A retry finds its occurrence moved out of the series; the store knows what became of it.
    answer settle_followed(booking_id id, std::uint64_t expected_sequence) {
        if (sequence_ == expected_sequence)
            return invalid("the series has no occurrence at this recurrenceId", "/recurrenceId");
        change asked = make_change(context_);
        asked.edits = {{id, expected_sequence, to_text(document_)}};
        return settle_known(asked);
    }

    /// For a change whose key may be known: the answer is about the booking that the first try named,
    /// which need not be the one that was asked about.
    answer settle_known(const change& asked) {
        auto made = booker_.settle(asked);
        if (!made) return refused(std::move(made).error());
        if (auto ok = read(made->id); !ok) return answer_for_gone(std::move(*made), ok.error());
        const auto occurrences = compute_claimed(document_, zones_);
        if (!occurrences) return faulted(occurrences.error());
        made->expires_at = deadline_of(held_);
        return to_answer(std::move(*made), document_, *occurrences);
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
        if (made)
            return with_later_conflicts(
                to_answer(std::move(*made), document, occurrences, broken_), document);
        meeting_refusal why{.why = std::move(made).error(), .violations = broken_};
        if (why.why.reason != refusal_reason::conflicts || occurrences.empty())
            return unexpected(std::move(why));
        std::ranges::move(take_quota_conflicts(why.why.conflicts, document, occurrences),
                          std::back_inserter(why.violations));
        if (why.why.conflicts.empty() && !why.violations.empty()) {
            why.why = {.reason = refusal_reason::policy,
                       .fault = {.code = errc::forbidden,
                                 .message = to_sentences(why.violations, *people_)}};
            return unexpected(std::move(why));
        }
        const std::vector<calendar_user_id> rooms =
            people_->rooms_for(document.details.participants.size());
        auto others = find_alternatives(claims_, {.organization = context_.organization,
                                                  .asked = document,
                                                  .occurrences = occurrences,
                                                  .all_rooms = rooms,
                                                  .rules = *rules_,
                                                  .asker = *asker_,
                                                  .except = except,
                                                  .now = desk_.now()});
        // The refusal stands whether or not the search for something else worked.
        if (others) why.alternatives = std::move(*others);
        return unexpected(std::move(why));
    }

    /// What a series will meet beyond its frontier is told when it is booked.
    meeting_booked with_later_conflicts(meeting_booked told, const meeting_document& document) {
        auto later = find_later_conflicts(claims_, context_.organization, document, told.id,
                                          told.rooms, zones_);
        if (!later) return told; // it is booked all the same
        for (conflict& c : *later) {
            if (told.conflicts.size() < outcome::conflicts_max)
                told.conflicts.push_back(std::move(c));
            else
                ++told.conflicts_left_out;
        }
        return told;
    }

    scheduler& desk_;
    booker& booker_;
    store& claims_;
    directory& records_;
    ids& mint_;
    const zone_registry& zones_;
    const request_context& context_;
    std::optional<people_and_rooms> people_;
    std::optional<house_rules> rules_;
    std::optional<policy_asker> asker_;
    std::vector<meeting_violation> broken_; // by what is asked for
    bool was_pending_ = false;
    meeting_document document_;
    std::uint64_t sequence_ = 0;
    std::vector<live_claim> held_;
};

} // namespace detail

result<meeting_booked, meeting_refusal> scheduler::book(const request_context& context,
                                                        const meeting_request& asked) {
    return detail::meeting_command(*this, booker_, parts_, context).book(asked, std::nullopt);
}

result<meeting_booked, meeting_refusal> scheduler::hold(const request_context& context,
                                                        const meeting_request& asked,
                                                        std::chrono::seconds length) {
    return detail::meeting_command(*this, booker_, parts_, context).book(asked, length);
}

result<meeting_booked, meeting_refusal> scheduler::confirm(const request_context& context,
                                                           booking_id id) {
    return detail::meeting_command(*this, booker_, parts_, context).confirm(id);
}

result<meeting_booked, meeting_refusal> scheduler::approve(const request_context& context,
                                                           booking_id id,
                                                           std::uint64_t expected_sequence) {
    return detail::meeting_command(*this, booker_, parts_, context).approve(id, expected_sequence);
}

result<meeting_booked, meeting_refusal> scheduler::decline(const request_context& context,
                                                           booking_id id,
                                                           std::uint64_t expected_sequence) {
    return detail::meeting_command(*this, booker_, parts_, context).decline(id, expected_sequence);
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

} // namespace timewright
