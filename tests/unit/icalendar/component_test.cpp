// Goal: any text becomes a tree or exact problems, and any tree becomes text that reads back as
// itself. Method: lines as the world writes them, good and bad, one feature a test; every limit hit
// once.

#include <timewright/icalendar/component.hpp>

#include <gtest/gtest.h>

#include <string>

namespace timewright {
namespace {

std::string wrapped(const std::string& lines) { return "BEGIN:X\r\n" + lines + "END:X\r\n"; }

// "line:column severity what" of each problem.
std::string problems_of(std::string_view text, const component_options& options = {}) {
    std::string shown;
    for (const problem& p : parse_components(text, options).problems)
        shown += std::to_string(p.line) + ":" + std::to_string(p.column) + " " +
                 to_string(p.severity) + " " + p.what + "\n";
    return shown;
}

TEST(Component, TakesALineApart) {
    const auto tree = parse_component(
        wrapped("ATTENDEE;CN=\"Reis, Ana\";X-A=1,\"2;3\":mailto:a@example.com\r\n"));
    ASSERT_TRUE(tree);
    const property& p = tree->properties.at(0);
    EXPECT_EQ(p.name, "ATTENDEE");
    EXPECT_EQ(p.parameter_value("cn"), "Reis, Ana");
    EXPECT_EQ(p.find("x-a")->values, (std::vector<std::string>{"1", "2;3"}));
    EXPECT_EQ(p.find("X-B"), nullptr);
    EXPECT_EQ(p.value, "mailto:a@example.com");
    EXPECT_EQ(p.line, 2U);
    EXPECT_EQ(p.column, 37U);
    EXPECT_EQ(p.find("x-a")->column, 25U);
}

TEST(Component, FindsPropertiesWithoutCase) {
    const auto tree = parse_component(wrapped("Summary:a\\, b\r\n"));
    EXPECT_EQ(tree->value_of("SUMMARY"), "a\\, b");
    EXPECT_EQ(tree->text_of("summary"), "a, b");
    EXPECT_EQ(tree->text_of("LOCATION"), "");
}

TEST(Component, UnfoldsLinesAlsoWithinACharacter) {
    EXPECT_EQ(parse_component(wrapped("A:1\r\n 2\r\n\t3\r\n"))->value_of("A"), "123");
    EXPECT_EQ(parse_component(wrapped("A:\xC3\r\n \xA9\r\n"))->value_of("A"), "\xC3\xA9");
}

TEST(Component, AcceptsBareLineFeedsAByteOrderMarkAndAMissingLastLineBreak) {
    const std::string text =
        "\xEF\xBB\xBF"
        "BEGIN:X\nA:1\n\nEND:X";
    EXPECT_EQ(problems_of(text), "");
    EXPECT_EQ(parse_component(text)->value_of("A"), "1");
    EXPECT_EQ(problems_of(text, {.strict = true}),
              "1:8 warning the line does not end with CR LF\n3:1 warning the line is empty\n");
}

TEST(Component, DecodesAndEncodesParameterValues) {
    const auto tree = parse_component(wrapped("A;CN=\"x^'y^^z^nw^q\":1\r\n"));
    EXPECT_EQ(tree->properties[0].parameter_value("CN"), "x\"y^z\nw^q");
    EXPECT_EQ(parse_component(print_component(*tree))->properties, tree->properties);
}

TEST(Component, LeavesOutControlCharactersAndReplacesWhatIsNotUtf8) {
    EXPECT_EQ(problems_of(wrapped(std::string("A:1\0002\r\n", 7))),
              "2:4 error the control character 0 was left out\n");
    EXPECT_EQ(problems_of(wrapped("A:1\r2\r\n")),
              "2:4 error a carriage return without a line feed was left out\n");
    const std::string overlong = wrapped(
        "A:1\xC0\xAF"
        "2\r\n");
    EXPECT_EQ(problems_of(overlong),
              "2:4 error bytes that are not UTF-8 were replaced by U+FFFD\n");
    EXPECT_EQ(parse_components(overlong).components[0].value_of("A"),
              "1\xEF\xBF\xBD\xEF\xBF\xBD"
              "2");
    for (const std::string bad : {"\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF", "\x80"})
        EXPECT_NE(problems_of(wrapped("A:" + bad + "\r\n")), "") << bad;
    for (const std::string good : {"\xED\x9F\xBF", "\xF4\x8F\xBF\xBF", "\xE2\x82\xAC", "\xC2\x80"})
        EXPECT_EQ(problems_of(wrapped("A:" + good + "\r\n")), "") << good;
}

TEST(Component, SaysWhereALineIsWrong) {
    EXPECT_EQ(problems_of(wrapped("NOCOLON\r\n")),
              "2:8 error the line has no colon before its value: \"NOCOLON\"\n");
    EXPECT_EQ(problems_of(wrapped(":1\r\n")),
              "2:1 error the line does not begin with a name: \":1\"\n");
    EXPECT_EQ(problems_of(wrapped("A;B:1\r\n")),
              "2:4 error a parameter is not of the form NAME=VALUE: \"A;B:1\"\n");
    EXPECT_EQ(problems_of(wrapped("A;B=\"c:1\r\n")),
              "2:5 error a quoted parameter value has no closing quote: \"A;B=\"c:1\"\n");
}

TEST(Component, SaysWhichBeginHasNoEnd) {
    EXPECT_EQ(problems_of("BEGIN:X\r\nBEGIN:Y\r\nA:1\r\nEND:X\r\n"),
              "2:1 error the Y that begins here has no END and was left out\n");
    EXPECT_EQ(problems_of("BEGIN:X\r\nBEGIN:Y\r\n"),
              "2:1 error the Y that begins here has no END and was left out\n"
              "1:1 error the X that begins here has no END\n");
    EXPECT_EQ(problems_of("BEGIN:X\r\nEND:Y\r\nEND:X\r\n"),
              "2:1 error END:\"Y\" closes nothing that is open\n");
    EXPECT_EQ(problems_of("A:1\r\n"), "1:1 error the line \"A:1\" is outside of every component\n");
}

TEST(Component, TellsWhichLimitItHit) {
    const std::string two = "BEGIN:X\r\nA:1\r\nA:2\r\nEND:X\r\nBEGIN:X\r\nEND:X\r\n";
    EXPECT_EQ(problems_of(two, {.limits = {.text_bytes_max = 10}}),
              "1:1 error the text has 42 bytes; more than 10 are not read\n");
    EXPECT_EQ(problems_of(two, {.limits = {.line_bytes_max = 4}}).substr(0, 56),
              "1:1 error the line is longer than 4 bytes and was left o");
    EXPECT_EQ(problems_of(two, {.limits = {.components_max = 1}}),
              "5:1 error the text has more than 1 components; the rest was not read\n");
    EXPECT_EQ(problems_of(two, {.limits = {.properties_max = 1}}),
              "3:1 error the text has more than 1 properties; the rest was not read\n");
    EXPECT_EQ(problems_of("BEGIN:X\nBEGIN:X\nEND:X\nEND:X\n", {.limits = {.depth_max = 1}}),
              "2:1 error components are nested deeper than 1; the rest was not read\n");
    EXPECT_EQ(problems_of(wrapped("A;B=1,2,3:1\r\n"), {.limits = {.parameters_max = 2}}),
              "2:9 error the line has more than 2 parameter values: \"A;B=1,2,3:1\"\n");
    EXPECT_EQ(problems_of("A\nB\nC\n", {.limits = {.problems_max = 1}}),
              "1:2 error the line has no colon before its value: \"A\"\n"
              "2:1 error more problems follow that are not listed\n");
}

TEST(Component, ReadsOneComponentWholeOrSaysWhyNot) {
    EXPECT_EQ(parse_component("BEGIN:X\nA\nEND:X\n").error().where.line, 2U);
    EXPECT_EQ(parse_component("").error().code, errc::invalid_input);
    EXPECT_FALSE(parse_component("BEGIN:X\nEND:X\nBEGIN:X\nEND:X\n"));
}

TEST(PrintComponent, FoldsAt75OctetsBetweenCharacters) {
    component tree{.name = "X"};
    std::string value;
    for (int i = 0; i < 100; ++i) value += "\xE2\x82\xAC";
    tree.add("A", value);
    const std::string text = print_component(tree);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 75U);
        EXPECT_NE(static_cast<unsigned char>(text[at]) & 0xC0U, 0x80U);
        at = end + 2;
    }
    EXPECT_EQ(parse_component(text)->value_of("A"), value);
}

TEST(PrintComponent, LetsNoValueStartALineOfItsOwn) {
    component tree{.name = "X\r\nEND:X"};
    tree.add_text("SUM\nMARY", "a\r\nBEGIN:VALARM\rb\x01");
    tree.add("RAW", "a\r\nBEGIN:VALARM");
    tree.properties.back().parameters = {
        {.name = "CN:\n", .values = {"a\r\nBEGIN:VALARM\"", "b,c"}}};
    EXPECT_EQ(print_component(tree),
              "BEGIN:XENDX\r\nSUMMARY:a\\nBEGIN:VALARM\\nb\r\n"
              "RAW;CN=\"a^nBEGIN:VALARM^'\",\"b,c\":aBEGIN:VALARM\r\nEND:XENDX\r\n");
}

TEST(Text, IsEscapedAndReadBack) {
    const std::string text = "a,b;c\\d\ne\tf";
    EXPECT_EQ(escape_text(text), "a\\,b\\;c\\\\d\\ne\tf");
    EXPECT_EQ(unescape_text(escape_text(text)), text);
    EXPECT_EQ(unescape_text("a\\Nb\\:c\\"), "a\nb:c\\");
    EXPECT_EQ(split_text("a\\,b,c,,d\\"), (std::vector<std::string>{"a,b", "c", "", "d\\"}));
    EXPECT_EQ(split_text(""), (std::vector<std::string>{""}));
}

} // namespace
} // namespace timewright
