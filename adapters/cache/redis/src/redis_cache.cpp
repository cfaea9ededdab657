#include "redis_address.hpp"

#include <timewright/adapters/redis/redis_cache.hpp>

#include <hiredis/hiredis.h>

#include <atomic>
#include <mutex>
#include <string_view>
#include <utility>

namespace timewright {
namespace {

struct free_context {
    void operator()(redisContext* one) const noexcept { redisFree(one); }
};
struct free_reply {
    void operator()(redisReply* one) const noexcept { freeReplyObject(one); }
};
using connection = std::unique_ptr<redisContext, free_context>;
using reply = std::unique_ptr<redisReply, free_reply>;
using words = std::vector<std::string_view>;

timeval to_timeval(std::chrono::milliseconds time) {
    return {.tv_sec = time.count() / 1'000, .tv_usec = time.count() % 1'000 * 1'000};
}

bool send(redisContext& on, const words& command) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string_view word : command) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    return redisAppendCommandArgv(&on, static_cast<int>(command.size()), texts.data(),
                                  sizes.data()) == REDIS_OK;
}

/// None: the connection is no good any more.
reply receive(redisContext& on) {
    void* got = nullptr;
    if (redisGetReply(&on, &got) != REDIS_OK) return nullptr;
    return reply(static_cast<redisReply*>(got));
}

bool is_fine(const reply& got) { return got && got->type != REDIS_REPLY_ERROR; }

error away(std::string_view why) {
    return {.code = errc::unavailable,
            .message = "Redis does not answer: " + std::string(why),
            .again = retry::safe};
}

} // namespace

/// Those that are open and idle; and whether anybody may be asked.
class redis_cache::connections {
  public:
    connections(redis::address where, const redis_options& options)
        : where_(std::move(where)), options_(options) {}

    /// use(redisContext&) -> result; one that fails loses its connection, and everybody pauses.
    template <class Result, class Use>
    Result with(const Use& use) {
        if (!may_try()) return unexpected(away("it did not a moment ago"));
        connection mine = take_idle();
        if (!mine) mine = connect();
        if (!mine) return failed<Result>("no connection");
        auto done = use(*mine);
        if (!done) return failed<Result>(mine->err != 0 ? mine->errstr : "it refuses");
        give_back(std::move(mine));
        paused_until_ = never;
        return done;
    }

  private:
    using clock_type = std::chrono::steady_clock;
    static constexpr std::int64_t never = 0;
    static constexpr std::size_t idle_max = 64;

    static std::int64_t now() { return clock_type::now().time_since_epoch().count(); }
    [[nodiscard]] std::int64_t after_pause() const {
        return (clock_type::now() + options_.pause).time_since_epoch().count();
    }

    /// After the pause one caller tries for all.
    bool may_try() {
        std::int64_t until = paused_until_;
        if (until == never) return true;
        return now() >= until && paused_until_.compare_exchange_strong(until, after_pause());
    }

    template <class Result>
    Result failed(std::string_view why) {
        error told = away(why);
        paused_until_ = after_pause();
        const std::lock_guard lock(mutex_);
        idle_.clear(); // whatever broke one broke the others
        return unexpected(std::move(told));
    }

    connection take_idle() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return nullptr;
        connection taken = std::move(idle_.back());
        idle_.pop_back();
        return taken;
    }
    void give_back(connection one) {
        const std::lock_guard lock(mutex_);
        if (idle_.size() < idle_max) idle_.push_back(std::move(one));
    }

    connection connect() const {
        const timeval patience = to_timeval(options_.patience);
        connection made(redisConnectWithTimeout(where_.host.c_str(), where_.port, patience));
        if (!made || made->err != 0) return nullptr;
        redisSetTimeout(made.get(), patience);
        if (!where_.password.empty()) {
            words sign_in{"AUTH"};
            if (!where_.user.empty()) sign_in.push_back(where_.user);
            sign_in.push_back(where_.password);
            if (!send(*made, sign_in) || !is_fine(receive(*made))) return nullptr;
        }
        const std::string database = std::to_string(where_.database);
        if (where_.database != 0 &&
            (!send(*made, {"SELECT", database}) || !is_fine(receive(*made))))
            return nullptr;
        return made;
    }

    const redis::address where_;
    const redis_options options_;
    std::atomic<std::int64_t> paused_until_{never};
    std::mutex mutex_;
    std::vector<connection> idle_{};
};

redis_cache::redis_cache(std::unique_ptr<connections> all) : all_(std::move(all)) {}
redis_cache::~redis_cache() = default;

result<std::unique_ptr<redis_cache>, error> redis_cache::open(const redis_options& options) {
    auto where = redis::parse_address(options.address);
    if (!where) return unexpected(std::move(where).error());
    return std::unique_ptr<redis_cache>(
        new redis_cache(std::make_unique<connections>(std::move(*where), options)));
}

result<std::vector<std::optional<std::string>>, error> redis_cache::find(
    std::span<const std::string> keys) {
    using answer = result<std::vector<std::optional<std::string>>, error>;
    if (keys.empty()) return std::vector<std::optional<std::string>>();
    return all_->with<answer>([&](redisContext& on) -> answer {
        words command{"MGET"};
        command.insert(command.end(), keys.begin(), keys.end());
        const reply got = send(on, command) ? receive(on) : nullptr;
        if (!got || got->type != REDIS_REPLY_ARRAY || got->elements != keys.size())
            return unexpected(away("no list"));
        std::vector<std::optional<std::string>> found(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (const redisReply* one = got->element[i]; one->type == REDIS_REPLY_STRING)
                found[i] = std::string(one->str, one->len);
        return found;
    });
}

result<void, error> redis_cache::keep(std::span<const entry> entries, std::chrono::seconds lasts) {
    using answer = result<void, error>;
    if (entries.empty() || lasts.count() < 1) return {};
    const std::string seconds = std::to_string(lasts.count());
    return all_->with<answer>([&](redisContext& on) -> answer {
        for (const entry& one : entries)
            if (!send(on, {"SET", one.key, one.value, "EX", seconds}))
                return unexpected(away("not sent"));
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (!is_fine(receive(on))) return unexpected(away("not kept"));
        return {};
    });
}

} // namespace timewright
