// Pieces of which the OpenAPI and the AsyncAPI document are made.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace timewright::http {

[[nodiscard]] inline boost::json::string_view key_of(std::string_view text) {
    return {text.data(), text.size()};
}

[[nodiscard]] inline boost::json::value text_value(std::string_view text) {
    return boost::json::value(key_of(text));
}

[[nodiscard]] inline std::string text_in(const boost::json::value& value) {
    return std::string(value.as_string().c_str());
}

/// Of text that is compiled in: it is JSON, and its tests say so.
[[nodiscard]] inline boost::json::object parsed_object(std::string_view text) {
    return boost::json::parse(key_of(text)).as_object();
}

[[nodiscard]] inline boost::json::object ref_to(std::string_view kind, std::string_view name) {
    return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

[[nodiscard]] inline boost::json::object ref_to_schema(std::string_view name) {
    return ref_to("schemas", name);
}

[[nodiscard]] inline boost::json::object contract_info(std::string_view title,
                                                       std::string_view version) {
    return {{"title", text_value(title)}, {"version", text_value(version)}};
}

} // namespace timewright::http
