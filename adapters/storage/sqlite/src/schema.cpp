#include "schema.hpp"

#include <array>
#include <string>
#include <utility>

namespace timewright::sqlite {

namespace {

// Instants are seconds since 1970-01-01T00:00:00Z; ids 16 bytes, most significant first;
// enumerators their numbers in the headers. What is looked up by a random id and is small is
// WITHOUT ROWID, one tree; what carries documents grows at its end and has its key as an index.
constexpr const char* create_tables = R"(
CREATE TABLE state (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    decided_at INTEGER NOT NULL,               -- no decision is ever made at an earlier time
    transaction_number INTEGER NOT NULL,       -- of the newest batch
    newest_transaction INTEGER NOT NULL,       -- the newest feed entry
    newest_ordinal INTEGER NOT NULL,
    dropped_transaction INTEGER NOT NULL,      -- the newest feed entry that is no longer kept
    dropped_ordinal INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, -9223372036854775808, 0, 0, 0, 0, 0);

CREATE TABLE users (
    organization BLOB NOT NULL CHECK (length(organization) = 16),
    user BLOB NOT NULL CHECK (length(user) = 16),
    capacity INTEGER NOT NULL CHECK (capacity >= 1),
    bookable_until INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    PRIMARY KEY (organization, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE bookings (
    organization BLOB NOT NULL CHECK (length(organization) = 16),
    booking BLOB NOT NULL CHECK (length(booking) = 16),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    document BLOB NOT NULL,
    PRIMARY KEY (organization, booking)
) STRICT;

CREATE TABLE claims (
    organization BLOB NOT NULL,
    booking BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    part INTEGER NOT NULL,
    user BLOB NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    units INTEGER NOT NULL CHECK (units >= 1),
    effect INTEGER NOT NULL,
    type INTEGER NOT NULL,
    deadline INTEGER,
    PRIMARY KEY (organization, booking, sequence, ordinal),
    FOREIGN KEY (organization, booking) REFERENCES bookings (organization, booking),
    FOREIGN KEY (organization, user) REFERENCES users (organization, user),
    CHECK (start_at < end_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_user ON claims (organization, user, start_at, end_at);
CREATE INDEX claims_by_deadline ON claims (deadline) WHERE deadline IS NOT NULL;

CREATE TABLE answers (
    organization BLOB NOT NULL CHECK (length(organization) = 16),
    actor BLOB NOT NULL CHECK (length(actor) = 16),
    request_key BLOB NOT NULL,
    digest_high INTEGER NOT NULL,
    digest_low INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    answer BLOB NOT NULL,
    PRIMARY KEY (organization, actor, request_key)
) STRICT;
CREATE INDEX answers_by_age ON answers (decided_at);

CREATE TABLE feed (
    position INTEGER PRIMARY KEY,              -- rises: a retention cut is DELETE ... position <= ?
    organization BLOB NOT NULL CHECK (length(organization) = 16),
    transaction_number INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    actor BLOB NOT NULL,
    origin BLOB NOT NULL,
    kind INTEGER NOT NULL,
    booking BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    document_before BLOB NOT NULL,
    document_after BLOB NOT NULL,
    touched BLOB NOT NULL,                     -- claims and users, see encoding.hpp
    UNIQUE (organization, transaction_number, ordinal)
) STRICT;

CREATE TABLE records (
    organization BLOB NOT NULL CHECK (length(organization) = 16),
    kind BLOB NOT NULL,
    key BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    body BLOB NOT NULL,
    PRIMARY KEY (organization, kind, key)
) STRICT;
)";

// Nothing looks different, but an older program would take those who wait for those who block.
constexpr const char* let_claims_wait =
    "CREATE INDEX claims_waiting ON claims (organization, user, start_at) WHERE effect = 3;";

constexpr std::array<migration, 2> all_steps{{
    {"the tables of the two storage ports", create_tables},
    {"claims that wait", let_claims_wait},
}};

result<void, error> take_step(connection& owner, const migration& step, std::size_t version) {
    const std::string stamp = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(version) + ";";
    auto done = owner.execute("BEGIN IMMEDIATE");
    if (done) done = owner.execute(step.sql);
    if (done) done = owner.execute(stamp.c_str());
    if (done) done = owner.execute("COMMIT");
    if (done) return done;
    if (owner.in_transaction()) static_cast<void>(owner.execute("ROLLBACK"));
    error failed = std::move(done).error();
    failed.message = "cannot migrate the database to version " + std::to_string(version) + " (" +
                     step.purpose + "): " + failed.message;
    return unexpected(std::move(failed));
}

struct stamps {
    std::int64_t application = 0;
    std::int64_t version = 0;
    bool empty = false;
};

result<stamps, error> read_stamps(connection& from) {
    auto application = from.query_integer("PRAGMA application_id");
    if (!application) return unexpected(std::move(application).error());
    auto version = from.query_integer("PRAGMA user_version");
    if (!version) return unexpected(std::move(version).error());
    auto tables = from.query_integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return unexpected(std::move(tables).error());
    return stamps{*application, *version, *application == 0 && *version == 0 && *tables == 0};
}

result<void, error> check(const stamps& found, std::size_t version) {
    if (found.application != application_id)
        return unexpected(
            invalid_input("the file is a SQLite database of another application; "
                          "name a new file or one that Timewright made"));
    if (found.version > static_cast<std::int64_t>(version))
        return unexpected(error{.code = errc::unsupported,
                                .message = "the database is of version " +
                                           std::to_string(found.version) +
                                           ", written by a newer Timewright; this one reads up to "
                                           "version " +
                                           std::to_string(version)});
    return {};
}

} // namespace

std::span<const migration> migrations() noexcept { return all_steps; }

result<void, error> migrate(connection& owner, std::span<const migration> steps) {
    auto found = read_stamps(owner);
    if (!found) return unexpected(std::move(found).error());
    if (!found->empty)
        if (auto fits = check(*found, steps.size()); !fits) return fits;
    for (auto taken = static_cast<std::size_t>(found->version); taken < steps.size(); ++taken)
        if (auto done = take_step(owner, steps[taken], taken + 1); !done) return done;
    return {};
}

result<void, error> check_version(connection& reader, std::size_t version) {
    auto found = read_stamps(reader);
    if (!found) return unexpected(std::move(found).error());
    if (auto fits = check(*found, version); !fits) return fits;
    if (found->version < static_cast<std::int64_t>(version))
        return unexpected(
            error{.code = errc::unsupported,
                  .message = "the database is of version " + std::to_string(found->version) +
                             "; open it for writing once, which brings it to version " +
                             std::to_string(version)});
    return {};
}

} // namespace timewright::sqlite
