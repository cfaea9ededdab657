/// @file
/// session: one connection to the database, opened when it is needed and again after it was lost.
///
/// Statements are sent as they are, several in one round trip where the text says so. Never
/// reconnects between two statements: whoever holds locks must find out that they are gone. What
/// fails is thrown, as libpqxx does; postgres_error.hpp translates it. For one thread at a time.
#pragma once

#include <memory>
#include <pqxx/connection>
#include <pqxx/result>
#include <string>

namespace timewright::postgres {

struct session_options {
    std::string connection;
    std::string schema;
};

class session {
  public:
    explicit session(session_options options) : options_(std::move(options)) {}

    [[nodiscard]] bool is_open() const { return connection_ && connection_->is_open(); }
    /// Connects unless it is connected.
    void open();
    /// What was lost is let go of; open() connects anew.
    void drop() noexcept { connection_.reset(); }

    /// For notifications. Preconditions: it was opened.
    [[nodiscard]] pqxx::connection& connection() { return *connection_; }
    [[nodiscard]] int socket() const { return connection_->sock(); }

    /// The rows of the last statement. Precondition: it was opened.
    pqxx::result run(const std::string& sql);
    /// Ends the transaction under way, if any; drops the connection if that fails.
    void roll_back() noexcept;

    /// Within a transaction: false when the server has ended the session in the meantime. Asks the
    /// server only if something has come from it unasked.
    [[nodiscard]] bool still_there() noexcept;

  private:
    session_options options_;
    std::unique_ptr<pqxx::connection> connection_;
};

} // namespace timewright::postgres
