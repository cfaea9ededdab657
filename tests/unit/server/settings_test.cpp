// Goal: what was chosen holds, the right one of several places wins, and whoever made a mistake is told
// where it stands and what would be right. Method: the three places as values; TOML as text; the page of
// the reference is compared with the table.
#include "server/settings.hpp"

#include "temporary_directory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>

namespace {

using namespace timewright;
using namespace timewright::hosting;
using namespace std::chrono_literals;

given_values option(const std::string& key, const std::string& text) {
    return {{.key = key, .text = text, .origin = flag_of(key)}};
}

given_values environment(const std::map<std::string, std::string>& variables) {
    return read_environment([&](const char* name) -> const char* {
        const auto at = variables.find(name);
        return at == variables.end() ? nullptr : at->second.c_str();
    });
}

given_values file(const std::string& text) {
    auto read = read_settings_text(text, "a.toml");
    EXPECT_TRUE(read) << to_string(read.error());
    return read ? *read : given_values{};
}

std::string mistake_in_file(const std::string& text) {
    auto read = read_settings_text(text, "a.toml");
    if (!read) return to_string(read.error());
    const std::array places{std::move(*read)};
    const auto made = settings::make(places);
    return made ? "none" : to_string(made.error());
}

std::string mistake(const given_values& place) {
    const std::array places{place};
    const auto made = settings::make(places);
    return made ? "none" : to_string(made.error());
}

settings made_of(const std::vector<given_values>& places) {
    auto made = settings::make(places);
    EXPECT_TRUE(made) << to_string(made.error());
    return std::move(*made);
}

TEST(SettingsTable, HasDefaultsThatItWouldTakeItself) {
    std::set<std::string> names;
    for (const setting& row : all_settings()) {
        EXPECT_EQ(mistake(option(std::string(row.key), std::string(row.otherwise))), "none")
            << row.key;
        EXPECT_TRUE(names.insert(flag_of(row.key)).second) << row.key;
        EXPECT_TRUE(names.insert(variable_of(row.key)).second) << row.key;
        EXPECT_FALSE(row.help.empty()) << row.key;
    }
}

TEST(SettingsTable, IsThePageOfTheReference) {
    std::ifstream page(TIMEWRIGHT_SOURCE_DIR "/docs/reference/configuration.md");
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    std::ofstream("configuration.md") << settings_page();
    EXPECT_EQ(text, settings_page()) << "what it is to be stands in configuration.md, in the "
                                        "directory where this test ran: copy it to docs/reference";
}

TEST(SettingNames, AreMadeOfTheKey) {
    EXPECT_EQ(flag_of("limits.idle_time"), "--limits-idle-time");
    EXPECT_EQ(variable_of("limits.idle_time"), "TIMEWRIGHT_LIMITS_IDLE_TIME");
    EXPECT_EQ(variable_of("port"), "TIMEWRIGHT_PORT");
}

TEST(Settings, OfAnOptionWinOverTheEnvironmentAndThatOverTheFile) {
    const given_values low = file("port = 1\nhost = \"::1\"\n[management]\nport = 2");
    const given_values middle =
        environment({{"TIMEWRIGHT_PORT", "3"}, {"TIMEWRIGHT_MANAGEMENT_PORT", "off"}});
    const settings chosen = made_of({low, middle, option("port", "5")});
    EXPECT_EQ(chosen.number("port"), 5);
    EXPECT_EQ(chosen.number_or_off("management.port"), std::nullopt);
    EXPECT_EQ(chosen.text("host"), "::1");
    EXPECT_EQ(chosen.duration("hold.default"), 10min);
    EXPECT_TRUE(chosen.is_default("hold.default"));
    EXPECT_FALSE(chosen.is_default("host"));
}

TEST(Settings, SayWhereEachComesFrom) {
    const settings chosen =
        made_of({file("\n  host = \"::1\""), environment({{"TIMEWRIGHT_PORT", "3"}}),
                 option("management.port", "0")});
    const std::string lines = chosen.to_json_lines();
    EXPECT_NE(lines.find(R"({"key":"host","value":"::1","origin":"a.toml:2:10"})"),
              std::string::npos)
        << lines;
    EXPECT_NE(lines.find(R"({"key":"port","value":"3","origin":"TIMEWRIGHT_PORT"})"),
              std::string::npos);
    EXPECT_NE(lines.find(R"("management.port","value":"0","origin":"--management-port")"),
              std::string::npos);
    EXPECT_NE(lines.find(R"({"key":"feed.retention","value":"P30D","origin":"default"})"),
              std::string::npos);
}

TEST(Settings, AreShownAsAFileThatSaysTheSame) {
    const settings chosen =
        made_of({file("port = 1\nhost = \"a\\\\b\\\"c\"\n[management]\nport = \"off\"")});
    const settings again = made_of({file(chosen.to_toml())});
    for (const setting& row : all_settings())
        EXPECT_EQ(again.text(row.key), chosen.text(row.key)) << row.key;
}

TEST(Settings, TakeAnEmptyVariableForNone) {
    EXPECT_EQ(made_of({environment({{"TIMEWRIGHT_PORT", ""}})}).number("port"), 8080);
}

TEST(Settings, ThatAreWrongAreToldWithWhatIsRight) {
    EXPECT_EQ(mistake(option("port", "80a")),
              "--port: \"80a\" is not right; it is to be a whole number from 0 to 65535");
    EXPECT_EQ(
        mistake(environment({{"TIMEWRIGHT_PORT", "65536"}})),
        "TIMEWRIGHT_PORT: \"65536\" is not right; it is to be a whole number from 0 to 65535");
    EXPECT_EQ(
        mistake(option("management.port", "none")),
        "--management-port: \"none\" is not right; it is to be a whole number from 0 to 65535, "
        "or off");
    EXPECT_EQ(
        mistake(option("hold.default", "10m")),
        "--hold-default: \"10m\" is not right; it is to be a duration from PT1S to PT1H, such "
        "as PT10M");
    EXPECT_NE(mistake(option("hold.default", "PT2H")), "none");
    EXPECT_NE(mistake(option("booking.horizon", "P4000D")), "none");
}

TEST(Settings, OfAFileAreCheckedThoughTheyLose) {
    auto low = read_settings_text("port = 99999", "a.toml");
    ASSERT_TRUE(low);
    const std::array places{*low, option("port", "1")};
    const auto made = settings::make(places);
    ASSERT_FALSE(made);
    EXPECT_EQ(
        to_string(made.error()),
        "a.toml:1:8: port: \"99999\" is not right; it is to be a whole number from 0 to 65535");
}

TEST(SettingsFile, TellsOfKeysThatThereAreNot) {
    EXPECT_EQ(mistake_in_file("\nprot = 1"),
              "a.toml:2:1: there is no setting \"prot\"; did you mean \"port\"?");
    EXPECT_EQ(mistake_in_file("[limits]\nidle_tiem = \"PT1S\""),
              "a.toml:2:1: there is no setting \"limits.idle_tiem\"; did you mean "
              "\"limits.idle_time\"?");
    EXPECT_NE(mistake_in_file("[elsewhere]\nport = 1").find("there is no setting \"elsewhere\""),
              std::string::npos);
    EXPECT_NE(mistake_in_file("[[limits]]\nport = 1").find("a.toml:1:"), std::string::npos);
    // The mistake that stands first, whatever its name.
    EXPECT_NE(mistake_in_file("zzz = 1\naaa = 1").find("a.toml:1:1: "), std::string::npos);
}

TEST(SettingsFile, TellsOfValuesOfAnotherType) {
    EXPECT_EQ(mistake_in_file("port = \"8080\""),
              "a.toml:1:8: port is to be a number, without quotes: port = 8080");
    EXPECT_EQ(mistake_in_file("[hold]\ndefault = 10"),
              "a.toml:2:11: hold.default is to be text in quotes: default = \"PT10M\"");
    EXPECT_NE(mistake_in_file("[management]\nport = true")
                  .find("a.toml:2:8: management.port is to "
                        "be a number without quotes, or"),
              std::string::npos);
    EXPECT_NE(mistake_in_file("host = [1]").find("a.toml:1:8: host is to be text"),
              std::string::npos);
}

TEST(SettingsFile, TellsWhereItIsNoToml) {
    const std::string said = mistake_in_file("port = 1\nhost = \"::1\nx");
    EXPECT_EQ(said.compare(0, 9, "a.toml:2:"), 0) << said;
    EXPECT_NE(mistake_in_file("port = 1\nport = 2").find("a.toml:2:"), std::string::npos);
    EXPECT_FALSE(read_settings_file("/does/not/exist"));
}

TEST(Secret, StandsInAFileOfItsOwn) {
    const temporary_directory place;
    const std::string path = (place.path() / "dsn").string();
    std::ofstream(path) << "postgresql://me:hunter2@db/timewright\nsecond line\n";
    const settings chosen = made_of({environment({{"TIMEWRIGHT_DATABASE_FILE", path}})});
    EXPECT_EQ(chosen.text("database"), "postgresql://me:hunter2@db/timewright");
    for (const std::string& shown : {chosen.to_toml(), chosen.to_json_lines()}) {
        EXPECT_EQ(shown.find("hunter2"), std::string::npos);
        EXPECT_NE(shown.find("postgresql://me:***@db/timewright"), std::string::npos);
        EXPECT_NE(shown.find("TIMEWRIGHT_DATABASE_FILE"), std::string::npos);
    }
}

TEST(Secret, ThatCannotBeReadIsTold) {
    const temporary_directory place;
    const std::string path = (place.path() / "dsn").string();
    EXPECT_NE(mistake(option("database_file", path)).find("--database-file: the file " + path),
              std::string::npos);
    std::ofstream(path) << "\nfirst line empty";
    EXPECT_NE(mistake(option("database_file", path)).find("is empty"), std::string::npos);
    std::ofstream(path) << std::string(100'000, 'x');
    EXPECT_NE(mistake(option("database_file", path)).find("too long"), std::string::npos);
}

TEST(Secret, IsSaidOnceInOnePlace) {
    const given_values both =
        environment({{"TIMEWRIGHT_DATABASE", "a.db"}, {"TIMEWRIGHT_DATABASE_FILE", "/b"}});
    EXPECT_EQ(mistake(both),
              "TIMEWRIGHT_DATABASE_FILE: the same is said by TIMEWRIGHT_DATABASE; "
              "leave one of them out");
}

TEST(Password, IsMaskedWhereverLibpqTakesIt) {
    EXPECT_EQ(mask_password("/var/lib/timewright.db"), "/var/lib/timewright.db");
    EXPECT_EQ(mask_password("postgresql://me@db/x"), "postgresql://me@db/x");
    EXPECT_EQ(mask_password("postgresql://me:secret@db:5432/x?sslmode=require"),
              "postgresql://me:***@db:5432/x?sslmode=require");
    EXPECT_EQ(mask_password("postgresql://me:se@cret@db/x"), "postgresql://me:***@db/x");
    EXPECT_EQ(mask_password("postgresql://db/x?password=secret&user=me"),
              "postgresql://db/x?password=***&user=me");
    EXPECT_EQ(mask_password("postgresql://db/x?sslpassword=secret"),
              "postgresql://db/x?sslpassword=***");
    EXPECT_EQ(mask_password("host=db password=secret user=me"), "host=db password=*** user=me");
    EXPECT_EQ(mask_password("password = 'a \\' secret' user=me"), "password = *** user=me");
    EXPECT_EQ(mask_password("user=me password=s\\ ecret"), "user=me password=***");
    EXPECT_EQ(mask_password("password='never ends"), "password=***");
}

} // namespace
