#include "server/command/busy.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/availability/free_busy.hpp>
#include <timewright/time/civil.hpp>

#include <iterator>
#include <optional>
#include <utility>

namespace timewright::command {
namespace {

using blocks = std::vector<busy_interval>;

void print(const std::string& name, const blocks& runs, bool json, std::ostream& out) {
    for (const busy_interval& run : runs) {
        const std::string start = to_rfc3339(run.span.start());
        const std::string end = to_rfc3339(run.span.end());
        if (json)
            out << json_line()
                       .add_text("calendar", name)
                       .add_text("start", start)
                       .add_text("end", end)
                       .add_text("type", to_string(run.type))
                       .to_string();
        else
            out << start << " - " << end << "  " << to_string(run.type) << "  " << printable(name)
                << "\n";
    }
}

/// Reads every file before anything is printed, so that an error is not hidden below an answer.
result<std::vector<blocks>, error> read_all(const busy_command_options& options, interval window,
                                            const reading& how) {
    std::vector<blocks> taken;
    for (const std::string& name : options.files) {
        const auto file = load_calendar(name, how);
        if (!file) return unexpected(file.error());
        auto found = busy_blocks(*file, window);
        if (!found) return unexpected(std::move(found).error());
        taken.push_back(compute_free_busy(*found, window));
    }
    return taken;
}

} // namespace

int run(const busy_command_options& options, std::ostream& out, std::ostream& err) {
    if (options.files.size() > calendar_files_max)
        return refuse(err, invalid_input("at most " + std::to_string(calendar_files_max) +
                                         " files are read at once"));
    const auto window = read_window(options.from, options.to);
    if (!window) return refuse(err, window.error());
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    std::optional<zone> owner_zone;
    if (!options.zone.empty()) {
        auto named = read_zone(*zones, "--zone", options.zone);
        if (!named) return refuse(err, named.error());
        owner_zone = *named;
    }
    const auto taken = read_all(options, *window, {*zones, owner_zone, err});
    if (!taken) return refuse(err, taken.error());

    blocks all;
    for (std::size_t i = 0; i < taken->size(); ++i) {
        print(options.files[i], (*taken)[i], options.json, out);
        all.insert(all.end(), (*taken)[i].begin(), (*taken)[i].end());
    }
    if (taken->size() > 1) print("all", compute_free_busy(all, *window), options.json, out);
    if (!all.empty()) return exit_found;
    if (!options.json) out << "free throughout\n";
    return exit_nothing;
}

} // namespace timewright::command
