#include "engine.hpp"
#include "postgres_error.hpp"

#include <timewright/adapters/postgres/postgres_store.hpp>

#include <utility>

namespace timewright {

result<std::vector<outcome>, error> postgres_store::apply(std::span<const change> batch) {
    return postgres::guarded([&] { return engine_.apply(batch); });
}

void postgres_store::submit(change one, completion done) {
    postgres::task asked;
    asked.own.push_back(std::move(one));
    asked.done = [answer = std::move(done)](result<std::vector<outcome>, error> outcomes) {
        if (!outcomes) return answer(unexpected(std::move(outcomes).error()));
        answer(std::move(outcomes->front()));
    };
    engine_.push(std::move(asked));
}

result<snapshot, error> postgres_store::load(organization_id organization,
                                             std::span<const calendar_user_id> users,
                                             interval window) {
    return engine_.load(organization, users, window);
}

result<std::vector<booking_record>, error> postgres_store::find(
    organization_id organization, std::span<const booking_id> bookings) {
    return engine_.find(organization, bookings);
}

result<std::vector<live_claim>, error> postgres_store::claims_of(organization_id organization,
                                                                 booking_id booking) {
    return engine_.claims_of(organization, booking);
}

result<std::vector<due_hold>, error> postgres_store::find_due_holds(std::size_t max) {
    return engine_.find_due_holds(max);
}

result<feed_page, error> postgres_store::changes_since(organization_id organization,
                                                       feed_cursor cursor, std::size_t max) {
    return engine_.changes_since(organization, cursor, max);
}

result<std::size_t, error> postgres_store::forget_changes(sys_seconds decided_before,
                                                          std::size_t max) {
    return engine_.forget_changes(decided_before, max);
}

result<feed_cursor, error> postgres_store::newest_change() { return engine_.newest_change(); }

void postgres_store::listen(std::function<void()> listener) { engine_.listen(std::move(listener)); }

} // namespace timewright
