#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/problem_list.hpp"

#include <timewright/base/contract.hpp>
#include <timewright/icalendar/component.hpp>

#include <algorithm>
#include <utility>

namespace timewright {

namespace {

using detail::is_name_character;
using detail::problem_list;
using detail::quote;
using detail::same_word;

/// A logical line: physical lines joined, what cannot stand in it replaced.
struct content_line {
    std::string_view text{};
    std::uint32_t line = 0;
    std::uint32_t first_length = 0; ///< bytes of it that were on its first physical line
};

/// Reads physical lines and joins folded ones (RFC 5545 section 3.1).
class line_reader {
  public:
    line_reader(std::string_view text, const component_options& options, problem_list& problems)
        : text_(text), options_(options), problems_(problems) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }

    /// False at the end of the text.
    bool next(content_line& into) {
        if (at_ >= text_.size()) return false;
        into.line = ++line_;
        std::string_view first = physical_line();
        into.first_length = static_cast<std::uint32_t>(first.size());
        oversized_ = first.size() > options_.limits.line_bytes_max;
        if (!continues()) {
            into.text = first;
        } else {
            joined_.assign(oversized_ ? std::string_view() : first);
            while (continues()) {
                ++line_;
                ++at_;
                append(physical_line());
            }
            into.text = joined_;
        }
        if (oversized_) {
            problems_.add(problem_severity::error, into.line, 1,
                          "the line is longer than " +
                              std::to_string(options_.limits.line_bytes_max) +
                              " bytes and was left out",
                          "shorten the line or raise the limit on line_bytes_max");
            into.text = {};
            return true;
        }
        make_clean(into);
        return true;
    }

  private:
    [[nodiscard]] bool continues() const {
        return at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t');
    }
    void append(std::string_view more) {
        oversized_ = oversized_ || joined_.size() + more.size() > options_.limits.line_bytes_max;
        if (!oversized_) joined_ += more;
    }
    /// Up to the next line feed, without its line break.
    std::string_view physical_line() {
        const std::size_t end = text_.find('\n', at_);
        const bool last = end == std::string_view::npos;
        std::string_view line = text_.substr(at_, last ? std::string_view::npos : end - at_);
        at_ = last ? text_.size() : end + 1;
        if (line.ends_with('\r') && !last) {
            line.remove_suffix(1);
        } else if (options_.strict && !told_of_line_feeds_) {
            told_of_line_feeds_ = true;
            problems_.add(problem_severity::warning, line_, line.size() + 1,
                          "the line does not end with CR LF", "end every line with CR LF");
        }
        return line;
    }

    /// Leaves out control characters and replaces what is not UTF-8, and says so once a line.
    void make_clean(content_line& line) {
        bool clean = true;
        for (const char c : line.text)
            clean = clean && !detail::is_control(c) && static_cast<unsigned char>(c) < 0x80;
        if (clean) return;
        std::size_t control = std::string_view::npos;
        std::size_t broken = std::string_view::npos;
        for (std::size_t i = 0; i < line.text.size();) {
            const std::size_t length = detail::utf8_length(line.text, i);
            if (length == 0) broken = std::min(broken, i);
            if (detail::is_control(line.text[i])) control = std::min(control, i);
            i += length == 0 ? 1 : length;
        }
        if (control == std::string_view::npos && broken == std::string_view::npos) return;
        if (control != std::string_view::npos) tell_of_control(line, control);
        if (broken != std::string_view::npos)
            problems_.add(problem_severity::error, line.line, column_of(line, broken),
                          "bytes that are not UTF-8 were replaced by U+FFFD",
                          "write the text in UTF-8");
        cleaned_ = detail::on_one_line(line.text);
        line.text = cleaned_;
    }
    static std::size_t column_of(const content_line& line, std::size_t at) {
        return at < line.first_length ? at + 1 : 1;
    }
    void tell_of_control(const content_line& line, std::size_t at) {
        const bool cr = line.text[at] == '\r';
        problems_.add(problem_severity::error, line.line, column_of(line, at),
                      cr ? "a carriage return without a line feed was left out"
                         : "the control character " +
                               std::to_string(static_cast<int>(line.text[at])) + " was left out",
                      cr ? "end every line with CR LF; within a text write \\n"
                         : "write no control characters");
    }

    std::string_view text_;
    const component_options& options_;
    problem_list& problems_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 0;
    bool oversized_ = false;
    bool told_of_line_feeds_ = false;
    std::string joined_{};
    std::string cleaned_{};
};

/// RFC 6868: ^n, ^^ and ^' in parameter values.
std::string decode_parameter(std::string_view raw) {
    std::string made;
    made.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char next = raw[i] == '^' && i + 1 < raw.size() ? raw[i + 1] : '\0';
        if (next == 'n' || next == '^' || next == '\'') {
            made += next == 'n' ? '\n' : next == '^' ? '^' : '"';
            ++i;
        } else {
            made += raw[i];
        }
    }
    return made;
}

/// Takes a content line apart. A string says what is wrong with it.
class line_splitter {
  public:
    line_splitter(const content_line& line, std::size_t parameters_max)
        : line_(line), text_(line.text), parameters_max_(parameters_max) {}

    struct failure {
        std::string what;
        std::string mend;
        std::size_t column;
    };

    result<property, failure> split() {
        property made;
        made.line = line_.line;
        made.name = name();
        if (made.name.empty()) return fail("the line does not begin with a name", name_mend);
        while (at_ < text_.size() && text_[at_] == ';') {
            ++at_;
            if (!read_parameter(made)) return fail(wrong_, mend_);
        }
        if (at_ >= text_.size() || text_[at_] != ':')
            return fail("the line has no colon before its value", name_mend);
        ++at_;
        made.column = column(at_);
        made.value = std::string(text_.substr(at_));
        return made;
    }

  private:
    static constexpr const char* name_mend = "write NAME:VALUE or NAME;PARAMETER=VALUE:VALUE";

    unexpected<failure> fail(std::string what, std::string mend) const {
        return unexpected(failure{std::move(what), std::move(mend), column(at_)});
    }
    [[nodiscard]] std::uint32_t column(std::size_t at) const {
        return at <= line_.first_length ? static_cast<std::uint32_t>(at + 1) : 1;
    }
    std::string name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }

    bool wrong(std::string what, std::string mend) {
        wrong_ = std::move(what);
        mend_ = std::move(mend);
        return false;
    }

    bool read_parameter(property& into) {
        parameter made;
        made.column = column(at_);
        made.name = name();
        if (made.name.empty() || at_ >= text_.size() || text_[at_] != '=')
            return wrong("a parameter is not of the form NAME=VALUE", name_mend);
        do {
            ++at_;
            if (++parameters_ > parameters_max_)
                return wrong("the line has more than " + std::to_string(parameters_max_) +
                                 " parameter values",
                             "write fewer, or raise the limit parameters_max");
            if (!read_value(made)) return false;
        } while (at_ < text_.size() && text_[at_] == ',');
        into.parameters.push_back(std::move(made));
        return true;
    }

    bool read_value(parameter& into) {
        if (at_ < text_.size() && text_[at_] == '"') {
            const std::size_t end = text_.find('"', at_ + 1);
            if (end == std::string_view::npos)
                return wrong("a quoted parameter value has no closing quote",
                             "end the value with \"; write ^' for a quote within it");
            into.values.push_back(decode_parameter(text_.substr(at_ + 1, end - at_ - 1)));
            at_ = end + 1;
            return true;
        }
        const std::size_t end = std::min(text_.find_first_of(";:,", at_), text_.size());
        into.values.push_back(decode_parameter(text_.substr(at_, end - at_)));
        at_ = end;
        return true;
    }

    const content_line& line_;
    std::string_view text_;
    std::size_t parameters_max_;
    std::size_t at_ = 0;
    std::size_t parameters_ = 0;
    std::string wrong_{};
    std::string mend_{};
};

/// Builds the tree with a stack of the components that are open.
class tree_builder {
  public:
    tree_builder(const component_options& options, problem_list& problems, parsed_components& into)
        : options_(options), problems_(problems), into_(into) {}

    /// False: a limit was hit and reading ends.
    bool take(const content_line& line) {
        if (line.text.empty()) return tell_of_empty(line);
        auto split = line_splitter(line, options_.limits.parameters_max).split();
        if (!split) {
            problems_.add(problem_severity::error, line.line, split.error().column,
                          split.error().what + ": " + quote(line.text), split.error().mend);
            return true;
        }
        if (same_word(split->name, "BEGIN")) return begin(*split);
        if (same_word(split->name, "END")) return end(*split);
        if (open_.empty()) {
            problems_.add(problem_severity::error, line.line, 1,
                          "the line " + quote(line.text) + " is outside of every component",
                          "put it between BEGIN and END");
            return true;
        }
        if (++properties_ > options_.limits.properties_max)
            return limit(line.line, "properties", options_.limits.properties_max);
        open_.back().properties.push_back(std::move(*split));
        return true;
    }

    /// At the end of the text. What is still open was cut off, so only the outermost is kept.
    void finish() {
        while (!open_.empty()) {
            const component& cut = open_.back();
            const bool outermost = open_.size() == 1;
            problems_.add(problem_severity::error, cut.line, 1,
                          "the " + cut.name + " that begins here has no END" +
                              (outermost ? "" : " and was left out"),
                          "end it with END:" + cut.name);
            if (outermost) into_.components.push_back(std::move(open_.back()));
            open_.pop_back();
        }
    }

  private:
    bool tell_of_empty(const content_line& line) {
        if (options_.strict)
            problems_.add(problem_severity::warning, line.line, 1, "the line is empty",
                          "leave empty lines out");
        return true;
    }
    bool limit(std::uint32_t line, const std::string& what, std::size_t most) {
        problems_.add(problem_severity::error, line, 1,
                      "the text has more than " + std::to_string(most) + " " + what +
                          "; the rest was not read",
                      "split the text or raise the limit");
        return false;
    }

    bool begin(const property& line) {
        if (open_.size() >= options_.limits.depth_max) {
            problems_.add(problem_severity::error, line.line, 1,
                          "components are nested deeper than " +
                              std::to_string(options_.limits.depth_max) + "; the rest was not read",
                          "end the components above this line");
            return false;
        }
        if (++components_ > options_.limits.components_max)
            return limit(line.line, "components", options_.limits.components_max);
        component made;
        made.name = trimmed(line.value);
        made.line = line.line;
        if (made.name.empty())
            problems_.add(problem_severity::error, line.line, 1, "BEGIN names no component",
                          "write BEGIN:VEVENT or the like");
        open_.push_back(std::move(made));
        return true;
    }

    bool end(const property& line) {
        const std::string name = trimmed(line.value);
        std::size_t at = open_.size();
        while (at > 0 && !same_word(open_[at - 1].name, name)) --at;
        if (at == 0) {
            problems_.add(problem_severity::error, line.line, 1,
                          "END:" + quote(name) + " closes nothing that is open",
                          open_.empty() ? "remove it" : "write END:" + open_.back().name);
            return true;
        }
        for (; open_.size() > at; open_.pop_back())
            problems_.add(
                problem_severity::error, open_.back().line, 1,
                "the " + open_.back().name + " that begins here has no END and was left out",
                "end it with END:" + open_.back().name + " before line " +
                    std::to_string(line.line));
        component done = std::move(open_.back());
        open_.pop_back();
        (open_.empty() ? into_.components : open_.back().components).push_back(std::move(done));
        return true;
    }

    static std::string trimmed(std::string_view text) {
        while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
        while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
            text.remove_prefix(1);
        return std::string(text);
    }

    const component_options& options_;
    problem_list& problems_;
    parsed_components& into_;
    std::vector<component> open_{};
    std::size_t components_ = 0;
    std::size_t properties_ = 0;
};

} // namespace

parsed_components parse_components(std::string_view text, const component_options& options) {
    parsed_components made;
    problem_list problems(made.problems, options.limits.problems_max);
    if (text.size() > options.limits.text_bytes_max) {
        problems.add(problem_severity::error, 1, 1,
                     "the text has " + std::to_string(text.size()) + " bytes; more than " +
                         std::to_string(options.limits.text_bytes_max) + " are not read",
                     "split the text or raise the limit text_bytes_max");
        return made;
    }
    line_reader lines(text, options, problems);
    tree_builder tree(options, problems, made);
    content_line line;
    while (lines.next(line))
        if (!tree.take(line)) return made;
    tree.finish();
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
