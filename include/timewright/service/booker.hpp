/// @file
/// booker: the booking commands over any store.
///
/// Book, hold, confirm, update, cancel: each is one change, so each happens whole or not at all, and
/// a retry with the same key never happens twice. The booker has no state of its own; any number of
/// them, in any number of threads, may use one store.
///
///     booker desk(store, ids, clock);
///     auto made = desk.book({.actor = ana, .request_key = key},
///                           {.document = "Planning", .occurrences = {{.span = nine_to_ten}},
///                            .resources = {{.who = atlantic}}});
///     if (!made) for (const conflict& c : made.error().conflicts) tell(c);
#pragma once

#include <timewright/booking/booking.hpp>
#include <timewright/booking/hold.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/ports/store.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace timewright {

class booker {
  public:
    /// What those bookings, which wait, are to be offered, in the order in which it is tried. Each of
    /// them is edited by one of the changes, whether or not there is anything to offer.
    using offer_maker = std::function<std::vector<change>(organization_id,
                                                          std::span<const booking_record>)>;

    /// All three must outlive the booker. Without a maker of offers nobody may wait.
    booker(store& keeper, ids& mint, const clock& present, offer_maker offers = {})
        : store_(keeper), ids_(mint), clock_(present), offers_(std::move(offers)) {}

    /// Books, or says all that is in the way.
    [[nodiscard]] result<booking, refusal> book(const request_context& context,
                                                const booking_request& asked) {
        return settle(compute_booking(context, asked, ids_.make<booking_id>()));
    }

    /// Holds the slot until now + length. Refused as invalid unless 0 < length <= hold_length_max.
    [[nodiscard]] result<booking, refusal> hold(const request_context& context,
                                                const booking_request& asked,
                                                std::chrono::seconds length) {
        if (length.count() <= 0 || length > hold_length_max)
            return unexpected(refusal{.reason = refusal_reason::invalid,
                                      .fault = invalid_input("a hold lasts between 1 second and 24 "
                                                             "hours")});
        const sys_seconds deadline = clock_.now() + length;
        auto made = settle(compute_booking(context, asked, ids_.make<booking_id>(), deadline));
        if (!made) return made;
        made->expires_at = deadline;
        if (made->repeated) { // the first try set the deadline, not this one
            auto held = store_.claims_of(context.organization, made->id);
            if (!held) return unexpected(faulted(std::move(held).error()));
            // Nothing left to hold: it is over, which is not the same as having no end.
            made->expires_at = held->empty() ? clock_.now() : deadline_of(*held);
        }
        return made;
    }

    /// Turns a hold into a booking. Refused as expired from its deadline on.
    [[nodiscard]] result<booking, refusal> confirm(const request_context& context, booking_id id) {
        auto record = find(context.organization, id);
        if (!record) return unexpected(std::move(record).error());
        auto held = store_.claims_of(context.organization, id);
        if (!held) return unexpected(faulted(std::move(held).error()));
        return settle(compute_confirmation(context, *record, *held));
    }

    /// Gives a booking other times, resources, people and another document, as one: it keeps what it
    /// had if the new does not fit.
    [[nodiscard]] result<booking, refusal> update(const request_context& context, booking_id id,
                                                  std::uint64_t expected_sequence,
                                                  const booking_request& asked) {
        return settle(compute_update(context, asked, id, expected_sequence));
    }

    /// Ends a booking or a hold and frees all its claims.
    [[nodiscard]] result<booking, refusal> cancel(const request_context& context, booking_id id,
                                                  std::uint64_t expected_sequence) {
        return settle(compute_cancellation(context, id, expected_sequence));
    }

    /// Any change at all, for what the commands above do not cover.
    [[nodiscard]] result<booking, refusal> settle(const change& asked) {
        auto answer = apply(asked);
        if (!answer) return unexpected(faulted(std::move(answer).error()));
        return to_booking(std::move(*answer));
    }

    /// The same, with the outcome as the store tells it. What is freed is offered to those who wait
    /// for it, in the same change: the store names them, and refuses a change that forgets one.
    [[nodiscard]] result<outcome, error> apply(const change& asked) {
        change whole = asked;
        std::vector<booking_id> waiting;
        for (std::size_t tries = 1;; ++tries) {
            auto outcomes = store_.apply({&whole, 1});
            if (!outcomes) return unexpected(std::move(outcomes).error());
            outcome answer = std::move(outcomes->front());
            if (answer.code != outcome_code::outdated || tries == tries_max || !offers_)
                return answer;
            for (const booking_sequence& who : answer.bookings)
                if (std::find(waiting.begin(), waiting.end(), who.booking) == waiting.end())
                    waiting.push_back(who.booking);
            // A dead hold is in the way until what it kept has been offered.
            if (!answer.conflicts.empty())
                if (auto swept = sweep(); !swept) return unexpected(std::move(swept).error());
            if (waiting.empty() && answer.conflicts.empty()) return answer;
            auto records = store_.find(whole.organization, waiting);
            if (!records) return unexpected(std::move(records).error());
            whole.offers = asked.offers;
            auto offers = offers_(whole.organization, *records);
            whole.offers.insert(whole.offers.end(), std::make_move_iterator(offers.begin()),
                                std::make_move_iterator(offers.end()));
        }
    }

    /// Removes holds whose time has run out, so that the feed tells of them. They were dead already;
    /// call it about once a second. Returns how many were removed.
    result<std::size_t, error> sweep(std::size_t max = 256) {
        auto due = store_.find_due_holds(max);
        if (!due) return unexpected(std::move(due).error());
        std::vector<change> batch;
        batch.reserve(due->size());
        for (const due_hold& d : *due)
            batch.push_back(compute_cancellation(
                {.organization = d.organization, .origin = "sweeper"}, d.booking, d.sequence));
        if (batch.empty()) return std::size_t{0};
        auto outcomes = store_.apply(batch);
        if (!outcomes) return unexpected(std::move(outcomes).error());
        // Stale ones were confirmed or changed in the meantime, and that is fine.
        std::size_t removed = 0;
        for (std::size_t i = 0; i < outcomes->size(); ++i) {
            outcome answer = std::move((*outcomes)[i]);
            if (answer.code == outcome_code::outdated && offers_) {
                auto again = apply(batch[i]);
                if (!again) return unexpected(std::move(again).error());
                answer = std::move(*again);
            }
            removed += answer.code == outcome_code::applied ? 1U : 0U;
        }
        return removed;
    }

  private:
    /// More often than this nothing changes while one request is being composed.
    static constexpr std::size_t tries_max = 16;

    static refusal faulted(error fault) {
        return {.reason = refusal_reason::fault, .fault = std::move(fault)};
    }

    /// A booking that is gone is answered by the store, not here: the key may know its fate.
    result<booking_record, refusal> find(organization_id organization, booking_id id) {
        auto found = store_.find(organization, {&id, 1});
        if (!found) return unexpected(faulted(std::move(found).error()));
        if (found->empty()) return booking_record{organization, id, 1, {}};
        return std::move(found->front());
    }

    store& store_;
    ids& ids_;
    const clock& clock_;
    offer_maker offers_;
};

} // namespace timewright
