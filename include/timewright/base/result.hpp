/// @file
/// result<T, E>: a value, or the reason why there is none.
///
/// The subset of std::expected (C++23) that this library uses, with the same names and meaning, so
/// that the change to the standard's is a using-declaration. One difference: asking a failed result
/// for its value is a broken contract (it aborts) rather than an exception, because the library
/// throws nothing of its own.
///
///     result<interval, error> morning = interval::make({.start = nine, .end = noon});
///     if (!morning) return unexpected(morning.error());
///     use(*morning);
#pragma once

#include <timewright/base/contract.hpp>

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>
#include <variant>

namespace timewright {

/// Carries the error into a result: `return unexpected(error{...});`
template <class E>
class unexpected {
  public:
    constexpr explicit unexpected(E error) : error_(std::move(error)) {}
    [[nodiscard]] constexpr const E& error() const& noexcept { return error_; }
    [[nodiscard]] constexpr E&& error() && noexcept { return std::move(error_); }

  private:
    E error_;
};

template <class E>
unexpected(E) -> unexpected<E>;

template <class T, class E>
class [[nodiscard]] result {
  public:
    using value_type = T;
    using error_type = E;

    constexpr result() requires std::default_initializable<T> : held_(std::in_place_index<0>) {}
    template <class U = T>
        requires(std::constructible_from<T, U> &&
                 !std::same_as<std::remove_cvref_t<U>, result>)
    constexpr result(U&& value) : held_(std::in_place_index<0>, std::forward<U>(value)) {}
    template <class G>
        requires std::constructible_from<E, G>
    constexpr result(unexpected<G> failure)
        : held_(std::in_place_index<1>, std::move(failure).error()) {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return held_.index() == 0; }
    constexpr explicit operator bool() const noexcept { return has_value(); }

    constexpr T& value() & { return checked(*this); }
    constexpr const T& value() const& { return checked(*this); }
    constexpr T&& value() && { return std::move(checked(*this)); }
    constexpr T& operator*() & { return checked(*this); }
    constexpr const T& operator*() const& { return checked(*this); }
    constexpr T&& operator*() && { return std::move(checked(*this)); }
    constexpr T* operator->() { return &checked(*this); }
    constexpr const T* operator->() const { return &checked(*this); }

    [[nodiscard]] constexpr const E& error() const& {
        TIMEWRIGHT_EXPECTS(!has_value());
        return *std::get_if<1>(&held_);
    }
    [[nodiscard]] constexpr E&& error() && {
        TIMEWRIGHT_EXPECTS(!has_value());
        return std::move(*std::get_if<1>(&held_));
    }

    template <class U>
    [[nodiscard]] constexpr T value_or(U&& otherwise) const& {
        return has_value() ? **this : static_cast<T>(std::forward<U>(otherwise));
    }
    template <class U>
    [[nodiscard]] constexpr T value_or(U&& otherwise) && {
        return has_value() ? std::move(**this) : static_cast<T>(std::forward<U>(otherwise));
    }

    /// f(value) -> result<U, E>; a failure passes through.
    template <class F>
    constexpr auto and_then(F&& f) && -> std::remove_cvref_t<std::invoke_result_t<F, T&&>> {
        if (has_value()) return std::invoke(std::forward<F>(f), std::move(**this));
        return unexpected(std::move(*this).error());
    }
    /// f(value) -> U, wrapped; a failure passes through.
    template <class F>
    constexpr auto transform(F&& f) && -> result<std::remove_cv_t<std::invoke_result_t<F, T&&>>, E> {
        if (has_value()) return std::invoke(std::forward<F>(f), std::move(**this));
        return unexpected(std::move(*this).error());
    }
    /// f(error) -> G; a value passes through.
    template <class F>
    constexpr auto transform_error(F&& f) &&
        -> result<T, std::remove_cv_t<std::invoke_result_t<F, E&&>>> {
        if (has_value()) return std::move(**this);
        return unexpected(std::invoke(std::forward<F>(f), std::move(*this).error()));
    }

    friend constexpr bool operator==(const result&, const result&) = default;

  private:
    template <class Self>
    static constexpr auto& checked(Self& self) {
        TIMEWRIGHT_EXPECTS(self.has_value());
        return *std::get_if<0>(&self.held_);
    }

    std::variant<T, E> held_;
};

/// A result that is only about having worked.
template <class E>
class [[nodiscard]] result<void, E> {
  public:
    using value_type = void;
    using error_type = E;

    constexpr result() = default;
    template <class G>
        requires std::constructible_from<E, G>
    constexpr result(unexpected<G> failure)
        : held_(std::in_place_index<1>, std::move(failure).error()) {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return held_.index() == 0; }
    constexpr explicit operator bool() const noexcept { return has_value(); }
    constexpr void value() const { TIMEWRIGHT_EXPECTS(has_value()); }
    [[nodiscard]] constexpr const E& error() const& {
        TIMEWRIGHT_EXPECTS(!has_value());
        return *std::get_if<1>(&held_);
    }
    [[nodiscard]] constexpr E&& error() && {
        TIMEWRIGHT_EXPECTS(!has_value());
        return std::move(*std::get_if<1>(&held_));
    }

    friend constexpr bool operator==(const result&, const result&) = default;

  private:
    std::variant<std::monostate, E> held_;
};

} // namespace timewright
