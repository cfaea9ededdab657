/// @file
/// A PostgreSQL server of its own for a test program, gone with it: its data in a temporary
/// directory, where its only socket is too, run by a user without rights. It does not sync, and
/// nothing of its own (autovacuum) goes on in the background.
#pragma once

#include "temporary_directory.hpp"

#include <timewright/adapters/postgres/postgres_database.hpp>

#include <sys/types.h>

#include <functional>
#include <memory>
#include <pqxx/connection>
#include <pqxx/result>
#include <string>

namespace timewright::conformance {

class postgres_cluster {
  public:
    /// The one of this program, started when it is first asked for.
    static postgres_cluster& running();

    ~postgres_cluster();
    postgres_cluster(const postgres_cluster&) = delete;
    postgres_cluster& operator=(const postgres_cluster&) = delete;

    /// kill -9 of all its processes at once; answers when it runs again.
    void kill_and_restart();

    /// What libpq needs to connect.
    [[nodiscard]] std::string connection() const;
    /// A name that no schema has had yet.
    [[nodiscard]] static std::string fresh_schema();

  private:
    postgres_cluster();
    void start_server();
    temporary_directory directory_;
    pid_t server_ = 0;
};

/// Another's connection, beside those of the store: to look on, to hold locks, to do harm.
class bystander {
  public:
    explicit bystander(const std::string& schema = "public");
    pqxx::result run(const std::string& sql);
    /// The first field of the first row; empty if there is none.
    std::string ask(const std::string& sql);
    /// Asks until the answer is this one. Only the test's own time limit ends it.
    void wait_for(const std::string& sql, const std::string& answer);
    void disconnect() { connection_.reset(); }

  private:
    std::unique_ptr<pqxx::connection> connection_;
};

[[nodiscard]] std::unique_ptr<postgres_database> open_postgres(postgres_options options);

} // namespace timewright::conformance
