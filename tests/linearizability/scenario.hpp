/// @file
/// scenario: what the clients of a history do, by weights. Each race that booking systems lose has
/// one in which little else happens; the last one is everything at once.
#pragma once

#include <timewright/adapters/faulty/fault_plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace timewright::linearizability {

enum class verb : std::uint8_t {
    book,        ///< one room
    hold,        ///< one room, until a deadline
    confirm,     ///< a hold
    book_units,  ///< some seats of a hall
    book_any,    ///< any of the rooms; two of them at once
    book_series, ///< a room, or any one room, on several days
    book_people, ///< a room, people who are told, people who must be free
    move,        ///< to another time
    extend,      ///< at the end
    cancel,
    swap,       ///< the times of two bookings
    rebook,     ///< cancel one and book another in its place, as one change
    set_limits, ///< capacity, horizon, closed: an administrator
    report,     ///< an import says what is so
    repeat,     ///< the last request again, though it was answered
    reuse_key,  ///< the last request's key for another request
    look,       ///< load the calendars
    sweep,      ///< remove what has run out
    pass_time,  ///< the clock goes on
    step_back,  ///< the clock steps back
};
inline constexpr std::size_t verbs = 20;

struct scenario {
    std::string_view name;
    std::array<std::uint32_t, verbs> weights{};
    fault_rates faults{};     ///< of the store's functions
    std::uint64_t groups = 3; ///< of calendars that have nothing in common
};

namespace detail {

struct weighted {
    verb what;
    std::uint32_t weight;
};

constexpr scenario make(std::string_view name, std::initializer_list<weighted> those,
                        fault_rates faults = {}, std::uint64_t groups = 3) {
    scenario made{.name = name, .weights = {}, .faults = faults, .groups = groups};
    for (const weighted& w : those) made.weights.at(static_cast<std::size_t>(w.what)) = w.weight;
    return made;
}

constexpr fault_rates lossy{.fails_before = 60, .fails_after = 120, .happens_twice = 60};

} // namespace detail

inline constexpr std::array scenarios{
    detail::make("plain race", {{verb::book, 8}, {verb::cancel, 3}, {verb::look, 2}}),
    detail::make("hold against booking", {{verb::book, 5},
                                          {verb::hold, 6},
                                          {verb::confirm, 3},
                                          {verb::cancel, 3},
                                          {verb::look, 2},
                                          {verb::pass_time, 1}}),
    detail::make("pending to confirmed", {{verb::hold, 6},
                                          {verb::confirm, 8},
                                          {verb::book_people, 2},
                                          {verb::cancel, 2},
                                          {verb::look, 3},
                                          {verb::pass_time, 1}}),
    detail::make("capacity", {{verb::book_units, 8}, {verb::cancel, 4}, {verb::look, 2}}),
    detail::make("any of n",
                 {{verb::book_any, 8}, {verb::book, 2}, {verb::cancel, 4}, {verb::look, 2}}),
    detail::make("series against single",
                 {{verb::book_series, 4}, {verb::book, 4}, {verb::cancel, 4}, {verb::look, 2}}),
    detail::make("move and extend", {{verb::book, 5},
                                     {verb::move, 5},
                                     {verb::extend, 5},
                                     {verb::swap, 3},
                                     {verb::cancel, 2},
                                     {verb::look, 4}}),
    detail::make("people and rooms",
                 {{verb::book_people, 8}, {verb::move, 2}, {verb::cancel, 3}, {verb::look, 2}}),
    detail::make("cancel and rebook",
                 {{verb::book, 4}, {verb::cancel, 4}, {verb::rebook, 6}, {verb::look, 4}}),
    detail::make("expiry at the boundary", {{verb::hold, 8},
                                            {verb::confirm, 6},
                                            {verb::book, 2},
                                            {verb::sweep, 2},
                                            {verb::look, 2},
                                            {verb::pass_time, 3}}),
    detail::make("administrator", {{verb::book, 4},
                                   {verb::book_units, 4},
                                   {verb::hold, 1},
                                   {verb::confirm, 1},
                                   {verb::extend, 2},
                                   {verb::cancel, 2},
                                   {verb::set_limits, 3},
                                   {verb::look, 2}}),
    detail::make("import", {{verb::report, 3},
                            {verb::book, 4},
                            {verb::book_people, 3},
                            {verb::extend, 2},
                            {verb::hold, 2},
                            {verb::confirm, 2},
                            {verb::cancel, 2},
                            {verb::look, 2}}),
    detail::make("retries", {{verb::book, 5},
                             {verb::move, 2},
                             {verb::cancel, 2},
                             {verb::repeat, 6},
                             {verb::reuse_key, 2},
                             {verb::look, 2}}),
    detail::make("lost replies",
                 {{verb::book, 6},
                  {verb::hold, 2},
                  {verb::confirm, 2},
                  {verb::move, 2},
                  {verb::cancel, 3},
                  {verb::repeat, 1},
                  {verb::look, 2}},
                 detail::lossy),
    detail::make("clock steps back", {{verb::hold, 6},
                                      {verb::confirm, 5},
                                      {verb::book, 3},
                                      {verb::cancel, 1},
                                      {verb::sweep, 1},
                                      {verb::look, 3},
                                      {verb::pass_time, 3},
                                      {verb::step_back, 2}}),
    detail::make("everything", {{verb::book, 4},        {verb::hold, 4},     {verb::confirm, 4},
                                {verb::book_units, 3},  {verb::book_any, 3}, {verb::book_series, 2},
                                {verb::book_people, 3}, {verb::move, 3},     {verb::extend, 2},
                                {verb::cancel, 4},      {verb::swap, 1},     {verb::rebook, 2},
                                {verb::set_limits, 1},  {verb::report, 1},   {verb::repeat, 1},
                                {verb::reuse_key, 1},   {verb::look, 4},     {verb::sweep, 1},
                                {verb::pass_time, 2},   {verb::step_back, 1}},
                 detail::lossy),
};

[[nodiscard]] inline const scenario* find_scenario(std::string_view name) {
    for (const scenario& one : scenarios)
        if (one.name == name) return &one;
    return nullptr;
}

} // namespace timewright::linearizability
