/// @file
/// problem_list: gathers what a reader has to say about a text, up to a limit.
#pragma once

#include <timewright/icalendar/content_lines.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace timewright::detail {

class problem_list {
  public:
    problem_list(std::vector<problem>& into, std::size_t problems_max)
        : into_(into), problems_max_(problems_max) {}

    void add(problem_severity severity, std::uint32_t line, std::size_t column, std::string what,
             std::string mend) {
        if (into_.size() > problems_max_) return;
        if (into_.size() == problems_max_) {
            into_.push_back(
                {problem_severity::error, line, 1, "more problems follow that are not listed",
                 "mend the first " + std::to_string(problems_max_) + " and check again"});
            return;
        }
        into_.push_back(
            {severity, line, static_cast<std::uint32_t>(column), std::move(what), std::move(mend)});
    }
    /// About a property's value.
    void add(problem_severity severity, const content_line& at, std::string what,
             std::string mend) {
        add(severity, at.line, at.column(), std::move(what), std::move(mend));
    }

  private:
    std::vector<problem>& into_;
    std::size_t problems_max_;
};

} // namespace timewright::detail
