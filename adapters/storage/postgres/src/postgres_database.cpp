#include "engine.hpp"
#include "postgres_error.hpp"

#include <timewright/adapters/postgres/postgres_database.hpp>

#include <utility>

namespace timewright {

postgres_database::postgres_database(std::unique_ptr<postgres::engine> engine)
    : engine_(std::move(engine)) {}

postgres_database::~postgres_database() = default;

result<std::unique_ptr<postgres_database>, error> postgres_database::open(
    const postgres_options& options) {
    return postgres::guarded([&]() -> result<std::unique_ptr<postgres_database>, error> {
        auto engine = postgres::engine::open(options);
        if (!engine) return unexpected(std::move(engine).error());
        return std::unique_ptr<postgres_database>(new postgres_database(std::move(*engine)));
    });
}

std::uint64_t postgres_database::guard_alarms() const noexcept { return engine_->guard_alarms(); }

result<feed_cursor, error> postgres_database::newest_committed() {
    return engine_->newest_committed();
}

std::size_t postgres_database::pending_changes() const { return engine_->pending_changes(); }

} // namespace timewright
