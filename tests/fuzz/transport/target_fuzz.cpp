// Goal: no address names a parent or hides a slash, whatever its spelling, and no header makes the search
// for a token read what is not there. Method: the bytes as a target, as cookies and as an origin.

#include <timewright/adapters/http/access.hpp>
#include <timewright/adapters/http/target.hpp>
#include <timewright/adapters/json/cursor.hpp>
#include <timewright/base/contract.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace timewright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto target = http::parse_target(text)) {
        for (const std::string& segment : target->segments) {
            TIMEWRIGHT_EXPECTS(segment != "." && segment != "..");
            TIMEWRIGHT_EXPECTS(segment.find_first_of(std::string_view("/\\\0", 3)) ==
                               std::string::npos);
        }
        TIMEWRIGHT_EXPECTS(target->path().front() == '/');
    }
    const http::http_request request{
        .headers = {{"Cookie", text}, {"Origin", text}, {"Host", "a"}}};
    const std::string token = http::find_token(request).token;
    TIMEWRIGHT_EXPECTS(text.find(token) != std::string::npos);
    TIMEWRIGHT_EXPECTS(http::is_foreign(request) || text.size() == 8 || text.size() == 9);
    if (const auto cursor = json::feed_cursor_from(text)) {
        const auto again = json::feed_cursor_from(json::to_text(*cursor));
        TIMEWRIGHT_EXPECTS(again.has_value() && *again == *cursor);
    }
    if (const auto key = json::sort_key_of(text))
        TIMEWRIGHT_EXPECTS(json::page_cursor_of(*key) == text);
    return 0;
}
