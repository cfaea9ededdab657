// A ledger of what was loaded, to see beforehand what will fit.
#pragma once

#include <timewright/booking/ledger.hpp>
#include <timewright/ports/store.hpp>

#include <set>
#include <span>

namespace timewright::detail {

/// Bookings that are not among the records get one without a document. Precondition: some calendar
/// user was loaded.
[[nodiscard]] inline ledger to_ledger(const snapshot& loaded,
                                      std::span<const booking_record> records) {
    writes known{.users = loaded.users};
    std::set<booking_id> bookings;
    const organization_id organization = loaded.users.front().organization;
    for (const booking_record& one : records)
        if (bookings.insert(one.booking).second) known.bookings.push_back(one);
    for (const live_claim& c : loaded.claims) {
        if (bookings.insert(c.id.booking).second)
            known.bookings.push_back({organization, c.id.booking, c.id.sequence, {}});
        known.claims_added.push_back({organization, c});
    }
    ledger made;
    made.apply(known);
    return made;
}

} // namespace timewright::detail
