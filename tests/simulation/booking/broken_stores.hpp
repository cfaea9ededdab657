/// @file
/// Stores that are wrong in the ways in which booking systems are wrong, so that the simulation
/// shows that it would notice.
#pragma once

#include <timewright/storage/memory_store.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace timewright::simulation {

/// Passes everything on. What is broken overrides apply().
class passing_store : public store {
  public:
    explicit passing_store(const clock& present) : kept_(present) {}

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        return kept_.apply(batch);
    }
    result<snapshot, error> load(organization_id org, std::span<const calendar_user_id> users,
                                 interval window) override {
        return kept_.load(org, users, window);
    }
    result<std::vector<booking_record>, error> find(organization_id org,
                                                    std::span<const booking_id> ids) override {
        return kept_.find(org, ids);
    }
    result<std::vector<live_claim>, error> claims_of(organization_id org, booking_id id) override {
        return kept_.claims_of(org, id);
    }
    result<std::vector<due_hold>, error> find_due_holds(std::size_t max) override {
        return kept_.find_due_holds(max);
    }
    result<feed_page, error> changes_since(organization_id org, feed_cursor cursor,
                                           std::size_t max) override {
        return kept_.changes_since(org, cursor, max);
    }
    result<std::size_t, error> forget_changes(sys_seconds before, std::size_t max) override {
        return kept_.forget_changes(before, max);
    }
    result<feed_cursor, error> newest_change() override { return kept_.newest_change(); }
    void listen(std::function<void()> listener) override { kept_.listen(std::move(listener)); }

  protected:
    memory_store kept_;
};

/// Looks whether a room is free, and inserts what it found free afterwards, without a lock between
/// the two: requests that arrive together do not see each other. The commonest way to double-book.
class check_then_insert_store final : public passing_store {
  public:
    using passing_store::passing_store;

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        std::vector<outcome> answers(batch.size());
        std::vector<change> inserts;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            answers[i].conflicts = find_conflicts(batch[i]);
            if (answers[i].conflicts.empty())
                inserts.push_back(as_insert(batch[i]));
            else
                answers[i].code = answers[i].decided = outcome_code::refused;
        }
        std::this_thread::yield(); // as any database call does
        auto inserted = kept_.apply(inserts);
        if (!inserted) return inserted;
        std::size_t next = 0;
        for (outcome& answer : answers)
            if (answer.code != outcome_code::refused) answer = std::move((*inserted)[next++]);
        return answers;
    }

  private:
    std::vector<conflict> find_conflicts(const change& asked) {
        std::vector<conflict> all;
        for (const part& p : asked.parts)
            for (const claim& k : p.claims) {
                const calendar_user_id user = k.who.users().front();
                const auto found = kept_.load(asked.organization, {&user, 1}, k.span);
                if (k.effect != claim_effect::blocks || !found || found->users.empty()) continue;
                std::vector<conflict> there;
                std::size_t taken = 0;
                for (const live_claim& c : found->claims) {
                    if (c.id.booking == p.booking) continue;
                    taken += c.units;
                    there.push_back({user, c.span, c.id.booking, conflict_reason::overlap});
                }
                if (taken + k.units > found->users.front().limits.capacity)
                    all.insert(all.end(), there.begin(), there.end());
            }
        return all;
    }

    /// `reports` is recorded without another look; the claim says afterwards that it blocks.
    static change as_insert(change made) {
        for (part& p : made.parts)
            for (claim& k : p.claims) {
                k.who = k.who.users().front();
                k.choice = 0;
                if (k.effect == claim_effect::blocks) k.effect = claim_effect::reports;
            }
        return made;
    }

    /// What was inserted blocks, as everybody but the insert believes.
    static void as_believed(std::vector<live_claim>& claims) {
        for (live_claim& c : claims)
            if (c.effect == claim_effect::reports) c.effect = claim_effect::blocks;
    }

  public:
    result<snapshot, error> load(organization_id org, std::span<const calendar_user_id> users,
                                 interval window) override {
        auto found = kept_.load(org, users, window);
        if (found) as_believed(found->claims);
        return found;
    }
    result<feed_page, error> changes_since(organization_id org, feed_cursor cursor,
                                           std::size_t max) override {
        auto page = kept_.changes_since(org, cursor, max);
        if (!page) return page;
        for (feed_entry& entry : page->entries)
            for (auto* claims : {&entry.added, &entry.released}) as_believed(*claims);
        return page;
    }
};

/// Does not know a retry when it sees one.
class keyless_store final : public passing_store {
  public:
    using passing_store::passing_store;

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        std::vector<change> keyless(batch.begin(), batch.end());
        for (change& c : keyless) c.request_key.clear();
        return kept_.apply(keyless);
    }
};

/// Acknowledges all of a batch and forgets some of it, as a cache that is written back later does
/// in a crash.
class forgetting_store final : public passing_store {
  public:
    forgetting_store(const clock& present) : passing_store(present), before_(present) {}

    result<std::vector<outcome>, error> apply(std::span<const change> batch) override {
        if (++batches_ % 10 != 0) {
            static_cast<void>(before_.apply(batch).has_value());
            return kept_.apply(batch);
        }
        return before_.apply(batch); // decided, acknowledged, and nowhere else
    }

  private:
    memory_store before_;
    std::size_t batches_ = 0;
};

} // namespace timewright::simulation
