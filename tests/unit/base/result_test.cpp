// Goal: result behaves as std::expected where it has the same name, and aborts where that throws.
// Method: each member on a value and on a failure; move-only values; death tests.
#include <timewright/base/result.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace timewright {
namespace {

using number = result<int, std::string>;

number failed() { return unexpected(std::string("no number")); }

TEST(Result, HoldsAValueOrAnError) {
    const number good = 3;
    EXPECT_TRUE(good);
    EXPECT_TRUE(good.has_value());
    EXPECT_EQ(*good, 3);
    EXPECT_EQ(good.value(), 3);
    const number bad = failed();
    EXPECT_FALSE(bad);
    EXPECT_EQ(bad.error(), "no number");
}

TEST(Result, DefaultIsADefaultValue) {
    EXPECT_EQ(*number{}, 0);
    EXPECT_TRUE((result<void, std::string>{}));
}

TEST(Result, ValueOrFallsBack) {
    const number bad = failed();
    EXPECT_EQ(bad.value_or(7), 7);
    EXPECT_EQ(number(3).value_or(7), 3);
}

TEST(Result, ChainsStopAtTheFirstFailure) {
    int calls = 0;
    const auto half = [&calls](int n) -> number {
        ++calls;
        if (n % 2 != 0) return unexpected(std::string("odd"));
        return n / 2;
    };
    EXPECT_EQ(*number(8).and_then(half).and_then(half), 2);
    EXPECT_EQ(number(6).and_then(half).and_then(half).and_then(half).error(), "odd");
    EXPECT_EQ(calls, 4);
}

TEST(Result, TransformChangesTheValueAndItsType) {
    const result<std::string, std::string> text =
        number(3).transform([](int n) { return std::string(static_cast<std::size_t>(n), 'x'); });
    EXPECT_EQ(*text, "xxx");
    EXPECT_EQ(failed().transform([](int n) { return n + 1; }).error(), "no number");
}

TEST(Result, TransformErrorChangesTheErrorAndItsType) {
    const result<int, std::size_t> bad =
        failed().transform_error([](const std::string& why) { return why.size(); });
    EXPECT_EQ(bad.error(), 9U);
    EXPECT_EQ(*number(3).transform_error([](const std::string& why) { return why.size(); }), 3);
}

TEST(Result, CarriesWhatCanOnlyBeMoved) {
    result<std::unique_ptr<int>, std::string> owner = std::make_unique<int>(5);
    const std::unique_ptr<int> taken = *std::move(owner);
    EXPECT_EQ(*taken, 5);
}

TEST(Result, TellsValueFromErrorOfTheSameType) {
    const result<std::string, std::string> value = std::string("text");
    const result<std::string, std::string> failure = unexpected(std::string("text"));
    EXPECT_TRUE(value);
    EXPECT_FALSE(failure);
    EXPECT_NE(value, failure);
}

TEST(Result, OfVoidIsOnlyAboutHavingWorked) {
    const auto check = [](bool fine) -> result<void, std::string> {
        if (!fine) return unexpected(std::string("not fine"));
        return {};
    };
    EXPECT_TRUE(check(true));
    check(true).value();
    EXPECT_EQ(check(false).error(), "not fine");
    EXPECT_EQ(check(true), check(true));
    EXPECT_NE(check(true), check(false));
}

TEST(Result, AskingForWhatIsNotThereAborts) {
    const number bad = failed();
    EXPECT_DEATH(static_cast<void>(*bad), "precondition failed");
    EXPECT_DEATH(static_cast<void>(bad.value()), "precondition failed");
    const number good = 3;
    EXPECT_DEATH(static_cast<void>(good.error()), "precondition failed");
    const result<void, std::string> nothing = unexpected(std::string("no"));
    EXPECT_DEATH(nothing.value(), "precondition failed");
}

} // namespace
} // namespace timewright
