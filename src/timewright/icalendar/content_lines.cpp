#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/line_scanner.hpp"
#include "timewright/icalendar/line_writer.hpp"
#include "timewright/icalendar/problem_list.hpp"

#include <timewright/icalendar/content_lines.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

namespace timewright {

namespace {

using detail::line_scanner;
using detail::problem_list;
using detail::quote;
using detail::same_word;
using detail::trimmed;

constexpr std::array<bool, 256> name_characters = [] {
    std::array<bool, 256> made{};
    for (std::size_t i = 0; i < made.size(); ++i)
        made[i] = detail::is_name_character(static_cast<char>(i));
    return made;
}();

constexpr std::array<bool, 256> ends_value = [] {
    std::array<bool, 256> made{};
    for (const unsigned char c : {':', ';', ','}) made[c] = true;
    return made;
}();

std::size_t name_end(std::string_view text, std::size_t at) {
    while (at < text.size() && name_characters[static_cast<unsigned char>(text[at])]) ++at;
    return at;
}

/// Holds the lines that are not in the text as they are read. Blocks never move.
class line_store {
  public:
    explicit line_store(std::vector<std::unique_ptr<char[]>>& blocks) : blocks_(blocks) {}

    std::string_view keep(std::string_view line) {
        if (line.empty()) return {};
        if (line.size() > room_) {
            const std::size_t size = std::max(block_bytes, line.size());
            blocks_.push_back(std::unique_ptr<char[]>(new char[size]));
            free_ = blocks_.back().get();
            room_ = size;
        }
        char* at = free_;
        std::memcpy(at, line.data(), line.size());
        free_ += line.size();
        room_ -= line.size();
        return {at, line.size()};
    }

  private:
    static constexpr std::size_t block_bytes = 64U << 10;
    std::vector<std::unique_ptr<char[]>>& blocks_;
    char* free_ = nullptr;
    std::size_t room_ = 0;
};

/// A logical line before it is taken apart: physical lines joined, what cannot stand in it replaced.
struct joined_line {
    std::string_view text{};
    std::uint32_t line = 0;
    std::uint32_t first_length = 0;
    std::uint32_t offset = 0;
    std::uint32_t end_offset = 0;
};

/// Reads physical lines and joins folded ones (RFC 5545 section 3.1).
class line_reader {
  public:
    line_reader(std::string_view text, const component_options& options, problem_list& problems,
                line_store& store)
        : mark_bytes_(text.starts_with("\xEF\xBB\xBF") ? 3 : 0),
          text_(text.substr(mark_bytes_)),
          options_(options),
          problems_(problems),
          store_(store),
          scanner_(text_) {}

    /// False at the end of the text.
    bool next(joined_line& into) {
        if (scanner_.at_end()) return false;
        into.line = ++line_;
        const line_scanner::physical_line first = read_physical();
        into.offset = static_cast<std::uint32_t>(first.begin + mark_bytes_);
        into.first_length = static_cast<std::uint32_t>(first.end - first.begin);
        into.text = text_.substr(first.begin, first.end - first.begin);
        bool odd = first.odd;
        bool oversized = into.text.size() > options_.limits.line_bytes_max;
        if (scanner_.continues()) join(into, odd, oversized);
        into.end_offset = static_cast<std::uint32_t>(scanner_.at() + mark_bytes_);
        if (oversized) {
            problems_.add(problem_severity::error, into.line, 1,
                          "the line is longer than " +
                              std::to_string(options_.limits.line_bytes_max) +
                              " bytes and was left out",
                          "shorten the line or raise the limit on line_bytes_max");
            into.text = {};
        } else if (odd) {
            make_clean(into);
        }
        return true;
    }

  private:
    line_scanner::physical_line read_physical() {
        const line_scanner::physical_line line = scanner_.next();
        if (!line.ends_well && options_.strict && !told_of_line_feeds_) {
            told_of_line_feeds_ = true;
            problems_.add(problem_severity::warning, line_, line.end - line.begin + 1,
                          "the line does not end with CR LF", "end every line with CR LF");
        }
        return line;
    }

    void join(joined_line& into, bool& odd, bool& oversized) {
        joined_.assign(oversized ? std::string_view() : into.text);
        while (scanner_.continues()) {
            ++line_;
            const line_scanner::physical_line more = read_physical();
            const std::string_view added =
                text_.substr(more.begin + 1, more.end - more.begin - 1); // without the blank
            odd = odd || more.odd;
            oversized = oversized || joined_.size() + added.size() > options_.limits.line_bytes_max;
            if (!oversized) joined_ += added;
        }
        into.text = oversized ? std::string_view() : store_.keep(joined_);
    }

    /// Leaves out control characters and replaces what is not UTF-8, and says so once a line.
    void make_clean(joined_line& line) {
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
        line.text = store_.keep(detail::on_one_line(line.text));
    }
    static std::size_t column_of(const joined_line& line, std::size_t at) {
        return at < line.first_length ? at + 1 : 1;
    }
    void tell_of_control(const joined_line& line, std::size_t at) {
        const bool cr = line.text[at] == '\r';
        problems_.add(problem_severity::error, line.line, column_of(line, at),
                      cr ? "a carriage return without a line feed was left out"
                         : "the control character " +
                               std::to_string(static_cast<int>(line.text[at])) + " was left out",
                      cr ? "end every line with CR LF; within a text write \\n"
                         : "write no control characters");
    }

    std::size_t mark_bytes_; ///< of a byte order mark
    std::string_view text_;
    const component_options& options_;
    problem_list& problems_;
    line_store& store_;
    line_scanner scanner_;
    std::uint32_t line_ = 0;
    bool told_of_line_feeds_ = false;
    std::string joined_{};
};

/// Takes a logical line apart, or says what is wrong with it.
class line_splitter {
  public:
    line_splitter(const joined_line& line, std::size_t parameters_max)
        : line_(line), text_(line.text), parameters_max_(parameters_max) {}

    bool split(content_line& into) {
        at_ = name_end(text_, 0);
        if (at_ == 0) return wrong(mistake::no_name);
        const std::size_t name_size = at_;
        while (at_ < text_.size() && text_[at_] == ';')
            if (!skip_parameter()) return false;
        if (at_ >= text_.size() || text_[at_] != ':') return wrong(mistake::no_colon);
        into.begin = text_.data();
        into.name_size = static_cast<std::uint32_t>(name_size);
        into.parameters_size = static_cast<std::uint32_t>(at_ - name_size);
        into.value_size = static_cast<std::uint32_t>(text_.size() - at_ - 1);
        into.line = line_.line;
        into.first_length = line_.first_length;
        into.offset = line_.offset;
        into.end_offset = line_.end_offset;
        into.jump = 0;
        return true;
    }

    void tell(problem_list& problems) const {
        const std::size_t column = at_ <= line_.first_length ? at_ + 1 : 1;
        const auto add = [&](const std::string& what, std::string mend) {
            problems.add(problem_severity::error, line_.line, column, what + ": " + quote(text_),
                         std::move(mend));
        };
        const std::string form = "write NAME:VALUE or NAME;PARAMETER=VALUE:VALUE";
        switch (mistake_) {
            case mistake::no_name:
                return add("the line does not begin with a name", form);
            case mistake::no_colon:
                return add("the line has no colon before its value", form);
            case mistake::no_parameter:
                return add("a parameter is not of the form NAME=VALUE", form);
            case mistake::too_many_parameters:
                return add("the line has more than " + std::to_string(parameters_max_) +
                               " parameter values",
                           "write fewer, or raise the limit parameters_max");
            case mistake::no_closing_quote:
                return add("a quoted parameter value has no closing quote",
                           "end the value with \"; write ^' for a quote within it");
        }
    }

  private:
    enum class mistake { no_name, no_colon, no_parameter, too_many_parameters, no_closing_quote };

    bool wrong(mistake what) {
        mistake_ = what;
        return false;
    }

    bool skip_parameter() {
        const std::size_t begin = ++at_;
        at_ = name_end(text_, at_);
        if (at_ == begin || at_ >= text_.size() || text_[at_] != '=')
            return wrong(mistake::no_parameter);
        do {
            ++at_;
            if (++parameters_ > parameters_max_) return wrong(mistake::too_many_parameters);
            if (!skip_value()) return false;
        } while (at_ < text_.size() && text_[at_] == ',');
        return true;
    }

    bool skip_value() {
        if (at_ < text_.size() && text_[at_] == '"') {
            const std::size_t end = text_.find('"', at_ + 1);
            if (end == std::string_view::npos) return wrong(mistake::no_closing_quote);
            at_ = end + 1;
            return true;
        }
        while (at_ < text_.size() && !ends_value[static_cast<unsigned char>(text_[at_])]) ++at_;
        return true;
    }

    const joined_line& line_;
    std::string_view text_;
    std::size_t parameters_max_;
    std::size_t at_ = 0;
    std::size_t parameters_ = 0;
    mistake mistake_ = mistake::no_name;
};

/// Puts BEGINs and ENDs together with a stack of those that are open.
class nesting {
  public:
    nesting(const component_options& options, problem_list& problems,
            std::vector<content_line>& lines)
        : options_(options), problems_(problems), lines_(lines) {}

    /// False: a limit was hit and reading ends.
    bool take(const joined_line& line) {
        if (line.text.empty()) return tell_of_empty(line);
        line_splitter splitter(line, options_.limits.parameters_max);
        content_line split;
        if (!splitter.split(split)) {
            splitter.tell(problems_);
            return true;
        }
        if (split.name_size == 5 && same_word(split.name(), "BEGIN")) return begin(split);
        if (split.name_size == 3 && same_word(split.name(), "END")) return end(split);
        if (open_.empty()) {
            problems_.add(problem_severity::error, line.line, 1,
                          "the line " + quote(line.text) + " is outside of every component",
                          "put it between BEGIN and END");
            return true;
        }
        if (++properties_ > options_.limits.properties_max)
            return limit(line.line, "properties", options_.limits.properties_max);
        lines_.push_back(split);
        return true;
    }

    /// At the end of the text. What is still open was cut off, so only the outermost is kept.
    void finish() {
        while (!open_.empty()) {
            const bool outermost = open_.size() == 1;
            const std::string name(name_of(open_.back()));
            problems_.add(problem_severity::error, lines_[open_.back()].line, 1,
                          "the " + name + " that begins here has no END" +
                              (outermost ? "" : " and was left out"),
                          "end it with END:" + name);
            if (outermost)
                lines_[open_.back()].jump = count(lines_.size() - open_.back());
            else
                leave_out(lines_[open_.back()], lines_.size() - open_.back());
            open_.pop_back();
        }
    }

  private:
    static std::uint32_t count(std::size_t lines) { return static_cast<std::uint32_t>(lines); }
    /// Makes readers step over a component without an END, up to what ends `lines` further on.
    static void leave_out(content_line& begin, std::size_t lines) {
        begin.name_size = 0;
        begin.parameters_size = 0;
        begin.value_size = 0;
        begin.jump = count(lines - 1);
    }
    [[nodiscard]] std::string_view name_of(std::size_t begin) const {
        return trimmed(lines_[begin].value());
    }

    bool tell_of_empty(const joined_line& line) {
        if (options_.strict)
            problems_.add(problem_severity::warning, line.line, 1, "the line is empty",
                          "leave empty lines out");
        return true;
    }
    /// What is open is not known to be whole: it is not kept.
    void forget_open() {
        if (!open_.empty()) lines_.resize(open_.front());
        open_.clear();
    }
    bool limit(std::uint32_t line, const std::string& what, std::size_t most) {
        problems_.add(problem_severity::error, line, 1,
                      "the text has more than " + std::to_string(most) + " " + what +
                          "; the rest was not read",
                      "split the text or raise the limit");
        forget_open();
        return false;
    }

    bool begin(const content_line& line) {
        if (open_.size() >= options_.limits.depth_max) {
            problems_.add(problem_severity::error, line.line, 1,
                          "components are nested deeper than " +
                              std::to_string(options_.limits.depth_max) + "; the rest was not read",
                          "end the components above this line");
            forget_open();
            return false;
        }
        if (++components_ > options_.limits.components_max)
            return limit(line.line, "components", options_.limits.components_max);
        if (trimmed(line.value()).empty())
            problems_.add(problem_severity::error, line.line, 1, "BEGIN names no component",
                          "write BEGIN:VEVENT or the like");
        open_.push_back(lines_.size());
        lines_.push_back(line);
        return true;
    }

    bool end(const content_line& line) {
        const std::string_view name = trimmed(line.value());
        std::size_t at = open_.size();
        while (at > 0 && !same_word(name_of(open_[at - 1]), name)) --at;
        if (at == 0) {
            problems_.add(
                problem_severity::error, line.line, 1,
                "END:" + quote(name) + " closes nothing that is open",
                open_.empty() ? "remove it" : "write END:" + std::string(name_of(open_.back())));
            return true;
        }
        for (; open_.size() > at; open_.pop_back()) {
            const std::string unended(name_of(open_.back()));
            problems_.add(
                problem_severity::error, lines_[open_.back()].line, 1,
                "the " + unended + " that begins here has no END and was left out",
                "end it with END:" + unended + " before line " + std::to_string(line.line));
            leave_out(lines_[open_.back()], lines_.size() - open_.back());
        }
        lines_[open_.back()].jump = count(lines_.size() - open_.back());
        open_.pop_back();
        lines_.push_back(line);
        return true;
    }

    const component_options& options_;
    problem_list& problems_;
    std::vector<content_line>& lines_;
    std::vector<std::size_t> open_{}; ///< indices of their BEGINs
    std::size_t components_ = 0;
    std::size_t properties_ = 0;
};

/// How many lines a text of this kind has, going by its beginning: so that most texts need one
/// allocation, and a text without lines none to speak of.
std::size_t expected_lines(std::string_view text) {
    constexpr std::size_t sample_bytes = 16U << 10;
    constexpr std::size_t lines_max = 100'000;
    const std::string_view sample = text.substr(0, sample_bytes);
    if (sample.empty()) return 0;
    const auto feeds = static_cast<std::size_t>(std::count(sample.begin(), sample.end(), '\n'));
    return std::min(lines_max, (feeds + 2) * (text.size() / sample.size() + 1));
}

} // namespace

bool detail::are_parameters(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text)
        if (is_control(c)) return false;
    std::string whole = "X;";
    whole += text;
    whole += ':';
    content_line split;
    const joined_line line{.text = whole};
    return line_splitter(line, component_limits{}.parameters_max).split(split) &&
           split.parameters_size == text.size() + 1;
}

content_lines::content_lines(std::string_view text, const component_options& options) {
    problem_list problems(problems_, options.limits.problems_max);
    const std::size_t bytes_max = std::min<std::size_t>(
        options.limits.text_bytes_max, std::numeric_limits<std::uint32_t>::max() - 1);
    if (text.size() > bytes_max) {
        problems.add(problem_severity::error, 1, 1,
                     "the text has " + std::to_string(text.size()) + " bytes; more than " +
                         std::to_string(bytes_max) + " are not read",
                     "split the text or raise the limit text_bytes_max");
        return;
    }
    lines_.reserve(expected_lines(text));
    line_store store(joined_);
    line_reader lines(text, options, problems, store);
    nesting tree(options, problems, lines_);
    joined_line line;
    while (lines.next(line))
        if (!tree.take(line)) return;
    tree.finish();
}

std::vector<component_view> content_lines::components() const {
    std::vector<component_view> made;
    for (std::size_t at = 0; at < lines_.size(); at += lines_[at].jump + 1U)
        made.emplace_back(&lines_[at], &lines_[at] + lines_[at].jump,
                          at + lines_[at].jump < lines_.size());
    return made;
}

std::string_view component_view::name() const noexcept { return trimmed(begin_->value()); }

const content_line* component_view::find(std::string_view property_name) const noexcept {
    for (const content_line* at = begin_ + 1; at < end_; at += at->jump + 1)
        if (at->jump == 0 && at->name_size != 0 && same_word(at->name(), property_name)) return at;
    return nullptr;
}

std::string component_view::text_of(std::string_view property_name) const {
    const content_line* found = find(property_name);
    return found != nullptr ? unescape_text(found->value()) : std::string();
}

std::string_view content_line::written_parameter::first() const noexcept {
    if (values.starts_with('"')) return values.substr(1, values.find('"', 1) - 1);
    return values.substr(0, values.find(','));
}

content_line::written_parameter content_line::parameter_at(std::size_t& at) const noexcept {
    const std::string_view written = parameters();
    const std::size_t first = at + 1;
    const std::size_t equals = name_end(written, first);
    at = equals;
    do {
        ++at; // the equals sign or a comma
        if (at < written.size() && written[at] == '"')
            at = written.find('"', at + 1) + 1;
        else
            while (at < written.size() && written[at] != ';' && written[at] != ',') ++at;
    } while (at < written.size() && written[at] == ',');
    return {.name = written.substr(first, equals - first),
            .values = written.substr(equals + 1, at - equals - 1),
            .column = column_at(name_size + first)};
}

content_line::written_parameter content_line::find(std::string_view parameter_name) const noexcept {
    for (std::size_t at = 0; at < parameters_size;) {
        const written_parameter found = parameter_at(at);
        if (same_word(found.name, parameter_name)) return found;
    }
    return {};
}

std::string content_line::parameter_value(std::string_view parameter_name) const {
    return detail::decode_parameter(find(parameter_name).first());
}

} // namespace timewright
