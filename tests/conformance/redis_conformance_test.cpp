// Goal: redis_cache does what every cache does, keeps nobody waiting for a Redis that is gone or hangs, and
// uses it again when it is back. Method: the suite in cache_conformance.hpp, and a Redis that is stopped,
// halted and started, on a free port of loopback.
#include "conformance/cache_conformance.hpp"

#include <timewright/adapters/redis/redis_cache.hpp>

#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace timewright::conformance {
namespace {

using namespace std::chrono_literals;

std::uint16_t free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(probe);
    return ntohs(address.sin_port);
}

class redis_server {
  public:
    redis_server() : port_(free_port()) {
        std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c)
        start();
    }
    ~redis_server() { stop(); }
    redis_server(const redis_server&) = delete;
    redis_server& operator=(const redis_server&) = delete;

    static redis_server& running() {
        static redis_server one;
        return one;
    }

    void start() {
        const std::string port = std::to_string(port_);
        process_ = ::fork();
        if (process_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::execlp("redis-server", "redis-server", "--bind", "127.0.0.1", "--port", port.c_str(),
                     "--save", "", "--appendonly", "no", "--requirepass", "secret", "--loglevel",
                     "warning", nullptr);
            ::_exit(127);
        }
        // Only the test's own time limit ends it.
        while (!has_started()) std::this_thread::yield();
    }
    void stop() {
        tell(SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    void tell(int which) const { ::kill(process_, which); }

    [[nodiscard]] std::string address(const std::string& password = "secret") const {
        return "redis://:" + password + "@127.0.0.1:" + std::to_string(port_) + "/1";
    }
    [[nodiscard]] std::unique_ptr<cache> open(std::chrono::milliseconds patience = 5s,
                                              std::chrono::milliseconds pause = 0ms) const {
        return *redis_cache::open({.address = address(), .patience = patience, .pause = pause});
    }

  private:
    [[nodiscard]] bool has_started() const {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_) {
            ADD_FAILURE() << "redis-server does not start: is the package redis-server there?";
            std::abort();
        }
        const std::string key = "started";
        return open()->find({&key, 1}).has_value();
    }

    const std::uint16_t port_;
    pid_t process_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Redis, CacheConformance,
                         ::testing::Values([] { return redis_server::running().open(); }));

result<std::vector<std::optional<std::string>>, error> look(cache& kept) {
    const std::string key = "key";
    return kept.find({&key, 1});
}

bool keep(cache& kept) {
    const cache::entry one{.key = "key", .value = "value"};
    return kept.keep({&one, 1}, 1h).has_value();
}

TEST(RedisCache, IsUsedAgainWhenItIsBack) {
    redis_server mine;
    const auto kept = mine.open();
    ASSERT_TRUE(keep(*kept));
    EXPECT_EQ(look(*kept)->front(), "value");
    mine.stop();
    const auto gone = look(*kept);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, errc::unavailable);
    EXPECT_FALSE(keep(*kept));
    mine.start();
    EXPECT_EQ(look(*kept)->front(),
              std::nullopt); // with a connection of before the stop, or a new one
    EXPECT_TRUE(keep(*kept));
    EXPECT_EQ(look(*kept)->front(), "value");
}

TEST(RedisCache, IsNotWaitedForWhenItHangs) {
    redis_server mine;
    const auto kept = mine.open(20ms);
    ASSERT_TRUE(keep(*kept));
    mine.tell(SIGSTOP);
    EXPECT_FALSE(look(*kept)); // else the test's time limit ends it
    mine.tell(SIGCONT);
    while (!look(*kept)) std::this_thread::yield();
    EXPECT_EQ(look(*kept)->front(), "value");
}

TEST(RedisCache, IsLeftAloneForAWhileAfterAnError) {
    redis_server mine;
    const auto kept = mine.open(5s, 24h);
    ASSERT_TRUE(keep(*kept));
    mine.stop();
    EXPECT_FALSE(look(*kept));
    mine.start();
    EXPECT_FALSE(look(*kept)); // it would answer, and is not asked
    EXPECT_EQ(look(*mine.open())->front(), std::nullopt);
}

TEST(RedisCache, ThatRefusesThePasswordIsUnavailable) {
    const auto wrong = redis_cache::open({.address = redis_server::running().address("wrong")});
    ASSERT_TRUE(wrong);
    EXPECT_FALSE(look(**wrong));
    EXPECT_FALSE(redis_cache::open({.address = "http://127.0.0.1"}));
}

} // namespace
} // namespace timewright::conformance
