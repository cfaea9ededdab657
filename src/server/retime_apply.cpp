#include "server/retime_apply.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/composition.hpp"

#include <timewright/time/civil.hpp>
#include <timewright/time/zone_registry.hpp>

#include <filesystem>
#include <utility>

namespace timewright::command {
namespace {

result<zone_registry, error> open_release(const char* option, const retime_apply_options& options,
                                          const std::string& name) {
    // The path of a caller elsewhere begins there; an absolute one stays as it is.
    auto zones = zone_registry::open(std::filesystem::path(options.directory) / name);
    if (!zones) return unexpected(about(option, std::move(zones).error()));
    return zones;
}

result<retime_policy, error> read_policy(const std::string& name) {
    if (name == "keep-wall") return retime_policy::keep_wall;
    if (name == "keep-instant") return retime_policy::keep_instant;
    return unexpected(
        invalid_input("--policy: with --apply it is one of keep-wall and keep-instant"));
}

/// Somebody may have come first.
result<void, error> check_in_force(const retime_apply_options& options,
                                   const hosting::workplace& over) {
    if (options.older.empty()) return {};
    const auto older = open_release("--old", options, options.older);
    if (!older) return unexpected(older.error());
    // A run that was interrupted after its last change has put the new one in force.
    if (older->tzdata_version() == over.tzdata_in_force().version) return {};
    const auto newer = open_release("--new", options, options.newer);
    if (newer && newer->tzdata_version() == over.tzdata_in_force().version) return {};
    return unexpected(invalid_input(
        "--old: it is tzdata " + older->tzdata_version() + ", and the meetings stand by " +
        over.tzdata_in_force().version + "; name that release, or leave --old out"));
}

const std::string& name_of(const std::string& title, const std::string& uid) {
    return title.empty() ? uid : title;
}

class printer {
  public:
    printer(bool json, std::ostream& out) : json_(json), out_(out) {}

    void print(const retiming_step& one) {
        if (json_) {
            json_line line;
            line.add_text("kind", to_string(one.outcome))
                .add_text("bookingId", one.booking.to_string())
                .add_text("uid", one.uid);
            if (one.recurrence_id) line.add_text("recurrenceId", to_iso(*one.recurrence_id));
            line.add_text("old", to_rfc3339(one.before.start()));
            if (one.after) line.add_text("new", to_rfc3339(one.after->start()));
            out_ << line.to_string() << std::flush;
            return;
        }
        out_ << to_string(one.outcome) << "  " << to_rfc3339(one.before.start());
        if (one.outcome == retime_outcome::kept)
            out_ << " stays, the clock shows another time";
        else
            out_ << " -> " << (one.after ? to_rfc3339(one.after->start()) : "not any more");
        out_ << "  " << printable(name_of(one.title, one.uid)) << "\n" << std::flush;
    }

    void print(const retiming_collision& one) {
        if (json_) {
            out_ << json_line()
                        .add_text("kind", "conflict")
                        .add_list("uids", {one.uid, one.with_uid})
                        .add_list("bookingIds", {one.booking.to_string(), one.with.to_string()})
                        .add_text("userId", one.user.to_string())
                        .add_text("start", to_rfc3339(one.overlap.start()))
                        .add_text("end", to_rfc3339(one.overlap.end()))
                        .to_string();
            return;
        }
        out_ << "conflict  " << to_rfc3339(one.overlap.start()) << " - "
             << to_rfc3339(one.overlap.end()) << "  " << printable(name_of(one.title, one.uid))
             << " lost its place to " << printable(name_of(one.with_title, one.with_uid)) << "\n";
    }

    void print_unreadable(booking_id booking) {
        if (json_)
            out_ << json_line()
                        .add_text("kind", "unreadable")
                        .add_text("bookingId", booking.to_string())
                        .to_string();
        else
            out_ << "unreadable  " << booking.to_string()
                 << "  stays as it is; see timewright doctor\n";
    }

  private:
    bool json_;
    std::ostream& out_;
};

} // namespace

int run(const retime_apply_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    const auto policy = read_policy(options.policy);
    if (!policy) return refuse(err, policy.error());
    const auto newer = open_release("--new", options, options.newer);
    if (!newer) return refuse(err, newer.error());
    if (const auto fits = check_in_force(options, over); !fits) return refuse(err, fits.error());

    printer lines(options.json, out);
    const auto done =
        over.retime(*newer, *policy, [&](const retiming_step& one) { lines.print(one); });
    if (!done) return refuse(err, done.error());
    for (const retiming_collision& one : done->collisions) lines.print(one);
    for (const booking_id one : done->unreadable) lines.print_unreadable(one);
    if (!options.json)
        out << "tzdata " << printable(over.tzdata_in_force().version) << " is in force, "
            << done->bookings << " meetings were changed\n";
    if (!over.tzdata().agrees_with(over.tzdata_in_force()))
        err << "timewright: the server that did this has tzdata "
            << printable(over.tzdata().version) << "; start it anew with "
            << printable(over.tzdata_in_force().version) << ", and then run this once more\n";
    return done->collisions.empty() && done->unreadable.empty() ? exit_found : exit_nothing;
}

} // namespace timewright::command
