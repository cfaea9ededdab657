/// @file
/// content_lines: the lines of an iCalendar text where they stand, taken apart but not copied.
///
/// This is the layer below component.hpp for who reads large texts once: no line is copied but
/// those that are folded or hold bytes that cannot stand in a line. The text must outlive it.
///
///     content_lines lines(text);
///     for (component_view calendar : lines.components())
///         calendar.for_each_component([&](component_view inner) {
///             if (const content_line* start = inner.find("DTSTART")) use(start->value());
///         });
///
/// Limits and problems are those of component.hpp, and so is what is left out: whoever reads both
/// ways reads the same.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/icalendar/component.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

/// One logical line: NAME;PARAMETER=VALUE:VALUE, unfolded.
struct content_line {
    const char* begin = nullptr; ///< of the name; in the text, or in memory of its content_lines
    std::uint32_t name_size = 0;
    std::uint32_t parameters_size = 0; ///< from the first semicolon up to the colon
    std::uint32_t value_size = 0;
    std::uint32_t line = 0;         ///< from 1, of its first physical line
    std::uint32_t first_length = 0; ///< bytes of it that stand on that physical line
    std::uint32_t offset = 0;       ///< where it begins in the text
    std::uint32_t end_offset = 0;   ///< behind its last line break
    std::uint32_t jump = 0;         ///< of a BEGIN: how many lines on its END is; else 0

    [[nodiscard]] std::string_view name() const noexcept { return {begin, name_size}; }
    /// As written, with the semicolon in front of each.
    [[nodiscard]] std::string_view parameters() const noexcept {
        return {begin + name_size, parameters_size};
    }
    /// Raw: still escaped.
    [[nodiscard]] std::string_view value() const noexcept {
        return {begin + name_size + parameters_size + 1, value_size};
    }
    /// The whole line, unfolded.
    [[nodiscard]] std::string_view whole() const noexcept {
        return {begin, std::size_t{name_size} + parameters_size + 1 + value_size};
    }
    /// From 1, in bytes, of what stands `at` bytes into the line; 1 when that was on a later
    /// physical line.
    [[nodiscard]] std::uint32_t column_at(std::size_t at) const noexcept {
        return at <= first_length ? static_cast<std::uint32_t>(at + 1) : 1;
    }
    /// Of the value.
    [[nodiscard]] std::uint32_t column() const noexcept {
        return column_at(std::size_t{name_size} + parameters_size + 1);
    }

    /// A parameter as it stands in the line.
    struct written_parameter {
        std::string_view name{};
        std::string_view values{}; ///< all of them, as written, quotes included
        std::uint32_t column = 0;  ///< of the name

        /// The first value, without quotes, still RFC 6868 encoded.
        [[nodiscard]] TIMEWRIGHT_EXPORT std::string_view first() const noexcept;
        explicit operator bool() const noexcept { return !name.empty(); }
    };
    /// The first parameter of that name, compared without case; false when there is none.
    [[nodiscard]] TIMEWRIGHT_EXPORT written_parameter
    find(std::string_view parameter_name) const noexcept;
    /// Its first value, RFC 6868 decoded; empty when there is none.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string parameter_value(
        std::string_view parameter_name) const;
    /// Takes the parameter that begins at `at`, which must be a semicolon of parameters(), and
    /// moves behind it.
    [[nodiscard]] TIMEWRIGHT_EXPORT written_parameter parameter_at(std::size_t& at) const noexcept;
};

/// A component: its BEGIN line and what follows up to its END. A handle, valid as long as the lines.
class component_view {
  public:
    component_view(const content_line* begin, const content_line* end, bool ended = true) noexcept
        : begin_(begin), end_(end), ended_(ended) {}

    /// What BEGIN says, without blanks around it.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string_view name() const noexcept;
    [[nodiscard]] std::uint32_t line() const noexcept { return begin_->line; }
    [[nodiscard]] const content_line& begin_line() const noexcept { return *begin_; }
    /// False for the last component of a text that was cut off: it has no END.
    [[nodiscard]] bool is_ended() const noexcept { return ended_; }
    /// Its END, or where it would be: one past the last line.
    [[nodiscard]] const content_line* end_line() const noexcept { return end_; }
    /// The first property of that name, compared without case, or nullptr.
    [[nodiscard]] TIMEWRIGHT_EXPORT const content_line* find(
        std::string_view property_name) const noexcept;
    /// The first property's value as TEXT: unescaped. Empty when absent.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::string text_of(std::string_view property_name) const;

    template <class Use>
    void for_each_property(Use&& use) const {
        for (const content_line* at = begin_ + 1; at < end_; at += at->jump + 1)
            if (at->jump == 0 && at->name_size != 0) use(*at);
    }
    template <class Use>
    void for_each_component(Use&& use) const {
        for (const content_line* at = begin_ + 1; at < end_; at += at->jump + 1)
            if (at->jump != 0 && !is_left_out(*at)) use(component_view(at, at + at->jump));
    }

  private:
    friend class content_lines;
    /// A component without an END: reading goes on behind it.
    static bool is_left_out(const content_line& begin) noexcept { return begin.name_size == 0; }

    const content_line* begin_;
    const content_line* end_;
    bool ended_;
};

class content_lines {
  public:
    /// Reads the text. What is wrong with it is in problems().
    TIMEWRIGHT_EXPORT explicit content_lines(std::string_view text,
                                             const component_options& options = {});
    content_lines(content_lines&&) noexcept = default;
    content_lines& operator=(content_lines&&) noexcept = default;
    content_lines(const content_lines&) = delete;
    content_lines& operator=(const content_lines&) = delete;
    ~content_lines() = default;

    /// Those outermost.
    [[nodiscard]] TIMEWRIGHT_EXPORT std::vector<component_view> components() const;
    [[nodiscard]] const std::vector<problem>& problems() const& noexcept { return problems_; }
    [[nodiscard]] std::vector<problem> problems() && noexcept { return std::move(problems_); }
    [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }

  private:
    std::vector<content_line> lines_{};
    std::vector<std::unique_ptr<char[]>> joined_{}; ///< lines that do not stand in the text as read
    std::vector<problem> problems_{};
};

} // namespace timewright
