#include "linearizability/replay_judge.hpp"

#include <timewright/booking/decide.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace timewright::linearizability {

namespace {

/// What was sent under one key, first try and retries, and between when it was decided.
struct request {
    std::vector<const call*> unanswered{};
    std::vector<const call*> answered{};
    const call* decisive = nullptr; // the try that was told its own decision
    std::int64_t begins = std::numeric_limits<std::int64_t>::max();
    std::int64_t ends = std::numeric_limits<std::int64_t>::max();
    sys_seconds clock_begins = sys_seconds::max();
    sys_seconds clock_ends = sys_seconds::max();
    bool in_feed = false;

    [[nodiscard]] const outcome& told() const { return *answered.front()->told; }
    [[nodiscard]] const std::string& name() const { return answered.front()->asked.request_key; }
};

using request_name = std::tuple<account_id, std::string, std::uint64_t>; // the last of the digest

/// A change as the feed tells it: its entries lie together.
struct applied_change {
    request* by = nullptr;
    const change* asked = nullptr; // the try that took effect
    std::span<const feed_entry> entries{};
};

/// Something that must have been so at a point of the replay between two: after `from` changes at
/// the earliest, after `to` at the latest.
struct claim_to_justify {
    const request* refused = nullptr; // or a look
    const call* seen = nullptr;
    calendar_user_id user{}; // on whose calendar
    std::size_t from = 0;
    std::size_t to = 0;
};

bool by_what_it_says(const conflict& l, const conflict& r) {
    return std::tuple(l.user, l.span.start(), l.span.end(), l.with, l.reason) <
           std::tuple(r.user, r.span.start(), r.span.end(), r.with, r.reason);
}

bool same_conflicts(std::vector<conflict> l, std::vector<conflict> r) {
    std::sort(l.begin(), l.end(), by_what_it_says);
    std::sort(r.begin(), r.end(), by_what_it_says);
    return l == r;
}

/// as_first: what a retry is told leaves out what may be.
bool same_answer(const outcome& l, const outcome& r, bool as_first) {
    const bool same = l.decided == r.decided && l.bookings == r.bookings &&
                      (l.decided != outcome_code::applied || l.parts == r.parts);
    if (!same || !as_first) return same;
    // Beyond the limit, which of them are told is not said.
    if (l.conflicts_left_out != 0 || r.conflicts_left_out != 0)
        return l.conflicts.size() == r.conflicts.size();
    return same_conflicts(l.conflicts, r.conflicts);
}

bool by_id(const live_claim& l, const live_claim& r) { return l.id < r.id; }

bool same_claims(std::vector<live_claim> l, std::vector<live_claim> r) {
    std::sort(l.begin(), l.end(), by_id);
    std::sort(r.begin(), r.end(), by_id);
    return l == r;
}

bool same_entry(const feed_entry& l, const feed_entry& r) {
    return l.kind == r.kind && l.booking == r.booking && l.sequence == r.sequence &&
           l.actor == r.actor && l.document_before == r.document_before &&
           l.document_after == r.document_after && l.users == r.users &&
           same_claims(l.released, r.released) && same_claims(l.added, r.added);
}

class replay {
  public:
    replay(const history& told, std::span<const feed_entry> feed, feed_order order)
        : told_(told), feed_(feed), order_(order) {}

    std::optional<std::string> find_fault() {
        if (auto wrong = gather_requests()) return wrong;
        if (auto wrong = gather_applied()) return wrong;
        if (auto wrong = check_order()) return wrong;
        for (std::size_t i = 0; i < applied_.size(); ++i) note_locks(i);
        gather_what_to_justify();
        for (std::size_t at = 0;; ++at) {
            if (auto wrong = justify(at)) return wrong;
            if (at == applied_.size()) return std::nullopt;
            if (auto wrong = apply_again(applied_[at])) return wrong;
        }
    }

  private:
    // --- who asked for what

    std::optional<std::string> gather_requests() {
        for (const call& c : told_.calls) {
            if (c.kind == call_kind::clock) times_.push_back(c.set_to);
            if (c.kind != call_kind::change) continue;
            request& mine = requests_[name_of(c.asked)];
            (c.told ? mine.answered : mine.unanswered).push_back(&c);
        }
        std::sort(times_.begin(), times_.end());
        times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
        for (auto& [name, one] : requests_) {
            if (one.answered.empty()) return std::get<1>(name) + " was never answered";
            if (auto wrong = settle(one)) return one.name() + *wrong;
        }
        return std::nullopt;
    }

    static request_name name_of(const change& asked) {
        return {asked.actor, asked.request_key, asked.request_digest.low};
    }

    /// Which try decided, as far as can be told, and when.
    std::optional<std::string> settle(request& one) {
        for (const call* c : one.answered) {
            if (!same_answer(*c->told, one.told(), false)) return " has two answers";
            if (c->told->code == outcome_code::exists) continue;
            if (c->told->code == outcome_code::exists_with_different_request) {
                if (!is_of_another(*c)) return " is told of another request, and there is none";
            } else if (std::exchange(one.decisive, c) != nullptr) {
                return " was decided twice";
            }
        }
        const bool of_another = one.told().decided == outcome_code::exists_with_different_request;
        if (one.decisive == nullptr && !of_another && one.unanswered.empty())
            return " is told that it exists, and was never sent before";
        if (one.decisive != nullptr) widen(one, *one.decisive, *one.decisive);
        if (one.decisive != nullptr) return std::nullopt;
        for (const call* first : one.unanswered)
            for (const call* last : one.answered) widen(one, *first, *last);
        return std::nullopt;
    }

    static void widen(request& one, const call& first, const call& last) {
        one.begins = std::min(one.begins, first.called);
        one.clock_begins = std::min(one.clock_begins, first.clock_called);
        one.ends = std::min(one.ends, last.returned);
        one.clock_ends = std::min(one.clock_ends, last.clock_returned);
    }

    [[nodiscard]] bool is_of_another(const call& c) const {
        const auto from = requests_.lower_bound({c.asked.actor, c.asked.request_key, 0});
        for (auto at = from; at != requests_.end(); ++at) {
            const auto& [actor, key, digest] = at->first;
            if (actor != c.asked.actor || key != c.asked.request_key) return false;
            if (digest != c.asked.request_digest.low) return true;
        }
        return false;
    }

    // --- what was applied

    std::optional<std::string> gather_applied() {
        std::map<std::pair<account_id, std::string>, request*> applied;
        for (auto& [name, one] : requests_)
            if (one.told().decided == outcome_code::applied)
                applied[{std::get<0>(name), std::get<1>(name)}] = &one;
        for (std::size_t first = 0; first < feed_.size();) {
            std::size_t end = first + 1;
            while (end < feed_.size() && feed_[end].origin == feed_[first].origin &&
                   feed_[end].actor == feed_[first].actor &&
                   feed_[end].cursor.transaction == feed_[first].cursor.transaction)
                ++end;
            if (first > 0 && !(feed_[first - 1].cursor < feed_[first].cursor))
                return std::string("the feed is not in order");
            const auto by = applied.find({feed_[first].actor, feed_[first].origin});
            if (by == applied.end())
                return feed_[first].origin + " is in the feed, and was not told that it is applied";
            if (std::exchange(by->second->in_feed, true))
                return feed_[first].origin + " took effect twice";
            applied_.push_back({by->second, nullptr, feed_.subspan(first, end - first)});
            applied_.back().asked = find_try(applied_.back());
            if (applied_.back().asked == nullptr)
                return feed_[first].origin + " took effect on a booking that it does not name";
            first = end;
        }
        for (const auto& [name, one] : applied)
            if (!one->in_feed) return one->name() + " was acknowledged and is lost";
        return std::nullopt;
    }

    /// Retries may name another new booking; the feed says which it was.
    static const change* find_try(const applied_change& made) {
        const auto names = [&](const call* c) {
            for (const feed_entry& entry : made.entries)
                if (entry.kind != feed_kind::user &&
                    std::none_of(c->asked.edits.begin(), c->asked.edits.end(),
                                 [&](const booking_edit& e) { return e.booking == entry.booking; }))
                    return false;
            return true;
        };
        if (made.by->decisive != nullptr)
            return names(made.by->decisive) ? &made.by->decisive->asked : nullptr;
        for (const call* c : made.by->unanswered)
            if (names(c)) return &c->asked;
        return nullptr;
    }

    std::optional<std::string> check_order() {
        latest_begin_.push_back(std::numeric_limits<std::int64_t>::min());
        for (const applied_change& a : applied_) {
            if (a.by->ends < latest_begin_.back())
                return a.by->name() + " is in the feed after what was asked when it was answered";
            latest_begin_.push_back(std::max(latest_begin_.back(), a.by->begins));
        }
        earliest_end_.assign(applied_.size(), 0);
        auto earliest = std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = applied_.size(); i-- > 0;)
            earliest_end_[i] = earliest = std::min(earliest, applied_[i].by->ends);
        return std::nullopt;
    }

    // --- applying it again

    std::optional<std::string> apply_again(const applied_change& a) {
        const sys_seconds at = a.entries.front().decided_at;
        const std::string& name = a.by->name();
        if (at < a.by->clock_begins || at > a.by->clock_ends)
            return name + " was decided at a time that was not the present";
        const decision again = decide(books_, {a.asked, 1}, at);
        if (!same_answer(again.outcomes.front(), a.by->told(), a.by->decisive != nullptr))
            return name + " was applied, and in the replay it is " +
                   to_slug(again.outcomes.front().code) + " otherwise";
        if (!std::equal(again.made.feed.begin(), again.made.feed.end(), a.entries.begin(),
                        a.entries.end(), same_entry))
            return "the feed tells of " + name + " what did not happen";
        books_.apply(again.made);
        return std::nullopt;
    }

    // --- which calendars it locked

    void note_locks(std::size_t at) {
        if (order_ == feed_order::exact) return;
        std::set<calendar_user_id> locked;
        const change& asked = *applied_[at].asked;
        for (const user_edit& u : asked.users) locked.insert(u.user);
        for (const part& p : asked.parts)
            for (const claim& k : p.claims)
                locked.insert(k.who.users().begin(), k.who.users().end());
        for (const feed_entry& entry : applied_[at].entries)
            for (const live_claim& c : entry.released) locked.insert(c.user);
        for (const calendar_user_id user : locked) locking_[user].push_back(at);
    }

    // --- everything else that was told

    void gather_what_to_justify() {
        std::vector<claim_to_justify> all;
        for (const auto& [name, one] : requests_)
            if (one.told().decided != outcome_code::applied &&
                one.told().decided != outcome_code::exists_with_different_request)
                all.push_back(between({.refused = &one}, one.begins, one.ends));
        for (const call& c : told_.calls)
            if (c.kind == call_kind::look)
                for (const user_record& u : c.seen.users)
                    all.push_back(between_those_on({.seen = &c, .user = u.user}));
        std::sort(all.begin(), all.end(),
                  [](const auto& l, const auto& r) { return l.from < r.from; });
        to_come_ = std::move(all);
    }

    /// After all that was answered before it began, before all that began after it was answered.
    claim_to_justify between(claim_to_justify one, std::int64_t begins, std::int64_t ends) const {
        std::tie(one.from, one.to) = points(begins, ends);
        return one;
    }
    /// The same among the changes that lock the calendar, where the order of others says nothing.
    claim_to_justify between_those_on(claim_to_justify one) {
        if (order_ == feed_order::exact) return between(one, one.seen->called, one.seen->returned);
        one.to = applied_.size();
        for (const std::size_t i : locking_[one.user]) {
            if (applied_[i].by->ends < one.seen->called) one.from = i + 1;
            if (applied_[i].by->begins > one.seen->returned) one.to = std::min(one.to, i);
        }
        return one;
    }
    [[nodiscard]] std::pair<std::size_t, std::size_t> points(std::int64_t begins,
                                                             std::int64_t ends) const {
        const auto from = std::lower_bound(earliest_end_.begin(), earliest_end_.end(), begins);
        const auto to = std::upper_bound(latest_begin_.begin() + 1, latest_begin_.end(), ends);
        return {from - earliest_end_.begin(), to - latest_begin_.begin() - 1};
    }

    std::optional<std::string> justify(std::size_t at) {
        while (next_ < to_come_.size() && to_come_[next_].from <= at)
            open_.push_back(to_come_[next_++]);
        std::erase_if(open_, [&](const claim_to_justify& one) {
            return one.refused != nullptr ? is_so(*one.refused) : is_so(one);
        });
        for (const claim_to_justify& one : open_)
            if (one.to <= at)
                return one.refused == nullptr
                           ? "client " + std::to_string(one.seen->client) + " saw at " +
                                 std::to_string(one.seen->called) + " what never was"
                           : one.refused->name() + " was " + to_slug(one.refused->told().decided) +
                                 " without a reason";
        return std::nullopt;
    }

    /// Would it be told the same now, at any of the times that the clock showed meanwhile?
    [[nodiscard]] bool is_so(const request& one) const {
        const change& asked =
            one.decisive != nullptr ? one.decisive->asked : one.unanswered.front()->asked;
        const auto so_at = [&](sys_seconds now) {
            const decision again = decide(books_, {&asked, 1}, now);
            return same_answer(again.outcomes.front(), one.told(), one.decisive != nullptr);
        };
        if (so_at(one.clock_begins)) return true;
        for (auto t = std::upper_bound(times_.begin(), times_.end(), one.clock_begins);
             t != times_.end() && *t <= one.clock_ends; ++t)
            if (so_at(*t)) return true;
        return false;
    }

    /// What was seen of one calendar: changes that have none in common may be committed in another
    /// order than the feed's.
    [[nodiscard]] bool is_so(const claim_to_justify& one) const {
        const call& look = *one.seen;
        const sys_seconds as_of = look.seen.as_of;
        if (as_of < look.clock_called || as_of > look.clock_returned) return false;
        std::vector<const live_claim*> seen;
        for (const live_claim& c : look.seen.claims)
            if (c.user == one.user) seen.push_back(&c);
        for (const live_claim& c : books_.claims_on(told_.organization, one.user)) {
            if (c.lives_at(as_of) && !take_out(seen, c)) return false;
        }
        return seen.empty();
    }

    static bool take_out(std::vector<const live_claim*>& seen, const live_claim& held) {
        const auto at = std::find_if(seen.begin(), seen.end(), [&](const live_claim* c) {
            return c->id.booking == held.id.booking && c->id.sequence == held.id.sequence &&
                   c->part == held.part && c->user == held.user && c->span == held.span &&
                   c->units == held.units && c->effect == held.effect &&
                   c->deadline == held.deadline;
        });
        if (at == seen.end()) return false;
        seen.erase(at);
        return true;
    }

    const history& told_;
    std::span<const feed_entry> feed_;
    feed_order order_;
    std::map<request_name, request> requests_;
    std::vector<sys_seconds> times_;                               // that the clock has shown
    std::vector<applied_change> applied_;                          // in the order of the feed
    std::vector<std::int64_t> latest_begin_;                       // of the first n applied
    std::vector<std::int64_t> earliest_end_;                       // of all but the first n
    std::map<calendar_user_id, std::vector<std::size_t>> locking_; // places in applied_
    std::vector<claim_to_justify> to_come_;                        // by `from`
    std::size_t next_ = 0;
    std::vector<claim_to_justify> open_;
    ledger books_;
};

} // namespace

std::optional<std::string> find_fault(const history& told, std::span<const feed_entry> feed,
                                      feed_order order) {
    return replay(told, feed, order).find_fault();
}

std::vector<feed_entry> read_feed(store& from, organization_id organization, feed_cursor since) {
    std::vector<feed_entry> all;
    for (bool more = true; more;) {
        auto page = from.changes_since(organization, since, 1'000);
        if (!page) std::abort();
        all.insert(all.end(), std::make_move_iterator(page->entries.begin()),
                   std::make_move_iterator(page->entries.end()));
        since = page->next;
        more = page->more;
    }
    return all;
}

} // namespace timewright::linearizability
