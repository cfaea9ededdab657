/// @file
/// timewright slots: when these calendars have time together.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace timewright::command {

struct slots_options {
    // Who is asked.
    std::vector<std::string> files;          ///< everybody in it is needed
    std::vector<std::string> any_of;         ///< "[GROUP:]FILE": some of each group are needed
    std::vector<std::string> optional_files; ///< welcome
    std::vector<std::string> further_files;  ///< only --explain tries them, where a group blocks
    std::vector<std::string> about;          ///< "FILE,FACT...": see slot_facts.hpp
    // What of each group, as "[GROUP:]VALUE".
    std::vector<std::string> needed;
    std::vector<std::string> turns;
    std::vector<std::string> seats;
    std::vector<std::string> features;
    std::vector<std::string> units;
    // When.
    std::string from;
    std::string to;
    std::string duration;
    std::string zone; ///< of hours and grid; and of all-day times where a file does not say
    std::vector<std::string> hours;
    std::string step = "PT15M";
    std::string align;
    std::string buffer_before;
    std::string buffer_after;
    std::string notice;
    std::string now; ///< from when the notice counts; empty: the clock's
    std::string per_day;
    std::string per_day_time;
    // How calendars are read and slots are told.
    std::string tentative = "busy"; ///< busy, free or apart
    std::string unknown = "busy";   ///< busy or free
    std::string order = "score";    ///< score, time, first, all or graph
    std::string organizer;          ///< of --order graph: one of the files
    std::string percentage;         ///< of --order graph
    std::optional<std::int64_t> limit{};
    bool explain = false;
    std::string zoneinfo;
    bool json = false;
};

int run(const slots_options& options, std::ostream& out, std::ostream& err);

} // namespace timewright::command
