#include <timewright/adapters/faulty/faulty_store.hpp>

#include <thread>
#include <utility>

namespace timewright {

namespace {

error not_reached() {
    return {.code = errc::unavailable,
            .message =
                "the store was not reached (a planned fault); nothing took effect, send the "
                "call again",
            .again = retry::safe};
}

/// Nothing depends on the answer to a question, so that it may always be asked again.
error reply_lost(store_call function) {
    const bool writes = function == store_call::apply || function == store_call::submit;
    return {.code = errc::unavailable,
            .message = "the store's reply was lost (a planned fault); send the call again",
            .again = writes ? retry::in_doubt : retry::safe};
}

} // namespace

faulty_store::faulty_store(store& around, fault_plan plan)
    : faulty_store(around, plan,
                   [](std::chrono::microseconds delay) { std::this_thread::sleep_for(delay); }) {}

faulty_store::faulty_store(store& around, fault_plan plan, waiting wait)
    : around_(around), plan_(plan), wait_(std::move(wait)) {}

faulty_store::~faulty_store() {
    if (listened_) around_.listen({});
}

fault faulty_store::next(store_call function) {
    const std::uint64_t number = calls_++;
    if (healed_) return {};
    const fault mine = plan_.fault_of(function, number);
    ++met_.at(static_cast<std::size_t>(mine.kind));
    return mine;
}

void faulty_store::pause(std::chrono::microseconds delay) const {
    if (delay.count() > 0) wait_(delay);
}

template <class Ask>
auto faulty_store::ask(store_call function, Ask&& once) -> decltype(once()) {
    const fault mine = next(function);
    pause(mine.delay_before);
    if (mine.kind == fault_kind::fails_before) return unexpected(not_reached());
    auto answer = once();
    if (mine.kind == fault_kind::happens_twice) {
        auto again = once();
        if (mine.second_reply) answer = std::move(again);
    }
    pause(mine.delay_after);
    if (mine.kind == fault_kind::fails_after) return unexpected(reply_lost(function));
    return answer;
}

result<std::vector<outcome>, error> faulty_store::apply(std::span<const change> batch) {
    return ask(store_call::apply, [&] { return around_.apply(batch); });
}

void faulty_store::submit(change one, completion done) {
    const fault mine = next(store_call::submit);
    pause(mine.delay_before);
    if (mine.kind == fault_kind::fails_before) return done(unexpected(not_reached()));
    // A completion must not block, so that what delays a reply delays the request.
    pause(mine.delay_after);
    const completion unheard = [](const result<outcome, error>&) {};
    switch (mine.kind) {
        case fault_kind::none:
        case fault_kind::fails_before:
            return around_.submit(std::move(one), std::move(done));
        case fault_kind::fails_after:
            return around_.submit(std::move(one),
                                  [done = std::move(done)](const result<outcome, error>&) {
                                      done(unexpected(reply_lost(store_call::submit)));
                                  });
        case fault_kind::happens_twice:
            around_.submit(one, mine.second_reply ? unheard : done);
            around_.submit(std::move(one), mine.second_reply ? done : unheard);
    }
}

result<snapshot, error> faulty_store::load(organization_id organization,
                                           std::span<const calendar_user_id> users,
                                           interval window) {
    return ask(store_call::load, [&] { return around_.load(organization, users, window); });
}

result<std::vector<booking_record>, error> faulty_store::find(
    organization_id organization, std::span<const booking_id> bookings) {
    return ask(store_call::find, [&] { return around_.find(organization, bookings); });
}

result<std::vector<live_claim>, error> faulty_store::claims_of(organization_id organization,
                                                               booking_id booking) {
    return ask(store_call::claims_of, [&] { return around_.claims_of(organization, booking); });
}

result<std::vector<due_hold>, error> faulty_store::find_due_holds(std::size_t max) {
    return ask(store_call::find_due_holds, [&] { return around_.find_due_holds(max); });
}

result<feed_page, error> faulty_store::changes_since(organization_id organization,
                                                     feed_cursor cursor, std::size_t max) {
    return ask(store_call::changes_since,
               [&] { return around_.changes_since(organization, cursor, max); });
}

result<std::size_t, error> faulty_store::forget_changes(sys_seconds decided_before,
                                                        std::size_t max) {
    return ask(store_call::forget_changes,
               [&] { return around_.forget_changes(decided_before, max); });
}

result<feed_cursor, error> faulty_store::newest_change() {
    return ask(store_call::newest_change, [&] { return around_.newest_change(); });
}

void faulty_store::listen(std::function<void()> listener) {
    if (!listener) return around_.listen({});
    listened_ = true;
    around_.listen([this, listener = std::move(listener)] {
        const fault mine = next(store_call::listen);
        pause(mine.delay_before);
        const bool lost =
            mine.kind == fault_kind::fails_before || mine.kind == fault_kind::fails_after;
        if (lost) return;
        listener();
        if (mine.kind == fault_kind::happens_twice) listener();
    });
}

} // namespace timewright
