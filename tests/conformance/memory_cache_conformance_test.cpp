// Goal: memory_cache does what every cache does. Method: the suite in cache_conformance.hpp.
#include "conformance/cache_conformance.hpp"

#include <timewright/storage/memory_cache.hpp>

namespace timewright::conformance {
namespace {

const system_clock present;

INSTANTIATE_TEST_SUITE_P(Memory, CacheConformance, ::testing::Values([] {
                             return std::make_unique<memory_cache>(4U << 20U, present);
                         }));

} // namespace
} // namespace timewright::conformance
