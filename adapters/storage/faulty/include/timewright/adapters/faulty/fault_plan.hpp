/// @file
/// fault_plan: which calls of a store go wrong, and how, as a pure function of a seed.
///
/// The fault of the n-th call depends on the seed, the function and n alone, not on the thread that
/// makes it nor on what other calls do: the same seed gives the same faults.
#pragma once

#include <timewright/base/export.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace timewright {

/// The functions of the store port.
enum class store_call : std::uint8_t {
    apply,
    submit,
    load,
    find,
    claims_of,
    find_due_holds,
    changes_since,
    newest_change,
    forget_changes,
    listen, ///< a hint to the listener
};
inline constexpr std::size_t store_calls = 10;

enum class fault_kind : std::uint8_t {
    none,
    fails_before, ///< the store is not reached: retry::safe
    fails_after,  ///< the store did it and the reply is lost: retry::in_doubt where it could matter
    happens_twice, ///< the request arrives twice; one of the two replies comes back
};

/// How many of 1000 calls meet each fault. Delays come on top of the others.
struct fault_rates {
    std::uint32_t fails_before = 0;
    std::uint32_t fails_after = 0;
    std::uint32_t happens_twice = 0;
    std::uint32_t delayed = 0;
};

/// What happens to one call.
struct fault {
    fault_kind kind = fault_kind::none;
    bool second_reply = false; ///< happens_twice: which of the two replies comes back
    std::chrono::microseconds delay_before{0};
    std::chrono::microseconds delay_after{0};

    friend bool operator==(const fault&, const fault&) = default;
};

struct fault_plan {
    std::uint64_t seed = 0;
    std::array<fault_rates, store_calls> rates{}; ///< by store_call; all 0: no faults
    std::chrono::microseconds delay_max{1'000};
    /// The k-th call of all, counted from 0, fails whatever the rates say.
    std::optional<std::uint64_t> fails_at{};
    fault_kind fails_at_how = fault_kind::fails_before;

    /// The same rates for every function.
    [[nodiscard]] static fault_plan everywhere(std::uint64_t seed, fault_rates rates) {
        fault_plan made;
        made.seed = seed;
        made.rates.fill(rates);
        return made;
    }

    /// What happens to the number-th call of all, which is one of this function.
    [[nodiscard]] TIMEWRIGHT_EXPORT fault fault_of(store_call function, std::uint64_t number) const;
};

} // namespace timewright
