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

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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
            added_on_[{last.organization, last.claim.user}].pop_back();
            added_by_[{last.organization, last.claim.id.booking}].pop_back();
            added_.pop_back();
        }
        while (released_.size() > m.released) {
            released_ids_.erase(released_.back().claim.id);
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

    /// Visits the claims on a user that live now and overlap the span.
    template <class F>
    void for_each_live_overlapping(organization_id org, calendar_user_id user, const interval& span,
                                   F&& visit) const {
        base_.for_each_overlapping(org, user, span, [&](const live_claim& c) {
            if (c.lives_at(now_) && !released_ids_.contains(c.id)) visit(c);
        });
        for_each_added(added_on_, {org, user}, [&](const live_claim& c) {
            if (c.lives_at(now_) && c.span.overlaps(span)) visit(c);
        });
    }

    /// Visits every claim on a user that lives now.
    template <class F>
    void for_each_live_on(organization_id org, calendar_user_id user, F&& visit) const {
        for (const live_claim& c : base_.claims_on(org, user))
            if (c.lives_at(now_) && !released_ids_.contains(c.id)) visit(c);
        for_each_added(added_on_, {org, user}, [&](const live_claim& c) {
            if (c.lives_at(now_)) visit(c);
        });
    }

    /// The claims of a booking, dead holds included, in the order in which they were added.
    [[nodiscard]] std::vector<live_claim> claims_of(organization_id org, booking_id booking) const {
        std::vector<live_claim> found;
        for (const live_claim& c : base_.claims_of(org, booking))
            if (!released_ids_.contains(c.id)) found.push_back(c);
        for_each_added(added_by_, {org, booking}, [&](const live_claim& c) { found.push_back(c); });
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
        added_on_[{claim.organization, claim.claim.user}].push_back(added_.size());
        added_by_[{claim.organization, claim.claim.id.booking}].push_back(added_.size());
        added_.push_back({claim, false});
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
        released_ids_.insert(claim.claim.id);
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
    struct tentative {
        owned_claim held;
        bool gone; // released by a later change of the same batch
    };
    template <class Id>
    using positions =
        std::unordered_map<detail::tenant_key<Id>, std::vector<std::size_t>, detail::tenant_hash>;
    template <class Id, class Value>
    using overlay = std::unordered_map<detail::tenant_key<Id>, Value, detail::tenant_hash>;
    // Each put, with what the overlay said before: nothing, or an earlier value.
    template <class Id, class Value>
    using undo_log = std::vector<std::pair<detail::tenant_key<Id>, std::optional<Value>>>;

    template <class Id, class F>
    void for_each_added(const positions<Id>& index, const detail::tenant_key<Id>& key,
                        F&& visit) const {
        const auto at = index.find(key);
        if (at == index.end()) return;
        for (const std::size_t i : at->second)
            if (!added_[i].gone) visit(added_[i].held.claim);
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
    positions<calendar_user_id> added_on_;
    positions<booking_id> added_by_;
    std::vector<std::size_t> gone_log_;

    std::vector<owned_claim> released_;
    std::unordered_set<claim_id> released_ids_;

    overlay<calendar_user_id, bookable> users_;
    undo_log<calendar_user_id, bookable> user_log_;
    overlay<booking_id, std::optional<booking_record>> bookings_;
    undo_log<booking_id, std::optional<booking_record>> booking_log_;

    std::vector<feed_entry> feed_;
    std::vector<answer_record> answers_;
    std::unordered_map<answer_key, std::size_t, detail::tenant_hash> answer_at_;
};

} // namespace timewright
