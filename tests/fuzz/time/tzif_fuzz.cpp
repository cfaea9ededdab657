// Goal: no bytes make the TZif reader crash, hang or build a zone that contradicts itself.
// Method: what is accepted is asked at a few instants; periods must hold the instant and local
// times must lead back.
#include <timewright/time/zone.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace timewright;
    const auto z = zone::from_tzif("Fuzz/Zone", std::as_bytes(std::span(data, size)));
    if (!z) {
        if (z.error().message.empty()) std::abort();
        return 0;
    }
    // 1800, 1970, 2026 and two beyond every list of changes.
    for (const std::int64_t seconds :
         {-5'364'662'400LL, 0LL, 1'782'864'000LL, 33'000'000'000LL, 253'402'300'799LL}) {
        const sys_seconds t{std::chrono::seconds{seconds}};
        const zone_period period = z->period_at(t);
        if (t < period.begin || t >= period.end || z->offset_at(t) != period.offset) std::abort();
        const local_resolution found = z->resolve(z->to_local(t));
        if (found.kind == local_kind::skipped || found.first > t || found.second < t) std::abort();
        if (const auto next = z->next_transition(t); next && *next <= t) std::abort();
    }
    return 0;
}
