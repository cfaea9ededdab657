#include "server/command/progress_line.hpp"

#include <unistd.h>

#include <iostream>
#include <utility>

namespace timewright::command {

progress_line::progress_line(std::ostream& err, std::string what)
    : err_(err), what_(std::move(what)), is_terminal_(&err == &std::cerr && isatty(2) == 1) {}

void progress_line::show(std::size_t done, std::size_t all) {
    if (!is_terminal_ || all < progress_all_min) return;
    const std::size_t percent = done * 100 / all;
    if (is_shown_ && percent == percent_) return;
    percent_ = percent;
    is_shown_ = true;
    // Back to the first column, and what stood there is erased.
    err_ << "\r\033[Ktimewright: " << percent << " % of " << all << " " << what_ << std::flush;
}

void progress_line::clear() {
    if (is_shown_) err_ << "\r\033[K" << std::flush;
    is_shown_ = false;
}

} // namespace timewright::command
