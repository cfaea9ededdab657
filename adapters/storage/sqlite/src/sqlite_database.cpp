#include "engine.hpp"
#include "sqlite_error.hpp"

#include <timewright/adapters/sqlite/sqlite_database.hpp>

#include <utility>

namespace timewright {

sqlite_database::sqlite_database(std::unique_ptr<sqlite::engine> engine)
    : engine_(std::move(engine)) {}

sqlite_database::~sqlite_database() = default;

result<std::unique_ptr<sqlite_database>, error> sqlite_database::open(const sqlite_options& options,
                                                                      const clock& clock) {
    return sqlite::guarded([&]() -> result<std::unique_ptr<sqlite_database>, error> {
        auto engine = sqlite::engine::open(options, clock);
        if (!engine) return unexpected(std::move(engine).error());
        return std::unique_ptr<sqlite_database>(new sqlite_database(std::move(*engine)));
    });
}

std::size_t sqlite_database::pending_changes() const { return engine_->pending_changes(); }

} // namespace timewright
