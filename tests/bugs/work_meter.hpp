// What a piece of work costs: processor time of this thread, and the most memory that it held at
// once.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>

namespace timewright::test {

/// Measures from its making on.
class work_meter {
  public:
    work_meter();
    [[nodiscard]] double milliseconds() const;
    [[nodiscard]] std::size_t peak_bytes() const; ///< beyond what was held when it was made

  private:
    double begin_;
    std::size_t held_;
};

/// Sanitizers and builds without optimisation take longer; that is not what is measured.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
inline constexpr double slower = 20;
#else
inline constexpr double slower = 1;
#endif

inline constexpr double milliseconds_max = 100 * slower;
inline constexpr std::size_t bytes_max = std::size_t{16} << 20;

/// Does the work and holds it to the budget of one bad input.
template <class Work>
void expect_within_budget(Work&& work, const char* what) {
    const work_meter meter;
    work();
    EXPECT_LE(meter.milliseconds(), milliseconds_max) << what;
    EXPECT_LE(meter.peak_bytes(), bytes_max) << what;
}

} // namespace timewright::test
