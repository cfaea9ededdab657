// Goal: the served documents describe every route, and nothing else; every problem is in the manual.
// Method: they are asked for as a client would and compared with the table of routes, reference by
// reference. Whether they are valid OpenAPI and AsyncAPI is tests/contract's to say.
#include "api_world.hpp"

#include <timewright/adapters/json/problem_document.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace {

namespace bj = boost::json;
using namespace timewright;
using namespace timewright::testing;

http::http_response fetch(api_world& world, const std::string& path,
                          const std::string& method = "GET") {
    return world.service.handle({.method = method,
                                 .target = path,
                                 .headers = {{"Host", "127.0.0.1:8080"}},
                                 .address = "192.0.2.1"});
}

bj::object document(const std::string& path) {
    api_world world;
    const auto answer = fetch(world, path);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(http::value_of(answer.headers, "content-type"), "application/json");
    const std::string_view text = answer.content();
    return bj::parse(bj::string_view(text.data(), text.size())).as_object();
}

std::string lower(std::string_view text) {
    std::string made(text);
    for (char& c : made)
        if ('A' <= c && c <= 'Z') c = static_cast<char>(c + 32);
    return made;
}

const bj::object& operation_of(const bj::object& all, const http::route& route) {
    return all.at("paths")
        .at("/api/v1" + std::string(route.pattern))
        .at(lower(route.method))
        .as_object();
}

std::set<std::string> parameters_in(const bj::object& operation, bj::string_view place) {
    std::set<std::string> names;
    if (const bj::value* all = operation.if_contains("parameters"))
        for (const bj::value& one : all->as_array())
            if (one.at("in") == place) names.insert(one.at("name").as_string().c_str());
    return names;
}

void collect_references(const bj::value& in, std::set<std::string>& found) {
    if (in.is_array())
        for (const bj::value& one : in.as_array()) collect_references(one, found);
    if (!in.is_object()) return;
    for (const auto& [name, value] : in.as_object()) {
        if (name == "$ref") found.insert(value.as_string().c_str());
        collect_references(value, found);
    }
}

bool leads_somewhere(const bj::value& all, const std::string& pointer) {
    bj::error_code ec;
    return all.find_pointer(pointer, ec) != nullptr;
}

TEST(Contract, HasEveryRouteAndNoOther) {
    const bj::object all = document("/api/openapi.json");
    std::size_t described = 0;
    for (const auto& [path, methods] : all.at("paths").as_object())
        described += methods.as_object().size();
    EXPECT_EQ(described, http::routes().size());
    for (const http::route& route : http::routes()) {
        const bj::object& operation = operation_of(all, route);
        EXPECT_EQ(operation.at("operationId"),
                  bj::string_view(route.operation.data(), route.operation.size()));
    }
}

TEST(Contract, SaysWhatTheTableSays) {
    const bj::object all = document("/api/openapi.json");
    for (const http::route& route : http::routes()) {
        const bj::object& operation = operation_of(all, route);
        std::set<std::string> query(route.query.begin(), route.query.end());
        EXPECT_EQ(parameters_in(operation, "query"), query) << route.operation;
        EXPECT_EQ(parameters_in(operation, "header").contains("If-Match"), route.if_match_needed)
            << route.operation;
        EXPECT_EQ(operation.contains("requestBody"), route.body != http::body_kind::none)
            << route.operation;
        EXPECT_EQ(operation.contains("security"), route.who.is_open())
            << route.operation;
    }
}

TEST(Contract, RefersToNothingThatIsNotThere) {
    for (const char* path : {"/api/openapi.json", "/api/asyncapi.json"}) {
        const bj::value all = document(path);
        std::set<std::string> references;
        collect_references(all, references);
        EXPECT_FALSE(references.empty());
        for (const std::string& one : references)
            EXPECT_TRUE(leads_somewhere(all, one.substr(1))) << path << " " << one;
    }
}

TEST(Contract, DescribesTheFeedAtItsRoute) {
    const bj::object all = document("/api/asyncapi.json");
    EXPECT_EQ(all.at("channels").at("feed").at("address"), "/api/v1/feed");
    const bj::value& query = all.at("channels").at("feed").at("bindings").at("ws").at("query");
    EXPECT_TRUE(query.at("properties").as_object().contains("since"));
    EXPECT_TRUE(query.at("properties").as_object().contains("topics"));
}

TEST(Contract, IsAPageForPeopleWithoutScripts) {
    api_world world;
    const auto page = fetch(world, "/api/docs");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(http::value_of(page.headers, "content-type"), "text/html; charset=utf-8");
    EXPECT_NE(http::value_of(page.headers, "content-security-policy").find("default-src 'none'"),
              std::string_view::npos);
    EXPECT_EQ(page.content().find("<script"), std::string_view::npos);
    EXPECT_EQ(page.content().find("http://"), std::string_view::npos);
    for (const http::route& route : http::routes()) {
        const std::string anchor = "<section id=\"" + std::string(route.operation) + "\">";
        EXPECT_NE(page.content().find(anchor), std::string_view::npos) << anchor;
    }
}

TEST(Contract, CanOnlyBeRead) {
    api_world world;
    for (const char* path : {"/api/openapi.json", "/api/asyncapi.json", "/api/docs"}) {
        EXPECT_EQ(verdict(fetch(world, path, "POST")), "405 method-not-allowed");
        EXPECT_EQ(fetch(world, path, "HEAD").status, 200);
        EXPECT_EQ(world.service.body_bytes_max({.target = path}), 0U);
        EXPECT_FALSE(world.service.admit({.target = path}));
        EXPECT_TRUE(world.service.admit({.method = "PUT", .target = path}));
    }
}

TEST(Problems, AreEachInTheManual) {
    std::ifstream file(std::string(TIMEWRIGHT_SOURCE_DIR) + "/docs/reference/http.md");
    ASSERT_TRUE(file);
    const std::string manual{std::istreambuf_iterator<char>(file), {}};
    for (const json::problem_kind& kind : json::problem_kinds())
        EXPECT_NE(manual.find("`" + std::string(kind.slug) + "`"), std::string::npos) << kind.slug;
}

} // namespace
