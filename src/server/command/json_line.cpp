#include "server/command/json_line.hpp"

#include "server/command/printable.hpp"

#include <timewright/base/contract.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cmath>

namespace timewright::command {
namespace {

std::string to_json(std::string_view text) {
    return boost::json::serialize(boost::json::string(as_utf8(text)));
}

} // namespace

json_line& json_line::add_raw(std::string_view name, std::string_view value) {
    if (!members_.empty()) members_ += ',';
    members_ += to_json(name);
    members_ += ':';
    members_ += value;
    return *this;
}

json_line& json_line::add_text(std::string_view name, std::string_view text) {
    return add_raw(name, to_json(text));
}

json_line& json_line::add_list(std::string_view name, const std::vector<std::string>& texts) {
    std::string list = "[";
    for (const std::string& text : texts) {
        if (list.size() > 1) list += ',';
        list += to_json(text);
    }
    return add_raw(name, list + "]");
}

json_line& json_line::add_number(std::string_view name, std::uint64_t number) {
    return add_raw(name, std::to_string(number));
}

json_line& json_line::add_fraction(std::string_view name, double number) {
    TIMEWRIGHT_EXPECTS(std::isfinite(number));
    char digits[32];
    const auto written = std::to_chars(digits, digits + sizeof digits, number);
    return add_raw(name, std::string_view(digits, static_cast<std::size_t>(written.ptr - digits)));
}

json_line& json_line::add_flag(std::string_view name, bool value) {
    return add_raw(name, value ? "true" : "false");
}

json_line& json_line::add_object(std::string_view name, const json_line& object) {
    return add_raw(name, "{" + object.members_ + "}");
}

} // namespace timewright::command
