#include "server/composition.hpp"

#include "server/database.hpp"
#include "server/site.hpp"

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/http/pages.hpp>
#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/adapters/websocket/feed_server.hpp>
#include <timewright/base/version.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/ids.hpp>

#include <web_assets.hpp>

#include <utility>
#include <vector>

namespace timewright::hosting {
namespace {

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
    std::unique_ptr<database> kept;
    scheduler desk;
    local_identity who;

    parts(zone_registry known_zones, std::unique_ptr<database> opened)
        : zones(std::move(known_zones)),
          kept(std::move(opened)),
          desk({.claims = kept->claims(),
                .records = kept->records(),
                .present = present,
                .mint = mint,
                .zones = zones}),
          who(kept->records(), present) {}
};

result<std::unique_ptr<workplace>, error> workplace::open(const workplace_options& options) {
    auto zones =
        options.zoneinfo.empty() ? zone_registry::system() : zone_registry::open(options.zoneinfo);
    if (!zones) return unexpected(std::move(zones).error());
    // The database wants its clock before there are parts; a system clock has no state.
    static const system_clock present;
    auto kept = database::open(options.database, present);
    if (!kept) return unexpected(std::move(kept).error());
    return std::unique_ptr<workplace>(
        new workplace(std::make_unique<parts>(std::move(*zones), std::move(*kept))));
}

workplace::workplace(std::unique_ptr<parts> all) : parts_(std::move(all)) {}
workplace::~workplace() = default;

scheduler& workplace::desk() { return parts_->desk; }
accounts& workplace::people() { return parts_->who; }
result<std::size_t, error> workplace::sweep_holds() { return parts_->desk.sweep(); }
result<std::size_t, error> workplace::roll_frontiers() {
    return parts_->desk.roll(default_organization).transform([](const roll_report& rolled) {
        return rolled.occurrences;
    });
}
result<std::size_t, error> workplace::sweep_sessions() { return parts_->who.sweep(); }
result<std::size_t, error> workplace::forget_old_changes() {
    constexpr std::size_t at_most =
        1'000; // a short transaction each second keeps up with any server
    return parts_->kept->claims().forget_changes(parts_->present.now() - feed_kept, at_most);
}
std::uint64_t workplace::guard_alarms() const { return parts_->kept->guard_alarms(); }

struct hosted::parts {
    http::api service;
    http::pages client;
    site all;
    websocket::feed_server feed;
    std::unique_ptr<http::server> listening{};

    parts(workplace::parts& over, const log& tell)
        : service({.desk = over.desk,
                   .claims = over.kept->claims(),
                   .who = over.who,
                   .people = &over.who,
                   .info = {.version = std::string(current_version.text),
                            .tzdata = over.zones.tzdata_version()},
                   .log = tell}),
          client(embedded_pages()),
          all(service, client),
          feed({.claims = over.kept->claims(), .who = over.who, .log = tell}) {}
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
