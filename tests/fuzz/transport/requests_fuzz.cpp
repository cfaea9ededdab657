// Goal: no body makes a reader of requests crash, hang or refuse without saying where and why; a rule that
// is read is written so that it reads back the same.
// Method: the first byte chooses the reader, the rest is the body.

#include <timewright/adapters/json/requests.hpp>
#include <timewright/base/contract.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace timewright;

namespace {

template <class T>
void check(const json::read_result<T>& read) {
    if (read) return;
    TIMEWRIGHT_EXPECTS(read.error().status == 400);
    TIMEWRIGHT_EXPECTS(!read.error().detail.empty());
    TIMEWRIGHT_EXPECTS(read.error().pointer.empty() || read.error().pointer.front() == '/');
    TIMEWRIGHT_EXPECTS(!json::write_problem(read.error()).empty());
}

void check_rule(std::string_view body) {
    const auto rule = json::read_rule(body);
    check(rule);
    if (!rule) return;
    const auto again = json::read_rule(json::write_rule(*rule));
    TIMEWRIGHT_EXPECTS(again.has_value() && *again == *rule);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 12) {
        case 0:
            check(json::read_session(body));
            break;
        case 1:
            check(json::read_user(body));
            break;
        case 2:
            check(json::read_user_patch(body));
            break;
        case 3:
            check(json::read_room(body));
            break;
        case 4:
            check(json::read_room_patch(body));
            break;
        case 5:
            check(json::read_working_hours(body));
            break;
        case 6:
            check(json::read_free_busy(body));
            break;
        case 7:
            check(json::read_slots(body));
            break;
        case 8:
            check(json::read_booking(body));
            break;
        case 9:
            check(json::read_hold(body));
            break;
        case 10:
            check(json::read_booking_patch(body));
            break;
        default:
            check_rule(body);
            break;
    }
    return 0;
}
