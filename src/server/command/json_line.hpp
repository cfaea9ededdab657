/// @file
/// json_line: one JSON object on one line, members in the order in which they were added.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timewright::command {

class json_line {
  public:
    /// Bytes that are not UTF-8 (file names may have any) become U+FFFD.
    json_line& add_text(std::string_view name, std::string_view text);
    json_line& add_list(std::string_view name, const std::vector<std::string>& texts);
    json_line& add_number(std::string_view name, std::uint64_t number);
    /// The shortest digits that read back as the same number. Precondition: finite.
    json_line& add_fraction(std::string_view name, double number);
    json_line& add_flag(std::string_view name, bool value);
    json_line& add_object(std::string_view name, const json_line& object);

    /// "{...}" with a line feed.
    [[nodiscard]] std::string to_string() const { return "{" + members_ + "}\n"; }

  private:
    json_line& add_raw(std::string_view name, std::string_view value);

    std::string members_;
};

} // namespace timewright::command
