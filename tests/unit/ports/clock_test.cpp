// Goal: the system's clock tells the present and a manual clock what it was set to, from any
// thread. Method: bounds around a call; reads while another thread moves the clock.
#include <timewright/ports/clock.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace {

using namespace timewright;
using std::chrono::floor;
using std::chrono::seconds;

TEST(SystemClock, TellsThePresentInWholeSeconds) {
    const system_clock present;
    const timewright::clock& port = present; // the C library has a clock() too
    const sys_seconds before = floor<seconds>(std::chrono::system_clock::now());
    const sys_seconds told = port.now();
    const sys_seconds after = floor<seconds>(std::chrono::system_clock::now());
    EXPECT_LE(before, told);
    EXPECT_LE(told, after);
}

TEST(ManualClock, StandsStillUntilItIsMoved) {
    manual_clock present(sys_seconds(seconds(100)));
    EXPECT_EQ(present.now(), sys_seconds(seconds(100)));
    EXPECT_EQ(present.now(), sys_seconds(seconds(100)));
    present.advance(seconds(5));
    EXPECT_EQ(present.now(), sys_seconds(seconds(105)));
    present.advance(seconds(-10));
    EXPECT_EQ(present.now(), sys_seconds(seconds(95)));
    present.set(sys_seconds(seconds(7)));
    EXPECT_EQ(present.now(), sys_seconds(seconds(7)));
}

TEST(ManualClock, MayBeReadWhileItIsMoved) {
    manual_clock present(sys_seconds{});
    std::thread mover([&] {
        for (int i = 0; i < 10'000; ++i) present.advance(seconds(1));
    });
    sys_seconds last{};
    for (int i = 0; i < 10'000; ++i) {
        const sys_seconds now = present.now();
        EXPECT_GE(now, last);
        last = now;
    }
    mover.join();
    EXPECT_EQ(present.now(), sys_seconds(seconds(10'000)));
}

} // namespace
