#include "server/command/check.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/icalendar/parse.hpp>

#include <algorithm>

namespace timewright::command {
namespace {

void print(const std::string& file, const problem& p, bool json, std::ostream& out) {
    if (json) {
        out << json_line()
                   .add_text("file", file)
                   .add_number("line", p.line)
                   .add_number("column", p.column)
                   .add_text("severity", to_string(p.severity))
                   .add_text("what", p.what)
                   .add_text("mend", p.mend)
                   .to_string();
        return;
    }
    out << printable(file) << ":" << p.line << ":" << p.column << ": " << to_string(p.severity)
        << ": " << printable(p.what);
    if (!p.mend.empty()) out << "; " << printable(p.mend);
    out << "\n";
}

} // namespace

int run(const check_options& options, std::ostream& out, std::ostream& err) {
    if (options.files.size() > calendar_files_max)
        return refuse(err, invalid_input("at most " + std::to_string(calendar_files_max) +
                                         " files are read at once"));
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    int code = exit_found;
    for (const std::string& file : options.files) {
        const auto text = read_file(file);
        if (!text) {
            code = refuse(err, text.error());
            continue; // the other files can still be checked
        }
        const parsed_calendar parsed =
            parse_file(*text, {.file = file, .strict = options.strict, .zones = &*zones});
        for (const problem& p : parsed.problems) print(file, p, options.json, out);
        const bool found =
            std::any_of(parsed.problems.begin(), parsed.problems.end(),
                        [](const problem& p) { return p.severity != problem_severity::info; });
        if (found) code = std::max(code, exit_nothing);
    }
    if (code == exit_found && !options.json)
        out << options.files.size() << (options.files.size() == 1 ? " file is" : " files are")
            << " fine\n";
    return code;
}

} // namespace timewright::command
