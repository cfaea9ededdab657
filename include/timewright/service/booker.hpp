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
#include <optional>
#include <utility>
#include <vector>

namespace timewright {

class booker {
  public:
    /// All three must outlive the booker.
    booker(store& keeper, ids& mint, const clock& present)
        : store_(keeper), ids_(mint), clock_(present) {}

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
        auto outcomes = store_.apply({&asked, 1});
        if (!outcomes) return unexpected(faulted(std::move(outcomes).error()));
        return to_booking(std::move(outcomes->front()));
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
        return static_cast<std::size_t>(
            std::count_if(outcomes->begin(), outcomes->end(),
                          [](const outcome& o) { return o.code == outcome_code::applied; }));
    }

  private:
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
};

} // namespace timewright
