#include "server/upkeep.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/database.hpp"
#include "server/database_address.hpp"
#include "server/inspect.hpp"

#include <timewright/ports/clock.hpp>

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

namespace timewright::command {
namespace {

using contents_result = result<std::unique_ptr<contents>, error>;

contents_result open(const upkeep_options& options) {
    const auto address = hosting::database_address(options.database);
    if (!address) return unexpected(address.error());
    return hosting::contents_of(*address);
}

/// The counts, as text for people or one line of JSON.
void print_done(const char* what, const inspection_report& counted, const upkeep_options& options,
                std::ostream& out) {
    if (options.json)
        out << json_line()
                   .add_text("done", what)
                   .add_number("calendarUsers", counted.users)
                   .add_number("bookings", counted.bookings)
                   .add_number("claims", counted.claims)
                   .add_number("records", counted.records)
                   .to_string();
    else
        out << what << ": " << counts_of(counted) << "\n";
}

/// A file beside the one that is wanted, so that whoever looks finds a whole backup or none.
class unfinished_file {
  public:
    explicit unfinished_file(const std::string& wanted) : path_(wanted + ".unfinished") {
        remove();
    }
    ~unfinished_file() { remove(); }
    unfinished_file(const unfinished_file&) = delete;
    unfinished_file& operator=(const unfinished_file&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] result<void, error> become(const std::string& wanted) {
        std::error_code failed;
        std::filesystem::rename(path_, wanted, failed);
        if (!failed) return {};
        return unexpected(
            error{.code = errc::io,
                  .message = "cannot name the backup " + wanted + ": " + failed.message()});
    }

  private:
    void remove() {
        std::error_code ignored;
        for (const char* part : {"", ".lock", "-journal"})
            std::filesystem::remove(path_ + part, ignored);
    }
    std::string path_;
};

result<void, error> check_new(const std::string& file) {
    std::error_code unknown;
    if (hosting::is_postgres(file))
        return unexpected(about("--to", invalid_input("a backup is a file, and so is where it "
                                                      "goes")));
    if (!std::filesystem::exists(file, unknown)) return {};
    return unexpected(about("--to", invalid_input(file + " exists; name a new file")));
}

result<database_report, error> write_backup(contents& from, const std::string& to,
                                            const zone_registry& zones) {
    unfinished_file file(to);
    auto made = hosting::contents_of(file.path());
    if (!made) return unexpected(std::move(made).error());
    auto done = (*made)->fill([&](const contents::visitor& write) { return from.read(write); });
    if (!done) return unexpected(std::move(done).error());
    // From the file: what cannot be read back is no backup.
    auto report = inspect(**made, zones);
    if (!report) return report;
    if (auto named = file.become(to); !named) return unexpected(std::move(named).error());
    return report;
}

} // namespace

int run(const doctor_options& options, std::ostream& out, std::ostream& err) {
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    const auto database = open(options);
    if (!database) return refuse(err, database.error());
    const auto report = inspect(**database, *zones);
    if (!report) return refuse(err, report.error());
    print_faults(*report, options.json, out);
    if (!report->is_sound()) return exit_nothing;
    print_done("nothing is wrong", report->rows, options, out);
    return exit_found;
}

int run(const migrate_options& options, std::ostream& out, std::ostream& err) {
    const auto address = hosting::database_address(options.database);
    if (!address) return refuse(err, address.error());
    const system_clock present;
    const auto opened = hosting::database::open(*address, present);
    if (!opened) return refuse(err, opened.error());
    if (options.json)
        out << json_line().add_text("done", "up to date").to_string();
    else
        out << "the database is up to date\n";
    return exit_found;
}

int run(const backup_options& options, std::ostream& out, std::ostream& err) {
    if (const auto fits = check_new(options.to); !fits) return refuse(err, fits.error());
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    const auto from = open(options);
    if (!from) return refuse(err, from.error());
    const auto report = write_backup(**from, options.to, *zones);
    if (!report) return refuse(err, report.error());
    print_faults(*report, false, err);
    print_done("backed up", report->rows, options, out);
    return report->is_sound() ? exit_found : exit_nothing;
}

int run(const restore_options& options, std::ostream& out, std::ostream& err) {
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    const auto from = hosting::contents_of(options.from);
    if (!from) return refuse(err, about("--from", from.error()));
    const auto report = inspect(**from, *zones);
    if (!report) return refuse(err, about("--from", report.error()));
    print_faults(*report, false, err);
    if (!report->is_sound() && !options.despite_faults) {
        err << "timewright: nothing was restored; --despite-faults restores it as it is\n";
        return exit_nothing;
    }
    const auto to = open(options);
    if (!to) return refuse(err, to.error());
    const auto done =
        (*to)->fill([&](const contents::visitor& write) { return (*from)->read(write); });
    if (!done) return refuse(err, done.error());
    print_done("restored", report->rows, options, out);
    return exit_found;
}

} // namespace timewright::command
