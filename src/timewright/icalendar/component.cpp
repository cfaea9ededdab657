#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line_writer.hpp"

#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/content_lines.hpp>

#include <algorithm>
#include <utility>

namespace timewright {

namespace {

using detail::same_word;

std::vector<std::string> values_of(std::string_view written) {
    std::vector<std::string> values;
    for (std::size_t at = 0; at <= written.size();) {
        const bool quoted = at < written.size() && written[at] == '"';
        const std::size_t begin = quoted ? at + 1 : at;
        const std::size_t end = std::min(written.find(quoted ? '"' : ',', begin), written.size());
        values.push_back(detail::decode_parameter(written.substr(begin, end - begin)));
        at = end + (quoted ? 2 : 1);
    }
    return values;
}

property property_of(const content_line& line) {
    property made{.name = std::string(line.name()),
                  .value = std::string(line.value()),
                  .line = line.line,
                  .column = line.column()};
    for (std::size_t at = 0; at < line.parameters_size;) {
        const content_line::written_parameter one = line.parameter_at(at);
        made.parameters.push_back(
            {.name = std::string(one.name), .values = values_of(one.values), .column = one.column});
    }
    return made;
}

component component_of(component_view view) {
    component made{.name = std::string(view.name()), .line = view.line()};
    view.for_each_property(
        [&](const content_line& line) { made.properties.push_back(property_of(line)); });
    return made;
}

/// The tree below a component. Not recursive: a stack of those whose inner ones are still to come.
component tree_of(component_view outermost) {
    struct open_component {
        component made;
        std::vector<component_view> inner{};
        std::size_t done = 0;
    };
    const auto opened = [](component_view view) {
        open_component made{.made = component_of(view)};
        view.for_each_component([&](component_view inner) { made.inner.push_back(inner); });
        return made;
    };
    std::vector<open_component> open;
    open.push_back(opened(outermost));
    for (;;) {
        open_component& last = open.back();
        if (last.done < last.inner.size()) {
            const component_view next = last.inner[last.done++];
            open.push_back(opened(next));
            continue;
        }
        component made = std::move(last.made);
        open.pop_back();
        if (open.empty()) return made;
        open.back().made.components.push_back(std::move(made));
    }
}

} // namespace

parsed_components parse_components(std::string_view text, const component_options& options) {
    content_lines lines(text, options);
    parsed_components made;
    for (const component_view outermost : lines.components())
        made.components.push_back(tree_of(outermost));
    made.problems = std::move(lines).problems();
    return made;
}

result<component, error> parse_component(std::string_view text, const component_options& options) {
    parsed_components parsed = parse_components(text, options);
    for (const problem& p : parsed.problems)
        if (p.severity == problem_severity::error)
            return unexpected(error{.code = errc::invalid_input,
                                    .message = p.what + "; " + p.mend,
                                    .where = {.file = {}, .line = p.line, .column = p.column}});
    if (parsed.components.size() != 1)
        return unexpected(
            invalid_input("the text is not exactly one component, from its BEGIN to its "
                          "END"));
    return std::move(parsed.components.front());
}

const parameter* property::find(std::string_view parameter_name) const {
    for (const parameter& p : parameters)
        if (same_word(p.name, parameter_name)) return &p;
    return nullptr;
}

std::string_view property::parameter_value(std::string_view parameter_name) const {
    const parameter* found = find(parameter_name);
    return found != nullptr && !found->values.empty() ? std::string_view(found->values.front())
                                                      : std::string_view();
}

const property* component::find(std::string_view property_name) const {
    for (const property& p : properties)
        if (same_word(p.name, property_name)) return &p;
    return nullptr;
}

std::string_view component::value_of(std::string_view property_name) const {
    const property* found = find(property_name);
    return found != nullptr ? std::string_view(found->value) : std::string_view();
}

std::string component::text_of(std::string_view property_name) const {
    return unescape_text(value_of(property_name));
}

component& component::add(std::string property_name, std::string raw_value) {
    property made;
    made.name = std::move(property_name);
    made.value = std::move(raw_value);
    properties.push_back(std::move(made));
    return *this;
}

component& component::add_text(std::string property_name, std::string_view text) {
    return add(std::move(property_name), escape_text(text));
}

} // namespace timewright
