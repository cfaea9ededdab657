// Goal: the port can be implemented and called through its base, and its values compare. What its
// functions promise is tested by tests/conformance/contents_conformance.hpp on every implementation.
#include <timewright/ports/contents.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

class one_page final : public contents {
  public:
    result<void, error> read(const visitor& visit) override { return visit(contents_page{}); }
    result<void, error> fill(
        const std::function<result<void, error>(const visitor&)>& source) override {
        return source([](contents_page&&) -> result<void, error> { return {}; });
    }
    result<std::vector<std::string>, error> find_faults() override {
        return std::vector<std::string>{"a fault"};
    }
};

TEST(Contents, AreFilledFromOthers) {
    one_page from, to;
    contents& target = to;
    EXPECT_TRUE(target.fill([&](const contents::visitor& write) { return from.read(write); }));
    EXPECT_EQ(target.find_faults()->size(), 1U);
}

TEST(Contents, AnErrorOfTheVisitorIsReturned) {
    one_page from;
    const auto failed = from.read([](contents_page&&) -> result<void, error> {
        return unexpected(error{.code = errc::io, .message = "full"});
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "full");
}

TEST(Contents, PagesCompareByTheirRows) {
    contents_page left, right;
    EXPECT_EQ(left, right);
    right.moment.newest = {1, 0};
    EXPECT_NE(left, right);
}

} // namespace
} // namespace timewright
