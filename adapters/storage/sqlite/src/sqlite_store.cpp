#include "engine.hpp"
#include "sqlite_error.hpp"

#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <utility>

namespace timewright {

result<std::vector<outcome>, error> sqlite_store::apply(std::span<const change> batch) {
    return sqlite::guarded([&] { return engine_.apply(batch); });
}

void sqlite_store::submit(change one, completion done) {
    sqlite::task asked;
    asked.own.push_back(std::move(one));
    asked.done = [answer = std::move(done)](result<std::vector<outcome>, error> outcomes) {
        if (!outcomes) return answer(unexpected(std::move(outcomes).error()));
        answer(std::move(outcomes->front()));
    };
    engine_.push(std::move(asked));
}

result<snapshot, error> sqlite_store::load(organization_id organization,
                                           std::span<const calendar_user_id> users,
                                           interval window) {
    return engine_.load(organization, users, window);
}

result<std::vector<booking_record>, error> sqlite_store::find(
    organization_id organization, std::span<const booking_id> bookings) {
    return engine_.find(organization, bookings);
}

result<std::vector<live_claim>, error> sqlite_store::claims_of(organization_id organization,
                                                               booking_id booking) {
    return engine_.claims_of(organization, booking);
}

result<std::vector<due_hold>, error> sqlite_store::find_due_holds(std::size_t max) {
    return engine_.find_due_holds(max);
}

result<feed_page, error> sqlite_store::changes_since(organization_id organization,
                                                     feed_cursor cursor, std::size_t max) {
    return engine_.changes_since(organization, cursor, max);
}

result<std::size_t, error> sqlite_store::forget_changes(sys_seconds decided_before,
                                                        std::size_t max) {
    return sqlite::guarded([&] { return engine_.forget_changes({decided_before, max, {}}); });
}

result<feed_cursor, error> sqlite_store::newest_change() { return engine_.newest_change(); }

void sqlite_store::listen(std::function<void()> listener) { engine_.listen(std::move(listener)); }

} // namespace timewright
