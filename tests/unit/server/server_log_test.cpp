// Goal: a line of the log is one line, whatever is in it, and says no more than is wanted. Method: what
// strangers could bring into it, read back.
#include "server/server_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace {

using namespace timewright::hosting;

std::string written(server_log::choice chosen, log_level level, const std::string& message,
                    const std::vector<log_fact>& facts = {}) {
    std::ostringstream out;
    server_log(out, chosen).write(level, message, facts);
    return std::move(out).str();
}

TEST(ServerLog, SaysOnlyWhatIsWanted) {
    for (const log_level wanted : {log_level::error, log_level::warning, log_level::info})
        for (const log_level level :
             {log_level::error, log_level::warning, log_level::info, log_level::debug})
            EXPECT_EQ(written({.level = wanted}, level, "x").empty(), level > wanted);
}

TEST(ServerLog, AsTextIsForPeople) {
    EXPECT_EQ(
        written({}, log_level::error, "the disk is full", {{"route", "/a"}, {"n", "3", true}}),
        "timewright: the disk is full route=/a n=3\n");
}

TEST(ServerLog, AsJsonHasATimeALevelAndNumbers) {
    const std::string line = written({.format = log_format::json}, log_level::warning, "said",
                                     {{"requestId", "a-1"}, {"status", "201", true}});
    EXPECT_EQ(line.compare(0, 11, "{\"time\":\"20"), 0) << line;
    EXPECT_EQ(
        line.substr(line.find(",\"level\"")),
        ",\"level\":\"warning\",\"message\":\"said\",\"requestId\":\"a-1\",\"status\":201}\n");
}

TEST(ServerLog, IsOneLineWhateverIsInIt) {
    const std::string evil = "a\nb\r\n{\"level\":\"error\"}\x1b[31m\xff";
    for (const log_format format : {log_format::text, log_format::json}) {
        const std::string line =
            written({.format = format}, log_level::error, evil, {{"fact", evil}});
        EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
        EXPECT_EQ(line.back(), '\n');
        EXPECT_EQ(line.find('\x1b'), std::string::npos);
        EXPECT_EQ(line.find('\r'), std::string::npos);
    }
}

} // namespace
