#include "failing_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace timewright::simulation {

namespace {

std::atomic<bool> armed{false};
std::atomic<bool> has_failed{false};
std::atomic<std::int64_t> passes{0};
std::atomic<std::int64_t> in_use{0};

} // namespace

void failing_memory::arm(std::int64_t k) {
    passes = k;
    has_failed = false;
    armed = true;
}

bool failing_memory::disarm() {
    armed = false;
    return has_failed;
}

std::int64_t failing_memory::held() { return in_use; }

namespace {

void* take(std::size_t bytes) {
    if (armed && passes-- == 0) {
        has_failed = true;
        throw std::bad_alloc();
    }
    void* const made = std::malloc(bytes == 0 ? 1 : bytes); // NOLINT(cppcoreguidelines-no-malloc)
    if (made == nullptr) throw std::bad_alloc();
    ++in_use;
    return made;
}

void give_back(void* gone) noexcept {
    if (gone == nullptr) return;
    --in_use;
    std::free(gone); // NOLINT(cppcoreguidelines-no-malloc)
}

} // namespace

} // namespace timewright::simulation

// The others of the standard call these.
void* operator new(std::size_t bytes) { return timewright::simulation::take(bytes); }
void* operator new[](std::size_t bytes) { return timewright::simulation::take(bytes); }
void operator delete(void* gone) noexcept { timewright::simulation::give_back(gone); }
void operator delete[](void* gone) noexcept { timewright::simulation::give_back(gone); }
void operator delete(void* gone, std::size_t) noexcept { timewright::simulation::give_back(gone); }
void operator delete[](void* gone, std::size_t) noexcept {
    timewright::simulation::give_back(gone);
}
