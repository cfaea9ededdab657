#include "session.hpp"

#include <timewright/base/contract.hpp>

#include <poll.h>

#include <exception>
#include <pqxx/nontransaction>

namespace timewright::postgres {

namespace {

/// A connection that was lost says so. libpqxx 6 would connect again on its own, and what was locked
/// on the old connection would be written on the new one, unlocked. It marks the switch deprecated
/// because its version 7 never reconnects.
void keep_to_one_backend(pqxx::connection& connection) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

/// - A process that stalls between its two round trips loses its locks after 2 s.
/// - Every question here goes through an index. The planner is told so, because its statistics of a
///   young database say otherwise, and it keeps its plans.
std::string settings_of(const session_options& options) {
    return "SET client_min_messages = error; SET standard_conforming_strings = on; "
           "SET bytea_output = hex; SET client_encoding = 'UTF8'; "
           "SET search_path = " +
           options.schema +
           ", public; "
           "SET default_transaction_isolation = 'read committed'; "
           "SET idle_in_transaction_session_timeout = '2s'; SET lock_timeout = '10s'; "
           "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; "
           "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off";
}

} // namespace

void session::open() {
    if (is_open()) return;
    connection_ = std::make_unique<pqxx::connection>(options_.connection);
    keep_to_one_backend(*connection_);
    run(settings_of(options_));
}

pqxx::result session::run(const std::string& sql) {
    TIMEWRIGHT_EXPECTS(connection_ != nullptr);
    pqxx::nontransaction plain(*connection_);
    return plain.exec(sql);
}

void session::roll_back() noexcept {
    if (!is_open()) return drop();
    try {
        run("ROLLBACK");
    } catch (const std::exception&) {
        drop();
    }
}

bool session::still_there() noexcept {
    if (!is_open()) return false;
    pollfd socket{.fd = connection_->sock(), .events = POLLIN, .revents = 0};
    if (::poll(&socket, 1, 0) == 0) return true;
    try {
        run("SELECT 1");
        return is_open();
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace timewright::postgres
