// Goal: the reference contents keep pages as they came. Method: what tests/conformance does not ask.
#include <timewright/storage/memory_contents.hpp>

#include <gtest/gtest.h>

namespace timewright {
namespace {

TEST(MemoryContents, PagesStayAsTheyCame) {
    contents_page page;
    page.moment = {.as_of = sys_seconds(std::chrono::seconds(5)), .newest = {1, 2}};
    page.records = {{{default_organization, "kind", "key"}, 3, "body"}};
    memory_contents from({page, page});
    memory_contents to;
    ASSERT_TRUE(to.fill([&](const contents::visitor& write) { return from.read(write); }));
    EXPECT_EQ(to.pages(), from.pages());
}

TEST(MemoryContents, FindNoFaultWithThemselves) {
    memory_contents any;
    EXPECT_TRUE(any.find_faults()->empty());
}

} // namespace
} // namespace timewright
