// Goal: no text makes the readers of civil time crash, and what they accept has one text only.
// Method: what is read is written and read again.
#include <timewright/time/civil.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace timewright;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto t = parse_rfc3339(text); t && *parse_rfc3339(to_rfc3339(*t)) != *t) std::abort();
    if (const auto local = parse_local(text); local && to_iso(*local) != text) std::abort();
    if (const auto day = parse_date(text); day && to_iso(*day) != text) std::abort();
    if (const auto length = parse_duration(text);
        length && *parse_duration(to_iso(*length)) != *length)
        std::abort();
    return 0;
}
