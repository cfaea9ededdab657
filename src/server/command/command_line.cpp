#include "server/command/command_line.hpp"

#include "server/calendar_exchange.hpp"
#include "server/command/busy.hpp"
#include "server/command/check.hpp"
#include "server/command/conflicts.hpp"
#include "server/command/convert.hpp"
#include "server/command/exit_code.hpp"
#include "server/command/expand.hpp"
#include "server/command/info.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/command/retime.hpp"
#include "server/command/slots.hpp"
#include "server/command/zone.hpp"
#include "server/command_door.hpp"
#include "server/composition.hpp"
#include "server/database_address.hpp"
#include "server/organization.hpp"
#include "server/retime_apply.hpp"
#include "server/serve.hpp"
#include "server/upkeep.hpp"
#include "server/user.hpp"

#include <timewright/availability/slot_search.hpp>
#include <timewright/base/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace timewright::command {
namespace {

/// What a command reads and writes, and where its exit code goes.
struct session {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    std::vector<std::string> arguments{}; ///< as typed, for the owner of a database
    hosting::workplace* over = nullptr;   ///< the owner's side has it already
    int code = exit_found;
};

/// With it the owner of a database is told where the names of files begin. Not for people.
constexpr const char* directory_option = "--directory-of-caller";

/// A subcommand whose options live as long as the parser. Its run() is found by their type.
template <class Options>
struct bound {
    CLI::App* app;
    std::shared_ptr<Options> options;
};

/// Has the server that owns the database do it.
int ask_owner(const std::string& database, const error& owned, session& where) {
    hosting::command_request asked{.arguments = where.arguments, .input = {}};
    const auto& words = asked.arguments;
    if (std::find(words.begin(), words.end(), "--password-stdin") != words.end())
        std::getline(where.in, asked.input);
    std::error_code unknown;
    const auto here = std::filesystem::current_path(unknown);
    if (!unknown) asked.arguments.push_back(std::string(directory_option) + "=" + here.string());
    const auto reply = hosting::call_owner(hosting::door_of(database), asked);
    if (!reply) return refuse(where.err, owned);
    where.out << reply->out;
    where.err << reply->err;
    return reply->code;
}

/// On the database that the options name, or through whoever owns it.
template <class Options>
int start_on_database(const Options& options, session& where) {
    if (where.over != nullptr) return run(options, *where.over, where.in, where.out, where.err);
    const auto address = hosting::database_address(options.database);
    if (!address) return refuse(where.err, address.error());
    const auto over =
        hosting::workplace::open({.database = *address, .zoneinfo = options.zoneinfo});
    if (over) return run(options, **over, where.in, where.out, where.err);
    if (over.error().code == errc::unavailable && !hosting::is_postgres(*address))
        return ask_owner(*address, over.error(), where);
    return refuse(where.err, over.error());
}

template <class Options>
int start(const Options& options, session& where) {
    if constexpr (std::is_base_of_v<user_options, Options>)
        return start_on_database(options, where);
    else
        return run(options, where.out, where.err);
}

template <class Options>
bound<Options> bind(CLI::App& parent, session& where, const char* name, const char* summary,
                    const char* footer) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand(name, summary);
    app->footer(footer);
    if constexpr (requires { options->zoneinfo; })
        app->add_option("--zoneinfo", options->zoneinfo,
                        "read this zone database, not the system's")
            ->type_name("DIR");
    app->add_flag("--json", options->json, "print JSON, one value a line");
    if constexpr (std::is_base_of_v<user_options, Options>)
        app->add_option(directory_option, options->directory)->group("");
    app->callback([options, &where] { where.code = start(*options, where); });
    return {app, options};
}

/// An option that may be given again and takes one value each time, so that what follows it is
/// never swallowed.
CLI::Option* add_repeated(CLI::App& app, const char* name, std::vector<std::string>& values,
                          const char* type, const char* help) {
    return app.add_option(name, values, help)->type_name(type)->allow_extra_args(false);
}

CLI::Option* add_text(CLI::App& app, const char* name, std::string& value, const char* type,
                      const char* help) {
    return app.add_option(name, value, help)->type_name(type);
}

void add_zone(CLI::App& parent, session& where) {
    const auto [app, options] = bind<zone_options>(
        parent, where, "zone", "What the clocks show somewhere, and what a local time means",
        "Example:\n"
        "  timewright zone America/New_York --local 2026-11-01T01:30:00\n"
        "Exit: 0 answered; 1 refused by --disambiguate reject; 2 bad input");
    add_text(*app, "ZONE", options->zone, "", "IANA name, or a Windows name")->required();
    CLI::Option* at = add_text(*app, "--at", options->at, "INSTANT", "as 2026-11-01T09:00:00Z");
    add_text(*app, "--local", options->local, "TIME", "as 2026-11-01T01:30:00")->excludes(at);
    add_text(*app, "--disambiguate", options->disambiguate, "HOW",
             "for skipped and repeated times: compatible (default), earlier, later, reject");
}

void add_expand(CLI::App& parent, session& where) {
    const auto [app, options] = bind<expand_options>(
        parent, where, "expand", "When a recurring event takes place",
        "COUNT counts from DTSTART; listed is what starts in from <= start < to.\n"
        "Example:\n"
        "  timewright expand --dtstart 2026-03-07T02:30:00 --zone America/New_York "
        "--rrule 'FREQ=DAILY;COUNT=3'\n"
        "Exit: 0 found; 1 nothing found, or not all of it; 2 bad input");
    add_text(*app, "--dtstart", options->dtstart, "TIME", "the first occurrence")->required();
    add_text(*app, "--zone", options->zone, "ZONE", "the clock it is on");
    app->add_flag("--floating", options->floating, "on the clock of whoever looks");
    app->add_flag("--utc", options->utc, "on the clock of UTC");
    app->add_flag("--all-day", options->all_day, "whole days");
    add_repeated(*app, "--rrule", options->rrules, "RULE", "as 'FREQ=WEEKLY;BYDAY=MO,WE'");
    add_repeated(*app, "--exrule", options->exrules, "RULE", "occurrences to leave out");
    add_repeated(*app, "--rdate", options->rdates, "TIME", "one more occurrence");
    add_repeated(*app, "--exdate", options->exdates, "TIME", "one to leave out; a date: all of it");
    add_text(*app, "--duration", options->duration, "DURATION", "as PT1H or P1D");
    add_text(*app, "--from", options->from, "INSTANT", "list from here");
    add_text(*app, "--to", options->to, "INSTANT", "list up to here, exclusive");
    app->add_option("--limit", options->limit, "list so many at most")
        ->type_name("N")
        ->check(CLI::Range(std::int64_t{1}, occurrences_limit_max));
    app->add_flag("--reverse", options->reverse, "the last ones, last first");
    add_text(*app, "--skipped", options->skipped, "HOW",
             "a time that the clocks skip: shift (default) it, or omit it");
}

void add_check(CLI::App& parent, session& where) {
    const auto [app, options] = bind<check_options>(
        parent, where, "check", "What is wrong in calendar files, where, and how to mend it",
        "What Google, Outlook and Apple write by habit is accepted without --strict.\n"
        "Example:\n"
        "  timewright check examples/data/ana.ics\n"
        "Exit: 0 nothing wrong; 1 problems found; 2 a file cannot be read");
    app->add_option("FILE", options->files, "iCalendar files")->required();
    app->add_flag("--strict", options->strict, "report all that RFC 5545 forbids");
}

void add_convert(CLI::App& parent, session& where) {
    const auto [app, options] = bind<convert_options>(
        parent, where, "convert", "A calendar file as iCalendar or JSCalendar (RFC 8984)",
        "An iCalendar file converted to ics is printed byte for byte as it is, if nothing in it "
        "had\n"
        "to be left out. What has no place in the other form travels along under its own name.\n"
        "Example:\n"
        "  timewright convert examples/data/ana.ics --to jscalendar\n"
        "Exit: 0 converted; 2 bad input");
    add_text(*app, "FILE", options->file, "", "iCalendar or JSCalendar")->required();
    add_text(*app, "--to", options->to, "FORM", "ics or jscalendar")->required();
}

void add_busy(CLI::App& parent, session& where) {
    const auto [app, options] = bind<busy_command_options>(
        parent, where, "busy", "When calendars are taken, and how firmly",
        "Runs of one type, clipped to the window; of several files also all together as \"all\".\n"
        "Example:\n"
        "  timewright busy examples/data/ana.ics --from 2026-11-23T00:00:00Z "
        "--to 2026-11-28T00:00:00Z\n"
        "Exit: 0 something is busy; 1 free throughout; 2 bad input");
    app->add_option("FILE", options->files, "iCalendar files")->required();
    add_text(*app, "--from", options->from, "INSTANT", "start of the window")->required();
    add_text(*app, "--to", options->to, "INSTANT", "end of the window, exclusive")->required();
    add_text(*app, "--zone", options->zone, "ZONE",
             "of all-day and floating times, where a file has no X-WR-TIMEZONE");
}

/// A row of a command's table of options: one value, or one each time that it is given.
struct slots_text {
    const char* name;
    std::string slots_options::* value;
    const char* type;
    const char* help;
};
struct slots_texts {
    const char* name;
    std::vector<std::string> slots_options::* values;
    const char* type;
    const char* help;
};

constexpr slots_texts slots_repeated[] = {
    {"--any-of,--team", &slots_options::any_of, "[GROUP:]FILE",
     "one of these is needed; GROUP: makes more groups"},
    {"--needed", &slots_options::needed, "[GROUP:]K", "so many of the group at once; default 1"},
    {"--turn", &slots_options::turns, "[GROUP:]RULE",
     "who of the group is taken: listed (default), least-recent, least-load or by-weight"},
    {"--seats", &slots_options::seats, "[GROUP:]N", "only those of the group with N seats"},
    {"--feature", &slots_options::features, "[GROUP:]TEXT", "only those that have it"},
    {"--units", &slots_options::units, "[GROUP:]N", "so many units of one are needed; default 1"},
    {"--about", &slots_options::about, "FILE,FACT...",
     "what the file does not say: seats=N feature=TEXT units=N weight=N load=N last=INSTANT "
     "before=DURATION after=DURATION per-day=N per-day-time=DURATION unknown"},
    {"--optional", &slots_options::optional_files, "FILE", "welcome, not needed"},
    {"--another", &slots_options::further_files, "FILE",
     "a room that --explain tries where a group blocks"},
    {"--hours", &slots_options::hours, "HOURS", "as mon-fri/09:00-17:00"},
};

constexpr slots_text slots_single[] = {
    {"--zone", &slots_options::zone, "ZONE",
     "of the hours and the grid, and of all-day and floating times where a file has no "
     "X-WR-TIMEZONE"},
    {"--step", &slots_options::step, "DURATION", "between candidates; default PT15M"},
    {"--align", &slots_options::align, "DURATION", "start on multiples of it, as PT15M"},
    {"--buffer-before", &slots_options::buffer_before, "DURATION", "free time ahead of a slot"},
    {"--buffer-after", &slots_options::buffer_after, "DURATION", "free time behind it"},
    {"--notice", &slots_options::notice, "DURATION", "no slot starts sooner from now"},
    {"--now", &slots_options::now, "INSTANT", "when --notice begins; default: the clock's"},
    {"--per-day", &slots_options::per_day, "N",
     "meetings a day at most, with the new one; of groups only by --about"},
    {"--per-day-time", &slots_options::per_day_time, "DURATION", "the same for their time"},
    {"--tentative", &slots_options::tentative, "HOW",
     "tentative meetings are busy (default) or free; apart: busy, but --explain tries over them"},
    {"--unknown", &slots_options::unknown, "HOW",
     "calendars that --about calls unknown are busy (default) or free"},
    {"--order", &slots_options::order, "HOW",
     "score (default); time; first: the earliest alone; all: every one by time; graph: by the "
     "confidence of Microsoft Graph"},
    {"--organizer", &slots_options::organizer, "FILE", "with --order graph: must be free"},
    {"--percentage", &slots_options::percentage, "N",
     "with --order graph: the least confidence; default 50"},
};

void add_slots(CLI::App& parent, session& where) {
    const auto [app, options] = bind<slots_options>(
        parent, where, "slots", "When these calendars have time together",
        "Candidates are from + k x step, with --align each moved up to the clock's next multiple.\n"
        "A slot lies within one stretch of hours. Hours are on the clock of --zone and bind all\n"
        "calendars; without --zone they are each person's own, on the clock of the file's\n"
        "X-WR-TIMEZONE. The score is the share of the optional calendars that can come, by "
        "weight;\n"
        "order: score down, then time.\n"
        "Example:\n"
        "  timewright slots examples/data/ana.ics examples/data/ben.ics "
        "--from 2026-11-23T00:00:00Z --to 2026-11-28T00:00:00Z --duration PT45M "
        "--hours mon-fri/09:00-17:00 --zone Europe/Lisbon --explain\n"
        "  timewright slots --team examples/data/ana.ics --team examples/data/ben.ics "
        "--turn least-load --about examples/data/ana.ics,load=3 --buffer-after PT10M --per-day 4 "
        "--from 2026-11-23T08:00:00Z --to 2026-11-27T18:00:00Z --duration PT1H --order time\n"
        "Exit: 0 found; 1 nothing fits; 2 bad input");
    app->add_option("FILE", options->files, "calendars of those who are needed");
    add_text(*app, "--from", options->from, "INSTANT", "start of the window")->required();
    add_text(*app, "--to", options->to, "INSTANT", "end of the window, exclusive")->required();
    add_text(*app, "--duration", options->duration, "DURATION", "as PT45M")->required();
    slots_options& all = *options;
    for (const slots_texts& row : slots_repeated)
        add_repeated(*app, row.name, all.*row.values, row.type, row.help);
    for (const slots_text& row : slots_single)
        add_text(*app, row.name, all.*row.value, row.type, row.help);
    app->add_option("--limit", options->limit, "so many slots at most; default 10")
        ->type_name("N")
        ->check(CLI::Range(std::int64_t{1}, static_cast<std::int64_t>(slots_limit_max)));
    app->add_flag("--explain", options->explain, "where nothing fits: who blocks, what would help");
}

void add_conflicts(CLI::App& parent, session& where) {
    const auto [app, options] = bind<conflicts_command_options>(
        parent, where, "conflicts", "Which events take the same time, recurring ones included",
        "Each pair that meets is told once, with the first time that both take. Series without "
        "end\n"
        "are followed until it is proven that they never meet. Tentative events count; cancelled "
        "and\n"
        "transparent ones do not.\n"
        "Example:\n"
        "  timewright conflicts examples/data/ana.ics examples/data/ben.ics --across\n"
        "Exit: 0 no conflicts; 1 there are some; 2 bad input");
    app->add_option("FILE", options->files, "iCalendar files")->required();
    app->add_flag("--across", options->across,
                  "between files too; one UID in two files is one meeting");
    add_text(*app, "--zone", options->zone, "ZONE",
             "of all-day and floating times, where a file has no X-WR-TIMEZONE");
}

/// Of files, or with --apply of a database.
int start_retime(const retime_command_options& files, const retime_apply_options& database,
                 bool apply, session& where) {
    if (!apply && !database.database.empty())
        return refuse(where.err, invalid_input("--database: it needs --apply"));
    if (!apply && files.files.empty()) throw CLI::RequiredError("FILE");
    if (!apply && files.older.empty()) throw CLI::RequiredError("--old");
    if (!apply) return start(files, where);
    for (const std::string* only_files : {&files.from, &files.to, &files.zone})
        if (!only_files->empty() || !files.files.empty())
            return refuse(where.err, invalid_input("--apply: it moves what a database holds; leave "
                                                   "out FILE, --from, --to and --zone"));
    retime_apply_options asked = database;
    asked.older = files.older;
    asked.newer = files.newer;
    asked.policy = files.policy;
    asked.zoneinfo = files.newer;
    asked.json = files.json;
    return start(asked, where);
}

void add_retime(CLI::App& parent, session& where) {
    const auto [app, options] = bind<retime_command_options>(
        parent, where, "retime", "What a new release of the zone database moves",
        "Lists the occurrences that are not where they were, the collisions within a file that "
        "this\n"
        "makes, and the series that may go on moving after --to. keep-wall: the clock reading "
        "stays\n"
        "and the instant moves; keep-instant: the instant stays; ask: both are told. All-day and\n"
        "floating times keep the wall.\n"
        "With --apply it moves the meetings that a database holds, and puts the new release in "
        "force\n"
        "there. It may run beside servers; when it was interrupted, run it again.\n"
        "Example:\n"
        "  timewright retime tests/golden/command/data/vancouver.ics --old tests/zoneinfo/2025b "
        "--new tests/zoneinfo/2026f --from 2026-11-01T00:00:00Z --to 2027-01-01T00:00:00Z\n"
        "  timewright retime --apply --database /tmp/timewright.db --new tests/zoneinfo/2026f\n"
        "Exit: 0 nothing moves, or (--apply) done; 1 something does, or (--apply) meetings "
        "collide\n"
        "now; 2 bad input");
    app->remove_option(app->get_option("--zoneinfo"));
    app->add_option("FILE", options->files, "iCalendar files; not with --apply");
    add_text(*app, "--old", options->older, "DIR",
             "the zone database so far; with --apply only to be sure that it is the one in force");
    add_text(*app, "--new", options->newer, "DIR", "the new one")->required();
    add_text(*app, "--policy", options->policy, "HOW",
             "keep-wall (default), keep-instant or, not with --apply, ask");
    add_text(*app, "--from", options->from, "INSTANT", "the future begins here; default: now");
    add_text(*app, "--to", options->to, "INSTANT", "follow series up to here; default: ten years");
    add_text(*app, "--zone", options->zone, "ZONE",
             "of all-day and floating times, where a file has no X-WR-TIMEZONE");
    auto on = std::make_shared<retime_apply_options>();
    auto apply = std::make_shared<bool>(false);
    app->add_flag("--apply", *apply, "move the meetings of a database");
    add_text(*app, "--database", on->database, "FILE|DSN",
             "with --apply: a SQLite file, or postgresql://...; default "
             "~/.local/share/timewright/timewright.db");
    app->add_option(directory_option, on->directory)->group("");
    app->callback([files = options, on, apply, &where] {
        where.code = start_retime(*files, *on, *apply, where);
    });
}

void add_info(CLI::App& parent, session& where) {
    bind<info_options>(parent, where, "info", "Which versions are at work here",
                       "Example:\n  timewright info");
}

/// An option for each setting, and for the file of each that is secret.
void add_settings(CLI::App& app, serve_options& options) {
    const auto add = [&](const std::string& key, std::string_view shape, const std::string& help) {
        app.add_option(hosting::flag_of(key), options.given[key], help)
            ->type_name(std::string(shape));
    };
    for (const hosting::setting& row : hosting::all_settings()) {
        std::string help(row.help);
        if (!row.otherwise.empty()) help += " Default: " + std::string(row.otherwise) + ".";
        add(std::string(row.key), row.shape, help);
        if (row.secret)
            add(hosting::file_key_of(row), "FILE", "The same, from the first line of this file.");
    }
}

void add_serve(CLI::App& parent, session& where) {
    const auto [app, options] =
        bind<serve_options>(parent, where, "serve", "Serve the API and the pages, until Ctrl-C",
                            "Prints one line when it is ready. What the options say can also stand "
                            "in the environment\n"
                            "(TIMEWRIGHT_PORT) and in a TOML file; an option wins over the "
                            "environment, which wins over the\n"
                            "file. docs/reference/configuration.md lists all.\n"
                            "Example:\n"
                            "  timewright serve --port 8080 --demo examples/data\n"
                            "Exit: 0 ended by a signal; 2 cannot serve");
    options->run_command = run_on;
    add_text(*app, "--config", options->config, "FILE", "Settings as TOML.")
        ->envname("TIMEWRIGHT_CONFIG");
    app->add_flag("--print-config", options->print_config,
                  "Show what would hold and where each value comes from; serve nothing.");
    add_settings(*app, *options);
}

/// A command on a database: all need to know which.
template <class Options>
bound<Options> bind_database(CLI::App& parent, session& where, const char* name,
                             const char* summary, const char* footer) {
    const auto made = bind<Options>(parent, where, name, summary, footer);
    add_text(*made.app, "--database", made.options->database, "FILE|DSN",
             "a SQLite file, or postgresql://...; default ~/.local/share/timewright/timewright.db")
        ->envname("TIMEWRIGHT_DATABASE");
    return made;
}

/// And those on the meetings or people of one organization, of which.
void add_organization_option(CLI::App& app, user_options& options) {
    add_text(app, "--org", options.organization, "NAME",
             "name or id of the organization; default: the founding one");
}

void add_org(CLI::App& parent, session& where) {
    CLI::App& group = *parent.add_subcommand("org", "The organizations of a database");
    group.require_subcommand(1);
    const auto [add, made] = bind_database<org_add_options>(
        group, where, "add", "An organization: nothing reaches from one into another",
        "Example:\n"
        "  timewright org add Acme --database /tmp/timewright.db\n"
        "Exit: 0 made; 1 there is one of that name; 2 bad input");
    add_text(*add, "NAME", made->name, "", "what it is called")->required();
    bind_database<org_list_options>(group, where, "list", "All organizations",
                                    "The founding one, which every database has, comes first.\n"
                                    "Exit: 0");
}

template <class Options>
void add_user_switch(CLI::App& parent, session& where, const char* name, const char* summary) {
    const auto [app, options] =
        bind_database<Options>(parent, where, name, summary, "Exit: 0 done; 1 no such account");
    add_text(*app, "EMAIL", options->email, "", "the account")->required();
}

void add_user(CLI::App& parent, session& where) {
    CLI::App& group = *parent.add_subcommand("user", "Who may sign in");
    group.require_subcommand(1);
    const auto [add, person] = bind_database<user_add_options>(
        group, where, "add", "A person, with a calendar and an account",
        "Example:\n"
        "  echo 'a long password' | timewright user add ana@example.com --role admin "
        "--password-stdin --database /tmp/timewright.db\n"
        "Exit: 0 made; 1 the address has an account; 2 bad input");
    add_text(*add, "EMAIL", person->email, "", "the address to sign in with")->required();
    add_text(*add, "--role", person->role, "ROLE",
             "admin, facility_manager, member (default), viewer or device");
    add_text(*add, "--room", person->room, "ROOM", "id or name; of a device: where it hangs");
    add_text(*add, "--name", person->name, "NAME", "default: what is before the @");
    add_text(*add, "--zone", person->zone, "ZONE", "the person's time zone; default UTC");
    add_organization_option(*add, *person);
    add->add_flag("--password-stdin", person->password_stdin,
                  "read the password from the first line of standard input");
    bind_database<user_list_options>(group, where, "list", "All accounts",
                                     "Exit: 0 there are some; 1 there is none");
    const auto [change, account] = bind_database<user_role_options>(
        group, where, "role", "Give an account another role", "Exit: 0 done; 1 no such account");
    add_text(*change, "EMAIL", account->email, "", "the account")->required();
    add_text(*change, "ROLE", account->role, "", "admin, facility_manager, member or viewer")
        ->required();
    add_user_switch<user_disable_options>(group, where, "disable",
                                          "End all sessions of an account and let none begin");
    add_user_switch<user_enable_options>(group, where, "enable", "Undo disable");
}

void add_import(CLI::App& parent, session& where) {
    const auto [app, options] = bind_database<import_options>(
        parent, where, "import", "Book the meetings of calendar files",
        "Each event becomes a booking of all the rooms and people that are named: all of its\n"
        "occurrences, or none. Rooms must be free; people are told. The same file again changes\n"
        "nothing, an event that was edited in it replaces what it had booked. What is refused is\n"
        "told with its file and line, and keeps nothing else out.\n"
        "Example:\n"
        "  timewright import examples/data/ana.ics --for ana@example.com "
        "--database /tmp/timewright.db --dry-run\n"
        "Exit: 0 all are in; 1 some were refused; 2 bad input");
    app->add_option("FILE", options->files, "iCalendar or JSCalendar files")->required();
    add_repeated(*app, "--room", options->rooms, "ROOM", "its id or name; again for more");
    add_repeated(*app, "--for", options->people, "PERSON", "id, e-mail address or name");
    add_text(*app, "--zone", options->zone, "ZONE",
             "of all-day and floating times, where a file has no X-WR-TIMEZONE");
    add_organization_option(*app, *options);
    app->add_flag("--dry-run", options->dry_run, "tell what would be done, and do nothing");
}

void add_export(CLI::App& parent, session& where) {
    const auto [app, options] = bind_database<export_options>(
        parent, where, "export", "The meetings of a database as a calendar file",
        "Everybody's, or those of one person or room. The same meetings give the same bytes.\n"
        "Example:\n"
        "  timewright export --user ana@example.com --database /tmp/timewright.db\n"
        "Exit: 0 written; 1 there is no meeting; 2 bad input");
    add_text(*app, "--user", options->user, "WHO", "id, e-mail address or name; default: all");
    add_organization_option(*app, *options);
    add_text(*app, "--from", options->from, "INSTANT", "what takes place from here on");
    add_text(*app, "--to", options->to, "INSTANT", "and up to here, exclusive");
}

void add_upkeep(CLI::App& parent, session& where) {
    bind_database<migrate_options>(parent, where, "migrate",
                                   "Bring a database's tables up to date, as serve does",
                                   "A SQLite file must not be served meanwhile.\n"
                                   "Exit: 0 it is up to date; 2 it cannot be brought there");
    bind_database<doctor_options>(
        parent, where, "doctor", "Look for what cannot be true in a database",
        "Double bookings, claims of nothing, documents that cannot be read, and what holds up the\n"
        "feed. Changes nothing, and may run beside a server.\n"
        "Exit: 0 nothing is wrong; 1 something is, a line each; 2 it cannot be read");
    const auto [backup, copy] = bind_database<backup_options>(
        parent, where, "backup", "Write everything of one moment to a new file",
        "May run beside a server. The file is a SQLite database: restore reads it, and serve "
        "could.\n"
        "Example:\n"
        "  timewright backup --database postgresql://db/timewright --to 2026-11-23.backup\n"
        "Exit: 0 written and read back; 1 written, and doctor finds something wrong in it; 2 not "
        "written");
    add_text(*backup, "--to", copy->to, "FILE", "where it goes")->required();
    const auto [restore, kept] = bind_database<restore_options>(
        parent, where, "restore", "Fill a new or empty database with a backup",
        "Of either kind: this is also how a SQLite file moves to PostgreSQL. Whoever follows the\n"
        "feed is told to load anew.\n"
        "Example:\n"
        "  timewright restore --from 2026-11-23.backup --database postgresql://db/timewright\n"
        "Exit: 0 restored; 1 doctor finds something wrong in it, nothing was changed; 2 cannot");
    add_text(*restore, "--from", kept->from, "FILE", "a backup, or any database of Timewright's")
        ->required();
    restore->add_flag("--despite-faults", kept->despite_faults,
                      "restore what doctor warns of, too");
}

/// Every command, in the order of the help. One line each.
void register_commands(CLI::App& app, session& where) {
    // Questions: no server, no database.
    add_zone(app, where);
    add_expand(app, where);
    add_check(app, where);
    add_busy(app, where);
    add_convert(app, where);
    add_slots(app, where);
    add_conflicts(app, where);
    add_retime(app, where);
    add_info(app, where);
    // The server and what works on its database.
    add_serve(app, where);
    add_org(app, where);
    add_user(app, where);
    add_import(app, where);
    add_export(app, where);
    add_upkeep(app, where);
}

/// What the parser has to say: help goes to `out` and is success, mistakes to `err` and are not.
int report(const CLI::App& app, const CLI::ParseError& problem, session& where) {
    if (problem.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
        app.exit(problem, where.out, where.err);
        return exit_found;
    }
    std::string name = "timewright";
    std::vector<std::string> unexpected = app.remaining(true);
    for (const CLI::App* used : app.get_subcommands()) name += " " + used->get_name();
    // What is not known at all is said first: most often it is the missing option, misspelt.
    std::string message = problem.what();
    if (!unexpected.empty())
        message =
            app.get_subcommands().empty()
                ? "there is no command \"" + unexpected.front() + "\""
                : "\"" + unexpected.front() + "\" is no option of this command, or one too many";
    where.err << name << ": " << printable(message) << "\nTry " << name << " --help\n";
    return exit_bad_input;
}

} // namespace

int run_command_line(int argument_count, const char* const* arguments, std::istream& in,
                     std::ostream& out, std::ostream& err) {
    session where{in, out, err, {arguments + 1, arguments + argument_count}};
    CLI::App app("Scheduling that cannot double-book", "timewright");
    app.set_version_flag("--version", "timewright " + std::string(current_version.text));
    app.require_subcommand(1);
    app.footer("timewright COMMAND --help tells more, with an example that works as typed.");
    register_commands(app, where);
    try {
        app.parse(argument_count, arguments);
    } catch (const CLI::ParseError& problem) {
        where.code = report(app, problem, where);
    }
    out.flush();
    if (out) return where.code;
    err << "timewright: the answer could not be written\n";
    return exit_bad_input;
}

int run_on(hosting::workplace& over, const std::vector<std::string>& arguments, std::istream& in,
           std::ostream& out, std::ostream& err) {
    session where{in, out, err, arguments, &over};
    CLI::App app("What a server does for its database", "timewright");
    app.require_subcommand(1);
    add_org(app, where);
    add_user(app, where);
    add_import(app, where);
    add_export(app, where);
    add_retime(app, where);
    try {
        // CLI11 takes them from the back.
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& problem) {
        where.code = report(app, problem, where);
    }
    return where.code;
}

} // namespace timewright::command
