/// @file
/// The contract of the directory port, as a program. Every implementation runs it:
///
///     INSTANTIATE_TEST_SUITE_P(Memory, DirectoryConformance, testing::Values(...), ...);
///
/// Goal: that no editor overwrites another silently, and that records are found and listed exactly.
/// Method: put, find and list with every expected version that could be wrong; threads that all
/// count in one record.
#pragma once

#include <timewright/ports/directory.hpp>

#include <gtest/gtest.h>

#include <barrier>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace timewright::conformance {

/// Holds one empty directory of some implementation.
class directory_host {
  public:
    virtual ~directory_host() = default;
    [[nodiscard]] virtual timewright::directory& get() = 0;
    /// Of a durable directory: ends it and opens what it left behind.
    virtual void reopen() { FAIL() << "this directory is not durable"; }
};

struct directory_implementation {
    std::string name;
    std::function<std::unique_ptr<directory_host>()> make;
};

inline void PrintTo(const directory_implementation& implementation, std::ostream* out) {
    *out << implementation.name;
}

inline std::string name_of_directory(
    const testing::TestParamInfo<directory_implementation>& implementation) {
    return implementation.param.name;
}

class directory_fixture : public testing::TestWithParam<directory_implementation> {
  protected:
    void SetUp() override { host_ = GetParam().make(); }

    [[nodiscard]] timewright::directory& records() { return host_->get(); }

    static directory_key user(std::string key) {
        return {default_organization, "calendar-user", std::move(key)};
    }

    /// The version after a put that must succeed.
    std::uint64_t put(const directory_key& key, std::uint64_t expected,
                      std::optional<std::string> body) {
        auto version = records().put(key, expected, std::move(body));
        EXPECT_TRUE(version) << version.error().message;
        return version ? *version : 0;
    }

    /// What is wrong with a put that must fail.
    errc fails_to_put(const directory_key& key, std::uint64_t expected,
                      std::optional<std::string> body) {
        const auto version = records().put(key, expected, std::move(body));
        EXPECT_FALSE(version);
        if (version) return errc::internal;
        EXPECT_FALSE(version.error().message.empty());
        return version.error().code;
    }

    std::optional<directory_record> find(const directory_key& key) {
        auto found = records().find(key);
        if (found) return *found;
        EXPECT_EQ(found.error().code, errc::not_found);
        return std::nullopt;
    }

    std::vector<std::string> keys(const std::string& kind, const std::string& after,
                                  std::size_t max) {
        std::vector<std::string> found;
        const auto page = records().list(default_organization, kind, after, max);
        EXPECT_TRUE(page);
        if (page)
            for (const directory_record& record : page->records) found.push_back(record.key.key);
        return found;
    }

    std::unique_ptr<directory_host> host_;
};

} // namespace timewright::conformance

class DirectoryConformance : public timewright::conformance::directory_fixture {};
class DurableDirectory : public timewright::conformance::directory_fixture {};

namespace timewright::conformance {

TEST_P(DirectoryConformance, FindsWhatWasPut) {
    EXPECT_EQ(put(user("ana"), 0, "Ana"), 1U);
    EXPECT_EQ(find(user("ana")), (directory_record{user("ana"), 1, "Ana"}));
    EXPECT_EQ(find(user("ben")), std::nullopt);
}

TEST_P(DirectoryConformance, CountsVersions) {
    EXPECT_EQ(put(user("ana"), 0, "Ana"), 1U);
    EXPECT_EQ(put(user("ana"), 1, "Ana B."), 2U);
    EXPECT_EQ(put(user("ana"), 2, "Ana C."), 3U);
    EXPECT_EQ(find(user("ana")), (directory_record{user("ana"), 3, "Ana C."}));
}

TEST_P(DirectoryConformance, RefusesToOverwriteWhatChangedSinceItWasRead) {
    put(user("ana"), 0, "Ana");
    put(user("ana"), 1, "Ana B.");
    EXPECT_EQ(fails_to_put(user("ana"), 1, "Anna"), errc::version_mismatch);
    EXPECT_EQ(fails_to_put(user("ana"), 3, "Anna"), errc::version_mismatch);
    EXPECT_EQ(fails_to_put(user("ana"), 0, "Anna"), errc::version_mismatch); // it exists
    EXPECT_EQ(fails_to_put(user("ana"), 1, std::nullopt), errc::version_mismatch);
    EXPECT_EQ(fails_to_put(user("ben"), 1, "Ben"), errc::version_mismatch); // it does not
    EXPECT_EQ(find(user("ana"))->body, "Ana B.");
    EXPECT_EQ(find(user("ben")), std::nullopt);
}

TEST_P(DirectoryConformance, RemovesARecordAndLetsItBeMadeAgain) {
    put(user("ana"), 0, "Ana");
    EXPECT_EQ(put(user("ana"), 1, std::nullopt), 0U);
    EXPECT_EQ(find(user("ana")), std::nullopt);
    EXPECT_EQ(fails_to_put(user("ana"), 1, std::nullopt), errc::version_mismatch);
    EXPECT_EQ(put(user("ana"), 0, "Ana again"), 1U);
}

TEST_P(DirectoryConformance, RemovesWhatDoesNotExistWithoutComplaint) {
    EXPECT_EQ(put(user("ana"), 0, std::nullopt), 0U);
    EXPECT_EQ(find(user("ana")), std::nullopt);
}

TEST_P(DirectoryConformance, KeepsBytesAsTheyAre) {
    const std::string odd("\0\xFF'\n", 4);
    put({default_organization, odd, odd}, 0, odd);
    EXPECT_EQ(find({default_organization, odd, odd})->body, odd);
    EXPECT_EQ(find({default_organization, odd, std::string("\0", 1)}), std::nullopt);
    put(user(""), 0, "");
    EXPECT_EQ(find(user("")), (directory_record{user(""), 1, ""}));
}

TEST_P(DirectoryConformance, RefusesABodyBeyondTheLimit) {
    const std::string longest(directory::body_bytes_max, 'x');
    EXPECT_EQ(put(user("ana"), 0, longest), 1U);
    EXPECT_EQ(fails_to_put(user("ana"), 1, longest + "x"), errc::limit_reached);
    EXPECT_EQ(find(user("ana"))->body.size(), directory::body_bytes_max);
}

TEST_P(DirectoryConformance, KeepsKindsAndOrganizationsApart) {
    const directory_key account{default_organization, "account", "ana"};
    const directory_key elsewhere{organization_id::from_number(2), "account", "ana"};
    const directory_key before_any{organization_id(), "account", "ana"};
    put(user("ana"), 0, "a user");
    put(account, 0, "an account");
    put(elsewhere, 0, "another's account");
    put(before_any, 0, "nobody's account");
    EXPECT_EQ(find(user("ana"))->body, "a user");
    EXPECT_EQ(find(account)->body, "an account");
    EXPECT_EQ(find(elsewhere)->body, "another's account");
    EXPECT_EQ(find(before_any)->body, "nobody's account");
    put(account, 1, std::nullopt);
    EXPECT_EQ(find(elsewhere)->body, "another's account");
    EXPECT_EQ(keys("calendar-user", "", 10), (std::vector<std::string>{"ana"}));
    EXPECT_TRUE(keys("account", "", 10).empty());
}

TEST_P(DirectoryConformance, ListsInByteOrder) {
    for (const char* key : {"b", "a", "\xC3\xA9", "B", "aa", "a\x01"}) put(user(key), 0, key);
    EXPECT_EQ(keys("calendar-user", "", 10),
              (std::vector<std::string>{"B", "a", "a\x01", "aa", "b", "\xC3\xA9"}));
}

TEST_P(DirectoryConformance, ListsPagesThatFollowEachOther) {
    std::vector<std::string> all;
    for (int i = 10; i < 25; ++i) all.push_back(std::to_string(i));
    for (const std::string& key : all) put(user(key), 0, "user " + key);
    for (const std::size_t size : {1U, 4U, 15U, 100U}) {
        std::vector<std::string> listed;
        std::string after;
        for (;;) {
            const auto page = records().list(default_organization, "calendar-user", after, size);
            ASSERT_TRUE(page);
            EXPECT_LE(page->records.size(), size);
            for (const directory_record& record : page->records) {
                EXPECT_EQ(record.body, "user " + record.key.key);
                EXPECT_EQ(record.version, 1U);
                listed.push_back(record.key.key);
            }
            if (!page->next) break;
            after = *page->next;
        }
        EXPECT_EQ(listed, all);
    }
    EXPECT_EQ(keys("calendar-user", "22", 10), (std::vector<std::string>{"23", "24"}));
    EXPECT_EQ(keys("calendar-user", "225", 1), (std::vector<std::string>{"23"}));
    EXPECT_TRUE(keys("calendar-user", "24", 10).empty());
}

TEST_P(DirectoryConformance, LosesNoUpdateOfManyEditors) {
    constexpr std::size_t editors = 4;
    constexpr int each = 25;
    put(user("counter"), 0, "0");
    std::barrier start(static_cast<std::ptrdiff_t>(editors));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < editors; ++i)
        threads.emplace_back([&] {
            start.arrive_and_wait();
            for (int done = 0; done < each;) {
                const auto read = records().find(user("counter"));
                ASSERT_TRUE(read);
                const auto written = records().put(user("counter"), read->version,
                                                   std::to_string(std::stoi(read->body) + 1));
                if (written)
                    ++done;
                else
                    ASSERT_EQ(written.error().code, errc::version_mismatch);
            }
        });
    for (std::thread& t : threads) t.join();
    EXPECT_EQ(find(user("counter")), (directory_record{user("counter"), 1 + editors * each,
                                                       std::to_string(editors * each)}));
}

TEST_P(DurableDirectory, HasEverythingAfterItWasReopened) {
    put(user("ana"), 0, "Ana");
    put(user("ana"), 1, "Ana B.");
    put(user("ben"), 0, "Ben");
    put(user("ben"), 1, std::nullopt);
    host_->reopen();
    EXPECT_EQ(find(user("ana")), (directory_record{user("ana"), 2, "Ana B."}));
    EXPECT_EQ(find(user("ben")), std::nullopt);
    EXPECT_EQ(put(user("ana"), 2, "Ana C."), 3U);
}

} // namespace timewright::conformance
