#include "postgres_error.hpp"

#include <new>
#include <pqxx/except>

namespace timewright::postgres {

namespace {

struct meaning {
    errc code;
    retry again;
    const char* what;
};

/// By class and code of appendix A of PostgreSQL's manual.
meaning meaning_of(std::string_view state) {
    const std::string_view kind = state.substr(0, 2);
    if (is_guard_alarm(state))
        return {errc::internal, retry::never,
                "two blocking claims on one calendar user overlap; nothing was booked, please "
                "report this as a fault"};
    if (is_transient(state))
        return {errc::unavailable, retry::safe, "another transaction was in the way; try again"};
    if (state == "55P03" || state == "57014")
        return {errc::unavailable, retry::safe, "somebody else holds the lock; try again"};
    if (state == "53100") return {errc::io, retry::safe, "the database's disk is full"};
    if (kind == "53")
        return {errc::limit_reached, retry::safe, "the database has no more room for this"};
    if (kind == "08" || kind == "57")
        return {errc::unavailable, retry::safe, "the database cannot be reached"};
    if (kind == "58") return {errc::io, retry::safe, "the database cannot read or write its files"};
    if (kind == "25")
        return {errc::unavailable, retry::safe, "the database takes no transaction as it stands"};
    if (kind == "28" || state == "42501")
        return {errc::forbidden, retry::never,
                "the user of the connection may not do this; grant it the schema"};
    if (kind == "22" || kind == "23")
        return {errc::corrupt_data, retry::never, "a row contradicts what the database holds"};
    if (state == "XX001" || state == "XX002")
        return {errc::corrupt_data, retry::never, "the database is damaged"};
    return {errc::internal, retry::never, "PostgreSQL failed"};
}

/// The first line of what the server said: the rest quotes the statement, and what it holds.
std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

} // namespace

std::string sqlstate_of(const std::exception& thrown) {
    if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&thrown)) return sql->sqlstate();
    if (dynamic_cast<const pqxx::deadlock_detected*>(&thrown) != nullptr) return "40P01";
    if (dynamic_cast<const pqxx::serialization_failure*>(&thrown) != nullptr) return "40001";
    return {};
}

bool is_transient(std::string_view sqlstate) noexcept {
    return sqlstate == "40001" || sqlstate == "40P01";
}

bool is_guard_alarm(std::string_view sqlstate) noexcept { return sqlstate == "23P01"; }

error to_error(const std::exception& thrown) {
    if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr)
        return {.code = errc::limit_reached,
                .message = "memory has run out; try again with less at once",
                .again = retry::safe};
    if (dynamic_cast<const corrupt_row*>(&thrown) != nullptr) return corrupt(thrown.what());
    if (dynamic_cast<const pqxx::broken_connection*>(&thrown) != nullptr)
        return {.code = errc::unavailable,
                .message = "the database cannot be reached (" + first_line(thrown.what()) + ")",
                .again = retry::safe};
    const std::string state = sqlstate_of(thrown);
    if (state.empty())
        return {.code = errc::internal, .message = first_line(thrown.what()), .again = retry::safe};
    const meaning m = meaning_of(state);
    return {.code = m.code,
            .message = std::string(m.what) + " (PostgreSQL " + state + ": " +
                       first_line(thrown.what()) + ")",
            .again = m.again};
}

error corrupt(std::string_view what) {
    return {.code = errc::corrupt_data,
            .message = "the database contradicts itself: " + std::string(what)};
}

} // namespace timewright::postgres
