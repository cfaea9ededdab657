#include "herald.hpp"

#include <timewright/base/contract.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <pqxx/notification>
#include <string>
#include <utility>

namespace timewright::postgres {

namespace {

constexpr const char* feed_channel = "timewright_feed";

} // namespace

/// Takes what comes on the channel. Schemas of one database share it; the payload says which.
class herald::ear final : public pqxx::notification_receiver {
  public:
    ear(pqxx::connection& on, std::string schema)
        : notification_receiver(on, feed_channel),
          schema_(std::move(schema)),
          ours_(on.backendpid()) {}

    void operator()(const std::string& payload, int sender) override {
        heard_ = heard_ || (sender != ours_ && payload == schema_);
    }
    [[nodiscard]] bool take() { return std::exchange(heard_, false); }

  private:
    const std::string schema_;
    const int ours_;
    bool heard_ = false;
};

herald::herald(session_options where)
    : where_(std::move(where)), session_(where_), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    TIMEWRIGHT_EXPECTS(bell_ >= 0);
}

herald::~herald() {
    drop();
    ::close(bell_);
}

void herald::announce() noexcept {
    if (!committed_.exchange(true)) wake();
}

void herald::wake() noexcept {
    constexpr std::uint64_t once = 1;
    // It fails only when it has been rung too often already.
    [[maybe_unused]] const auto rung = ::write(bell_, &once, sizeof once);
}

bool herald::wait(std::chrono::milliseconds at_most, bool hear_others) {
    bool may_have_missed = false;
    if (ear_ && !session_.is_open()) drop(); // lost while it was read; nothing more comes on it
    if (hear_others && !ear_) may_have_missed = listen_anew();
    const auto since_told = std::chrono::steady_clock::now() - told_;
    const bool too_soon = committed_ && since_told < pace;
    if (too_soon)
        at_most =
            std::min(at_most, std::chrono::ceil<std::chrono::milliseconds>(pace - since_told));
    std::array<pollfd, 2> awaited{
        pollfd{.fd = bell_, .events = POLLIN, .revents = 0},
        pollfd{.fd = ear_ ? session_.socket() : -1, .events = POLLIN, .revents = 0}};
    const bool at_once = may_have_missed || (committed_ && !too_soon);
    ::poll(awaited.data(), awaited.size(), at_once ? 0 : static_cast<int>(at_most.count()));
    std::uint64_t rings = 0;
    if (awaited[0].revents != 0) [[maybe_unused]]
        const auto taken = ::read(bell_, &rings, sizeof rings);
    bool somebody = may_have_missed;
    if (awaited[1].revents != 0) somebody = hear() || somebody;
    if (committed_ && std::chrono::steady_clock::now() - told_ >= pace)
        somebody = tell() || somebody;
    return somebody;
}

bool herald::listen_anew() {
    try {
        session_.open();
        ear_ = std::make_unique<ear>(session_.connection(), where_.schema);
        return true;
    } catch (const std::exception&) {
        drop(); // it is tried again with the next wait
        return false;
    }
}

bool herald::tell() {
    committed_ = false; // before it is told: who commits from now on is told of the next time
    told_ = std::chrono::steady_clock::now();
    try {
        if (!session_.is_open()) drop();
        session_.open();
        // A hint need not survive a crash of the database.
        session_.run(std::string("BEGIN; SET LOCAL synchronous_commit = off; SELECT pg_notify('") +
                     feed_channel + "', '" + where_.schema + "'); COMMIT");
    } catch (const std::exception&) {
        drop();
    }
    return true;
}

bool herald::hear() {
    try {
        session_.connection().get_notifs();
        return ear_->take();
    } catch (const std::exception&) {
        drop();
        return true;
    }
}

void herald::drop() noexcept {
    ear_.reset();
    session_.drop();
}

} // namespace timewright::postgres
