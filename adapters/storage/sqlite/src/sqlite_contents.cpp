#include "connection.hpp"
#include "owner_lock.hpp"
#include "row_reader.hpp"
#include "row_writer.hpp"
#include "schema.hpp"

#include <timewright/adapters/sqlite/sqlite_contents.hpp>

#include <system_error>
#include <utility>

namespace timewright {

namespace {

using sqlite::connection;

result<connection, error> open_reader(const std::filesystem::path& file) {
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown))
        return unexpected(
            error{.code = errc::not_found, .message = "there is no database " + file.string()});
    auto on = connection::open(file, sqlite::access::reader, {});
    if (!on) return on;
    auto fits = sqlite::check_version(*on, sqlite::migrations().size());
    if (!fits) return unexpected(std::move(fits).error());
    return on;
}

/// Every row of every table that a filled database would have rows in.
constexpr const char* count_rows =
    "SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM bookings) + "
    "(SELECT count(*) FROM answers) + (SELECT count(*) FROM records) + (SELECT count(*) FROM feed)";

result<void, error> check_empty(connection& on, const std::filesystem::path& file) {
    auto rows = on.query_integer(count_rows);
    if (!rows) return unexpected(std::move(rows).error());
    if (*rows == 0) return {};
    return unexpected(
        error{.code = errc::forbidden,
              .message = "there is something in " + file.string() + " already; name a new file"});
}

/// One page after the other, and at the end where the feed begins: after all that the old one told.
result<void, error> write_pages(
    sqlite::row_writer& to,
    const std::function<result<void, error>(const contents::visitor&)>& source) {
    contents_moment moment;
    auto done = source([&](contents_page&& page) -> result<void, error> {
        moment = page.moment;
        auto written = to.write(writes{.users = std::move(page.users),
                                       .bookings = std::move(page.bookings),
                                       .claims_added = std::move(page.claims),
                                       .answers = std::move(page.answers)});
        for (const directory_record& record : page.records)
            if (written) written = to.put(record);
        return written;
    });
    if (!done) return done;
    const feed_cursor beginning{moment.newest.transaction + 1, 0};
    return to.write(sqlite::file_state{.decided_at = moment.as_of,
                                       .transaction = beginning.transaction,
                                       .newest = beginning,
                                       .dropped = beginning});
}

result<void, error> fill_file(
    const std::filesystem::path& file,
    const std::function<result<void, error>(const contents::visitor&)>& source) {
    auto on = connection::open(file, sqlite::access::owner, {});
    if (!on) return unexpected(std::move(on).error());
    auto done = sqlite::migrate(*on, sqlite::migrations());
    if (done) done = check_empty(*on, file);
    if (done) done = on->execute("BEGIN IMMEDIATE");
    if (!done) return done;
    auto to = sqlite::row_writer::make(*on);
    if (!to) return unexpected(std::move(to).error());
    done = write_pages(*to, source);
    if (done) done = on->execute("COMMIT");
    if (!done && on->in_transaction()) static_cast<void>(on->execute("ROLLBACK"));
    return done;
}

void remove_file(const std::filesystem::path& file) {
    std::error_code ignored; // what is left of it says what it is
    for (const char* part : {"", "-journal", "-wal", "-shm"})
        std::filesystem::remove(file.string() + part, ignored);
}

result<void, error> gather(connection& on, const char* check, std::vector<std::string>& faults) {
    auto rows = on.prepare(check);
    if (!rows) return unexpected(std::move(rows).error());
    for (;;) {
        auto row = rows->step();
        if (!row) return unexpected(std::move(row).error());
        if (!*row) return {};
        if (rows->bytes(0) != "ok") faults.emplace_back(rows->bytes(0));
    }
}

} // namespace

sqlite_contents::sqlite_contents(std::filesystem::path file) : file_(std::move(file)) {}

result<void, error> sqlite_contents::read(const visitor& visit) {
    auto on = open_reader(file_);
    if (!on) return unexpected(std::move(on).error());
    auto rows = sqlite::row_reader::make(*on);
    if (!rows) return unexpected(std::move(rows).error());
    auto moment = sqlite::read_transaction::begin(*on);
    if (!moment) return unexpected(std::move(moment).error());
    return rows->read_contents(visit);
}

result<void, error> sqlite_contents::fill(
    const std::function<result<void, error>(const visitor&)>& source) {
    auto lock = sqlite::owner_lock::take(file_);
    if (!lock) return unexpected(std::move(lock).error());
    std::error_code unknown;
    const bool is_new = !std::filesystem::exists(file_, unknown);
    auto done = fill_file(file_, source);
    if (!done && is_new) remove_file(file_);
    return done;
}

result<std::vector<std::string>, error> sqlite_contents::find_faults() {
    auto on = open_reader(file_);
    if (!on) return unexpected(std::move(on).error());
    std::vector<std::string> faults;
    auto done = gather(*on, "PRAGMA integrity_check(100)", faults);
    if (done)
        done = gather(*on,
                      "SELECT 'a row of ' || \"table\" || ' names a row of ' || parent || "
                      "' that does not exist' FROM pragma_foreign_key_check LIMIT 100",
                      faults);
    if (!done) return unexpected(std::move(done).error());
    return faults;
}

} // namespace timewright
