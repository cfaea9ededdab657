// Goal: the version says the same as text and as numbers, and is the build's own.
#include <timewright/base/version.hpp>

#include <gtest/gtest.h>

#include <string>

TEST(Version, TextAndNumbersAgree) {
    const auto& version = timewright::current_version;
    EXPECT_EQ(version.text, std::to_string(version.major) + "." + std::to_string(version.minor) +
                                "." + std::to_string(version.patch));
}

TEST(Version, IsTheOneThatTheBuildInstalls) {
    EXPECT_EQ(timewright::current_version.text, TIMEWRIGHT_PROJECT_VERSION);
}
