#include <timewright/adapters/json/schemas.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string_view>

namespace timewright::json {

extern const std::string_view request_schemas;
extern const std::string_view answer_schemas;

namespace {

namespace bj = boost::json;

bj::object parsed(std::string_view text) {
    return bj::parse(bj::string_view(text.data(), text.size())).as_object();
}

/// A schema that "extends" another has what that one says, with its own members and required ones
/// added. Resolved here, because JSON Schema cannot add members to a closed object.
bj::object resolved(const bj::object& schema, const bj::object& all) {
    const bj::value* base = schema.if_contains("extends");
    if (base == nullptr) return schema;
    bj::object made = resolved(all.at(base->as_string()).as_object(), all);
    made.erase("examples");
    for (const auto& [key, value] : schema) {
        if (key == "extends") continue;
        if (key == "properties") {
            bj::object& members = made["properties"].as_object();
            for (const auto& [name, member] : value.as_object()) members[name] = member;
        } else if (key == "required") {
            bj::array& required = made["required"].as_array();
            for (const bj::value& name : value.as_array()) required.push_back(name);
        } else {
            made[key] = value;
        }
    }
    return made;
}

} // namespace

std::string write_schemas() {
    bj::object all = parsed(request_schemas);
    for (auto& [name, schema] : parsed(answer_schemas)) all[name] = schema;
    bj::object made;
    for (const auto& [name, schema] : all) made[name] = resolved(schema.as_object(), all);
    return bj::serialize(made);
}

} // namespace timewright::json
