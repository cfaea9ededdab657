// Goal: one owner at a time, named to who comes second, and none after it has died.
// Method: locks in this process and in a child that is killed while it holds one.
#include "owner_lock.hpp"

#include "temporary_directory.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace timewright::sqlite {
namespace {

TEST(OwnerLock, IsHeldByOneAndNamesTheHolder) {
    const temporary_directory files;
    const auto first = owner_lock::take(files.file());
    ASSERT_TRUE(first) << first.error().message;
    const auto second = owner_lock::take(files.file());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, errc::unavailable);
    EXPECT_EQ(second.error().again, retry::safe);
    EXPECT_NE(second.error().message.find("process " + std::to_string(::getpid())),
              std::string::npos)
        << second.error().message;
}

TEST(OwnerLock, IsFreeAgainWhenItsHolderEnds) {
    const temporary_directory files;
    {
        ASSERT_TRUE(owner_lock::take(files.file()));
    }
    EXPECT_TRUE(owner_lock::take(files.file()));
}

TEST(OwnerLock, IsFreeAgainWhenItsHolderIsKilled) {
    const temporary_directory files;
    std::array<int, 2> told{};
    ASSERT_EQ(::pipe(told.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto held = owner_lock::take(files.file());
        const char answer = held ? 'y' : 'n';
        if (::write(told[1], &answer, 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    char answer = 0;
    ASSERT_EQ(::read(told[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    const auto refused = owner_lock::take(files.file());
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("process " + std::to_string(child)), std::string::npos);
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_TRUE(owner_lock::take(files.file()));
    ::close(told[0]);
    ::close(told[1]);
}

TEST(OwnerLock, SaysWhyItCannotBeTaken) {
    const auto failed = owner_lock::take("/nowhere/at/all/timewright.db");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::io);
    EXPECT_NE(failed.error().message.find("/nowhere/at/all"), std::string::npos);
}

} // namespace
} // namespace timewright::sqlite
