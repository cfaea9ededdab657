#include "server/command/zone.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/time/civil.hpp>
#include <timewright/time/zone.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace timewright::command {
namespace {

/// One question answered.
struct reading_of_clock {
    local_seconds local; ///< as asked, or what the clock shows at the instant asked for
    sys_seconds instant;
    local_resolution means; ///< all that `local` can mean
};

const char* to_string(local_kind kind) {
    switch (kind) {
        case local_kind::unique:
            return "unique";
        case local_kind::skipped:
            return "skipped";
        case local_kind::repeated:
            return "repeated";
    }
    return "unique";
}

std::optional<disambiguation> find_disambiguation(const std::string& name) {
    if (name == "compatible") return disambiguation::compatible;
    if (name == "earlier") return disambiguation::earlier;
    if (name == "later") return disambiguation::later;
    if (name == "reject") return disambiguation::reject;
    return std::nullopt;
}

result<reading_of_clock, error> read_clock(const zone_options& options, const zone& where) {
    if (options.at.empty() == options.local.empty())
        return unexpected(invalid_input("say one of --at INSTANT and --local TIME"));
    if (!options.at.empty()) {
        const auto instant = read_instant("--at", options.at);
        if (!instant) return unexpected(instant.error());
        const local_seconds local = where.to_local(*instant);
        return reading_of_clock{local, *instant, where.resolve(local)};
    }
    const auto local = parse_local(options.local);
    if (!local) return unexpected(about("--local", local.error()));
    const auto which = find_disambiguation(options.disambiguate);
    if (!which)
        return unexpected(
            invalid_input("--disambiguate: it is one of compatible, earlier, later "
                          "and reject"));
    const auto instant = where.to_instant(*local, *which);
    if (!instant) return unexpected(about("--local", instant.error()));
    return reading_of_clock{*local, *instant, where.resolve(*local)};
}

std::vector<std::string> instants_of(const local_resolution& means) {
    std::vector<std::string> instants{to_rfc3339(means.first)};
    if (means.kind != local_kind::unique) instants.push_back(to_rfc3339(means.second));
    return instants;
}

void print_for_people(const reading_of_clock& clock, const zone& where, const std::string& tzdata,
                      std::ostream& out) {
    const zone_period period = where.period_at(clock.instant);
    out << to_iso(clock.local) << " in " << printable(where.name()) << " is "
        << to_rfc3339(clock.instant) << " (" << to_iso_offset(period.offset) << " "
        << printable(period.abbreviation) << ", tzdata " << printable(tzdata) << ")\n";
    const std::vector<std::string> instants = instants_of(clock.means);
    if (clock.means.kind == local_kind::repeated)
        out << "The clocks show this time twice: at " << instants[0] << " and at " << instants[1]
            << "\n";
    if (clock.means.kind == local_kind::skipped)
        out << "The clocks skip this time; it is read as " << instants[0]
            << " (the offset before the gap) or as " << instants[1] << " (the offset after it)\n";
}

} // namespace

int run(const zone_options& options, std::ostream& out, std::ostream& err) {
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    const auto where = read_zone(*zones, "ZONE", options.zone);
    if (!where) return refuse(err, where.error());
    const auto clock = read_clock(options, *where);
    if (!clock) {
        const int code = refuse(err, clock.error());
        return clock.error().code == errc::ambiguous_time ? exit_nothing : code;
    }
    const std::string tzdata = zones->tzdata_version();
    if (!options.json) {
        print_for_people(*clock, *where, tzdata, out);
        return exit_found;
    }
    const zone_period period = where->period_at(clock->instant);
    out << json_line()
               .add_text("zone", where->name())
               .add_text("tzdata", tzdata)
               .add_text("local", to_iso(clock->local))
               .add_text("utc", to_rfc3339(clock->instant))
               .add_text("offset", to_iso_offset(period.offset))
               .add_text("abbreviation", period.abbreviation)
               .add_text("kind", to_string(clock->means.kind))
               .add_list("instants", instants_of(clock->means))
               .to_string();
    return exit_found;
}

} // namespace timewright::command
