/// @file
/// api: the HTTP API of Timewright as a function from requests to responses.
///
/// One table of routes (routes()) says for each method and path who may call it, what body it takes,
/// which headers it needs and which query parameters it knows. Everything that is not in the table is
/// refused; the checks are made from the table, not by the handlers. So are the documents that
/// describe the API: /api/openapi.json, /api/asyncapi.json and, for people, /api/docs.
///
///     http::api service({.desk = desk, .claims = store, .who = identity, .people = &identity});
///     http_response answer = service.handle(request);
///
/// May be called from any thread; blocks while the store commits.
#pragma once

#include <timewright/adapters/http/message.hpp>
#include <timewright/adapters/json/answers.hpp>
#include <timewright/base/export.hpp>
#include <timewright/ports/accounts.hpp>
#include <timewright/ports/identity.hpp>
#include <timewright/ports/personal_tokens.hpp>
#include <timewright/ports/store.hpp>
#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace timewright::http {

/// Which roles may call a route; a role that is not named may not. What of it is theirs (their own
/// calendar, their room) is the handler's to say.
class role_set {
  public:
    constexpr role_set() = default; ///< nobody
    constexpr role_set(std::initializer_list<role> roles) {
        for (const role one : roles) bits_ |= bit_of(one);
    }
    /// Whoever asks, without signing in.
    [[nodiscard]] static constexpr role_set anyone() {
        role_set made;
        made.open_ = true;
        return made;
    }
    [[nodiscard]] constexpr bool is_open() const noexcept { return open_; }
    [[nodiscard]] constexpr bool contains(role one) const noexcept {
        return open_ || (bits_ & bit_of(one)) != 0;
    }
    /// Whether every account has a role that may.
    [[nodiscard]] constexpr bool contains_all() const noexcept {
        return std::all_of(all_roles.begin(), all_roles.end(),
                           [this](role one) { return contains(one); });
    }

  private:
    static constexpr unsigned bit_of(role one) { return 1U << static_cast<unsigned>(one); }

    unsigned bits_ = 0;
    bool open_ = false;
};

/// The names of its roles, with the text between them.
[[nodiscard]] TIMEWRIGHT_EXPORT std::string to_string(role_set who, std::string_view between);

enum class body_kind : std::uint8_t { none, json, calendar };

/// Body sizes that are read. Larger ones are answered 413. A parsed JSON document can take 25
/// times its text: this keeps one request within 16 MiB.
inline constexpr std::size_t json_bytes_max = std::size_t{256} << 10;
inline constexpr std::size_t calendar_bytes_max = std::size_t{10} << 20;

struct call;
class contract;

struct route {
    std::string_view method;
    std::string_view pattern; ///< below /api/v1; "{id}" stands for one segment
    role_set who{};
    token_scope scope = token_scope::account; ///< what a personal token must be for
    body_kind body = body_kind::none;
    bool key_needed = false;                   ///< Idempotency-Key must be there
    bool if_match_needed = false;              ///< If-Match must be there
    std::span<const std::string_view> query{}; ///< parameters that are known
    std::string_view summary{};
    std::string_view operation{}; ///< unique: its operationId in the OpenAPI document
    http_response (*handle)(call&) = nullptr;
};

/// Every route there is.
[[nodiscard]] TIMEWRIGHT_EXPORT std::span<const route> routes();

class TIMEWRIGHT_EXPORT api {
  public:
    /// All must outlive the api.
    struct parts_needed {
        scheduler& desk;
        store& claims;
        identity& who;
        accounts* people = nullptr; ///< none: accounts are kept elsewhere
        personal_tokens* tokens = nullptr; ///< none: there are only sessions
        json::service_info info{};
        /// How long a hold lasts that does not say so itself.
        std::chrono::seconds hold_default{std::chrono::minutes(10)};
        std::function<void(const std::string&)> log{}; ///< told of faults of ours, one line each
    };

    static constexpr std::string_view root = "/api/v1";

    explicit api(parts_needed parts);

    [[nodiscard]] http_response handle(const http_request& request) const;

    /// Asked before a large body is read: the refusal, if the head alone already deserves one.
    [[nodiscard]] std::optional<http_response> admit(const http_request& head) const;

    /// How large a body the route takes, 0 for an unknown one.
    [[nodiscard]] std::size_t body_bytes_max(const http_request& head) const;

  private:
    parts_needed parts_;
    std::shared_ptr<const contract> contract_; // what describes the API, served beside it
};

/// A problem document as a response.
[[nodiscard]] TIMEWRIGHT_EXPORT http_response to_response(const json::problem_document& problem);

} // namespace timewright::http
