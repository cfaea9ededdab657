// The AsyncAPI 3.0 document of the WebSocket feed, from the route that explains it.
#include "contract.hpp"
#include "contract_parts.hpp"

#include <timewright/adapters/http/access.hpp>
#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/json/schemas.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace timewright::http {

extern const std::string_view operations_text;

namespace {

namespace bj = boost::json;

struct feed_message {
    const char* name;
    const char* schema;
    const char* summary;
};
constexpr std::array<feed_message, 3> messages{{
    {"entry", "Entry", "Something changed. In order, none skipped."},
    {"heartbeat", "Heartbeat", "Nothing changed for 15 seconds."},
    {"resync", "Resync", "You were too slow or away for too long: load anew, and go on from here."},
}};

const route& feed_route() {
    const auto all = routes();
    return *std::find_if(all.begin(), all.end(),
                         [](const route& one) { return one.operation == "explainFeed"; });
}

bj::object query_of(const route& feed) {
    const bj::object all = parsed_object(operations_text);
    bj::object members;
    for (const std::string_view name : feed.query) {
        const bj::object& said = all.at("parameters").as_object().at(key_of(name)).as_object();
        bj::object schema = said.at("schema").as_object();
        schema["description"] = said.at("description");
        members[key_of(name)] = std::move(schema);
    }
    return {{"type", "object"}, {"properties", std::move(members)}};
}

bj::object channel_of(const route& feed) {
    bj::object refs;
    for (const feed_message& one : messages) refs[one.name] = ref_to("messages", one.name);
    return {{"address", std::string(api::root) + std::string(feed.pattern)},
            {"summary", text_value(feed.summary)},
            {"messages", std::move(refs)},
            {"bindings", bj::object{{"ws", bj::object{{"method", text_value(feed.method)},
                                                      {"query", query_of(feed)}}}}}};
}

bj::object operation() {
    bj::array refs;
    for (const feed_message& one : messages)
        refs.push_back(bj::object{{"$ref", std::string("#/channels/feed/messages/") + one.name}});
    return {{"action", "send"},
            {"summary", "The server sends, the client only listens."},
            {"channel", bj::object{{"$ref", "#/channels/feed"}}},
            {"messages", std::move(refs)},
            {"security",
             bj::array{ref_to("securitySchemes", "bearer"), ref_to("securitySchemes", "cookie")}}};
}

bj::object components() {
    bj::object described;
    for (const feed_message& one : messages)
        described[one.name] = bj::object{{"summary", one.summary},
                                         {"contentType", "application/json"},
                                         {"payload", ref_to_schema(one.schema)}};
    const bj::object all = parsed_object(json::write_schemas());
    bj::object schemas;
    for (const char* name : {"Entry", "Heartbeat", "Resync", "Id", "IdList"})
        schemas[name] = all.at(name);
    return {{"messages", std::move(described)},
            {"schemas", std::move(schemas)},
            {"securitySchemes",
             bj::object{{"bearer", bj::object{{"type", "http"}, {"scheme", "bearer"}}},
                        {"cookie", bj::object{{"type", "httpApiKey"},
                                              {"in", "cookie"},
                                              {"name", text_value(session_cookie)}}}}}};
}

} // namespace

std::string write_asyncapi(std::string_view version) {
    const bj::object made{{"asyncapi", "3.0.0"},
                          {"info", contract_info("Timewright feed", version)},
                          {"defaultContentType", "application/json"},
                          {"channels", bj::object{{"feed", channel_of(feed_route())}}},
                          {"operations", bj::object{{"sendFeed", operation()}}},
                          {"components", components()}};
    return bj::serialize(made);
}

} // namespace timewright::http
