#include "server/observed_database.hpp"

namespace timewright::hosting {
namespace {

/// The answer as it is, counted if it is a failure.
template <class T>
result<T, error> seen(result<T, error> answer, store_metrics& told) {
    if (!answer) told.tell_of(answer.error());
    return answer;
}

} // namespace

result<std::vector<outcome>, error> observed_store::apply(std::span<const change> batch) {
    auto made = seen(inner_.apply(batch), told_);
    if (made)
        for (const outcome& one : *made) told_.tell_of(one);
    return made;
}

void observed_store::submit(change one, completion done) {
    inner_.submit(std::move(one),
                  [&told = told_, done = std::move(done)](result<outcome, error> made) {
                      if (made)
                          told.tell_of(*made);
                      else
                          told.tell_of(made.error());
                      done(std::move(made));
                  });
}

result<snapshot, error> observed_store::load(organization_id organization,
                                             std::span<const calendar_user_id> users,
                                             interval window) {
    return seen(inner_.load(organization, users, window), told_);
}

result<std::vector<booking_record>, error> observed_store::find(
    organization_id organization, std::span<const booking_id> bookings) {
    return seen(inner_.find(organization, bookings), told_);
}

result<std::vector<live_claim>, error> observed_store::claims_of(organization_id organization,
                                                                 booking_id booking) {
    return seen(inner_.claims_of(organization, booking), told_);
}

result<std::vector<due_hold>, error> observed_store::find_due_holds(std::size_t max) {
    return seen(inner_.find_due_holds(max), told_);
}

result<feed_page, error> observed_store::changes_since(organization_id organization,
                                                       feed_cursor cursor, std::size_t max) {
    return seen(inner_.changes_since(organization, cursor, max), told_);
}

result<feed_cursor, error> observed_store::newest_change() {
    return seen(inner_.newest_change(), told_);
}

result<std::size_t, error> observed_store::forget_changes(sys_seconds decided_before,
                                                          std::size_t max) {
    return seen(inner_.forget_changes(decided_before, max), told_);
}

result<directory_record, error> observed_directory::find(const directory_key& key) {
    return seen(inner_.find(key), told_);
}

result<std::uint64_t, error> observed_directory::put(const directory_key& key,
                                                     std::uint64_t expected_version,
                                                     std::optional<std::string> body) {
    return seen(inner_.put(key, expected_version, std::move(body)), told_);
}

result<directory_page, error> observed_directory::list(organization_id organization,
                                                       std::string_view kind,
                                                       std::string_view after, std::size_t max) {
    return seen(inner_.list(organization, kind, after, max), told_);
}

} // namespace timewright::hosting
