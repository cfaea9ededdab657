// Goal: lines are told apart where they stand, with the same limits and problems as the tree of
// components. Method: texts with the shapes that matter (folds, quotes, nesting, what has no END),
// and every position of a line break against the blocks that are scanned at once.

#include <timewright/icalendar/content_lines.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace timewright {
namespace {

std::vector<std::string> lines_of(component_view of) {
    std::vector<std::string> lines;
    of.for_each_property([&](const content_line& one) { lines.emplace_back(one.whole()); });
    return lines;
}

TEST(ContentLines, StandInTheText) {
    const std::string text = "BEGIN:X\r\nA;B=\"c:d\",e;F=g:h:i\r\nEND:X\r\n";
    const content_lines lines(text);
    const std::vector<component_view> found = lines.components();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].name(), "X");
    const content_line& a = *found[0].find("a");
    EXPECT_EQ(a.begin, text.data() + 9);
    EXPECT_EQ(a.name(), "A");
    EXPECT_EQ(a.parameters(), ";B=\"c:d\",e;F=g");
    EXPECT_EQ(a.value(), "h:i");
    EXPECT_EQ(a.line, 2U);
    EXPECT_EQ(a.column(), 17U);
    EXPECT_EQ(a.offset, 9U);
    EXPECT_EQ(a.end_offset, 30U);
    EXPECT_EQ(a.find("b").first(), "c:d");
    EXPECT_EQ(a.find("b").values, "\"c:d\",e");
    EXPECT_EQ(a.find("F").column, 13U);
    EXPECT_FALSE(a.find("G"));
    EXPECT_EQ(a.parameter_value("F"), "g");
}

TEST(ContentLines, AreJoinedWhereTheyAreFolded) {
    const std::string text = "BEGIN:X\nA:1\n 2\n\t3\nB:4\nEND:X\n";
    const content_lines lines(text);
    EXPECT_EQ(lines_of(lines.components()[0]), (std::vector<std::string>{"A:123", "B:4"}));
    EXPECT_EQ(lines.components()[0].find("B")->line, 5U);
}

TEST(ContentLines, StepOverInnerComponentsAndThoseWithoutAnEnd) {
    const std::string text =
        "BEGIN:X\nA:1\nBEGIN:Y\nB:2\nEND:Y\nC:3\nBEGIN:Z\nD:4\nEND:X\nBEGIN:X\nBEGIN:W\n";
    const content_lines lines(text);
    const std::vector<component_view> found = lines.components();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(lines_of(found[0]), (std::vector<std::string>{"A:1", "C:3"}));
    std::string inner;
    for (const component_view& one : found)
        one.for_each_component([&](component_view in) { inner += in.name(); });
    EXPECT_EQ(inner, "Y");
    EXPECT_EQ(lines.problems().size(), 3U);
}

// The scanner looks at 64 bytes at once: every alignment of line ends and odd bytes must be seen.
TEST(ContentLines, AreTheSameWhereverBlocksEnd) {
    for (std::size_t length = 0; length < 200; ++length) {
        const std::string value(length, 'a');
        for (const std::string ending : {"\r\n", "\n"}) {
            const std::string text = "BEGIN:X" + ending + "A:" + value + ending + "B:" + value +
                                     "\x01" + ending + "C:\xC3\xA9" + ending + "END:X" + ending;
            const content_lines lines(text);
            EXPECT_EQ(lines_of(lines.components().at(0)),
                      (std::vector<std::string>{"A:" + value, "B:" + value, "C:\xC3\xA9"}))
                << length;
            ASSERT_EQ(lines.problems().size(), 1U) << length;
            EXPECT_EQ(lines.problems()[0].line, 3U);
            EXPECT_EQ(lines.problems()[0].column, length + 3);
        }
    }
}

} // namespace
} // namespace timewright
