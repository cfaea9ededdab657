#include "sqlite_error.hpp"

#include <new>

namespace timewright::sqlite {

namespace {

struct meaning {
    errc code;
    retry again;
    std::string_view what;
};

meaning meaning_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return {errc::io, retry::safe, "the disk is full; free some space and try again"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {errc::unavailable, retry::safe, "another process holds the file; try again"};
        case SQLITE_NOMEM:
            return {errc::limit_reached, retry::safe, "memory has run out"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {errc::forbidden, retry::never, "the file may not be written"};
        case SQLITE_CANTOPEN:
            return {errc::io, retry::safe,
                    "the file cannot be opened; its directory must exist and be accessible"};
        case SQLITE_NOTADB:
            return {errc::invalid_input, retry::never, "the file is no SQLite database"};
        case SQLITE_CORRUPT:
            return {errc::corrupt_data, retry::never, "the file is damaged"};
        case SQLITE_IOERR:
            return {errc::io, retry::safe, "reading or writing the file failed"};
        case SQLITE_TOOBIG:
            return {errc::limit_reached, retry::never, "a value is longer than SQLite takes"};
        case SQLITE_CONSTRAINT:
            return {errc::corrupt_data, retry::never, "a row contradicts what the file holds"};
        default:
            return {errc::internal, retry::never, "SQLite failed"};
    }
}

error make(int code, std::string_view tried, std::string_view told) {
    const meaning m = meaning_of(code);
    std::string text(tried);
    text += ": ";
    text += m.what;
    text += " (SQLite ";
    text += std::to_string(code);
    text += ": ";
    text += told;
    text += ")";
    return {.code = m.code, .message = std::move(text), .again = m.again};
}

} // namespace

error to_error(int code, sqlite3* connection, std::string_view tried) {
    if (connection == nullptr) return to_error(code, tried);
    return make(code, tried, sqlite3_errmsg(connection));
}

error to_error(int code, std::string_view tried) { return make(code, tried, sqlite3_errstr(code)); }

error corrupt(std::string_view what) {
    return {.code = errc::corrupt_data,
            .message = "the database contradicts itself: " + std::string(what)};
}

error to_error(const std::exception& thrown) {
    if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr)
        return {.code = errc::limit_reached,
                .message = "memory has run out; try again with less at once",
                .again = retry::safe};
    return {.code = errc::internal, .message = thrown.what(), .again = retry::safe};
}

} // namespace timewright::sqlite
