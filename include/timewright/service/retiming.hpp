/// @file
/// retiming: moves the meetings of a database whose zone rules have changed.
///
/// A meeting keeps what people said, a local time in a zone; its claims are instants, worked out with
/// the zone data of their time. When that changes, claims and words no longer agree. run() works out
/// anew what is still to come, and moves what differs:
///
///     retiming anew({.claims = store, .records = directory, .mint = ids, .present = clock,
///                    .zones = *zone_registry::open("2026f")});
///     auto done = anew.run(organization, [](const retiming_step& one) { tell(one); });
///     for (const retiming_collision& c : done->collisions) tell(c);
///
/// **Together or not at all.** Meetings that move and have a calendar in common are one change: they
/// may take each other's places. What is moved agrees with its words from then on, so that a run that
/// was interrupted is simply run again, and a second run finds nothing to do.
///
/// **Collisions.** Who stays has the room; of those who move, who came first. Nobody is dropped: the
/// other one's occurrence is kept in the room's calendar as a claim that reports, and is marked
/// `conflicted` in its document. Every run lists all that stand like this, also those of earlier runs.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/retime.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/directory.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/time/civil.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace timewright {

/// An occurrence that is not where its words say.
struct retiming_step {
    retime_outcome outcome = retime_outcome::moved; ///< moved, kept or removed
    booking_id booking{};
    std::string uid{};
    std::string title{};
    std::optional<local_seconds> recurrence_id{}; ///< of a series
    interval before;
    std::optional<interval> after{}; ///< nothing when removed

    friend bool operator==(const retiming_step&, const retiming_step&) = default;
};

/// An occurrence that lost its room, and who has it.
struct retiming_collision {
    booking_id booking{};
    std::string uid{};
    std::string title{};
    calendar_user_id user{};
    booking_id with{};
    std::string with_uid{};
    std::string with_title{};
    interval overlap;

    friend bool operator==(const retiming_collision&, const retiming_collision&) = default;
};

struct retiming_report {
    std::size_t bookings = 0; ///< that were changed
    std::vector<retiming_collision> collisions{};
    std::vector<booking_id> unreadable{}; ///< damaged, or in a zone that is gone: left as they are
};

class TIMEWRIGHT_EXPORT retiming {
  public:
    /// All but the registry must outlive it.
    struct parts_needed {
        store& claims;
        directory& records;
        ids& mint;
        const clock& present;
        zone_registry zones; ///< the new release
    };

    explicit retiming(parts_needed parts) : parts_(std::move(parts)) {}

    /// `tell` hears of each occurrence once its change has been applied. keep_instant: the start that
    /// people said becomes what the clock shows at the old instant; days and floating times keep the
    /// wall all the same. `ask` changes nothing.
    /// Errors: those of the store and the directory; unavailable when others change the same meetings
    /// all the time.
    [[nodiscard]] result<retiming_report, error> run(
        organization_id organization, retime_policy policy,
        const std::function<void(const retiming_step&)>& tell);

  private:
    parts_needed parts_;
};

/// Which zone data: the release, and what it means, because two directories may call themselves the
/// same and not be. That is 32 hexadecimal digits, which agree when the zones have the same names and
/// their clocks show the same from 1970 to 2100, however the files are written.
struct tzdata_mark {
    std::string version{};
    std::string content{}; ///< empty: not known, as in databases of before it was written down

    [[nodiscard]] bool agrees_with(const tzdata_mark& other) const {
        return version == other.version &&
               (content == other.content || content.empty() || other.content.empty());
    }
    friend bool operator==(const tzdata_mark&, const tzdata_mark&) = default;
};

/// Reads all zones and keeps none: some tens of milliseconds. One that is damaged counts as empty.
/// Errors: unavailable, when the directory is another release than was opened.
[[nodiscard]] TIMEWRIGHT_EXPORT result<tzdata_mark, error> mark_of(const zone_registry& zones);

/// The zone data by which the claims of a database were worked out. None: nobody has said so yet.
[[nodiscard]] TIMEWRIGHT_EXPORT result<std::optional<tzdata_mark>, error> find_tzdata_in_force(
    directory& records);
/// Says so from now on. Errors: those of the directory.
[[nodiscard]] TIMEWRIGHT_EXPORT result<void, error> put_tzdata_in_force(directory& records,
                                                                        const tzdata_mark& mark);

} // namespace timewright
