/// @file
/// PostgreSQL's and libpqxx's failures as errors of this library. The only file that knows what
/// they mean.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace timewright::postgres {

/// The SQLSTATE of what was thrown; empty when the server did not say one.
[[nodiscard]] std::string sqlstate_of(const std::exception& thrown);

/// A serialization failure or a deadlock: the same transaction may succeed at once.
[[nodiscard]] bool is_transient(std::string_view sqlstate) noexcept;

/// The exclusion constraint refused what decide() let through.
[[nodiscard]] bool is_guard_alarm(std::string_view sqlstate) noexcept;

/// What was thrown, as a sentence that says what would be right.
[[nodiscard]] error to_error(const std::exception& thrown);

/// Rows in the database that contradict themselves.
[[nodiscard]] error corrupt(std::string_view what);

/// Thrown by the row reader, translated like the rest.
class corrupt_row final : public std::exception {
  public:
    explicit corrupt_row(const char* what) noexcept : what_(what) {}
    [[nodiscard]] const char* what() const noexcept override { return what_; }

  private:
    const char* what_;
};

/// Runs f, which returns a result<T, error>; an exception becomes its error.
template <class F>
auto guarded(F&& f) noexcept -> decltype(f()) {
    try {
        return f();
    } catch (const std::exception& thrown) {
        return unexpected(to_error(thrown));
    }
}

} // namespace timewright::postgres
