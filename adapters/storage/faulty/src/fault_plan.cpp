#include <timewright/adapters/faulty/fault_plan.hpp>

#include <algorithm>

namespace timewright {

namespace {

/// More than there will be: a new function of the port leaves the faults of the others as they were.
constexpr std::uint64_t functions_ever = 64;
static_assert(store_calls <= functions_ever);

/// A few draws that depend on the seed, the function and the number of the call alone.
class draws {
  public:
    draws(std::uint64_t seed, store_call function, std::uint64_t number)
        : state_(seed * 0x9E3779B97F4A7C15ULL + number * functions_ever +
                 static_cast<std::uint64_t>(function)) {}

    std::uint64_t below(std::uint64_t end) {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBULL;
        return (mixed ^ mixed >> 31) % end;
    }

  private:
    std::uint64_t state_;
};

fault_kind kind_of(const fault_rates& rates, std::uint64_t drawn) {
    if (drawn < rates.fails_before) return fault_kind::fails_before;
    drawn -= rates.fails_before;
    if (drawn < rates.fails_after) return fault_kind::fails_after;
    drawn -= rates.fails_after;
    return drawn < rates.happens_twice ? fault_kind::happens_twice : fault_kind::none;
}

} // namespace

fault fault_plan::fault_of(store_call function, std::uint64_t number) const {
    draws drawn(seed, function, number);
    const fault_rates& mine = rates.at(static_cast<std::size_t>(function));
    fault made{.kind = kind_of(mine, drawn.below(1'000))};
    const bool second = drawn.below(2) == 1;
    // How long: drawn whether or not it is used, so that a rate changes nothing else.
    const auto most = static_cast<std::uint64_t>(std::max<std::int64_t>(delay_max.count(), 0)) + 1;
    const auto before = static_cast<std::int64_t>(drawn.below(most));
    const auto after = static_cast<std::int64_t>(drawn.below(most));
    if (drawn.below(1'000) < mine.delayed) made.delay_before = std::chrono::microseconds(before);
    if (drawn.below(1'000) < mine.delayed) made.delay_after = std::chrono::microseconds(after);
    if (fails_at == number) made.kind = fails_at_how;
    made.second_reply = second && made.kind == fault_kind::happens_twice;
    return made;
}

} // namespace timewright
