// Goal: what is counted is what happened, and no request makes a new thing to count. Method: answers of
// known and unknown routes, given to the counters; the text for Prometheus is read by its own parser
// in tests/simulation/http/management_port.py.
#include "server/metrics.hpp"

#include "server/exposition.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace timewright;
using namespace timewright::hosting;
using namespace std::chrono_literals;

void answer(request_metrics& counted, const std::string& method, const http::route* matched,
            int status, std::chrono::nanoseconds took = 1ms) {
    const http::http_request request{.method = method, .target = "/whatever/" + method};
    http::http_response response{.status = status};
    response.matched = matched;
    counted.answered({.request = request, .response = response, .took = took});
}

std::string text_of(const request_metrics& requests, const store_metrics& stored) {
    return to_exposition({.requests = requests, .stored = stored});
}

TEST(Distribution, CountsUpToAndWithItsBounds) {
    distribution<batch_bounds> batches;
    for (const std::uint64_t size : {0U, 1U, 2U, 3U, 512U, 513U}) batches.record(size);
    EXPECT_EQ(batches.count(0), 2U); // 0 and 1
    EXPECT_EQ(batches.count(1), 1U); // 2
    EXPECT_EQ(batches.count(2), 1U); // 3, up to 4
    EXPECT_EQ(batches.count(9), 1U);
    EXPECT_EQ(batches.count(10), 1U);
    EXPECT_EQ(batches.sum(), 1031U);
}

TEST(RequestMetrics, CountByRouteAndClassOfStatus) {
    request_metrics counted;
    const http::route& third = http::routes()[2];
    answer(counted, "GET", &third, 200);
    answer(counted, "HEAD", &third, 204); // HEAD is the route's GET
    answer(counted, "GET", &third, 409);
    EXPECT_EQ(counted.at(2).answered[1].value(), 2U);
    EXPECT_EQ(counted.at(2).answered[3].value(), 1U);
    EXPECT_EQ(counted.at(2).took.sum(), 3'000U);
}

TEST(RequestMetrics, HaveAFixedNumberOfRowsForWhatNoRouteAnswers) {
    request_metrics counted;
    const std::size_t rows = counted.size();
    for (int i = 0; i < 100; ++i) answer(counted, "INVENTED" + std::to_string(i), nullptr, 405);
    answer(counted, "GET", nullptr, 404);
    answer(counted, "", nullptr, 400);
    EXPECT_EQ(counted.size(), rows);
    EXPECT_EQ(counted.method_of(rows - 1), "other");
    EXPECT_EQ(counted.at(rows - 1).answered[3].value(), 101U);
    const std::string text = text_of(counted, store_metrics());
    EXPECT_EQ(text.find("INVENTED"), std::string::npos);
    EXPECT_EQ(text.find("whatever"), std::string::npos);
}

TEST(RequestMetrics, TakeAStatusThatIsNone) {
    request_metrics counted;
    answer(counted, "GET", nullptr, 0);
    answer(counted, "GET", nullptr, 999, -1ns);
    const std::size_t get = http::routes().size();
    EXPECT_EQ(counted.at(get).answered[0].value(), 1U);
    EXPECT_EQ(counted.at(get).answered[4].value(), 1U);
}

TEST(StoreMetrics, CountFailuresAndNotAnswers) {
    store_metrics counted;
    counted.tell_of(error{.code = errc::unavailable, .message = ""});
    counted.tell_of(error{.code = errc::not_found, .message = ""});
    counted.tell_of(error{.code = errc::version_mismatch, .message = ""});
    counted.tell_of(outcome{.code = outcome_code::refused});
    std::uint64_t all = 0;
    for (const counter& one : counted.errors) all += one.value();
    EXPECT_EQ(all, 1U);
    EXPECT_EQ(counted.errors[static_cast<std::size_t>(errc::unavailable)].value(), 1U);
    EXPECT_EQ(counted.outcomes[static_cast<std::size_t>(outcome_code::refused)].value(), 1U);
}

TEST(Exposition, LeavesOutRoutesThatNobodyAskedFor) {
    request_metrics counted;
    const http::route& asked = http::routes().front();
    answer(counted, std::string(asked.method), &asked, 200);
    const std::string text = text_of(counted, store_metrics());
    EXPECT_NE(text.find("route=\"/api/v1" + std::string(asked.pattern) + "\""), std::string::npos);
    EXPECT_EQ(text.find("route=\"/api/v1/bookings\""), std::string::npos);
}

} // namespace
