#include "passwords.hpp"

#include "tokens.hpp"

#include <argon2.h>

namespace timewright::identity_local {
namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

} // namespace

/// A place among those who compute. May turn out not to be had.
class passwords::turn {
  public:
    explicit turn(passwords& all) : all_(all) {
        std::unique_lock lock(all_.mutex_);
        if (all_.running_ >= all_.at_once_ && all_.waiting_ >= all_.waiting_max_) return;
        ++all_.waiting_;
        all_.changed_.wait(lock, [&] { return all_.running_ < all_.at_once_; });
        --all_.waiting_;
        ++all_.running_;
        had_ = true;
    }
    ~turn() {
        if (!had_) return;
        {
            const std::lock_guard lock(all_.mutex_);
            --all_.running_;
        }
        all_.changed_.notify_one();
    }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

    [[nodiscard]] bool had() const { return had_; }
    [[nodiscard]] static error crowded() {
        return {.code = errc::unavailable,
                .message = "too many sign in at the moment; try again in a few seconds",
                .again = retry::safe};
    }

  private:
    passwords& all_;
    bool had_ = false;
};

passwords::passwords(const password_cost& cost, std::size_t at_once, std::size_t waiting_max)
    : cost_(cost), at_once_(at_once), waiting_max_(waiting_max) {
    // Made with the present cost, so that nobody's password takes as long as somebody's.
    if (auto made = hash("nobody has this password")) nobodys_ = std::move(*made);
}

result<std::string, error> passwords::hash(std::string_view password) {
    const turn mine(*this);
    if (!mine.had()) return unexpected(turn::crowded());
    const auto salt = random_bytes(salt_bytes);
    if (!salt) return unexpected(salt.error());
    std::string phc(argon2_encodedlen(cost_.passes, cost_.memory_kib, cost_.lanes, salt_bytes,
                                      hash_bytes, Argon2_id),
                    '\0');
    const int failed = argon2id_hash_encoded(cost_.passes, cost_.memory_kib, cost_.lanes,
                                             password.data(), password.size(), salt->data(),
                                             salt->size(), hash_bytes, phc.data(), phc.size());
    if (failed != ARGON2_OK)
        return unexpected(error{.code = errc::internal,
                                .message = std::string("argon2 failed: ") +
                                           argon2_error_message(failed)});
    phc.resize(phc.find('\0'));
    return phc;
}

result<bool, error> passwords::verify(std::string_view phc, std::string_view password) {
    const turn mine(*this);
    if (!mine.had()) return unexpected(turn::crowded());
    const std::string known(phc.empty() ? std::string_view(nobodys_) : phc);
    const bool right =
        argon2id_verify(known.c_str(), password.data(), password.size()) == ARGON2_OK;
    return right && !phc.empty();
}

} // namespace timewright::identity_local
