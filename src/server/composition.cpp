#include "server/composition.hpp"

#include "server/calendar_cache.hpp"
#include "server/command/info.hpp"
#include "server/command/json_line.hpp"
#include "server/database.hpp"
#include "server/database_address.hpp"
#include "server/database_watch.hpp"
#include "server/exposition.hpp"
#include "server/management.hpp"
#include "server/metrics.hpp"
#include "server/observed_database.hpp"
#include "server/request_log.hpp"
#include "server/site.hpp"

#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/http/pages.hpp>
#include <timewright/adapters/http/tls_certificates.hpp>
#include <timewright/adapters/identity/local_identity.hpp>
#include <timewright/adapters/websocket/feed_server.hpp>
#include <timewright/base/version.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/ports/ids.hpp>
#include <timewright/service/organizations.hpp>

#include <web_assets.hpp>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <utility>
#include <vector>

namespace timewright::hosting {
namespace {

#if defined(TIMEWRIGHT_HAS_POSTGRES)
constexpr bool has_postgres = true;
#else
constexpr bool has_postgres = false;
#endif

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
    const std::chrono::seconds feed_retention;
    zone_registry zones;
    system_clock present{};
    random_ids mint{};
    std::string kind;                      ///< of the database
    std::unique_ptr<store_metrics> stored; ///< the database, too, refers to it
    std::unique_ptr<database> kept;
    std::unique_ptr<calendar_cache> cached; ///< none: the database is asked each time
    observed_store claims;
    observed_directory records;
    tzdata_mark tzdata{}; ///< ours
    tzdata_mark tzdata_in_force{};
    scheduler desk;
    local_identity who;

    parts(const workplace_options& options, zone_registry known_zones,
          std::unique_ptr<store_metrics> counting, std::unique_ptr<database> opened,
          std::unique_ptr<calendar_cache> keeping)
        : feed_retention(options.feed_retention),
          zones(std::move(known_zones)),
          kind(is_postgres(options.database) ? "postgresql" : "sqlite"),
          stored(std::move(counting)),
          kept(std::move(opened)),
          cached(std::move(keeping)),
          claims(cached ? cached->claims() : kept->claims(), *stored),
          records(kept->records(), *stored),
          desk({.claims = claims,
                .records = records,
                .present = present,
                .mint = mint,
                .zones = zones,
                .horizon = options.horizon,
                .offer_lasts = options.offer_lasts}),
          who(records, present) {}
};

namespace {

/// What stands is in force; where nobody has said so yet, what we have.
result<tzdata_mark, error> settle_tzdata(directory& records, const tzdata_mark& ours) {
    auto known = find_tzdata_in_force(records);
    if (!known) return unexpected(std::move(known).error());
    const bool lacks_content = *known && (*known)->content.empty() && (*known)->agrees_with(ours);
    if (*known && !lacks_content) return std::move(**known);
    if (auto put = put_tzdata_in_force(records, ours); !put)
        return unexpected(std::move(put).error());
    return ours;
}

} // namespace

result<std::unique_ptr<workplace>, error> workplace::open(const workplace_options& options) {
    auto zones =
        options.zoneinfo.empty() ? zone_registry::system() : zone_registry::open(options.zoneinfo);
    if (!zones) return unexpected(std::move(zones).error());
    // The database wants its clock before there are parts; a system clock has no state.
    static const system_clock present;
    auto stored = std::make_unique<store_metrics>();
    auto kept = database::open(
        options.database, present,
        [counting = stored.get()](std::size_t changes) { counting->batches.record(changes); });
    if (!kept) return unexpected(std::move(kept).error());
    auto ours = mark_of(*zones);
    if (!ours) return unexpected(std::move(ours).error());
    auto in_force = settle_tzdata((*kept)->records(), *ours);
    if (!in_force) return unexpected(std::move(in_force).error());
    std::unique_ptr<calendar_cache> cached;
    if (options.cached && is_postgres(options.database)) {
        auto opened = calendar_cache::open(**kept, options.redis);
        if (!opened) return unexpected(std::move(opened).error());
        cached = std::move(*opened);
    }
    auto made = std::make_unique<parts>(options, std::move(*zones), std::move(stored),
                                        std::move(*kept), std::move(cached));
    made->tzdata = std::move(*ours);
    made->tzdata_in_force = std::move(*in_force);
    return std::unique_ptr<workplace>(new workplace(std::move(made)));
}

workplace::workplace(std::unique_ptr<parts> all) : parts_(std::move(all)) {}
workplace::~workplace() = default;

scheduler& workplace::desk() { return parts_->desk; }
scheduler::parts_needed workplace::desk_parts() {
    return {.claims = parts_->kept->claims(),
            .records = parts_->kept->records(),
            .present = parts_->present,
            .mint = parts_->mint,
            .zones = parts_->zones};
}
accounts& workplace::people() { return parts_->who; }
result<std::size_t, error> workplace::sweep_holds() { return parts_->desk.sweep(); }
result<std::size_t, error> workplace::roll_frontiers() {
    const auto all = list_organizations(parts_->kept->records());
    if (!all) return unexpected(all.error());
    std::size_t occurrences = 0;
    for (const organization& one : *all) {
        const auto rolled = parts_->desk.roll(one.id);
        if (!rolled) return unexpected(rolled.error());
        occurrences += rolled->occurrences;
    }
    return occurrences;
}
result<std::size_t, error> workplace::sweep_sessions() { return parts_->who.sweep(); }
result<std::size_t, error> workplace::forget_old_changes() {
    constexpr std::size_t at_most =
        1'000; // a short transaction each second keeps up with any server
    return parts_->claims.forget_changes(parts_->present.now() - parts_->feed_retention, at_most);
}
result<organization_id, error> workplace::find_organization(std::string_view name_or_id) {
    if (name_or_id.empty()) return default_organization;
    return timewright::find_organization(parts_->kept->records(), name_or_id)
        .transform([](const organization& one) { return one.id; });
}

const tzdata_mark& workplace::tzdata() const { return parts_->tzdata; }
const tzdata_mark& workplace::tzdata_in_force() const { return parts_->tzdata_in_force; }

result<retiming_report, error> workplace::retime(
    const zone_registry& zones, retime_policy policy,
    const std::function<void(const retiming_step&)>& tell) {
    retiming anew({.claims = parts_->kept->claims(),
                   .records = parts_->kept->records(),
                   .mint = parts_->mint,
                   .present = parts_->present,
                   .zones = zones});
    auto mark = mark_of(zones);
    if (!mark) return unexpected(std::move(mark).error());
    const auto all = list_organizations(parts_->kept->records());
    if (!all) return unexpected(all.error());
    retiming_report whole;
    for (const organization& one : *all) {
        auto done = anew.run(one.id, policy, tell);
        if (!done) return done;
        whole.bookings += done->bookings;
        std::move(done->collisions.begin(), done->collisions.end(),
                  std::back_inserter(whole.collisions));
        std::move(done->unreadable.begin(), done->unreadable.end(),
                  std::back_inserter(whole.unreadable));
    }
    if (auto put = put_tzdata_in_force(parts_->kept->records(), *mark); !put)
        return unexpected(std::move(put).error());
    parts_->tzdata_in_force = std::move(*mark);
    return whole;
}

std::uint64_t workplace::guard_alarms() const { return parts_->kept->guard_alarms(); }

struct hosted::parts {
    workplace::parts& over;
    const http::tls_certificates* const certificates;
    request_metrics requests{};
    request_log answered;
    database_watch watch;
    http::api service;
    http::pages client;
    site all;
    websocket::feed_server feed;
    std::atomic<bool> draining{false};
    std::unique_ptr<http::server> listening{};
    management answers;
    std::unique_ptr<http::server> managing{}; // last: it asks all of the above

    parts(workplace::parts& whole, const hosted_options& options, server_log& tell)
        : over(whole),
          certificates(options.api.certificates),
          answered(requests, options.log_requests ? &tell : nullptr),
          watch(whole.claims, whole.records),
          service({.desk = whole.desk,
                   .claims = whole.claims,
                   .who = whole.who,
                   .people = &whole.who,
                   .tokens = &whole.who,
                   .info = {.version = std::string(current_version.text),
                            .tzdata = whole.zones.tzdata_version()},
                   .hold_default = options.hold_default,
                   .log = faults_to(tell)}),
          client(embedded_pages()),
          all(service, client),
          feed({.claims = whole.claims, .who = whole.who, .log = faults_to(tell)}, options.feed),
          answers({.why_not_ready = [this] { return why_not_ready(); },
                   .metrics = [this] { return to_exposition(measure()); },
                   .info = [this] { return info(); }}) {}

    /// What the adapters say is about faults.
    static std::function<void(const std::string&)> faults_to(server_log& tell) {
        return [&tell](const std::string& text) { tell.write(log_level::error, text); };
    }

    [[nodiscard]] std::vector<std::string> why_not_ready() const {
        std::vector<std::string> reasons;
        const database_watch::seen seen = watch.look();
        if (!seen.there) reasons.emplace_back("database-away");
        if (seen.tzdata && !seen.tzdata->agrees_with(over.tzdata))
            reasons.emplace_back("other-tzdata");
        if (draining) reasons.emplace_back("draining");
        return reasons;
    }

    [[nodiscard]] double valid_until() const {
        if (certificates == nullptr) return 0;
        const auto end = certificates->valid_until().time_since_epoch();
        return std::chrono::duration<double>(end).count();
    }

    [[nodiscard]] measurements measure() const {
        const database_watch::seen seen = watch.look();
        return {.requests = requests,
                .stored = *over.stored,
                .cached = over.cached ? &over.cached->tally() : nullptr,
                .load = listening->load(),
                .feed_readers = feed.connections(),
                .pending_changes = over.kept->pending_changes(),
                .database_there = seen.there,
                .ready = why_not_ready().empty(),
                .newest = seen.newest,
                .guard_alarms = over.kept->guard_alarms(),
                .certificate_valid_until = valid_until(),
                .process = read_process_facts(),
                .version = std::string(current_version.text),
                .tzdata = over.zones.tzdata_version(),
                .database = over.kind};
    }

    [[nodiscard]] std::string info() const {
        std::vector<std::string> adapters{"http", "identity-local", "json", "sqlite", "websocket"};
        if constexpr (has_postgres) adapters.emplace_back("postgres");
        return command::json_line()
            .add_text("version", current_version.text)
            .add_text("tzdata", over.zones.tzdata_version())
            .add_text("zoneinfo", over.zones.directory().string())
            .add_text("compiler", command::compiler())
            .add_text("database", over.kind)
            .add_list("adapters", adapters)
            .to_string();
    }

    result<void, error> listen(const hosted_options& options, server_log& tell);
};

result<void, error> hosted::parts::listen(const hosted_options& options, server_log& tell) {
    http::server_options api = options.api;
    api.observer = &answered;
    auto opened = http::server::start(api, all, &feed);
    if (!opened) return unexpected(std::move(opened).error());
    listening = std::move(*opened);
    if (!options.management) return {};
    auto managed = http::server::start(*options.management, answers);
    if (managed) {
        managing = std::move(*managed);
        return {};
    }
    if (!options.management_may_fail)
        return unexpected(error{.code = managed.error().code,
                                .message = "management: " + managed.error().message});
    tell.write(log_level::warning, "there is no management port: " + managed.error().message);
    return {};
}

result<std::unique_ptr<hosted>, error> hosted::start(workplace& over, const hosted_options& options,
                                                     server_log& tell) {
    auto made = std::make_unique<parts>(*over.parts_, options, tell);
    if (auto listens = made->listen(options, tell); !listens)
        return unexpected(std::move(listens).error());
    return std::unique_ptr<hosted>(new hosted(std::move(made)));
}

hosted::hosted(std::unique_ptr<parts> all) : parts_(std::move(all)) {}

hosted::~hosted() {
    begin_draining();
    parts_->listening->stop(); // first, so that no new reader of the feed comes
    parts_->feed.stop();
}

void hosted::begin_draining() { parts_->draining = true; }
std::uint16_t hosted::port() const { return parts_->listening->port(); }
std::uint16_t hosted::management_port() const {
    return parts_->managing ? parts_->managing->port() : std::uint16_t{0};
}

} // namespace timewright::hosting
