#include "server/command/convert.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/exit_code.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/icalendar/document.hpp>
#include <timewright/icalendar/jscalendar.hpp>
#include <timewright/icalendar/print.hpp>

#include <utility>

namespace timewright::command {
namespace {

/// What JSCalendar has no place for is not lost in silence.
void warn_of_losses(const std::string& file, const calendar& value, std::ostream& err) {
    const auto warn = [&](const char* what) {
        err << "timewright: warning: " << printable(file) << ": " << what
            << " are left out: JSCalendar has events only\n";
    };
    for (const event& series : value.events)
        for (const event& changed : series.overrides)
            if (changed.this_and_future) {
                err << "timewright: warning: " << printable(file) << ": " << printable(series.uid)
                    << " changes an occurrence and all later ones: others will read a change of one, "
                       "JSCalendar has no more\n";
                break;
            }
    if (!value.busy.empty()) warn("periods of VFREEBUSY");
    if (!value.availability.empty()) warn("VAVAILABILITYs");
    for (const std::string& line : value.other_lines)
        if (line.starts_with("BEGIN:")) return warn("other components");
}

} // namespace

int run(const convert_options& options, std::ostream& out, std::ostream& err) {
    if (options.to != "ics" && options.to != "jscalendar")
        return refuse(err, invalid_input("--to " + options.to +
                                         " is not known: write --to ics or --to jscalendar"));
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    auto text = read_file(options.file);
    if (!text) return refuse(err, text.error());
    const parse_options how{.file = options.file, .zones = &*zones};
    if (is_jscalendar(*text)) {
        const parsed_calendar parsed = parse_jscalendar(*text, how);
        if (parsed.has_errors()) return refuse(err, first_problem(parsed));
        out << (options.to == "ics" ? print_calendar(parsed.value)
                                    : print_jscalendar(parsed.value) + "\n");
        return exit_found;
    }
    const document read = document::read(std::move(*text), how);
    if (read.parsed().has_errors()) return refuse(err, first_problem(read.parsed()));
    if (options.to == "ics") {
        out << read.print(read.parsed().value);
    } else {
        warn_of_losses(options.file, read.parsed().value, err);
        out << print_jscalendar(read.parsed().value) << "\n";
    }
    return exit_found;
}

} // namespace timewright::command
