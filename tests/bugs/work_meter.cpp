#include "bugs/work_meter.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <new>

namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> peak{0};

double thread_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

// The sanitizers bring their own operators, so there memory is not measured.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void* operator new(std::size_t size) {
    void* block = std::malloc(std::max<std::size_t>(size, 1));
    if (block == nullptr) throw std::bad_alloc();
    const std::size_t now = held += malloc_usable_size(block);
    if (now > peak) peak = now;
    return block;
}
void operator delete(void* block) noexcept {
    if (block != nullptr) held -= malloc_usable_size(block);
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept { operator delete(block); }
#endif

namespace timewright::test {

work_meter::work_meter() : begin_(thread_milliseconds()), held_(held) { peak = held_; }
double work_meter::milliseconds() const { return thread_milliseconds() - begin_; }
std::size_t work_meter::peak_bytes() const { return peak - std::min<std::size_t>(peak, held_); }

} // namespace timewright::test
