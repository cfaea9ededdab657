/// @file
/// retimed_zones: the zones of events by two releases of the zone database.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/time/interval.hpp>
#include <timewright/time/zone_registry.hpp>

#include <map>
#include <optional>
#include <string>

namespace timewright::detail {

/// One zone by both releases.
struct retimed_zone {
    zone older;
    zone newer;
};

/// True when the clocks of both show the same throughout the window. Steps from change to change.
[[nodiscard]] bool same_offsets(const zone& a, const zone& b, interval window);

/// The zones of many events, each looked up once.
class retimed_zones {
  public:
    retimed_zones(const zone_registry& older, const zone_registry& newer)
        : older_(older), newer_(newer) {}

    /// Errors: unknown_zone when only the older release has it; those of zone_registry::find().
    [[nodiscard]] result<retimed_zone, error> of(const zone& said);

    /// Whether some zone that the event names shows something else in the window.
    [[nodiscard]] result<bool, error> differ(const event& source, interval window);

    /// The event with its zones by one release. Precondition: differ() has answered for it.
    [[nodiscard]] event by_older(const event& source) const;
    [[nodiscard]] event by_newer(const event& source) const;

  private:
    /// What the registries have. Where they have nothing, each event's own zone stands.
    struct found {
        std::optional<zone> older;
        std::optional<zone> newer;
    };
    [[nodiscard]] event bound(const event& source, std::optional<zone> found::* release) const;

    const zone_registry& older_;
    const zone_registry& newer_;
    std::map<std::string, found> known_; // by the name in the event
};

} // namespace timewright::detail
