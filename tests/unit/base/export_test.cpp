// Goal: TIMEWRIGHT_EXPORT can stand where the library writes it, on classes, functions and static
// members, and changes nothing but visibility.
// Method: declarations of each kind; that they link across a shared library is for tests/install.
#include <timewright/base/export.hpp>

#include <gtest/gtest.h>

namespace timewright::testing {

class TIMEWRIGHT_EXPORT marked {
  public:
    [[nodiscard]] TIMEWRIGHT_EXPORT static int answer() { return 42; }
    int number = 0;
};

TIMEWRIGHT_EXPORT int marked_function(int number);
int marked_function(int number) { return number + 1; }

} // namespace timewright::testing

namespace {

TEST(Export, MarkedClassesAndFunctionsWorkAsUnmarkedOnes) {
    EXPECT_EQ(timewright::testing::marked::answer(), 42);
    EXPECT_EQ(sizeof(timewright::testing::marked), sizeof(int));
    EXPECT_EQ(timewright::testing::marked_function(1), 2);
}

} // namespace
