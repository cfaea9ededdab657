// Opening, writing, telling and closing.
#include "engine.hpp"

#include "postgres_error.hpp"
#include "schema.hpp"

#include <algorithm>
#include <future>
#include <utility>

namespace timewright::postgres {

namespace {

session_options where(const postgres_options& options) {
    return {.connection = options.connection, .schema = options.schema};
}

result<void, error> check(const postgres_options& options) {
    if (auto fits = check_schema_name(options.schema); !fits) return fits;
    if (options.writing_connections < 1 || options.writing_connections > 16)
        return unexpected(invalid_input("there are 1 to 16 writing connections"));
    if (options.reading_connections < 1 || options.reading_connections > 64)
        return unexpected(invalid_input("there are 1 to 64 reading connections"));
    if (options.batch_changes_max < 1)
        return unexpected(invalid_input("a batch holds at least one change"));
    return {};
}

} // namespace

engine::engine(const postgres_options& options)
    : options_(options),
      time_(options.present),
      readers_(where(options), options.reading_connections),
      queue_({.batch_changes_max = options.batch_changes_max,
              .pending_changes_max = options.pending_changes_max}),
      herald_(where(options)) {}

result<std::unique_ptr<engine>, error> engine::open(const postgres_options& options) {
    if (auto fits = check(options); !fits) return unexpected(std::move(fits).error());
    std::unique_ptr<engine> made(new engine(options));
    auto ready = made->readers_.with([&](session& first) -> result<void, error> {
        auto opened = guarded([&]() -> result<void, error> {
            first.open();
            return {};
        });
        if (!opened) return opened;
        return migrate(first, options.schema, migrations());
    });
    if (!ready) return unexpected(std::move(ready).error());
    made->start();
    return made;
}

void engine::start() {
    for (std::size_t i = 0; i < options_.writing_connections; ++i)
        writers_.push_back(std::make_unique<writer>(
            where(options_), writer::surroundings{.time = time_,
                                                  .guard_alarms = guard_alarms_,
                                                  .tell = [this] { tell_committed(); }}));
    for (const auto& with : writers_)
        threads_.emplace_back([this, mine = with.get()] { write(*mine); });
    threads_.emplace_back([this] { watch(); });
}

engine::~engine() {
    queue_.close();
    stopping_ = true;
    herald_.wake();
    for (std::thread& t : threads_) t.join();
}

bool engine::is_own_thread() const {
    return std::any_of(threads_.begin(), threads_.end(), [](const std::thread& t) {
        return t.get_id() == std::this_thread::get_id();
    });
}

void engine::write(writer& with) {
    std::vector<task> batch;
    while (queue_.take(batch)) {
        if (options_.told_of_batch) {
            std::size_t changes = 0;
            for (const task& t : batch) changes += t.changes().size();
            options_.told_of_batch(changes);
        }
        with.commit(batch);
        queue_.give_back(batch);
        batch.clear();
    }
}

void engine::push(task asked) {
    asked.locks = locks_of(asked.changes());
    if (queue_.push(asked)) return;
    asked.fail({.code = errc::limit_reached,
                .message = "more than " + std::to_string(options_.pending_changes_max) +
                           " changes are waiting to be written; try again later",
                .again = retry::safe});
}

result<std::vector<outcome>, error> engine::apply(std::span<const change> batch) {
    TIMEWRIGHT_EXPECTS(!is_own_thread()); // it would wait for itself
    if (batch.empty()) return std::vector<outcome>();
    std::promise<result<std::vector<outcome>, error>> promise;
    task asked;
    asked.borrowed = batch;
    asked.done = [&promise](result<std::vector<outcome>, error> made) {
        promise.set_value(std::move(made));
    };
    push(std::move(asked));
    return promise.get_future().get();
}

void engine::tell() {
    const std::lock_guard lock(listener_mutex_);
    if (listener_) listener_();
}

void engine::tell_committed() {
    herald_.announce();
    tell();
}

void engine::listen(std::function<void()> listener) {
    listening_ = static_cast<bool>(listener);
    herald_.wake();
    const std::lock_guard lock(listener_mutex_);
    listener_ = std::move(listener);
}

void engine::watch() {
    feed_cursor seen;
    int looks = 0;
    while (!stopping_) {
        constexpr std::chrono::milliseconds until_woken = std::chrono::hours(1);
        const bool listening = listening_;
        const bool somebody = herald_.wait(!listening  ? until_woken
                                           : looks > 0 ? look_again
                                                       : watch_every,
                                           listening);
        looks = somebody ? looks_again_max : std::max(looks - 1, 0);
        if (!listening_) continue;
        // What came before the listener did is told once too often, which a hint may be.
        if (const auto newest = newest_change(); newest && *newest != seen) {
            seen = *newest;
            tell();
        }
    }
}

} // namespace timewright::postgres
