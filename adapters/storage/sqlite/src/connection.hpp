/// @file
/// A connection to SQLite and its prepared statements, as values that clean up after themselves.
///
///     auto insert = connection.prepare("INSERT INTO t VALUES (?, ?)");
///     insert->bind(7, id);
///     if (auto done = insert->run(); !done) return unexpected(done.error());
///
/// What a bind gets wrong is reported by the step that follows it. Not thread-safe.
#pragma once

#include "sqlite_error.hpp"
#include "storage/encoding/id_bytes.hpp"

#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/id.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/interval.hpp>

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace timewright::sqlite {

class statement {
  public:
    statement(sqlite3* connection, sqlite3_stmt* prepared) noexcept
        : connection_(connection), prepared_(prepared) {}

    /// Binds all parameters, from the first. Blobs are not copied: what they view must live until
    /// the statement has run.
    template <class... Values>
    statement& bind(const Values&... values) {
        int at = 0;
        (bind_one(++at, values), ...);
        return *this;
    }

    /// True when there is a row to read. After false or an error it can be bound anew.
    [[nodiscard]] result<bool, error> step();
    /// For what returns no rows.
    [[nodiscard]] result<void, error> run();
    /// Ends a reading that stops before the last row.
    void reset() noexcept { sqlite3_reset(prepared_.get()); }

    [[nodiscard]] std::int64_t integer(int column) const noexcept {
        return sqlite3_column_int64(prepared_.get(), column);
    }
    [[nodiscard]] sys_seconds instant(int column) const noexcept {
        return sys_seconds(std::chrono::seconds(integer(column)));
    }
    [[nodiscard]] bool is_null(int column) const noexcept {
        return sqlite3_column_type(prepared_.get(), column) == SQLITE_NULL;
    }
    /// Valid until the next step.
    [[nodiscard]] std::string_view bytes(int column) const noexcept {
        const void* data = sqlite3_column_blob(prepared_.get(), column);
        const auto length = static_cast<std::size_t>(sqlite3_column_bytes(prepared_.get(), column));
        return data == nullptr ? std::string_view()
                               : std::string_view(static_cast<const char*>(data), length);
    }
    template <class Id>
    [[nodiscard]] std::optional<Id> id(int column) const noexcept {
        return storage::to_id<Id>(bytes(column));
    }

  private:
    void bind_one(int at, std::int64_t value) {
        note(sqlite3_bind_int64(prepared_.get(), at, value));
    }
    void bind_one(int at, std::uint64_t value) { bind_one(at, static_cast<std::int64_t>(value)); }
    void bind_one(int at, std::uint32_t value) { bind_one(at, static_cast<std::int64_t>(value)); }
    void bind_one(int at, std::uint8_t value) { bind_one(at, static_cast<std::int64_t>(value)); }
    void bind_one(int at, bool value) { bind_one(at, static_cast<std::int64_t>(value ? 1 : 0)); }
    void bind_one(int at, sys_seconds t) {
        bind_one(at, static_cast<std::int64_t>(t.time_since_epoch().count()));
    }
    void bind_one(int at, const std::optional<sys_seconds>& t) {
        if (t) return bind_one(at, *t);
        note(sqlite3_bind_null(prepared_.get(), at));
    }
    void bind_one(int at, std::string_view bytes) {
        // A null pointer would bind NULL, not an empty blob.
        note(sqlite3_bind_blob64(prepared_.get(), at, bytes.empty() ? "" : bytes.data(),
                                 bytes.size(), SQLITE_STATIC));
    }
    template <class Tag>
    void bind_one(int at, const basic_id<Tag>& id) {
        // Kept here rather than copied by SQLite: a batch binds thousands of them.
        TIMEWRIGHT_EXPECTS(at <= static_cast<int>(ids_.size()));
        storage::id_bytes& bytes = ids_[static_cast<std::size_t>(at - 1)];
        bytes = storage::to_bytes(id.high(), id.low());
        note(sqlite3_bind_blob64(prepared_.get(), at, bytes.data(), bytes.size(), SQLITE_STATIC));
    }
    void note(int code) noexcept {
        if (code != SQLITE_OK && bind_failure_ == SQLITE_OK) bind_failure_ = code;
    }

    struct finalizer {
        void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
    };
    sqlite3* connection_;
    std::unique_ptr<sqlite3_stmt, finalizer> prepared_;
    std::array<storage::id_bytes, 8> ids_{}; // of the parameters that are ids
    int bind_failure_ = SQLITE_OK;
};

enum class access : std::uint8_t {
    owner,  ///< reads, writes, checkpoints; creates the file
    reader, ///< reads only, never checkpoints
};

class connection {
  public:
    [[nodiscard]] static result<connection, error> open(const std::filesystem::path& path,
                                                        access mode, const std::string& vfs);

    /// Any number of statements without parameters; rows are dropped.
    [[nodiscard]] result<void, error> execute(const char* sql);
    [[nodiscard]] result<statement, error> prepare(const char* sql);
    /// The first column of the first row; 0 if there is none.
    [[nodiscard]] result<std::int64_t, error> query_integer(const char* sql);
    /// The same as bytes.
    [[nodiscard]] result<std::string, error> query_text(const char* sql);

    [[nodiscard]] bool in_transaction() const noexcept {
        return sqlite3_get_autocommit(handle_.get()) == 0;
    }

  private:
    explicit connection(sqlite3* handle) noexcept : handle_(handle) {}

    struct closer {
        void operator()(sqlite3* c) const noexcept { sqlite3_close_v2(c); }
    };
    std::unique_ptr<sqlite3, closer> handle_;
};

} // namespace timewright::sqlite
