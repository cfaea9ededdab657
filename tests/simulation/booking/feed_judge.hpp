/// @file
/// feed_judge: replays a feed and says what in it cannot be.
///
/// It believes nothing but the entries: from what they add and release it keeps who claims what,
/// and checks each claim against all others, second by second of nobody's clock but the entry's.
/// Naive on purpose; it shares no code with the deciding.
#pragma once

#include <timewright/ports/store.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace timewright::simulation {

class feed_judge {
  public:
    struct held {
        std::uint64_t sequence = 0;
        std::string document{};
        std::vector<live_claim> claims{};
    };

    explicit feed_judge(std::map<calendar_user_id, std::uint32_t> capacities)
        : capacities_(std::move(capacities)) {}

    /// What is wrong with the next entry, if anything.
    [[nodiscard]] std::optional<std::string> read(const feed_entry& entry) {
        if (!(last_ < entry.cursor)) return "the feed is not in order";
        last_ = entry.cursor;
        if (entry.kind == feed_kind::user) return std::nullopt;
        const std::string name = "booking " + std::to_string(entry.booking.low()) + ": ";

        const auto at = bookings_.find(entry.booking);
        const std::uint64_t before = at == bookings_.end() ? 0 : at->second.sequence;
        if (entry.sequence != before + 1) return name + "its sequence jumps";
        if ((entry.kind == feed_kind::created) != (before == 0))
            return name + "is created twice, or never";
        if (entry.kind == feed_kind::created && !created_.insert(entry.document_after).second)
            return name + "the request \"" + entry.document_after + "\" was booked twice";

        held& mine = bookings_[entry.booking];
        for (const live_claim& c : entry.released) {
            const auto found = std::find(mine.claims.begin(), mine.claims.end(), c);
            if (found == mine.claims.end()) return name + "releases what it does not hold";
            mine.claims.erase(found);
        }
        mine.sequence = entry.sequence;
        mine.document = entry.document_after;
        for (const live_claim& c : entry.added) {
            mine.claims.push_back(c);
            if (is_too_much(c, entry.decided_at)) return name + "its claims overlap with others";
        }
        const bool gone = entry.kind == feed_kind::removed || entry.kind == feed_kind::expired;
        if (gone && !mine.claims.empty()) return name + "is gone and still claims";
        if (gone) bookings_.erase(entry.booking);
        return std::nullopt;
    }

    [[nodiscard]] const std::map<booking_id, held>& bookings() const { return bookings_; }
    /// Whether a booking with this document was ever created.
    [[nodiscard]] bool created(const std::string& document) const {
        return created_.contains(document);
    }

  private:
    /// Only where a claim starts can its units be the ones too many.
    [[nodiscard]] bool is_too_much(const live_claim& added, sys_seconds now) const {
        if (added.effect != claim_effect::blocks || !added.lives_at(now)) return false;
        std::vector<live_claim> others;
        std::set<sys_seconds> moments{added.span.start()};
        for (const auto& [id, booking] : bookings_)
            for (const live_claim& c : booking.claims) {
                const bool counts = c.user == added.user && c.effect == claim_effect::blocks &&
                                    c.lives_at(now) && c.span.overlaps(added.span);
                if (!counts) continue;
                others.push_back(c); // the added one is among them
                moments.insert(std::max(c.span.start(), added.span.start()));
            }
        return std::any_of(moments.begin(), moments.end(), [&](sys_seconds t) {
            std::uint64_t sum = 0;
            for (const live_claim& c : others) sum += c.span.contains(t) ? c.units : 0;
            return sum > capacities_.at(added.user);
        });
    }

    std::map<calendar_user_id, std::uint32_t> capacities_;
    std::map<booking_id, held> bookings_;
    std::set<std::string> created_;
    feed_cursor last_{};
};

} // namespace timewright::simulation
