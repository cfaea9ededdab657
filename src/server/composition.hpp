/// @file
/// composition: the adapters put together.
///
/// A database, everything that works on it, and what serves it over HTTP. Members are
/// in the order in which they need each other; they end the other way round.
#pragma once

#include "server/server_log.hpp"

#include <timewright/adapters/http/server.hpp>
#include <timewright/adapters/websocket/feed_server.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/ports/accounts.hpp>
#include <timewright/ports/identity.hpp>
#include <timewright/service/retiming.hpp>
#include <timewright/service/scheduler.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace timewright::hosting {

struct workplace_options {
    std::string database;           ///< see database_address.hpp; created if it does not exist
    std::string zoneinfo{};         ///< a directory; empty: the system's
    std::chrono::days horizon{400}; ///< see scheduler::parts_needed
    std::chrono::seconds offer_lasts{std::chrono::minutes(15)};
    std::chrono::seconds feed_retention{std::chrono::days(30)}; ///< how long the feed is kept
    bool cached = true;  ///< on PostgreSQL; a SQLite file is in memory anyway
    std::string redis{}; ///< where it is kept; empty: in this process
};

/// The database and the services over it. A SQLite file has one owner, which this is; a PostgreSQL
/// database may be worked on by any number of processes.
class workplace {
  public:
    /// Errors: those of the database and the zone data; unavailable when another process owns the
    /// SQLite file.
    [[nodiscard]] static result<std::unique_ptr<workplace>, error> open(
        const workplace_options& options);
    ~workplace();
    workplace(const workplace&) = delete;
    workplace& operator=(const workplace&) = delete;

    [[nodiscard]] scheduler& desk();
    /// What the desk works on, for services beside it.
    [[nodiscard]] scheduler::parts_needed desk_parts();
    [[nodiscard]] accounts& people();

    /// Removes what has run out: holds, which the feed then tells of, and records of sessions.
    result<std::size_t, error> sweep_holds();
    result<std::size_t, error> sweep_sessions();
    /// Forgets what the feed told longer ago than feed_retention, some of it each time.
    result<std::size_t, error> forget_old_changes();

    /// By name or id; an empty text is the founding one. Errors: those of find_organization().
    [[nodiscard]] result<organization_id, error> find_organization(std::string_view name_or_id);

    /// The zone data that this process has, and that by which the meetings
    /// stand, which a new database takes from whoever opens it first. Where they differ, two servers
    /// would mean different instants by the same words.
    [[nodiscard]] const tzdata_mark& tzdata() const;
    [[nodiscard]] const tzdata_mark& tzdata_in_force() const;
    /// Moves what another release moves in every organization (see service/retiming.hpp), and puts it
    /// in force.
    result<retiming_report, error> retime(const zone_registry& zones, retime_policy policy,
                                          const std::function<void(const retiming_step&)>& tell);

    /// See database::guard_alarms.
    [[nodiscard]] std::uint64_t guard_alarms() const;
    /// Moves the frontiers of rooms of every organization, and answers how many occurrences were due;
    /// see scheduler::roll.
    result<std::size_t, error> roll_frontiers();

  private:
    friend class hosted;
    struct parts;
    explicit workplace(std::unique_ptr<parts> all);
    std::unique_ptr<parts> parts_;
};

struct hosted_options {
    http::server_options api{};
    websocket::feed_options feed{};
    std::chrono::seconds hold_default{std::chrono::minutes(10)}; ///< see http::api::parts_needed
    std::optional<http::server_options> management{};            ///< none: no management port
    bool log_requests = false;                                   ///< a line for each
    /// Serve without the management port when it cannot be had, and say so.
    bool management_may_fail = false;
};

/// A workplace on a port: the API, the feed and the pages. Ends when it is destroyed: finishes what is
/// under way, says goodbye to readers of the feed.
class hosted {
  public:
    /// The workplace and the log must outlive it. Errors: those of http::server::start.
    [[nodiscard]] static result<std::unique_ptr<hosted>, error> start(workplace& over,
                                                                      const hosted_options& options,
                                                                      server_log& tell);
    ~hosted();
    hosted(const hosted&) = delete;
    hosted& operator=(const hosted&) = delete;

    /// From now on it says that it is not ready; it still serves.
    void begin_draining();

    [[nodiscard]] std::uint16_t port() const;
    /// 0: there is none.
    [[nodiscard]] std::uint16_t management_port() const;

  private:
    struct parts;
    explicit hosted(std::unique_ptr<parts> all);
    std::unique_ptr<parts> parts_;
};

} // namespace timewright::hosting
