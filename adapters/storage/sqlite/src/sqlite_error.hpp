/// @file
/// SQLite's error codes as errors of this library. The only file that knows what they mean.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <sqlite3.h>

#include <exception>
#include <string>
#include <string_view>

namespace timewright::sqlite {

/// What went wrong with the last call on the connection, as a sentence that starts with what was
/// tried: "cannot write the batch: the disk is full".
[[nodiscard]] error to_error(int code, sqlite3* connection, std::string_view tried);

/// The same where there is no connection.
[[nodiscard]] error to_error(int code, std::string_view tried);

/// Data in the file that contradicts itself.
[[nodiscard]] error corrupt(std::string_view what);

/// An exception of the standard library (memory has run out, as a rule).
[[nodiscard]] error to_error(const std::exception& thrown);

/// Runs f, which returns a result<T, error>; an exception becomes its error.
template <class F>
auto guarded(F&& f) noexcept -> decltype(f()) {
    try {
        return f();
    } catch (const std::exception& thrown) {
        return unexpected(to_error(thrown));
    }
}

} // namespace timewright::sqlite
