// Which zone data it is, and which is in force.
#include <timewright/booking/fingerprint.hpp>
#include <timewright/service/retiming.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace timewright {

namespace {

directory_key key_in_force() { return {organization_id{}, "tzdata", "in-force"}; }

void add_number(std::string& to, std::int64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
        to += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xFF);
}

std::string to_hex(const fingerprint& print) {
    std::string text;
    for (const std::uint64_t half : {print.high, print.low})
        for (int shift = 60; shift >= 0; shift -= 4)
            text += "0123456789abcdef"[half >> shift & 0xF];
    return text;
}

/// What its clocks show while meetings are held.
void add_meaning(std::string& to, const zone& one) {
    using namespace std::chrono;
    constexpr sys_seconds first = sys_days(year{1970} / 1 / 1);
    constexpr sys_seconds last = sys_days(year{2100} / 1 / 1);
    std::optional<seconds> before;
    for (sys_seconds at = first; at < last;) {
        const zone_period period = one.period_at(at);
        if (before != period.offset) { // else they differ by the abbreviation only
            add_number(to, at.time_since_epoch().count());
            add_number(to, period.offset.count());
        }
        before = period.offset;
        at = period.end;
    }
}

} // namespace

result<tzdata_mark, error> mark_of(const zone_registry& zones) {
    const auto read_once = zones.reload(); // so that what nobody needs is not kept
    if (!read_once) return unexpected(read_once.error());
    std::string prints;
    for (const std::string& name : read_once->names()) {
        std::string told = name + '\0';
        if (const auto one = read_once->find(name)) add_meaning(told, *one);
        const fingerprint print = compute_fingerprint(told);
        add_number(prints, static_cast<std::int64_t>(print.high));
        add_number(prints, static_cast<std::int64_t>(print.low));
    }
    if (zones.is_outdated() || read_once->is_outdated())
        return unexpected(error{.code = errc::unavailable,
                                .message = "the zone data in " + zones.directory().string() +
                                           " was replaced while it was read; try again",
                                .again = retry::safe});
    return tzdata_mark{.version = zones.tzdata_version(),
                       .content = to_hex(compute_fingerprint(prints))};
}

result<std::optional<tzdata_mark>, error> find_tzdata_in_force(directory& records) {
    const auto found = records.find(key_in_force());
    if (found) { // "2026a" or "2026a 0123..."
        const std::size_t space = std::min(found->body.find(' '), found->body.size());
        return std::optional(
            tzdata_mark{.version = found->body.substr(0, space),
                        .content = found->body.substr(std::min(space + 1, found->body.size()))});
    }
    if (found.error().code == errc::not_found) return std::optional<tzdata_mark>();
    return unexpected(found.error());
}

result<void, error> put_tzdata_in_force(directory& records, const tzdata_mark& mark) {
    const std::string body =
        mark.content.empty() ? mark.version : mark.version + ' ' + mark.content;
    for (;;) { // of two that say it at once one says it first
        const auto found = records.find(key_in_force());
        if (found && found->body == body) return {};
        if (!found && found.error().code != errc::not_found) return unexpected(found.error());
        const auto put = records.put(key_in_force(), found ? found->version : 0, body);
        if (put) return {};
        if (put.error().code != errc::version_mismatch) return unexpected(put.error());
    }
}

} // namespace timewright
