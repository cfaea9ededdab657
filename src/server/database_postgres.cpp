#include "server/database.hpp"

#include <timewright/adapters/postgres/postgres_contents.hpp>
#include <timewright/adapters/postgres/postgres_database.hpp>
#include <timewright/adapters/postgres/postgres_directory.hpp>
#include <timewright/adapters/postgres/postgres_store.hpp>

#include <utility>

namespace timewright::hosting {
namespace {

class postgres_tables final : public database {
  public:
    explicit postgres_tables(std::unique_ptr<postgres_database> opened)
        : opened_(std::move(opened)), claims_(*opened_), records_(*opened_) {}

    store& claims() override { return claims_; }
    directory& records() override { return records_; }
    result<feed_cursor, error> newest_committed() override { return opened_->newest_committed(); }
    std::size_t pending_changes() const override { return opened_->pending_changes(); }
    std::uint64_t guard_alarms() const override { return opened_->guard_alarms(); }

  private:
    std::unique_ptr<postgres_database> opened_;
    postgres_store claims_;
    postgres_directory records_;
};

} // namespace

result<std::unique_ptr<database>, error> open_postgres(const std::string& address,
                                                       batch_listener told_of_batch) {
    auto opened =
        postgres_database::open({.connection = address, .told_of_batch = std::move(told_of_batch)});
    if (!opened) return unexpected(std::move(opened).error());
    return std::make_unique<postgres_tables>(std::move(*opened));
}

result<std::unique_ptr<contents>, error> contents_of_postgres(const std::string& address) {
    return std::make_unique<postgres_contents>(postgres_options{.connection = address});
}

} // namespace timewright::hosting
