/// @file
/// array_text: arguments of our functions as SQL text. Nothing that a client sent reaches the text
/// but as hexadecimal digits, so there is nothing to escape.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/time/interval.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timewright::postgres {

inline void append_hex(std::string& to, std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        to.push_back(digits[byte >> 4U]);
        to.push_back(digits[byte & 15U]);
    }
}

/// '\x6162'
[[nodiscard]] inline std::string bytea(std::string_view bytes) {
    std::string text = "'\\x";
    append_hex(text, bytes);
    return text + "'";
}

template <class Tag>
[[nodiscard]] std::string uuid(const basic_id<Tag>& id) {
    return "'" + id.to_string() + "'";
}

/// '{1,2,3}': elements are added one after the other.
class array_text {
  public:
    template <class Tag>
    void add(const basic_id<Tag>& id) {
        next() += id.to_string();
    }
    void add(std::int64_t value) { next() += std::to_string(value); }
    void add(std::int32_t value) { add(std::int64_t{value}); }
    void add(std::uint64_t value) { add(static_cast<std::int64_t>(value)); }
    void add(std::uint32_t value) { add(std::int64_t{value}); }
    void add(bool value) { next() += value ? 't' : 'f'; }
    void add(sys_seconds t) { add(std::int64_t{t.time_since_epoch().count()}); }
    void add(std::string_view bytes) {
        std::string& text = next();
        text += "\"\\\\x"; // within an array a backslash is doubled
        append_hex(text, bytes);
        text += '"';
    }
    template <class T>
    void add(const std::optional<T>& value) {
        if (value)
            add(*value);
        else
            next() += "NULL";
    }

    /// Whole, in quotes.
    [[nodiscard]] std::string text() const { return "'{" + elements_ + "}'"; }

  private:
    std::string& next() {
        if (!elements_.empty()) elements_ += ',';
        return elements_;
    }
    std::string elements_;
};

} // namespace timewright::postgres
