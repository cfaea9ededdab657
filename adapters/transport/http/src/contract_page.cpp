// The contract as a page for people, from the OpenAPI document alone. Plain HTML: it works without
// scripts, and nothing of it comes from elsewhere.
#include "contract.hpp"
#include "contract_parts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace timewright::http {
namespace {

namespace bj = boost::json;

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--line:#8886;--soft:#8882}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
code,pre{font:.875rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
nav ul{columns:14rem;padding-left:1.2rem}
section{border-top:1px solid var(--line);margin-top:1.5rem}
h3{margin-bottom:.25rem}
.method{background:var(--soft);border-radius:.25rem;padding:.1rem .4rem}
dl{display:grid;grid-template-columns:minmax(6rem,14rem) 1fr;gap:.25rem 1rem;margin:.5rem 0}
pre{white-space:pre-wrap}dt{overflow-wrap:anywhere}dd{margin:0;overflow-wrap:anywhere}
@media(max-width:40rem){dl{grid-template-columns:1fr}dd{padding-left:1rem}}
)";

std::string escaped(std::string_view text) {
    std::string made;
    for (const char c : text) {
        switch (c) {
            case '&':
                made += "&amp;";
                break;
            case '<':
                made += "&lt;";
                break;
            case '>':
                made += "&gt;";
                break;
            case '"':
                made += "&quot;";
                break;
            default:
                made += c;
        }
    }
    return made;
}

std::string text_at(const bj::object& from, const char* name) {
    const bj::value* there = from.if_contains(name);
    return there != nullptr && there->is_string() ? escaped(text_in(*there)) : "";
}

std::string name_after_slash(const std::string& ref) { return ref.substr(ref.rfind('/') + 1); }

std::string type_of(const bj::object& schema);

std::string joined_types(const bj::array& schemas) {
    std::string made;
    for (const bj::value& one : schemas)
        made += (made.empty() ? "" : " or ") + type_of(one.as_object());
    return made;
}

/// A schema in a few words: a link, a type, the words that are allowed.
std::string type_of(const bj::object& schema) {
    if (const bj::value* ref = schema.if_contains("$ref")) {
        const std::string name = name_after_slash(text_in(*ref));
        return "<a href=\"#schema-" + name + "\">" + name + "</a>";
    }
    if (const bj::value* value = schema.if_contains("const"))
        return "<code>" + escaped(bj::serialize(*value)) + "</code>";
    if (const bj::value* words = schema.if_contains("enum")) {
        std::string made;
        for (const bj::value& word : words->as_array())
            made += (made.empty() ? "" : ", ") + ("<code>" + escaped(text_in(word)) + "</code>");
        return made;
    }
    if (const bj::value* choices = schema.if_contains("anyOf"))
        if (!schema.contains("properties")) return joined_types(choices->as_array());
    if (const bj::value* items = schema.if_contains("items"))
        return "list of " + type_of(items->as_object());
    const bj::value* type = schema.if_contains("type");
    if (type == nullptr) return "";
    if (type->is_string()) return escaped(text_in(*type));
    std::string made;
    for (const bj::value& one : type->as_array())
        made += (made.empty() ? "" : " or ") + escaped(text_in(one));
    return made;
}

/// "1 to 200", "at most 366" of what a schema bounds.
std::string bounds_of(const bj::object& schema) {
    std::string made;
    const auto add = [&](const char* name, const char* words) {
        if (const bj::value* there = schema.if_contains(name))
            made += std::string(", ") + words + " " + bj::serialize(*there);
    };
    add("minimum", "at least");
    add("maximum", "at most");
    add("minLength", "characters at least");
    add("maxLength", "characters at most");
    add("maxItems", "items at most");
    add("default", "otherwise");
    return escaped(made);
}

std::string entry(const std::string& name, const bj::object& schema, bool required,
                  const std::string& words) {
    std::string made = "<dt><code>" + escaped(name) + "</code>";
    if (required) made += " <em>needed</em>";
    made += "</dt><dd>" + type_of(schema) + bounds_of(schema);
    if (!words.empty()) made += ". " + words;
    return made + "</dd>";
}

bool names(const bj::value* list, bj::string_view wanted) {
    if (list == nullptr) return false;
    for (const bj::value& one : list->as_array())
        if (one.as_string() == wanted) return true;
    return false;
}

std::string parameters_of(const bj::object& operation) {
    const bj::value* all = operation.if_contains("parameters");
    if (all == nullptr) return "";
    std::string made = "<h4>Parameters</h4><dl>";
    for (const bj::value& one : all->as_array()) {
        const bj::object& parameter = one.as_object();
        const bj::value* required = parameter.if_contains("required");
        made += entry(text_in(parameter.at("name")) + " (" + text_in(parameter.at("in")) + ")",
                      parameter.at("schema").as_object(), required && required->as_bool(),
                      text_at(parameter, "description"));
    }
    return made + "</dl>";
}

std::string body_of(const bj::object& operation) {
    const bj::value* body = operation.if_contains("requestBody");
    if (body == nullptr) return "";
    std::string made = "<h4>Body</h4><dl>";
    for (const auto& [type, what] : body->as_object().at("content").as_object())
        made += entry(
            std::string(type),
            what.as_object().contains("schema") ? what.at("schema").as_object() : bj::object{},
            true, "");
    return made + "</dl>";
}

std::string answers_of(const bj::object& operation) {
    std::string made = "<h4>Answers</h4><dl>";
    for (const auto& [status, what] : operation.at("responses").as_object()) {
        made += "<dt><code>" + escaped(std::string(status)) + "</code></dt><dd>" +
                text_at(what.as_object(), "description");
        if (const bj::value* content = what.as_object().if_contains("content"))
            for (const auto& [type, body] : content->as_object()) {
                const bj::object& schema = body.at("schema").as_object();
                if (const bj::value* parts = schema.if_contains("allOf"))
                    made += " <code>type</code> " +
                            type_of(parts->at(1).at("properties").at("type").as_object());
                else
                    made += " " + type_of(schema);
            }
        made += "</dd>";
    }
    return made + "</dl>";
}

std::string upper(std::string_view text) {
    std::string made(text);
    for (char& c : made)
        if ('a' <= c && c <= 'z') c = static_cast<char>(c - 32);
    return made;
}

std::string operation_section(std::string_view path, std::string_view method,
                              const bj::object& operation) {
    return "<section id=\"" + text_at(operation, "operationId") + "\"><h3>" +
           text_at(operation, "summary") + "</h3><p><code><strong class=\"method\">" +
           upper(method) + "</strong> " + escaped(path) + "</code></p><p>" +
           text_at(operation, "description") + "</p>" + parameters_of(operation) +
           body_of(operation) + answers_of(operation) + "</section>";
}

std::string schema_section(std::string_view name, const bj::object& schema) {
    std::string made = "<section id=\"schema-" + escaped(name) + "\"><h3><code>" + escaped(name) +
                       "</code></h3><p>" + text_at(schema, "description") + "</p>";
    const bj::value* members = schema.if_contains("properties");
    if (members == nullptr) {
        made += "<p>" + type_of(schema) + bounds_of(schema);
        if (const std::string pattern = text_at(schema, "pattern"); !pattern.empty())
            made += ", as <code>" + pattern + "</code>";
        made += "</p>";
    } else {
        made += "<dl>";
        for (const auto& [member, what] : members->as_object())
            made += entry(std::string(member), what.as_object(),
                          names(schema.if_contains("required"), member),
                          text_at(what.as_object(), "description"));
        made += "</dl>";
    }
    if (const bj::value* examples = schema.if_contains("examples"))
        made += "<p>Example:</p><pre>" + escaped(bj::serialize(examples->at(0))) + "</pre>";
    return made + "</section>";
}

} // namespace

std::string write_contract_page(std::string_view openapi) {
    const bj::object all = parsed_object(openapi);
    std::string index;
    std::string sections;
    for (const auto& [path, methods] : all.at("paths").as_object())
        for (const auto& [method, what] : methods.as_object()) {
            const bj::object& operation = what.as_object();
            index += "<li><a href=\"#" + text_at(operation, "operationId") + "\">" +
                     text_at(operation, "summary") + "</a></li>";
            sections +=
                operation_section(std::string_view(path.data(), path.size()),
                                  std::string_view(method.data(), method.size()), operation);
        }
    std::string schemas;
    for (const auto& [name, schema] : all.at("components").at("schemas").as_object())
        schemas += schema_section(std::string_view(name.data(), name.size()), schema.as_object());
    const bj::object& info = all.at("info").as_object();
    return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\"><title>" +
           text_at(info, "title") + " API</title><style>" + std::string(style) +
           "</style></head><body><header><h1>" + text_at(info, "title") + " API " +
           text_at(info, "version") +
           "</h1><p>The same for programs: <a href=\"/api/openapi.json\">OpenAPI</a>, and <a "
           "href=\"/api/asyncapi.json\">AsyncAPI</a> for the WebSocket feed.</p></header><nav "
           "aria-label=\"Operations\"><ul>" +
           index + "</ul></nav><main><h2>Operations</h2>" + sections + "<h2>Schemas</h2>" +
           schemas + "</main></body></html>";
}

} // namespace timewright::http
