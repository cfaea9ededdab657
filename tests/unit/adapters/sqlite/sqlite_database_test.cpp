// Goal: what sqlite_database promises beyond the ports: who may open a file, what a damaged one is
// answered with, how batches are made, and that one caller's bad data fails nobody else.
// Method: real files; completions that hold the writing thread, so that batches are exactly known.
#include "connection.hpp"
#include "temporary_directory.hpp"

#include <timewright/adapters/sqlite/sqlite_database.hpp>
#include <timewright/adapters/sqlite/sqlite_directory.hpp>
#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timewright {
namespace {

constexpr calendar_user_id room = calendar_user_id::from_number(1);
constexpr sys_seconds morning{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

interval hour(std::uint64_t number) {
    return interval(morning + std::chrono::hours(number), std::chrono::hours(1));
}

change book(std::uint64_t number, std::string document = "a meeting") {
    change made;
    made.edits = {{.booking = booking_id::from_number(number), .document = std::move(document)}};
    made.parts = {{.booking = booking_id::from_number(number),
                   .id = 0,
                   .claims = {{.who = room, .span = hour(number)}}}};
    return made;
}

change know_room() {
    change made;
    made.users = {{room, {}}};
    return made;
}

class SqliteDatabase : public testing::Test {
  protected:
    result<std::unique_ptr<sqlite_database>, error> try_open(sqlite_options options = {}) {
        options.path = files_.file();
        return sqlite_database::open(options, clock_);
    }

    std::unique_ptr<sqlite_database> open(sqlite_options options = {}) {
        auto opened = try_open(std::move(options));
        if (opened) return std::move(*opened);
        ADD_FAILURE() << opened.error().message;
        std::abort();
    }

    static outcome_code apply(sqlite_database& database, const change& asked) {
        auto answer = sqlite_store(database).apply({&asked, 1});
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? answer->front().code : outcome_code::malformed;
    }

    /// A database with the room and these bookings, closed again.
    void fill(std::uint64_t bookings) {
        const auto database = open();
        EXPECT_EQ(apply(*database, know_room()), outcome_code::applied);
        for (std::uint64_t i = 1; i <= bookings; ++i)
            EXPECT_EQ(apply(*database, book(i)), outcome_code::applied);
    }

    /// Runs SQL beside the adapter, on a file that nobody has open.
    void run(const char* sql) {
        auto file = sqlite::connection::open(files_.file(), sqlite::access::owner, "");
        ASSERT_TRUE(file) << file.error().message;
        const auto done = file->execute(sql);
        ASSERT_TRUE(done) << done.error().message;
    }

    std::int64_t ask(const char* sql) {
        auto file = sqlite::connection::open(files_.file(), sqlite::access::reader, "");
        if (!file) return -1;
        const auto found = file->query_integer(sql);
        EXPECT_TRUE(found) << found.error().message;
        return found ? *found : -1;
    }

    void write_file(const std::string& content) {
        std::ofstream(files_.file(), std::ios::binary) << content;
    }

    temporary_directory files_;
    manual_clock clock_{morning};
};

/// Holds the writing thread in a completion until it is let go.
class held_writer {
  public:
    held_writer(store& on, const change& first) {
        on.submit(first, [this](const result<outcome, error>&) {
            reached_.set_value();
            go_.get_future().wait();
        });
        reached_.get_future().wait();
    }
    void let_go() { go_.set_value(); }

  private:
    std::promise<void> reached_;
    std::promise<void> go_;
};

TEST_F(SqliteDatabase, BelongsToOneOwnerWhomItNames) {
    const auto owner = open();
    const auto second = try_open();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, errc::unavailable);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos)
        << second.error().message;
}

TEST_F(SqliteDatabase, IsMadeOnlyWhereItsDirectoryExists) {
    const auto failed = sqlite_database::open({.path = files_.path() / "no" / "such.db"}, clock_);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::io);
    EXPECT_EQ(sqlite_database::open({}, clock_).error().code, errc::invalid_input);
}

TEST_F(SqliteDatabase, RefusesWhatIsNoDatabase) {
    write_file("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" + std::string(4096, ' '));
    const auto failed = try_open();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::invalid_input);
}

TEST_F(SqliteDatabase, RefusesTheDatabaseOfAnotherApplication) {
    run("CREATE TABLE recipes (name TEXT)");
    const auto failed = try_open();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::invalid_input);
    EXPECT_EQ(ask("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(SqliteDatabase, RefusesANewerVersion) {
    fill(0);
    run("PRAGMA user_version = 1000");
    EXPECT_EQ(try_open().error().code, errc::unsupported);
    EXPECT_EQ(try_open({.path = {}, .read_only = true}).error().code, errc::unsupported);
}

TEST_F(SqliteDatabase, FindsADamagedPageBeforeAnythingElse) {
    fill(20);
    {
        std::fstream file(files_.file(), std::ios::binary | std::ios::in | std::ios::out);
        for (std::streamoff page = 1; page < 12; ++page) {
            file.seekp(page * 4096);
            file << std::string(64, '\xA5');
        }
    }
    const auto failed = try_open();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::corrupt_data) << failed.error().message;
}

TEST_F(SqliteDatabase, FindsDamageInWhatIsNotReadWhenItIsOpened) {
    fill(20);
    const std::int64_t page = ask("SELECT rootpage FROM sqlite_schema WHERE name = 'feed'");
    const std::int64_t page_size = ask("PRAGMA page_size");
    {
        std::fstream file(files_.file(), std::ios::binary | std::ios::in | std::ios::out);
        file.seekp((page - 1) * page_size);
        file << std::string(64, '\xA5');
    }
    const auto failed = try_open();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, errc::corrupt_data) << failed.error().message;
    EXPECT_NE(failed.error().message.find("quick_check"), std::string::npos);
    // Nothing but the check can have found it.
    EXPECT_TRUE(try_open({.path = {}, .check_on_open = false}));
}

TEST_F(SqliteDatabase, RefusesRowsThatContradictEachOther) {
    for (const char* damage :
         {"PRAGMA foreign_keys = OFF; DELETE FROM users",
          "PRAGMA foreign_keys = OFF; DELETE FROM bookings",
          "PRAGMA ignore_check_constraints = ON; UPDATE claims SET end_at = start_at - 1",
          "UPDATE claims SET effect = 9", "UPDATE claims SET units = 5000000000",
          "DELETE FROM state"}) {
        std::filesystem::remove(files_.file());
        fill(2);
        run(damage);
        const auto failed = try_open();
        ASSERT_FALSE(failed) << damage;
        EXPECT_EQ(failed.error().code, errc::corrupt_data) << damage;
    }
}

TEST_F(SqliteDatabase, IsReadByOthersWhileItsOwnerWrites) {
    const auto owner = open();
    apply(*owner, know_room());
    const auto reader = open({.path = {}, .read_only = true});
    sqlite_store bookings(*reader);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        apply(*owner, book(i));
        EXPECT_EQ(
            bookings.find(default_organization, std::vector{booking_id::from_number(i)})->size(),
            1U);
        EXPECT_EQ(bookings.load(default_organization, {&room, 1}, hour(i))->claims.size(), 1U);
        EXPECT_EQ(bookings.claims_of(default_organization, booking_id::from_number(i))->size(), 1U);
        EXPECT_EQ(bookings.newest_change(), sqlite_store(*owner).newest_change());
    }
    EXPECT_EQ(bookings.changes_since(default_organization, {}, 10)->entries.size(), 4U);
    const change more = book(4);
    const auto refused = bookings.apply({&more, 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::forbidden);
    EXPECT_EQ(sqlite_directory(*reader).put({{}, "account", "ana"}, 0, "x").error().code,
              errc::forbidden);
}

TEST_F(SqliteDatabase, IsReadByOthersWithoutAnOwner) {
    EXPECT_EQ(try_open({.path = {}, .read_only = true}).error().code, errc::not_found);
    fill(2);
    const auto reader = open({.path = {}, .read_only = true});
    EXPECT_EQ(sqlite_store(*reader).load(default_organization, {&room, 1}, hour(2))->claims.size(),
              1U);
    EXPECT_TRUE(open()); // a reader keeps no owner out
}

TEST_F(SqliteDatabase, IsNeverCheckpointedByAReader) {
    const auto owner = open();
    apply(*owner, know_room());
    apply(*owner, book(1));
    const std::filesystem::path log = files_.file().string() + "-wal";
    const auto size = std::filesystem::file_size(log);
    ASSERT_GT(size, 0U);
    {
        const auto reader = open({.path = {}, .read_only = true});
        EXPECT_TRUE(sqlite_store(*reader).newest_change());
    }
    EXPECT_EQ(std::filesystem::file_size(log), size);
}

TEST_F(SqliteDatabase, CommitsWhatArrivedDuringACommitAsOne) {
    const auto database = open();
    sqlite_store bookings(*database);
    apply(*database, know_room());
    held_writer writer(bookings, book(1));
    std::vector<std::promise<outcome_code>> answers(9);
    for (std::uint64_t i = 0; i < answers.size(); ++i)
        bookings.submit(book(2 + i), [&answers, i](const result<outcome, error>& answer) {
            answers[i].set_value(answer ? answer->code : outcome_code::malformed);
        });
    writer.let_go();
    for (auto& answer : answers) EXPECT_EQ(answer.get_future().get(), outcome_code::applied);
    const auto page = bookings.changes_since(default_organization, {}, 100);
    ASSERT_EQ(page->entries.size(), 11U);
    EXPECT_LT(page->entries[1].cursor.transaction, page->entries[2].cursor.transaction);
    for (std::size_t i = 2; i < 11; ++i)
        EXPECT_EQ(page->entries[i].cursor.transaction, page->entries[2].cursor.transaction);
}

TEST_F(SqliteDatabase, KeepsABatchWithinItsLimit) {
    const auto database = open({.path = {}, .batch_changes_max = 4});
    sqlite_store bookings(*database);
    apply(*database, know_room());
    held_writer writer(bookings, book(1));
    std::promise<void> done;
    for (std::uint64_t i = 2; i <= 11; ++i)
        bookings.submit(book(i), [&done, i](const result<outcome, error>&) {
            if (i == 11) done.set_value();
        });
    writer.let_go();
    done.get_future().wait();
    // Ten changes, at most four at once: three batches after the two before.
    EXPECT_EQ(bookings.newest_change()->transaction, 5U);
    // An apply() of more is still one.
    std::vector<change> long_batch;
    for (std::uint64_t i = 12; i < 22; ++i) long_batch.push_back(book(i));
    EXPECT_EQ(bookings.apply(long_batch)->size(), 10U);
    EXPECT_EQ(bookings.newest_change()->transaction, 6U);
}

TEST_F(SqliteDatabase, TurnsAwayWhatIsTooMuchAtOnce) {
    const auto database = open({.path = {}, .pending_changes_max = 2});
    sqlite_store bookings(*database);
    apply(*database, know_room());
    held_writer writer(bookings, book(1));
    std::vector<std::promise<result<outcome, error>>> answers(3);
    for (std::uint64_t i = 0; i < answers.size(); ++i)
        bookings.submit(book(2 + i), [&answers, i](result<outcome, error> answer) {
            answers[i].set_value(std::move(answer));
        });
    const auto refused = answers[2].get_future().get(); // at once
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::limit_reached);
    EXPECT_EQ(refused.error().again, retry::safe);
    writer.let_go();
    EXPECT_TRUE(answers[0].get_future().get());
    EXPECT_TRUE(answers[1].get_future().get());
}

TEST_F(SqliteDatabase, FailsNobodysBookingForAnothersBadData) {
    fill(0);
    run("CREATE TRIGGER bad_data BEFORE INSERT ON bookings WHEN NEW.document = CAST('bad' AS BLOB) "
        "BEGIN SELECT RAISE(ABORT, 'bad data'); END");
    const auto database = open();
    sqlite_store bookings(*database);
    held_writer writer(bookings, book(1));
    std::vector<std::promise<result<outcome, error>>> answers(5);
    for (std::uint64_t i = 0; i < answers.size(); ++i)
        bookings.submit(book(2 + i, i == 2 ? "bad" : "good"),
                        [&answers, i](result<outcome, error> answer) {
                            answers[i].set_value(std::move(answer));
                        });
    writer.let_go();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto answer = answers[i].get_future().get();
        ASSERT_EQ(answer.has_value(), i != 2);
        if (answer) {
            EXPECT_EQ(answer->code, outcome_code::applied);
        } else {
            EXPECT_NE(answer.error().again, retry::in_doubt);
            EXPECT_NE(answer.error().message.find("bad data"), std::string::npos);
        }
    }
    EXPECT_EQ(bookings.find(default_organization, std::vector{booking_id::from_number(4)})->size(),
              0U);
    EXPECT_EQ(apply(*database, book(4)), outcome_code::applied); // its slot is free
}

TEST_F(SqliteDatabase, AnswersWhatWasSubmittedBeforeItCloses) {
    std::atomic<int> applied = 0;
    {
        const auto database = open();
        apply(*database, know_room());
        sqlite_store bookings(*database);
        for (std::uint64_t i = 1; i <= 200; ++i)
            bookings.submit(book(i), [&](const result<outcome, error>& answer) {
                if (answer && answer->code == outcome_code::applied) ++applied;
            });
    }
    EXPECT_EQ(applied, 200);
    EXPECT_EQ(ask("SELECT count(*) FROM bookings"), 200);
}

TEST_F(SqliteDatabase, DeletesAnswersThatNeedNotBeKept) {
    const auto database = open();
    change keyed = know_room();
    keyed.request_key = "first";
    apply(*database, keyed);
    clock_.advance(answers_kept);
    keyed.request_key = "second";
    apply(*database, keyed);
    EXPECT_EQ(ask("SELECT count(*) FROM answers"), 2);
    clock_.advance(std::chrono::seconds(1));
    keyed.request_key = "third";
    apply(*database, keyed);
    EXPECT_EQ(ask("SELECT count(*) FROM answers"), 2);
}

TEST_F(SqliteDatabase, AnswersNotFoundToACursorBeforeWhatIsKept) {
    fill(4);
    const auto second = [&] {
        const auto database = open();
        return sqlite_store(*database)
            .changes_since(default_organization, {}, 2)
            ->entries[1]
            .cursor;
    }();
    // A retention cut: everything up to and with the third entry.
    run("DELETE FROM feed WHERE position <= 3; UPDATE state SET dropped_transaction = 3, "
        "dropped_ordinal = 1");
    const auto database = open();
    sqlite_store bookings(*database);
    EXPECT_EQ(bookings.changes_since(default_organization, second, 10).error().code,
              errc::not_found);
    EXPECT_EQ(bookings.changes_since(default_organization, {3, 1}, 10)->entries.size(), 2U);
    EXPECT_EQ(bookings.changes_since(default_organization, {}, 10)->entries.size(), 2U);
}

} // namespace
} // namespace timewright
