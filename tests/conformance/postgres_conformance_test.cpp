// Goal: the PostgreSQL adapter keeps the contracts of both storage ports.
// Method: the conformance suites against a real server, each test in a schema of its own: with one
// connection that writes, with four, and with a clock long after the day of the bookings.
#include "conformance/contents_conformance.hpp"
#include "conformance/directory_conformance.hpp"
#include "conformance/durable_store_conformance.hpp"
#include "conformance/postgres_cluster.hpp"
#include "conformance/store_concurrency_conformance.hpp"
#include "conformance/store_conformance.hpp"

#include <timewright/adapters/postgres/postgres_contents.hpp>
#include <timewright/adapters/postgres/postgres_directory.hpp>
#include <timewright/adapters/postgres/postgres_store.hpp>

namespace timewright::conformance {
namespace {

class postgres_store_host final : public store_host {
  public:
    postgres_store_host(const clock& present, std::size_t writing_connections)
        : options_{.connection = {},
                   .schema = postgres_cluster::fresh_schema(),
                   .writing_connections = writing_connections,
                   .present = &present} {
        open();
    }
    store& get() override { return *store_; }
    void reopen() override {
        store_.reset();
        database_.reset();
        open();
    }

  private:
    void open() {
        database_ = open_postgres(options_);
        store_.emplace(*database_);
    }
    postgres_options options_;
    std::unique_ptr<postgres_database> database_;
    std::optional<postgres_store> store_;
};

class postgres_directory_host final : public directory_host {
  public:
    postgres_directory_host() { open(); }
    directory& get() override { return *directory_; }
    void reopen() override {
        directory_.reset();
        database_.reset();
        open();
    }

  private:
    void open() {
        database_ = open_postgres({.connection = {}, .schema = schema_});
        directory_.emplace(*database_);
    }
    std::string schema_ = postgres_cluster::fresh_schema();
    std::unique_ptr<postgres_database> database_;
    std::optional<postgres_directory> directory_;
};

class postgres_contents_host final : public contents_host {
  public:
    explicit postgres_contents_host(const clock& present)
        : options_{.connection = {}, .schema = postgres_cluster::fresh_schema(), .present = &present},
          contents_({.connection = postgres_cluster::running().connection(),
                     .schema = options_.schema,
                     .present = &present}) {}
    contents& get() override { return contents_; }
    void with_ports(const std::function<void(store&, directory&)>& f) override {
        const auto database = open_postgres(options_);
        postgres_store claims(*database);
        postgres_directory records(*database);
        f(claims, records);
    }

  private:
    postgres_options options_;
    postgres_contents contents_;
};

std::unique_ptr<store_host> make(const clock& present) {
    return std::make_unique<postgres_store_host>(present, 1);
}
std::unique_ptr<store_host> make_wide(const clock& present) {
    return std::make_unique<postgres_store_host>(present, 4);
}
constexpr sys_seconds long_afterwards = day + hours(24 * 40);

const store_implementation one_writer{"Postgres", make, day};
const store_implementation four_writers{"PostgresFourWriters", make_wide, day};
const store_implementation much_later{"PostgresLongAfterwards", make, long_afterwards};

INSTANTIATE_TEST_SUITE_P(Store, StoreConformance, testing::Values(one_writer, much_later), name_of);
INSTANTIATE_TEST_SUITE_P(Store, StoreConcurrency, testing::Values(one_writer, four_writers),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Store, DurableStore, testing::Values(one_writer, much_later), name_of);
const directory_implementation records{"Postgres",
                                       [] { return std::make_unique<postgres_directory_host>(); }};
INSTANTIATE_TEST_SUITE_P(Directory, DirectoryConformance, testing::Values(records),
                         name_of_directory);
INSTANTIATE_TEST_SUITE_P(Directory, DurableDirectory, testing::Values(records), name_of_directory);
const contents_implementation schemas{"Postgres", [](const clock& present) {
                                          return std::make_unique<postgres_contents_host>(present);
                                      }};
INSTANTIATE_TEST_SUITE_P(Contents, ContentsConformance, testing::Values(schemas), name_of_contents);
INSTANTIATE_TEST_SUITE_P(Contents, ContentsOfDatabase, testing::Values(schemas), name_of_contents);

} // namespace
} // namespace timewright::conformance
