#include "connection.hpp"

#include <utility>

namespace timewright::sqlite {

result<bool, error> statement::step() {
    const int bound = std::exchange(bind_failure_, SQLITE_OK);
    const int code = bound != SQLITE_OK ? bound : sqlite3_step(prepared_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    error failed = to_error(code, connection_, "the database cannot do what was asked");
    reset();
    return unexpected(std::move(failed));
}

result<void, error> statement::run() {
    auto row = step();
    if (!row) return unexpected(std::move(row).error());
    if (*row) reset();
    return {};
}

result<connection, error> connection::open(const std::filesystem::path& path, access mode,
                                           const std::string& vfs) {
    // The mutex of a connection is left out: each is used by one thread at a time.
    const int flags = (mode == access::owner ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                             : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
    connection opened(handle);
    if (code != SQLITE_OK)
        return unexpected(to_error(code, handle, "cannot open " + path.string()));

    constexpr int patience_milliseconds = 5000; // another process may be recovering the WAL
    sqlite3_busy_timeout(handle, patience_milliseconds);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (mode == access::reader)
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // 16000 pages of log, 64 MiB, before a checkpoint: the pages of ids are dirtied at random, and
    // the longer the log, the more often one write into the database stands for many in the log.
    auto set = opened.execute(mode == access::owner
                                  ? "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
                                    "PRAGMA wal_autocheckpoint=16000;"
                                  : "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;"
                                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;");
    if (!set) return unexpected(std::move(set).error());
    return opened;
}

result<void, error> connection::execute(const char* sql) {
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return {};
    return unexpected(to_error(code, handle_.get(), "the database cannot do what was asked"));
}

result<statement, error> connection::prepare(const char* sql) {
    sqlite3_stmt* prepared = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK)
        return unexpected(
            to_error(code, handle_.get(), "the database has not the tables that are expected"));
    return statement(handle_.get(), prepared);
}

result<std::int64_t, error> connection::query_integer(const char* sql) {
    auto query = prepare(sql);
    if (!query) return unexpected(std::move(query).error());
    auto row = query->step();
    if (!row) return unexpected(std::move(row).error());
    return *row ? query->integer(0) : 0;
}

result<std::string, error> connection::query_text(const char* sql) {
    auto query = prepare(sql);
    if (!query) return unexpected(std::move(query).error());
    auto row = query->step();
    if (!row) return unexpected(std::move(row).error());
    return *row ? std::string(query->bytes(0)) : std::string();
}

} // namespace timewright::sqlite
