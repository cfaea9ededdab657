// Goal: a file is brought to this version by its missing steps, each whole, and what is not ours is
// left alone. Method: migrate real files with steps made up for the purpose.
#include "schema.hpp"

#include "temporary_directory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace timewright::sqlite {
namespace {

class Schema : public testing::Test {
  protected:
    connection open() {
        auto opened = connection::open(files_.file(), access::owner, "");
        if (!opened) {
            ADD_FAILURE() << opened.error().message;
            std::abort();
        }
        return std::move(*opened);
    }
    static std::int64_t ask(connection& on, const char* sql) {
        auto found = on.query_integer(sql);
        EXPECT_TRUE(found) << found.error().message;
        return found ? *found : -1;
    }

    static constexpr std::array<migration, 3> steps{{
        {"one", "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"},
        {"two", "INSERT INTO a VALUES (2);"},
        {"three", "INSERT INTO a VALUES (3);"},
    }};

    temporary_directory files_;
};

TEST_F(Schema, TakesAllStepsInAnEmptyFileAndNoneTwice) {
    connection file = open();
    ASSERT_TRUE(migrate(file, steps));
    ASSERT_TRUE(migrate(file, steps));
    EXPECT_EQ(ask(file, "SELECT sum(x) FROM a"), 6);
    EXPECT_EQ(ask(file, "PRAGMA user_version"), 3);
    EXPECT_EQ(ask(file, "PRAGMA application_id"), application_id);
}

TEST_F(Schema, TakesOnlyTheStepsThatAnOlderFileLacks) {
    connection file = open();
    ASSERT_TRUE(migrate(file, std::span(steps).first(1)));
    EXPECT_EQ(ask(file, "SELECT sum(x) FROM a"), 1);
    ASSERT_TRUE(migrate(file, steps));
    EXPECT_EQ(ask(file, "SELECT sum(x) FROM a"), 6);
}

TEST_F(Schema, LeavesTheFileAtTheLastWholeStepWhenOneFails) {
    connection file = open();
    constexpr std::array<migration, 2> broken{{
        steps[0],
        {"two, which is wrong", "INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1);"},
    }};
    const auto failed = migrate(file, broken);
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("version 2"), std::string::npos);
    EXPECT_NE(failed.error().message.find("two, which is wrong"), std::string::npos);
    EXPECT_EQ(ask(file, "SELECT sum(x) FROM a"), 1);
    EXPECT_EQ(ask(file, "PRAGMA user_version"), 1);
    ASSERT_TRUE(migrate(file, steps));
    EXPECT_EQ(ask(file, "SELECT sum(x) FROM a"), 6);
}

TEST_F(Schema, LeavesTheFileOfAnotherApplicationAlone) {
    connection file = open();
    ASSERT_TRUE(file.execute("CREATE TABLE recipes (name TEXT)"));
    const auto failed = migrate(file, steps);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::invalid_input);
    EXPECT_EQ(ask(file, "SELECT count(*) FROM sqlite_schema"), 1);
    EXPECT_FALSE(check_version(file, 3));
}

TEST_F(Schema, RefusesAFileOfANewerVersion) {
    connection file = open();
    ASSERT_TRUE(migrate(file, steps));
    const auto failed = migrate(file, std::span(steps).first(2));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::unsupported);
    EXPECT_NE(failed.error().message.find("version 3"), std::string::npos);
}

TEST_F(Schema, LetsAReaderReadItsOwnVersionOnly) {
    connection file = open();
    ASSERT_TRUE(migrate(file, std::span(steps).first(2)));
    EXPECT_TRUE(check_version(file, 2));
    EXPECT_EQ(check_version(file, 1).error().code, errc::unsupported);
    EXPECT_EQ(check_version(file, 3).error().code, errc::unsupported);
}

TEST_F(Schema, HasStepsThatMakeStrictTables) {
    connection file = open();
    ASSERT_TRUE(migrate(file, migrations()));
    EXPECT_EQ(ask(file,
                  "SELECT count(*) FROM sqlite_schema WHERE type = 'table' "
                  "AND sql NOT LIKE '%STRICT%'"),
              0);
    EXPECT_EQ(ask(file, "SELECT count(*) FROM state"), 1);
}

} // namespace
} // namespace timewright::sqlite
