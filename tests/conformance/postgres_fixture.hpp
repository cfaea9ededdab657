/// @file
/// What the tests of the PostgreSQL adapter's own promises share: stores on one schema, and a
/// bystander with another connection to it.
#pragma once

#include "conformance/postgres_cluster.hpp"
#include "conformance/store_fixture.hpp"

#include <timewright/adapters/postgres/postgres_store.hpp>

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timewright::conformance {

/// Does something whenever it is asked for the time: that is after a batch has locked and loaded,
/// and before it is decided.
class clock_with_hook final : public clock {
  public:
    [[nodiscard]] sys_seconds now() const override {
        if (hook) hook();
        return day;
    }
    std::function<void()> hook{};
};

class postgres_fixture : public testing::Test {
  protected:
    /// One process, as far as the database can tell.
    struct process {
        explicit process(const postgres_options& options)
            : database(open_postgres(options)), store(*database) {}
        std::unique_ptr<postgres_database> database;
        postgres_store store;
    };

    void SetUp() override {
        first_.emplace(options("first", &still_));
        look_.emplace(schema_);
        change everybody;
        for (const calendar_user_id user : {red, blue, ana}) everybody.users.push_back({user, {}});
        ASSERT_EQ(code_of(first().apply(std::vector{everybody})), outcome_code::applied);
    }

    /// The name is what the server knows the connections by.
    [[nodiscard]] postgres_options options(const std::string& name, const clock* present) const {
        return {.connection = "application_name=" + name,
                .schema = schema_,
                .writing_connections = 1,
                .reading_connections = 1,
                .present = present};
    }

    [[nodiscard]] postgres_store& first() { return first_->store; }
    [[nodiscard]] bystander& look() { return *look_; }

    static outcome_code code_of(const result<std::vector<outcome>, error>& answer) {
        if (answer) return answer->front().code;
        ADD_FAILURE() << answer.error().message;
        return outcome_code::malformed;
    }
    static std::vector<change> one(change asked) { return {std::move(asked)}; }

    /// Applies on a thread of its own.
    static std::future<result<std::vector<outcome>, error>> later(timewright::store& by,
                                                                  change asked) {
        return std::async(std::launch::async,
                          [&by, asked = std::move(asked)] { return by.apply({&asked, 1}); });
    }

    /// SQL: how many connections of a store wait for something of this kind.
    static std::string waiting(const std::string& name, const std::string& for_what) {
        return "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + name +
               "' AND wait_event = '" + for_what + "'";
    }

    /// Ends the connections of a store that are within a transaction, and waits for their end.
    void kill_transactions_of(const std::string& name) {
        const std::string them = " FROM pg_stat_activity WHERE application_name = '" + name +
                                 "' AND xact_start IS NOT NULL";
        look().run("SELECT pg_terminate_backend(pid)" + them);
        look().wait_for("SELECT count(*)" + them, "0");
    }

    std::size_t claims_on(calendar_user_id user, interval window) {
        const auto found = first().load(default_organization, {&user, 1}, window);
        EXPECT_TRUE(found) << found.error().message;
        return found ? found->claims.size() : 0;
    }

    const calendar_user_id red = calendar_user_id::from_number(101);
    const calendar_user_id blue = calendar_user_id::from_number(102);
    const calendar_user_id ana = calendar_user_id::from_number(201);

    const std::string schema_ = postgres_cluster::fresh_schema();
    manual_clock still_{day};
    std::optional<process> first_;
    std::optional<bystander> look_;
};

} // namespace timewright::conformance
