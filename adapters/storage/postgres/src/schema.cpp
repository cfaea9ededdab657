#include "schema.hpp"

#include "postgres_error.hpp"
#include "schema_sql.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace timewright::postgres {

namespace {

constexpr std::array first_step{sql::create_tables, sql::create_lock_and_load,
                                sql::create_write_batch, sql::create_questions};
constexpr std::array second_step{sql::let_claims_wait};
constexpr std::array third_step{sql::lock_what_is_freed};
constexpr std::array<migration, 3> all_steps{{
    {"the tables and functions of the two storage ports", first_step},
    {"claims that wait", second_step},
    {"locks of what is freed, and the latest time that anybody went by", third_step},
}};

/// The name stands in SQL as it is.
bool is_plain_name(std::string_view name) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && name.size() <= 63 && (name[0] < '0' || name[0] > '9') &&
           !name.starts_with("pg_") && std::all_of(name.begin(), name.end(), is_plain);
}

/// Zero for a schema without the table of versions.
std::size_t version_of(session& on, std::string_view schema) {
    const std::string name(schema);
    const auto there = on.run("SELECT 1 FROM pg_tables WHERE schemaname = '" + name +
                              "' AND tablename = 'versions'");
    if (there.empty()) return 0;
    const auto found = on.run("SELECT coalesce(max(version), 0) FROM " + name + ".versions");
    return found[0][0].as<std::size_t>();
}

bool has_other_tables(session& on, std::string_view schema) {
    return !on.run("SELECT 1 FROM pg_tables WHERE schemaname = '" + std::string(schema) +
                   "' LIMIT 1")
                .empty();
}

void take_step(session& on, const migration& step, std::size_t version) {
    for (const char* sql : step.sql) on.run(sql);
    on.run("INSERT INTO versions (version, purpose) VALUES (" + std::to_string(version) + ", '" +
           step.purpose + "')");
}

result<void, error> migrate_locked(session& on, std::string_view schema,
                                   std::span<const migration> steps) {
    const std::size_t found = version_of(on, schema);
    if (found > steps.size())
        return unexpected(error{.code = errc::unsupported,
                                .message = "the database is of version " + std::to_string(found) +
                                           ", written by a newer Timewright; this one reads up to "
                                           "version " +
                                           std::to_string(steps.size())});
    if (found == 0) {
        if (has_other_tables(on, schema))
            return unexpected(
                invalid_input("the schema " + std::string(schema) +
                              " holds tables of another application; name a schema of its own"));
        on.run("CREATE SCHEMA IF NOT EXISTS " + std::string(schema));
        on.run(sql::create_versions);
    }
    for (std::size_t taken = found; taken < steps.size(); ++taken)
        take_step(on, steps[taken], taken + 1);
    return {};
}

} // namespace

std::span<const migration> migrations() noexcept { return all_steps; }

result<void, error> check_schema_name(std::string_view schema) {
    if (is_plain_name(schema)) return {};
    return unexpected(invalid_input(
        "the name of a schema has 1 to 63 lower case letters, digits and underscores, begins with "
        "none of the digits, and is not PostgreSQL's own (pg_...)"));
}

result<void, error> check_version(session& on, std::string_view schema, std::size_t version) {
    return guarded([&]() -> result<void, error> {
        const std::size_t found = version_of(on, schema);
        if (found == version) return {};
        if (found == 0)
            return unexpected(error{.code = errc::not_found,
                                    .message = "the database has no tables of Timewright's in the "
                                               "schema " +
                                               std::string(schema)});
        return unexpected(error{.code = errc::unsupported,
                                .message = "the database is of version " + std::to_string(found) +
                                           " and this Timewright of " + std::to_string(version) +
                                           "; bring the older one up to date"});
    });
}

result<void, error> migrate(session& on, std::string_view schema,
                            std::span<const migration> steps) {
    return guarded([&]() -> result<void, error> {
        if (version_of(on, schema) == steps.size()) return {}; // without a lock, as a rule
        on.run("BEGIN; SELECT pg_advisory_xact_lock(1415009396, 0)");
        auto done = guarded([&] { return migrate_locked(on, schema, steps); });
        if (done)
            done = guarded([&]() -> result<void, error> {
                on.run("COMMIT");
                return {};
            });
        if (!done) on.roll_back();
        return done;
    });
}

} // namespace timewright::postgres
