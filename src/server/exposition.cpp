#include "server/exposition.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <initializer_list>
#include <sstream>
#include <utility>
#include <vector>

namespace timewright::hosting {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using labels = std::vector<ClientMetric::Label>;

ClientMetric make_counter(labels named, double value) {
    ClientMetric made;
    made.label = std::move(named);
    made.counter.value = value;
    return made;
}

/// The values are shown as multiples of `unit`.
template <auto Bounds>
ClientMetric make_histogram(labels named, const distribution<Bounds>& values, double unit) {
    ClientMetric made;
    made.label = std::move(named);
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < Bounds.size(); ++i) {
        total += values.count(i);
        made.histogram.bucket.push_back({total, static_cast<double>(Bounds[i]) * unit});
    }
    made.histogram.sample_count = total + values.count(Bounds.size());
    made.histogram.sample_sum = static_cast<double>(values.sum()) * unit;
    return made;
}

MetricFamily make_family(std::string name, std::string help, MetricType type) {
    MetricFamily made;
    made.name = std::move(name);
    made.help = std::move(help);
    made.type = type;
    return made;
}

MetricFamily make_gauge(std::string name, std::string help, double value, labels named = {}) {
    MetricFamily made = make_family(std::move(name), std::move(help), MetricType::Gauge);
    made.metric.emplace_back();
    made.metric.back().label = std::move(named);
    made.metric.back().gauge.value = value;
    return made;
}

MetricFamily make_total(std::string name, std::string help, double value) {
    MetricFamily made = make_family(std::move(name), std::move(help), MetricType::Counter);
    made.metric.push_back(make_counter({}, value));
    return made;
}

std::string route_of(const request_metrics& requests, std::size_t row) {
    const std::string_view pattern = requests.pattern_of(row);
    return pattern.empty() ? "other" : std::string(http::api::root) + std::string(pattern);
}

/// Rows that were never asked for are left out: there are many.
void add_requests(const request_metrics& requests, std::vector<MetricFamily>& all) {
    MetricFamily answered = make_family(
        "timewright_http_requests_total",
        "Requests that were answered, by the class of their status.", MetricType::Counter);
    MetricFamily took =
        make_family("timewright_http_request_duration_seconds",
                    "From the end of a request's header to its answer.", MetricType::Histogram);
    for (std::size_t row = 0; row < requests.size(); ++row) {
        const request_metrics::tally& one = requests.at(row);
        const labels named{{"method", std::string(requests.method_of(row))},
                           {"route", route_of(requests, row)}};
        bool any = false;
        for (std::size_t i = 0; i < request_metrics::status_classes; ++i) {
            const std::uint64_t count = one.answered[i].value();
            if (count == 0) continue;
            any = true;
            labels with_status = named;
            with_status.push_back({"status", std::to_string(i + 1) + "xx"});
            answered.metric.push_back(
                make_counter(std::move(with_status), static_cast<double>(count)));
        }
        if (any) took.metric.push_back(make_histogram(named, one.took, 1e-6));
    }
    all.push_back(std::move(answered));
    all.push_back(std::move(took));
}

void add_store(const measurements& from, std::vector<MetricFamily>& all) {
    MetricFamily outcomes = make_family("timewright_booking_changes_total",
                                        "Bookings, holds, edits and cancellations that this server "
                                        "asked the database for, by what became of them.",
                                        MetricType::Counter);
    for (std::size_t i = 0; i < store_metrics::outcome_codes; ++i)
        outcomes.metric.push_back(
            make_counter({{"outcome", to_slug(static_cast<outcome_code>(i))}},
                         static_cast<double>(from.stored.outcomes[i].value())));
    MetricFamily errors =
        make_family("timewright_database_errors_total",
                    "Questions that the database failed to answer.", MetricType::Counter);
    for (const errc code :
         {errc::corrupt_data, errc::limit_reached, errc::unavailable, errc::io, errc::internal})
        errors.metric.push_back(make_counter(
            {{"kind", to_slug(code)}},
            static_cast<double>(from.stored.errors[static_cast<std::size_t>(code)].value())));
    MetricFamily batches = make_family("timewright_database_batch_changes",
                                       "Changes written together.", MetricType::Histogram);
    batches.metric.push_back(make_histogram({}, from.stored.batches, 1));
    all.push_back(std::move(outcomes));
    all.push_back(std::move(errors));
    all.push_back(std::move(batches));
    if (from.cached != nullptr) {
        MetricFamily rows =
            make_family("timewright_cache_rows_total", "Days of calendars that were asked for.",
                        MetricType::Counter);
        const std::pair<const char*, std::uint64_t> results[] = {{"hit", from.cached->hits},
                                                                 {"miss", from.cached->misses}};
        for (const auto& [result, count] : results)
            rows.metric.push_back(make_counter({{"result", result}}, static_cast<double>(count)));
        all.push_back(std::move(rows));
        all.push_back(make_total("timewright_cache_failures_total",
                                 "Questions that the cache did not answer, or answered wrong.",
                                 static_cast<double>(from.cached->failures.load())));
    }
    all.push_back(make_gauge("timewright_database_pending_changes",
                             "Changes that wait to be decided.",
                             static_cast<double>(from.pending_changes)));
    all.push_back(make_gauge("timewright_database_up", "Whether the database answers.",
                             from.database_there ? 1 : 0, {{"kind", from.database}}));
    all.push_back(make_total("timewright_guard_alarms_total",
                             "Double bookings that only the database's second guard has refused: "
                             "anything but 0 is a fault.",
                             static_cast<double>(from.guard_alarms)));
}

void add_server(const measurements& from, std::vector<MetricFamily>& all) {
    all.push_back(
        make_gauge("timewright_ready", "Whether /health/ready says so.", from.ready ? 1 : 0));
    all.push_back(make_gauge("timewright_http_connections", "Connections that are open.",
                             static_cast<double>(from.load.connections)));
    all.push_back(make_gauge("timewright_http_idle_connections",
                             "Connections between two requests.",
                             static_cast<double>(from.load.idle_connections)));
    all.push_back(make_gauge("timewright_http_waiting_requests", "Requests that wait for a worker.",
                             static_cast<double>(from.load.waiting_requests)));
    all.push_back(make_gauge("timewright_websocket_clients", "Readers of the feed.",
                             static_cast<double>(from.feed_readers)));
    if (from.certificate_valid_until > 0)
        all.push_back(make_gauge("timewright_tls_certificate_valid_until_seconds",
                                 "When the certificate that is shown ends, since unix epoch.",
                                 from.certificate_valid_until));
    all.push_back(make_gauge("timewright_feed_position",
                             "The transaction of the newest change that the feed tells of.",
                             static_cast<double>(from.newest.transaction)));
}

void add_process(const measurements& from, std::vector<MetricFamily>& all) {
    const process_facts& us = from.process;
    all.push_back(make_total("process_cpu_seconds_total",
                             "Total user and system CPU time spent in seconds.",
                             us.processor_seconds));
    all.push_back(make_gauge("process_start_time_seconds",
                             "Start time of the process since unix epoch in seconds.",
                             us.started_at));
    all.push_back(make_gauge("process_resident_memory_bytes", "Resident memory size in bytes.",
                             static_cast<double>(us.resident_bytes)));
    all.push_back(make_gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.",
                             static_cast<double>(us.virtual_bytes)));
    all.push_back(make_gauge("process_open_fds", "Number of open file descriptors.",
                             static_cast<double>(us.open_descriptors)));
    all.push_back(make_gauge("process_max_fds", "Maximum number of open file descriptors.",
                             static_cast<double>(us.descriptors_max)));
    all.push_back(make_gauge("timewright_build_info",
                             "Always 1; the labels say which versions are at work.", 1,
                             {{"version", from.version}, {"tzdata", from.tzdata}}));
}

} // namespace

std::string to_exposition(const measurements& all) {
    std::vector<MetricFamily> families;
    add_requests(all.requests, families);
    add_store(all, families);
    add_server(all, families);
    add_process(all, families);
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, families);
    return std::move(text).str();
}

} // namespace timewright::hosting
