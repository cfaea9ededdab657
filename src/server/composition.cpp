#include "server/composition.hpp"

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/http/pages.hpp>
#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/adapters/sqlite/sqlite_database.hpp>
#include <timewright/adapters/sqlite/sqlite_directory.hpp>
#include <timewright/adapters/sqlite/sqlite_store.hpp>
#include <timewright/adapters/websocket/feed_server.hpp>
#include <timewright/base/version.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/ids.hpp>

#include "server/site.hpp"

#include <web_assets.hpp>

#include <sys/stat.h>

#include <system_error>
#include <utility>
#include <vector>

namespace timewright::hosting {
namespace {

/// Only for its owner: there are password hashes in it.
result<void, error> make_directory_of(const std::filesystem::path& file) {
    const std::filesystem::path directory = file.parent_path();
    std::error_code ec;
    if (directory.empty() || std::filesystem::exists(directory, ec)) return {};
    std::filesystem::create_directories(directory, ec);
    if (!ec)
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all,
                                     std::filesystem::perm_options::replace, ec);
    if (!ec) return {};
    return unexpected(error{.code = errc::io,
                            .message = "cannot create the directory " + directory.string() + ": " +
                                       ec.message()});
}

std::vector<http::page_asset> embedded_pages() {
    std::vector<http::page_asset> pages;
    for (const web_asset& asset : web_assets())
        pages.push_back({.path = asset.path,
                         .content_type = asset.content_type,
                         .body = asset.body,
                         .gzip_body = asset.gzip_body,
                         .etag = asset.etag});
    return pages;
}

} // namespace

struct workplace::parts {
    zone_registry zones;
    system_clock present{};
    random_ids mint{};
    std::unique_ptr<sqlite_database> database;
    sqlite_store claims;
    sqlite_directory records;
    scheduler desk;
    local_identity who;

    parts(zone_registry known_zones, std::unique_ptr<sqlite_database> opened)
        : zones(std::move(known_zones)),
          database(std::move(opened)),
          claims(*database),
          records(*database),
          desk({.claims = claims,
                .records = records,
                .present = present,
                .mint = mint,
                .zones = zones}),
          who(records, present) {}
};

result<std::unique_ptr<workplace>, error> workplace::open(const workplace_options& options) {
    auto zones =
        options.zoneinfo.empty() ? zone_registry::system() : zone_registry::open(options.zoneinfo);
    if (!zones) return unexpected(std::move(zones).error());
    umask(077); // of the database and all that SQLite puts beside it, too
    if (auto made = make_directory_of(options.database); !made)
        return unexpected(std::move(made).error());
    // The database wants its clock before there are parts; a system clock has no state.
    static const system_clock present;
    auto database = sqlite_database::open({.path = options.database}, present);
    if (!database) return unexpected(std::move(database).error());
    return std::unique_ptr<workplace>(
        new workplace(std::make_unique<parts>(std::move(*zones), std::move(*database))));
}

workplace::workplace(std::unique_ptr<parts> all) : parts_(std::move(all)) {}
workplace::~workplace() = default;

scheduler& workplace::desk() { return parts_->desk; }
accounts& workplace::people() { return parts_->who; }
result<std::size_t, error> workplace::sweep_holds() { return parts_->desk.sweep(); }
result<std::size_t, error> workplace::sweep_sessions() { return parts_->who.sweep(); }

struct hosted::parts {
    http::api service;
    http::pages client;
    site all;
    websocket::feed_server feed;
    std::unique_ptr<http::server> listening{};

    parts(workplace::parts& over, const log& tell)
        : service({.desk = over.desk,
                   .claims = over.claims,
                   .who = over.who,
                   .people = &over.who,
                   .info = {.version = std::string(current_version.text),
                            .tzdata = over.zones.tzdata_version()},
                   .log = tell}),
          client(embedded_pages()),
          all(service, client),
          feed({.claims = over.claims, .who = over.who, .log = tell}) {}
};

result<std::unique_ptr<hosted>, error> hosted::start(workplace& over,
                                                     const http::server_options& options,
                                                     const log& tell) {
    auto made = std::make_unique<parts>(*over.parts_, tell);
    auto listening = http::server::start(options, made->all, &made->feed);
    if (!listening) return unexpected(std::move(listening).error());
    made->listening = std::move(*listening);
    return std::unique_ptr<hosted>(new hosted(std::move(made)));
}

hosted::hosted(std::unique_ptr<parts> all) : parts_(std::move(all)) {}

hosted::~hosted() {
    parts_->listening->stop(); // first, so that no new reader of the feed comes
    parts_->feed.stop();
}

std::uint16_t hosted::port() const { return parts_->listening->port(); }

} // namespace timewright::hosting
