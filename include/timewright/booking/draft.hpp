/// @file
/// draft: a ledger and, on top of it, what a batch has decided so far.
///
/// decide() must not touch the snapshot that it is given (others read it, and the commit may fail),
/// yet later changes must see earlier ones, and a change that does not fit must leave no trace. So
/// the draft keeps the differences apart, answers every question from both, and can go back to any
/// earlier mark. net() is what remains to be written.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/booking/ledger.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace timewright {

class draft {
  public:
    /// The snapshot must outlive the draft and stay as it is.
    draft(const ledger& snapshot, sys_seconds now) : base_(snapshot), now_(now) {}

    [[nodiscard]] sys_seconds now() const noexcept { return now_; }

    /// A moment to go back to.
    struct mark {
        std::size_t added, gone, released, users, bookings, feed;
    };
    [[nodiscard]] mark here() const {
        return {added_.size(),    gone_log_.size(),     released_.size(),
                user_log_.size(), booking_log_.size(), feed_.size()};
    }

    /// Forgets what was put, released and added since the mark. Answers stay: a refusal is one too.
    void roll_back_to(const mark& m) {
        while (gone_log_.size() > m.gone) {
            added_[gone_log_.back()].gone = false;
            gone_log_.pop_back();
        }
        while (added_.size() > m.added) {
            const owned_claim& last = added_.back().held;
            added_on_[{last.organization, last.claim.user}].by_start.erase(added_.back().place);
            added_by_[{last.organization, last.claim.id.booking}].pop_back();
            added_.pop_back();
        }
        while (released_.size() > m.released) {
            released_ids_.erase(key_of(released_.back()));
            released_.pop_back();
        }
        restore(users_, user_log_, m.users);
        restore(bookings_, booking_log_, m.bookings);
        feed_.erase(feed_.begin() + static_cast<std::ptrdiff_t>(m.feed), feed_.end());
    }

    [[nodiscard]] const bookable* find_user(organization_id org, calendar_user_id user) const {
        const auto at = users_.find({org, user});
        return at != users_.end() ? &at->second : base_.find_user(org, user);
    }

    /// Null when it does not exist (any more).
    [[nodiscard]] const booking_record* find_booking(organization_id org, booking_id booking) const {
        const auto at = bookings_.find({org, booking});
        if (at == bookings_.end()) return base_.find_booking(org, booking);
        return at->second ? &*at->second : nullptr;
    }

    /// Null when the key was never used, or so long ago that its answer need not be kept.
    [[nodiscard]] const answer_record* find_answer(const answer_key& key) const {
        const auto at = answer_at_.find(key);
        const answer_record* found =
            at != answer_at_.end() ? &answers_[at->second] : base_.find_answer(key);
        return found != nullptr && found->decided_at >= now_ - answers_kept ? found : nullptr;
    }

    /// Visits the claims on a user that live now and overlap the span, by start; those that start
    /// together in the order in which they were added. So a batch is told what its changes one by
    /// one would be.
    template <class F>
    void for_each_live_overlapping(organization_id org, calendar_user_id user, const interval& span,
                                   F&& visit) const {
        const auto visit_overlapping = [&](const live_claim& c) {
            if (c.span.overlaps(span)) visit(c);
        };
        added_walk added(*this, org, user, span);
        base_.for_each_overlapping(org, user, span, [&](const live_claim& c) {
            added.visit_before(c.span.start(), visit_overlapping);
            if (c.lives_at(now_) && !is_released(org, c)) visit(c);
        });
        added.visit_rest(visit_overlapping);
    }

    /// Visits the claims of the snapshot on a user that overlap the span, are dead, and that nobody
    /// has removed yet.
    template <class F>
    void for_each_dead_overlapping(organization_id org, calendar_user_id user, const interval& span,
                                   F&& visit) const {
        base_.for_each_overlapping(org, user, span, [&](const live_claim& c) {
            if (!c.lives_at(now_) && !is_released(org, c)) visit(c);
        });
    }

    /// Visits every claim on a user that lives now, in the same order.
    template <class F>
    void for_each_live_on(organization_id org, calendar_user_id user, F&& visit) const {
        added_walk added(*this, org, user, std::nullopt);
        for (const live_claim& c : base_.claims_on(org, user)) {
            added.visit_before(c.span.start(), visit);
            if (c.lives_at(now_) && !is_released(org, c)) visit(c);
        }
        added.visit_rest(visit);
    }

    /// The claims of a booking, dead holds included, in the order in which they were added.
    [[nodiscard]] std::vector<live_claim> claims_of(organization_id org, booking_id booking) const {
        std::vector<live_claim> found;
        for (const live_claim& c : base_.claims_of(org, booking))
            if (!is_released(org, c)) found.push_back(c);
        const auto added = added_by_.find({org, booking});
        if (added == added_by_.end()) return found;
        for (const std::size_t i : added->second)
            if (!added_[i].gone) found.push_back(added_[i].held.claim);
        return found;
    }

    /// How many claims were added since the mark: the ordinal of the next.
    [[nodiscard]] std::uint32_t added_since(const mark& m) const {
        return static_cast<std::uint32_t>(added_.size() - m.added);
    }

    /// The claim with this position among those added since the mark.
    [[nodiscard]] const live_claim& added_at(const mark& m, std::size_t position) const {
        return added_[m.added + position].held.claim;
    }

    /// Whether it has been released since.
    [[nodiscard]] bool is_gone_at(const mark& m, std::size_t position) const {
        return added_[m.added + position].gone;
    }

    void put_user(const user_record& user) {
        put(users_, user_log_, {user.organization, user.user}, user.limits);
    }
    void put_booking(booking_record booking) {
        const detail::tenant_key<booking_id> key{booking.organization, booking.booking};
        put(bookings_, booking_log_, key, std::optional<booking_record>(std::move(booking)));
    }
    void remove_booking(organization_id org, booking_id booking) {
        put(bookings_, booking_log_, {org, booking}, std::optional<booking_record>());
    }

    void add(const owned_claim& claim) {
        const live_claim& c = claim.claim;
        auto& on = added_on_[{claim.organization, c.user}];
        on.longest = std::max(on.longest, detail::length_for_look_back(c.span));
        const auto place = on.by_start.emplace(c.span.start(), added_.size());
        added_by_[{claim.organization, c.id.booking}].push_back(added_.size());
        added_.push_back({claim, place, false});
    }

    /// Precondition: the claim is one that claims_of() answered.
    void release(const owned_claim& claim) {
        const auto mine = added_by_.find({claim.organization, claim.claim.id.booking});
        if (mine != added_by_.end())
            for (const std::size_t i : mine->second)
                if (!added_[i].gone && added_[i].held.claim.id == claim.claim.id) {
                    added_[i].gone = true;
                    gone_log_.push_back(i);
                    return;
                }
        released_.push_back(claim);
        released_ids_.insert(key_of(claim));
    }

    void tell(feed_entry entry) { feed_.push_back(std::move(entry)); }

    void remember(answer_record answer) {
        answer_at_[answer.key] = answers_.size();
        answers_.push_back(std::move(answer));
    }

    /// What differs from the snapshot.
    [[nodiscard]] writes net() && {
        writes made;
        for (const auto& [key, limits] : users_)
            made.users.push_back({key.organization, key.id, limits});
        for (auto& [key, record] : bookings_) {
            if (record)
                made.bookings.push_back(std::move(*record));
            else if (base_.find_booking(key.organization, key.id) != nullptr)
                made.bookings_removed.push_back({key.organization, key.id});
        }
        made.claims_released = std::move(released_);
        for (const tentative& a : added_)
            if (!a.gone) made.claims_added.push_back(a.held);
        made.answers = std::move(answers_);
        made.feed = std::move(feed_);
        return made;
    }

  private:
    // Positions in added_, by the start of the claim: a series of thousands looks among its own too.
    using positions_by_start = std::multimap<sys_seconds, std::size_t>;
    struct added_timeline {
        positions_by_start by_start;
        std::chrono::seconds longest{0};
    };
    struct tentative {
        owned_claim held;
        positions_by_start::iterator place;
        bool gone; // released by a later change of the same batch
    };
    template <class Id, class Value>
    using overlay = std::unordered_map<detail::tenant_key<Id>, Value, detail::tenant_hash>;
    // Each put, with what the overlay said before: nothing, or an earlier value.
    template <class Id, class Value>
    using undo_log = std::vector<std::pair<detail::tenant_key<Id>, std::optional<Value>>>;

    /// Goes through the living claims that the batch added on one user, by start, in step with a walk
    /// over those of the snapshot.
    class added_walk {
      public:
        added_walk(const draft& of, organization_id org, calendar_user_id user,
                   const std::optional<interval>& window)
            : draft_(of) {
            const auto found = of.added_on_.find({org, user});
            if (found == of.added_on_.end()) return;
            const auto& [by_start, longest] = found->second;
            at_ = window ? by_start.lower_bound(detail::look_back(window->start(), longest))
                         : by_start.begin();
            end_ = window ? by_start.lower_bound(window->end()) : by_start.end();
        }
        template <class F>
        void visit_before(sys_seconds start, F&& visit) {
            while (at_ != end_ && at_->first < start) step(visit);
        }
        template <class F>
        void visit_rest(F&& visit) {
            while (at_ != end_) step(visit);
        }

      private:
        template <class F>
        void step(F&& visit) {
            const tentative& t = draft_.added_[(at_++)->second];
            if (!t.gone && t.held.claim.lives_at(draft_.now_)) visit(t.held.claim);
        }

        const draft& draft_;
        positions_by_start::const_iterator at_{};
        positions_by_start::const_iterator end_{}; // equal to at_ when nothing was added
    };

    // Ids of claims are unique within an organization only.
    [[nodiscard]] static detail::tenant_key<claim_id> key_of(const owned_claim& c) {
        return {c.organization, c.claim.id};
    }
    [[nodiscard]] bool is_released(organization_id org, const live_claim& c) const {
        return !released_ids_.empty() && released_ids_.contains({org, c.id});
    }

    template <class Id, class Value>
    static void put(overlay<Id, Value>& values, undo_log<Id, Value>& log,
                    const detail::tenant_key<Id>& key, Value value) {
        const auto [at, is_new] = values.try_emplace(key, std::move(value));
        if (is_new) {
            log.emplace_back(key, std::nullopt);
        } else {
            // try_emplace left `value` alone: the key was there.
            log.emplace_back(key, std::optional<Value>(std::move(at->second)));
            at->second = std::move(value);
        }
    }

    template <class Id, class Value>
    static void restore(overlay<Id, Value>& values, undo_log<Id, Value>& log, std::size_t to) {
        while (log.size() > to) {
            auto& [key, before] = log.back();
            if (before)
                values.insert_or_assign(key, std::move(*before));
            else
                values.erase(key);
            log.pop_back();
        }
    }

    const ledger& base_;
    sys_seconds now_;

    std::vector<tentative> added_;
    overlay<calendar_user_id, added_timeline> added_on_;
    overlay<booking_id, std::vector<std::size_t>> added_by_;
    std::vector<std::size_t> gone_log_;

    std::vector<owned_claim> released_;
    std::unordered_set<detail::tenant_key<claim_id>, detail::tenant_hash> released_ids_;

    overlay<calendar_user_id, bookable> users_;
    undo_log<calendar_user_id, bookable> user_log_;
    overlay<booking_id, std::optional<booking_record>> bookings_;
    undo_log<booking_id, std::optional<booking_record>> booking_log_;

    std::vector<feed_entry> feed_;
    std::vector<answer_record> answers_;
    std::unordered_map<answer_key, std::size_t, detail::tenant_hash> answer_at_;
};

} // namespace timewright
