#include "linearizability/tested_stores.hpp"

#include "simulation/booking/broken_stores.hpp"
#include "temporary_directory.hpp"

#include <timewright/adapters/sqlite/sqlite_store.hpp>
#include <timewright/storage/memory_store.hpp>

#include <cstdlib>
#include <iostream>

namespace timewright::linearizability {

namespace {

std::unique_ptr<shared_clock> stopped_clock() { return std::make_unique<shared_clock>(first_day); }

template <class Store>
class tested_in_memory final : public tested_store {
  public:
    explicit tested_in_memory(std::string named)
        : tested_store(stopped_clock()), name_(std::move(named)), store_(clock_) {}
    std::string name() const override { return name_; }
    store& get() override { return store_; }

  private:
    std::string name_;
    Store store_;
};

class tested_sqlite final : public tested_store {
  public:
    tested_sqlite() : tested_store(stopped_clock()), database_(open()), store_(*database_) {}
    std::string name() const override { return "sqlite"; }
    store& get() override { return store_; }

  private:
    std::unique_ptr<sqlite_database> open() {
        auto opened = sqlite_database::open({.path = files_.file()}, clock_);
        if (opened) return std::move(*opened);
        std::cerr << opened.error().message << '\n';
        std::abort();
    }
    temporary_directory files_;
    std::unique_ptr<sqlite_database> database_;
    sqlite_store store_;
};

} // namespace

std::unique_ptr<tested_store> make_memory() {
    return std::make_unique<tested_in_memory<memory_store>>("memory");
}
std::unique_ptr<tested_store> make_check_then_insert() {
    return std::make_unique<tested_in_memory<simulation::check_then_insert_store>>(
        "check then insert");
}
std::unique_ptr<tested_store> make_sqlite() { return std::make_unique<tested_sqlite>(); }

} // namespace timewright::linearizability
