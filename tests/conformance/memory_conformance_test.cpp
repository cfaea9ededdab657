// Goal: the reference answers of the two storage ports keep the ports' contracts.
// Method: the conformance suites, on fresh stores in memory.
#include "conformance/contents_conformance.hpp"
#include "conformance/directory_conformance.hpp"
#include "conformance/store_concurrency_conformance.hpp"
#include "conformance/store_conformance.hpp"

#include <timewright/storage/memory_directory.hpp>
#include <timewright/storage/memory_store.hpp>

namespace timewright::conformance {
namespace {

class memory_store_host final : public store_host {
  public:
    explicit memory_store_host(const clock& present) : store_(present) {}
    store& get() override { return store_; }

  private:
    memory_store store_;
};

class memory_directory_host final : public directory_host {
  public:
    directory& get() override { return directory_; }

  private:
    memory_directory directory_;
};

class memory_contents_host final : public contents_host {
  public:
    contents& get() override { return contents_; }

  private:
    memory_contents contents_;
};

const store_implementation memory{
    "Memory", [](const clock& present) { return std::make_unique<memory_store_host>(present); },
    day};
const store_implementation memory_later{"MemoryLongAfterwards", memory.make, day + hours(24 * 40)};
const directory_implementation memory_records{
    "Memory", [] { return std::make_unique<memory_directory_host>(); }};

INSTANTIATE_TEST_SUITE_P(Store, StoreConformance, testing::Values(memory, memory_later), name_of);
INSTANTIATE_TEST_SUITE_P(Store, StoreConcurrency, testing::Values(memory), name_of);
INSTANTIATE_TEST_SUITE_P(Directory, DirectoryConformance, testing::Values(memory_records),
                         name_of_directory);

INSTANTIATE_TEST_SUITE_P(Contents, ContentsConformance,
                         testing::Values(contents_implementation{
                             "Memory", [](const clock&) { return std::make_unique<memory_contents_host>(); }}),
                         name_of_contents);

// Only durable implementations run these.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ContentsOfDatabase);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DurableDirectory);

} // namespace
} // namespace timewright::conformance
