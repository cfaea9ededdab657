// Several processes, each with a postgres_database of its own, on one schema.
#include "conformance/postgres_cluster.hpp"
#include "linearizability/process.hpp"
#include "linearizability/tested_stores.hpp"
#include "temporary_directory.hpp"

#include <timewright/adapters/postgres/postgres_store.hpp>

#include <cstdlib>
#include <iostream>

namespace timewright::linearizability {

namespace {

using conformance::postgres_cluster;

class tested_postgres final : public tested_store {
  public:
    /// The file of the clock comes first: the base needs it.
    tested_postgres(std::uint64_t processes, std::unique_ptr<temporary_directory> files)
        : tested_store(std::make_unique<shared_clock>(clock_file(*files), first_day)),
          files_(std::move(files)),
          processes_(processes),
          database_(conformance::open_postgres(
              {.connection = {}, .schema = schema_, .writing_connections = 2, .present = &clock_})),
          store_(*database_) {}

    std::string name() const override {
        return "postgres, " + std::to_string(processes_) +
               (processes_ == 1 ? " process" : " processes");
    }
    store& get() override { return store_; }
    feed_order order() const override { return feed_order::by_calendar; }

  protected:
    std::vector<std::vector<call>> play(const scenario& plays, std::uint64_t seed,
                                        const dimensions& size, const house& in) override {
        const std::uint64_t each = std::max<std::uint64_t>(1, size.clients / processes_);
        client_run mine(store_, clock_, plays, in,
                        {.seed = seed, .clients = each, .calls_each = size.calls_each});
        std::vector<std::vector<call>> parts;
        parts.push_back(mine.open());
        std::vector<std::unique_ptr<other_process>> others;
        for (std::uint64_t n = 1; n < processes_; ++n)
            others.push_back(std::make_unique<other_process>(
                process_task{.connection = postgres_cluster::running().connection(),
                             .schema = schema_,
                             .clock = clock_file(*files_),
                             .told = (files_->path() / ("told " + std::to_string(n))).string(),
                             .scenario = std::string(plays.name),
                             .in = in,
                             .options = {.seed = seed,
                                         .clients = each,
                                         .calls_each = size.calls_each,
                                         .first_client = n * each,
                                         .moves_clock = false}}));
        for (auto& other : others) other->wait_until_ready();
        for (auto& other : others) other->go();
        parts.push_back(mine.run());
        for (auto& other : others) parts.push_back(other->finish());
        return parts;
    }

  private:
    static std::string clock_file(const temporary_directory& files) {
        return (files.path() / "clock").string();
    }

    std::unique_ptr<temporary_directory> files_;
    std::uint64_t processes_;
    std::string schema_ = postgres_cluster::fresh_schema();
    std::unique_ptr<postgres_database> database_;
    postgres_store store_;
};

} // namespace

std::unique_ptr<tested_store> make_postgres(std::uint64_t processes) {
    return std::make_unique<tested_postgres>(processes, std::make_unique<temporary_directory>());
}

} // namespace timewright::linearizability
