/// @file
/// meeting: what people ask the scheduler for, and what it answers.
///
/// A meeting is a booking whose document is an iCalendar event: title, local start with its zone,
/// duration, perhaps a rule, people and rooms. The scheduler turns it into parts and claims; the
/// booker and the store below know nothing of it.
#pragma once

#include <timewright/availability/explain.hpp>
#include <timewright/availability/resource_group.hpp>
#include <timewright/availability/slot_search.hpp>
#include <timewright/availability/team.hpp>
#include <timewright/base/id.hpp>
#include <timewright/booking/booking.hpp>
#include <timewright/booking/policy.hpp>
#include <timewright/calendar/calendar_user.hpp>
#include <timewright/calendar/event.hpp>
#include <timewright/icalendar/component.hpp>
#include <timewright/time/interval.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

/// A value from the directory and the version at which it was read.
template <class T>
struct versioned {
    T value;
    std::uint64_t version = 0;
};

struct resource_units {
    calendar_user_id id;
    std::uint32_t units = 1;
};

struct meeting_request {
    std::string title{};
    std::string description{};
    event_time start{};        ///< zoned, utc, or a date (all-day); floating is refused
    civil_duration duration{}; ///< more than nothing
    std::optional<recurrence_rule> rule{};
    /// One of each group, in order of preference. A room that must be it is a group of one.
    std::vector<std::vector<calendar_user_id>> rooms{};
    std::vector<resource_units> resources{};
    std::vector<calendar_user_id> people{};   ///< told of a collision, never refused
    std::vector<calendar_user_id> insisted{}; ///< must be free
    std::vector<std::string> guests{};        ///< e-mail addresses of others; not checked for time
    std::optional<calendar_user_id> organizer{}; ///< takes part, named in `people` or not
    bool skip_occurrences = false; ///< book the occurrences that fit instead of all or none
    bool waitlist = false; ///< what does not fit waits until it does; not with skip_occurrences
    /// Other meetings give way, if the asker is one of the bumpers of the room or an administrator:
    /// they move to another room that suits them, in the same change, or go first on the waitlist;
    /// holds and what is pending are given up, occurrences of series end up `conflicted`. Not with
    /// holds, skip_occurrences or waitlist; of capacity 1 only; nobody who has begun gives way.
    bool bump = false;
};

struct meeting_occurrence {
    local_seconds recurrence_id{}; ///< nominal local start: what names the occurrence
    interval span;
    bool applied = true; ///< false: it was left out, or had no room at the frontier
};

/// A policy that a meeting breaks, for the first occurrence that breaks it.
struct meeting_violation {
    calendar_user_id user{}; ///< whose policy it is; nil: the organization's
    interval span;           ///< of the occurrence, without buffers
    policy_violation what;

    friend bool operator==(const meeting_violation&, const meeting_violation&) = default;
};

/// The answer to a command that succeeded.
struct meeting_booked {
    booking_id id;
    std::uint64_t sequence = 0;
    std::vector<calendar_user_id> rooms{}; ///< rooms and resources taken, each once
    std::vector<meeting_occurrence> occurrences{};
    std::vector<conflict> conflicts{}; ///< of people who were only told, and of occurrences left out
    std::size_t conflicts_left_out = 0;
    std::optional<sys_seconds> expires_at{}; ///< of a hold
    bool repeated = false;
    bool waits = false; ///< it is on the waitlist and holds nothing
    std::vector<calendar_user_id> pending{}; ///< rooms and resources that await approval
    std::vector<meeting_violation> violations{}; ///< for which occurrences were left out
    std::vector<booking_id> others{}; ///< with bump: meetings that gave way, or got what they left
};

struct alternative {
    interval span; ///< of the (first) occurrence
    std::vector<calendar_user_id> rooms{};
};

struct meeting_refusal {
    refusal why;
    std::vector<alternative> alternatives{}; ///< nearest first; only with refusal_reason::conflicts
    /// Policies that are broken, with refusal_reason::policy or beside conflicts. A retry is told
    /// them as they are now: `why.fault` says what the first try was told.
    std::vector<meeting_violation> violations{};
};

enum class edit_range : std::uint8_t { this_one, this_and_future, all };

/// Which occurrences an edit is about; without a recurrence_id the whole booking.
struct edit_scope {
    std::optional<local_seconds> recurrence_id{};
    edit_range range = edit_range::all;
};

/// What an edit changes; what is not set stays.
struct meeting_edit {
    std::optional<std::string> title{};
    std::optional<std::string> description{};
    std::optional<event_time> start{};
    std::optional<civil_duration> duration{};
    std::optional<std::vector<std::vector<calendar_user_id>>> rooms{};
    std::optional<std::vector<calendar_user_id>> people{};
    std::optional<std::vector<calendar_user_id>> insisted{};
    std::optional<std::vector<std::string>> guests{};

    [[nodiscard]] bool moves_claims() const noexcept {
        return start || duration || rooms || people || insisted;
    }
};

/// A meeting as a reader sees it.
struct meeting_view {
    booking_id id;
    std::uint64_t sequence = 0;
    event details{};                           ///< as the document has it
    std::vector<calendar_user_id> rooms{};     ///< rooms and resources that it holds now
    std::vector<calendar_user_id> people{};    ///< individuals that it claims, insisted included
    std::vector<calendar_user_id> insisted{};  ///< those of them who had to be free
    std::vector<meeting_occurrence> occurrences{}; ///< those that overlap the window asked for
    std::optional<sys_seconds> expires_at{};   ///< of a hold
    bool waits = false; ///< it is on the waitlist: `rooms` are those that it waits for
    std::vector<calendar_user_id> pending{};   ///< rooms and resources that await approval
    std::string source{};                      ///< of an imported one: the name of its source
};

/// What the roll job did.
struct roll_report {
    std::size_t users = 0;       ///< whose frontier it moved
    std::size_t occurrences = 0; ///< of series, that were due
    std::size_t conflicted = 0;  ///< those of them for which an older series left no room
    bool more = false;           ///< call it again
};

struct import_report {
    std::string source{};
    std::size_t events = 0;
    std::size_t occurrences = 0;
    std::vector<problem> problems{};
};

/// Somebody whose coming is welcome, not needed.
struct optional_user {
    calendar_user_id id;
    std::uint32_t weight = 1; ///< from 1; relative to the others

    optional_user(calendar_user_id who, std::uint32_t how_much = 1) : id(who), weight(how_much) {}
};

/// "One of these rooms", "two of these five people, whoever had the fewest meetings".
struct user_group {
    std::vector<calendar_user_id> members{}; ///< in order of choice
    std::size_t needed = 1;                  ///< how many of them, at the same time
    resource_needs least{};                  ///< what each of those must have
    /// Who of them is next. What was assigned is what they are booked for in the turn_memory before
    /// the window (least_recent), or in the window (least_load, by_weight).
    turn_rule turn = turn_rule::listed;
    std::vector<std::uint32_t> weights{}; ///< by_weight: of the members; missing ones are 1

    user_group() = default;
    user_group(std::initializer_list<calendar_user_id> listed) : members(listed) {}
    user_group(std::vector<calendar_user_id> listed) : members(std::move(listed)) {}
};

/// How far back an assignment is remembered for turns.
inline constexpr std::chrono::days turn_memory{60};
/// How far before and after the window an explanation looks for other times.
inline constexpr std::chrono::days explain_reach{14};

/// A search by calendar users instead of time sets. Whoever is disabled is never free. Policies hold
/// for rooms and resources: what the asker could not book then is not found.
struct slot_request {
    interval window;
    std::chrono::seconds duration{};
    std::chrono::seconds step{std::chrono::minutes(15)};
    std::optional<slot_alignment> align{};
    std::vector<calendar_user_id> required{};
    std::vector<optional_user> optional{};
    std::vector<user_group> any_of{};
    std::size_t limit = 10;
    bool explain = false;
    slot_order order = slot_order::best;
    tentative_as tentative = tentative_as::busy;
    std::chrono::seconds buffer_before{0}; ///< free time that all need before; policies may ask more
    std::chrono::seconds buffer_after{0};
    std::chrono::seconds notice{0};        ///< the least time from now to a slot
    /// Of every person, in their own zone; see day_limit.
    std::optional<std::size_t> day_meetings_max{};
    std::optional<std::chrono::seconds> day_time_max{};
};

struct found_slot {
    interval span;
    double score = 0; ///< see availability/rank.hpp
    std::vector<calendar_user_id> rooms{};   ///< those chosen of each group
    std::vector<calendar_user_id> missing{}; ///< optional people who are busy
};

/// A slot that nearly fits, and the smallest set of calendar users that prevents it.
struct blocked_explanation {
    interval span;
    std::vector<calendar_user_id> blocking{};
};

/// A smaller question that has an answer; see availability/relaxation.hpp.
struct found_relaxation {
    relaxation_kind kind;
    found_slot found;
    /// without_calendar: who stays away; another_room: rooms that were not asked for;
    /// over_tentative, outside_hours: whose.
    std::vector<calendar_user_id> users{};
    std::optional<std::size_t> group{}; ///< another_room: of any_of
};

struct slot_findings {
    std::vector<found_slot> slots{};
    /// Only when asked for and nothing fits. Each was tried.
    std::vector<blocked_explanation> explanations{};
    std::vector<found_relaxation> relaxations{};
    bool truncated = false; ///< the budget ended it: there may be more
};

} // namespace timewright
