// Goal: sockets that systemd opened are found by their names, and variables that are meant for somebody else
// are left alone. Method: the variables as values, for sockets that are named and not touched. What a
// server then does with them is in tests/simulation/http/drained_server.py.
#include "server/systemd.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <string>

namespace {

using namespace timewright;
using namespace timewright::hosting;

result<inherited_sockets, error> inherit(std::map<std::string, std::string> variables) {
    return inherit_sockets([&](const char* name) -> const char* {
        const auto at = variables.find(name);
        return at == variables.end() ? nullptr : at->second.c_str();
    });
}

std::string me() { return std::to_string(::getpid()); }

TEST(InheritedSockets, AreNoneWithoutSystemd) {
    const auto found = inherit({});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->api, -1);
    EXPECT_EQ(found->management, -1);
}

TEST(InheritedSockets, OfAnotherProcessAreNotOurs) {
    EXPECT_EQ(inherit({{"LISTEN_PID", "1"}, {"LISTEN_FDS", "1"}})->api, -1);
    EXPECT_EQ(inherit({{"LISTEN_FDS", "1"}})->api, -1);
    EXPECT_EQ(inherit({{"LISTEN_PID", me()}, {"LISTEN_FDS", "many"}})->api, -1);
    EXPECT_EQ(inherit({{"LISTEN_PID", me()}, {"LISTEN_FDS", "0"}})->api, -1);
}

TEST(InheritedSockets, AreKnownByTheirNames) {
    EXPECT_EQ(inherit({{"LISTEN_PID", me()}, {"LISTEN_FDS", "1"}})->api, 3);
    const auto both = inherit({{"LISTEN_PID", me()},
                               {"LISTEN_FDS", "2"},
                               {"LISTEN_FDNAMES", "management:timewright.socket"}});
    ASSERT_TRUE(both);
    EXPECT_EQ(both->management, 3);
    EXPECT_EQ(both->api, 4);
}

TEST(InheritedSockets, AreNotMoreThanThereIsUseFor) {
    for (const char* names : {"a:b", "management:management", "", "a:management:b"})
        EXPECT_FALSE(inherit({{"LISTEN_PID", me()},
                              {"LISTEN_FDS", std::string(names) == "a:management:b" ? "3" : "2"},
                              {"LISTEN_FDNAMES", names}}))
            << names;
}

} // namespace
