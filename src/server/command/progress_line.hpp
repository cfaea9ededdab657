/// @file
/// progress_line: how far long work is, in one line of a terminal that is overwritten.
///
///     progress_line shown(err, "pairs of series are decided");
///     shown.show(120, 4'000);        // "timewright: 3 % of 4000 pairs of series are decided"
///     shown.clear();                 // before anything else is printed
///
/// Nothing is shown unless `err` is the process's standard error and that is a terminal, nor for
/// work of fewer than progress_all_min parts, which is done before anybody reads.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>

namespace timewright::command {

inline constexpr std::size_t progress_all_min = 1'000;

class progress_line {
  public:
    progress_line(std::ostream& err, std::string what);
    ~progress_line() { clear(); }
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;

    /// Writes when the whole percentage is another one than before.
    void show(std::size_t done, std::size_t all);
    void clear();

  private:
    std::ostream& err_;
    std::string what_;
    bool is_terminal_;
    bool is_shown_ = false;
    std::size_t percent_ = 0;
};

} // namespace timewright::command
