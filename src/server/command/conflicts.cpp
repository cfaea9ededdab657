#include "server/command/conflicts.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/command/progress_line.hpp"

#include <timewright/calendar/calendar_conflicts.hpp>
#include <timewright/time/civil.hpp>

#include <optional>
#include <utility>

namespace timewright::command {
namespace {

using files = std::vector<calendar_file>;

result<files, error> read_files(const conflicts_command_options& options, std::ostream& err) {
    if (options.files.size() > calendar_files_max)
        return unexpected(invalid_input("at most " + std::to_string(calendar_files_max) +
                                        " files are read at once"));
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return unexpected(zones.error());
    std::optional<zone> owner_zone;
    if (!options.zone.empty()) {
        auto named = read_zone(*zones, "--zone", options.zone);
        if (!named) return unexpected(std::move(named).error());
        owner_zone = *named;
    }
    files read;
    for (const std::string& name : options.files) {
        auto file = load_calendar(name, {*zones, owner_zone, err});
        if (!file) return unexpected(std::move(file).error());
        read.push_back(*std::move(file));
    }
    return read;
}

/// Prints pairs in the words of one format.
class printer {
  public:
    printer(const files& from, bool json, std::ostream& out)
        : from_(from), json_(json), out_(out) {}

    void print(const event_conflict& one) const {
        const std::string start = to_rfc3339(one.first.start());
        const std::string end = to_rfc3339(one.first.end());
        if (json_)
            out_ << begin(one.a, one.b)
                        .add_object("first",
                                    json_line().add_text("start", start).add_text("end", end))
                        .add_flag("more", one.more)
                        .to_string();
        else
            out_ << start << " - " << end << "  "
                 << both(one.a, one.b, one.more ? ", and again" : "") << "\n";
    }

    void print(const undecided_conflict& one) const {
        const std::string from = to_rfc3339(one.from);
        if (json_)
            out_ << begin(one.a, one.b).add_text("undecidedFrom", from).to_string();
        else
            out_ << "not before " << from << ", then unknown  " << both(one.a, one.b, "") << "\n";
    }

  private:
    [[nodiscard]] const event& event_of(const event_place& at) const {
        return from_[at.calendar].value.events[at.event];
    }
    /// The pair's UIDs, and the file of each.
    [[nodiscard]] json_line begin(const event_place& a, const event_place& b) const {
        json_line line;
        line.add_list("uids", {event_of(a).uid, event_of(b).uid})
            .add_list("calendars", {from_[a.calendar].name, from_[b.calendar].name});
        return line;
    }
    [[nodiscard]] std::string title(const event_place& at) const {
        const event& source = event_of(at);
        return printable(source.summary.empty() ? source.uid : source.summary);
    }
    [[nodiscard]] std::string both(const event_place& a, const event_place& b,
                                   const std::string& again) const {
        const std::string first = printable(from_[a.calendar].name);
        if (a.calendar == b.calendar) return title(a) + " and " + title(b) + again + "  " + first;
        return title(a) + " (" + first + ") and " + title(b) + " (" +
               printable(from_[b.calendar].name) + ")" + again;
    }

    const files& from_;
    bool json_;
    std::ostream& out_;
};

} // namespace

int run(const conflicts_command_options& options, std::ostream& out, std::ostream& err) {
    const auto read = read_files(options, err);
    if (!read) return refuse(err, read.error());
    std::vector<conflict_calendar> calendars;
    for (const calendar_file& file : *read)
        calendars.push_back({.events = file.value.events, .floating_zone = file.owner_zone});
    progress_line shown(err, "pairs of series are decided");
    const auto found = find_conflicts(
        calendars,
        {.across = options.across,
         .on_progress = [&shown](std::size_t done, std::size_t all) { shown.show(done, all); }});
    shown.clear();
    if (!found) return refuse(err, found.error());

    const printer lines(*read, options.json, out);
    for (const event_conflict& one : found->pairs) lines.print(one);
    for (const undecided_conflict& one : found->undecided) lines.print(one);
    if (!found->empty()) return exit_nothing;
    if (!options.json) out << "no conflicts\n";
    return exit_found;
}

} // namespace timewright::command
