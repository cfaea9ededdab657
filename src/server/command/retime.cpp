#include "server/command/retime.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/calendar/retime.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace timewright::command {
namespace {

/// How far series without end are followed when --to says nothing.
constexpr std::chrono::days default_length{3653};

/// What was asked, read.
struct question {
    zone_registry older;
    zone_registry newer;
    retime_options how;
    std::vector<calendar_file> files{};
};

std::optional<retime_policy> find_policy(const std::string& name) {
    if (name == "keep-wall") return retime_policy::keep_wall;
    if (name == "keep-instant") return retime_policy::keep_instant;
    if (name == "ask") return retime_policy::ask;
    return std::nullopt;
}

result<zone_registry, error> open_release(const char* option, const std::string& directory) {
    auto zones = zone_registry::open(directory);
    if (!zones) return unexpected(about(option, std::move(zones).error()));
    return zones;
}

result<interval, error> read_future(const retime_command_options& options) {
    sys_seconds from = system_clock{}.now();
    if (!options.from.empty()) {
        const auto said = read_instant("--from", options.from);
        if (!said) return unexpected(said.error());
        from = *said;
    }
    if (!options.to.empty()) return read_window(to_rfc3339(from), options.to);
    // The years end with 9999.
    constexpr sys_seconds last = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);
    return read_window(to_rfc3339(from), to_rfc3339(std::min(from + default_length, last)));
}

result<void, error> read_files(const retime_command_options& options, question& asked,
                               std::ostream& err) {
    std::optional<zone> owner_zone;
    if (!options.zone.empty()) {
        auto named = read_zone(asked.older, "--zone", options.zone);
        if (!named) return unexpected(std::move(named).error());
        owner_zone = *named;
    }
    for (const std::string& name : options.files) {
        auto file = load_calendar(name, {asked.older, owner_zone, err});
        if (!file) return unexpected(std::move(file).error());
        asked.files.push_back(*std::move(file));
    }
    return {};
}

result<question, error> read(const retime_command_options& options, std::ostream& err) {
    if (options.files.size() > calendar_files_max)
        return unexpected(invalid_input("at most " + std::to_string(calendar_files_max) +
                                        " files are read at once"));
    const auto policy = find_policy(options.policy);
    if (!policy)
        return unexpected(invalid_input("--policy: it is one of keep-wall, keep-instant and ask"));
    const auto window = read_future(options);
    if (!window) return unexpected(window.error());
    const auto older = open_release("--old", options.older);
    if (!older) return unexpected(older.error());
    const auto newer = open_release("--new", options.newer);
    if (!newer) return unexpected(newer.error());
    question asked{.older = *older, .newer = *newer, .how = {.window = *window, .policy = *policy}};
    if (auto ok = read_files(options, asked, err); !ok) return unexpected(std::move(ok).error());
    return asked;
}

/// Prints one report in the words of one format.
class printer {
  public:
    printer(const question& asked, bool json, std::ostream& out)
        : asked_(asked), json_(json), out_(out) {}

    void print(const retimed& one) const {
        const event& source = event_of(one.calendar, one.event);
        const bool repeats = source.is_recurring() || source.recurrence_id.has_value();
        if (json_) {
            json_line line = begin(to_string(one.outcome), one.calendar);
            line.add_text("uid", source.uid);
            if (repeats || !source.overrides.empty())
                line.add_text("recurrenceId", to_iso(one.recurrence_id));
            if (one.old_span) line.add_text("old", to_rfc3339(one.old_span->start()));
            if (one.new_span) line.add_text("new", to_rfc3339(one.new_span->start()));
            if (one.reading) line.add_text("local", to_iso(*one.reading));
            out_ << line.to_string();
            return;
        }
        out_ << to_string(one.outcome) << "  "
             << (one.old_span ? to_rfc3339(one.old_span->start()) : "not before");
        if (one.reading)
            out_ << " stays, the clock shows " << to_iso(*one.reading);
        else
            out_ << " -> " << (one.new_span ? to_rfc3339(one.new_span->start()) : "not any more");
        out_ << "  " << printable(source.summary.empty() ? source.uid : source.summary) << "  "
             << name_of(one.calendar) << "\n";
    }

    void print(const retime_conflict& one) const {
        const event& first = event_of(one.calendar, one.first);
        const event& second = event_of(one.calendar, one.second);
        if (json_) {
            json_line line = begin("conflict", one.calendar);
            line.add_list("uids", {first.uid, second.uid})
                .add_text("start", to_rfc3339(one.overlap.start()))
                .add_text("end", to_rfc3339(one.overlap.end()));
            if (one.if_wall_is_kept) line.add_flag("ifWallIsKept", true);
            out_ << line.to_string();
            return;
        }
        out_ << "conflict  " << to_rfc3339(one.overlap.start()) << " - "
             << to_rfc3339(one.overlap.end()) << "  "
             << printable(first.summary.empty() ? first.uid : first.summary) << " and "
             << printable(second.summary.empty() ? second.uid : second.summary)
             << (one.if_wall_is_kept ? ", if the wall is kept" : "") << "  "
             << name_of(one.calendar) << "\n";
    }

    void print(const retime_rest& one) const {
        const event& source = event_of(one.calendar, one.event);
        const std::string from = to_rfc3339(asked_.how.window.end());
        if (json_)
            out_ << begin("more", one.calendar)
                        .add_text("uid", source.uid)
                        .add_text("from", from)
                        .to_string();
        else
            out_ << "more  from " << from << " on  "
                 << printable(source.summary.empty() ? source.uid : source.summary) << "  "
                 << name_of(one.calendar) << "\n";
    }

  private:
    [[nodiscard]] const event& event_of(std::size_t calendar, std::size_t number) const {
        return asked_.files[calendar].value.events[number];
    }
    [[nodiscard]] std::string name_of(std::size_t calendar) const {
        return printable(asked_.files[calendar].name);
    }
    [[nodiscard]] json_line begin(const char* kind, std::size_t calendar) const {
        json_line line;
        line.add_text("kind", kind).add_text("calendar", asked_.files[calendar].name);
        return line;
    }

    const question& asked_;
    bool json_;
    std::ostream& out_;
};

} // namespace

int run(const retime_command_options& options, std::ostream& out, std::ostream& err) {
    const auto asked = read(options, err);
    if (!asked) return refuse(err, asked.error());
    std::vector<retime_calendar> calendars;
    for (const calendar_file& file : asked->files)
        calendars.push_back({.events = file.value.events, .floating_zone = file.owner_zone});
    const auto report = compute_retime(calendars, asked->older, asked->newer, asked->how);
    if (!report) return refuse(err, report.error());

    const printer lines(*asked, options.json, out);
    for (const retimed& one : report->occurrences) lines.print(one);
    for (const retime_conflict& one : report->conflicts) lines.print(one);
    for (const retime_rest& one : report->beyond) lines.print(one);
    if (!report->nothing_changes()) return exit_nothing;
    if (!options.json)
        out << "nothing moves between tzdata " << printable(asked->older.tzdata_version())
            << " and " << printable(asked->newer.tzdata_version()) << "\n";
    return exit_found;
}

} // namespace timewright::command
