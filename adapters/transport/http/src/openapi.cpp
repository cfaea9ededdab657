// The OpenAPI 3.1 document. The table of routes says what a request may carry and who may send it;
// openapi/operations.json what it answers; the JSON adapter what the bodies look like.
#include "contract.hpp"
#include "contract_parts.hpp"

#include <timewright/adapters/http/access.hpp>
#include <timewright/adapters/http/api.hpp>
#include <timewright/adapters/json/problem_document.hpp>
#include <timewright/adapters/json/schemas.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace timewright::http {

extern const std::string_view operations_text;

namespace {

namespace bj = boost::json;

bool is_unsafe(const route& one) { return one.method != "GET"; }
bool has_id(const route& one) { return one.pattern.find("{id}") != std::string_view::npos; }

std::string scope_needed(token_scope scope) {
    if (scope == token_scope::account) return "Not with a personal token.";
    return "A personal token needs the scope " + std::string(to_string(scope)) + ".";
}

/// The slugs of every refusal that the route itself, and not its handler, can make.
std::vector<std::string> problems_of(const route& one) {
    std::vector<std::string> made{"invalid-input", "unknown-member", "internal", "overloaded"};
    if (!one.who.is_open()) made.emplace_back("unauthorized");
    if (!one.who.is_open() || is_unsafe(one)) made.emplace_back("forbidden");
    if (has_id(one)) made.emplace_back("not-found");
    if (is_unsafe(one) && !one.who.is_open()) made.emplace_back("key-reused");
    if (one.if_match_needed) {
        made.emplace_back("stale");
        made.emplace_back("precondition-required");
    }
    if (one.body != body_kind::none) {
        made.emplace_back("too-large");
        made.emplace_back("unsupported-media-type");
    }
    return made;
}

bj::object problem_answer(int status, const std::vector<std::string>& slugs) {
    bj::array types;
    std::string titles;
    for (const json::problem_kind& kind : json::problem_kinds()) {
        if (std::find(slugs.begin(), slugs.end(), kind.slug) == slugs.end()) continue;
        types.emplace_back("/problems/" + std::string(kind.slug));
        titles += (titles.empty() ? "" : "; ") + std::string(kind.title);
    }
    const bj::object schema{
        {"allOf",
         bj::array{ref_to_schema("Problem"),
                   bj::object{{"properties", bj::object{{"type", bj::object{{"enum", types}}}}}}}}};
    bj::object made{
        {"description", titles + "."},
        {"content", bj::object{{"application/problem+json", bj::object{{"schema", schema}}}}}};
    if (status == 503)
        made["headers"] = bj::object{{"Retry-After", ref_to("headers", "Retry-After")}};
    return made;
}

const char* description_of(std::string_view status) {
    if (status == "201") return "Made.";
    if (status == "202") return "Taken on.";
    if (status == "204") return "Done.";
    return "Fine.";
}

bj::object answer_content(const bj::object& said) {
    if (const bj::value* schema = said.if_contains("schema"))
        return {{"application/json", bj::object{{"schema", ref_to_schema(text_in(*schema))}}}};
    if (const bj::value* page = said.if_contains("page"))
        return {
            {"application/json", bj::object{{"schema", ref_to_schema(text_in(*page) + "Page")}}}};
    if (const bj::value* media = said.if_contains("media"))
        return {{media->as_string(), bj::object{{"schema", bj::object{{"type", "string"}}}}}};
    return {};
}

bj::object answer(std::string_view status, const bj::object& said) {
    if (const bj::value* slug = said.if_contains("problem"))
        return problem_answer(0, {text_in(*slug)});
    const bj::value* description = said.if_contains("description");
    bj::object made{
        {"description", description ? *description : bj::value(description_of(status))}};
    if (const bj::value* names = said.if_contains("headers")) {
        bj::object headers;
        for (const bj::value& name : names->as_array())
            headers[name.as_string()] = ref_to("headers", text_in(name));
        made["headers"] = std::move(headers);
    }
    if (bj::object content = answer_content(said); !content.empty())
        made["content"] = std::move(content);
    return made;
}

bj::object answers_of(const route& one, const bj::object& said) {
    bj::object made;
    for (const auto& [status, what] : said.at("answers").as_object())
        made[status] = answer(std::string_view(status.data(), status.size()), what.as_object());
    std::vector<std::string> slugs = problems_of(one);
    if (const bj::value* more = said.if_contains("problems"))
        for (const bj::value& slug : more->as_array()) slugs.push_back(text_in(slug));
    std::set<int> statuses;
    for (const json::problem_kind& kind : json::problem_kinds())
        if (std::find(slugs.begin(), slugs.end(), kind.slug) != slugs.end())
            statuses.insert(kind.status);
    for (const int status : statuses) {
        std::vector<std::string> these;
        for (const json::problem_kind& kind : json::problem_kinds())
            if (kind.status == status &&
                std::find(slugs.begin(), slugs.end(), kind.slug) != slugs.end())
                these.emplace_back(kind.slug);
        made[std::to_string(status)] = problem_answer(status, these);
    }
    return made;
}

bj::object query_parameter(std::string_view name, const bj::object& said, const bj::object& all) {
    bj::object made{{"name", text_value(name)}, {"in", "query"}};
    for (const auto& [key, value] : all.at("parameters").as_object().at(key_of(name)).as_object())
        made[key] = value;
    if (name == "limit" && said.contains("limit"))
        made["schema"].as_object()["maximum"] = said.at("limit");
    return made;
}

bj::object header_parameter(std::string_view name, bool required) {
    bj::object made{{"name", text_value(name)}, {"in", "header"}, {"required", required}};
    return made;
}

bj::array parameters_of(const route& one, const bj::object& said, const bj::object& all) {
    bj::array made;
    if (has_id(one)) {
        bj::object id{{"name", "id"}, {"in", "path"}};
        for (const auto& [key, value] : all.at("parameters").at("id").as_object()) id[key] = value;
        made.push_back(std::move(id));
    }
    for (const std::string_view name : one.query) made.push_back(query_parameter(name, said, all));
    const auto add_header = [&](std::string_view name, bool required) {
        bj::object parameter = header_parameter(name, required);
        for (const auto& [key, value] : all.at("headers").as_object().at(key_of(name)).as_object())
            parameter[key] = value;
        made.push_back(std::move(parameter));
    };
    if (is_unsafe(one) && !one.who.is_open()) add_header("Idempotency-Key", one.key_needed);
    if (!one.if_match_needed) return made;
    add_header("If-Match", true);
    if (said.contains("absent")) { // what is not there yet has the ETag "0"
        bj::object& header = made.back().as_object();
        header["description"] = text_in(header.at("description")) + " \"0\": it is not there yet.";
        header["schema"].as_object()["pattern"] = "^\"(0|[1-9][0-9]{0,18})\"$";
    }
    return made;
}

bj::object body_of(const route& one, const bj::object& said) {
    bj::object content;
    if (one.body == body_kind::json)
        content["application/json"] =
            bj::object{{"schema", ref_to_schema(text_in(said.at("body")))}};
    else
        content["text/calendar"] = bj::object{}; // any text: what is wrong with it is reported
    return {{"required", true}, {"content", std::move(content)}};
}

bj::string first_segment(std::string_view pattern) {
    pattern.remove_prefix(1);
    return bj::string(key_of(pattern.substr(0, pattern.find('/'))));
}

bj::object operation_of(const route& one, const bj::object& all) {
    const bj::object& said = all.at("operations").as_object().at(key_of(one.operation)).as_object();
    bj::object made{{"operationId", text_value(one.operation)},
                    {"summary", text_value(one.summary)},
                    {"tags", bj::array{first_segment(one.pattern)}}};
    std::string description;
    if (const bj::value* words = said.if_contains("description")) description = text_in(*words);
    if (!one.who.contains_all()) description = "For the roles " + to_string(one.who, ", ") + ".";
    if (one.who.is_open())
        description = "For anyone, without signing in.";
    else
        description += (description.empty() ? "" : " ") + scope_needed(one.scope);
    if (!description.empty()) made["description"] = description;
    if (one.who.is_open()) made["security"] = bj::array{};
    if (bj::array parameters = parameters_of(one, said, all); !parameters.empty())
        made["parameters"] = std::move(parameters);
    if (one.body != body_kind::none) made["requestBody"] = body_of(one, said);
    made["responses"] = answers_of(one, said);
    return made;
}

/// {"items","next"} of each component that some operation answers pages of.
void add_pages(bj::object& schemas, const bj::object& operations) {
    for (const auto& [name, said] : operations)
        for (const auto& [status, what] : said.as_object().at("answers").as_object()) {
            const bj::value* page = what.as_object().if_contains("page");
            if (page == nullptr) continue;
            schemas[text_in(*page) + "Page"] = bj::object{
                {"type", "object"},
                {"required", bj::array{"items", "next"}},
                {"properties",
                 bj::object{{"items", bj::object{{"type", "array"},
                                                 {"items", ref_to_schema(text_in(*page))}}},
                            {"next",
                             bj::object{{"type", bj::array{"string", "null"}},
                                        {"description", "Goes on from here; null at the end."}}}}}};
        }
}

bj::object headers_of(const bj::object& all) {
    bj::object made;
    for (const auto& [name, what] : all.at("headers").as_object()) {
        if (name == "If-Match" || name == "Idempotency-Key") continue; // of requests
        made[name] = what;
    }
    return made;
}

} // namespace

std::string write_openapi(std::string_view version) {
    const bj::object all = parsed_object(operations_text);
    bj::object paths;
    for (const route& one : routes()) {
        const std::string method = [&] {
            std::string lower(one.method);
            for (char& c : lower) c = static_cast<char>(c + ('A' <= c && c <= 'Z' ? 32 : 0));
            return lower;
        }();
        bj::value& path = paths[std::string(api::root) + std::string(one.pattern)];
        if (!path.is_object()) path = bj::object{};
        path.as_object()[method] = operation_of(one, all);
    }
    bj::object schemas = parsed_object(json::write_schemas());
    add_pages(schemas, all.at("operations").as_object());
    const bj::object made{
        {"openapi", "3.1.0"},
        {"jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema"},
        {"info", contract_info("Timewright", version)},
        {"servers", bj::array{bj::object{{"url", "/"}}}},
        {"security",
         bj::array{bj::object{{"bearer", bj::array{}}}, bj::object{{"cookie", bj::array{}}}}},
        {"paths", std::move(paths)},
        {"components",
         bj::object{{"schemas", std::move(schemas)},
                    {"headers", headers_of(all)},
                    {"securitySchemes",
                     bj::object{{"bearer", bj::object{{"type", "http"}, {"scheme", "bearer"}}},
                                {"cookie", bj::object{{"type", "apiKey"},
                                                      {"in", "cookie"},
                                                      {"name", text_value(session_cookie)}}}}}}}};
    return bj::serialize(made);
}

} // namespace timewright::http
