// Goal: a faulty store without faults keeps the contract of the store port, and so adds none of its
// own. Method: the conformance suites on a memory_store behind it.
#include "conformance/store_concurrency_conformance.hpp"
#include "conformance/store_conformance.hpp"

#include <timewright/adapters/faulty/faulty_store.hpp>
#include <timewright/storage/memory_store.hpp>

namespace timewright::conformance {
namespace {

class faulty_store_host final : public store_host {
  public:
    explicit faulty_store_host(const clock& present) : kept_(present), tried_(kept_, {}) {}
    store& get() override { return tried_; }

  private:
    memory_store kept_;
    faulty_store tried_;
};

const store_implementation faultless{
    "FaultyMemory",
    [](const clock& present) { return std::make_unique<faulty_store_host>(present); }, day};

INSTANTIATE_TEST_SUITE_P(Store, StoreConformance, testing::Values(faultless), name_of);
INSTANTIATE_TEST_SUITE_P(Store, StoreConcurrency, testing::Values(faultless), name_of);

} // namespace
} // namespace timewright::conformance
