// The library as plain classes: what the Python and Java bindings are made of.
//
// SWIG reads no C++20, has no optional, string_view or chrono. So here an instant is a count of
// seconds since 1970-01-01T00:00:00Z, a local time a count of seconds since 1970-01-01T00:00:00 on its
// own clock, an id its text, and a list a std::vector. Each binding turns these into its language's
// own types (aware datetimes, java.time); nobody else should use this header.
//
// Whatever fails throws `failure`, which the bindings turn into their own exceptions, fields kept.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#if defined(SWIG)
#define TIMEWRIGHT_SURFACE
#else
#define TIMEWRIGHT_SURFACE __attribute__((visibility("default")))
#endif

namespace timewright {
namespace surface {

/// SWIG takes std::int64_t for another type than the compiler does; this one is 64 bits to both.
typedef long long integer;

/// One reason why a booking does not fit.
struct blocker {
    std::string user;
    integer start = 0;
    integer end = 0;
    std::string booking; ///< id of the booking in the way; empty if it is none
    std::string reason;  ///< "overlap", "unknown-user", ...
};

/// Thrown for everything that did not work.
class TIMEWRIGHT_SURFACE failure : public std::runtime_error {
  public:
    failure(const std::string& code, const std::string& message);
    failure(const std::string& code, const std::string& message,
            const std::vector<blocker>& conflicts);
    ~failure() override;
    /// A slug: "unknown-zone", "invalid-input", "conflicts", "stale", "expired", ...
    std::string code() const;
    /// Whether sending the same again may work: "never", "safe" or "in-doubt".
    std::string retry() const;
    std::vector<blocker> conflicts() const;

    std::string code_;
    std::string retry_;
    std::vector<blocker> conflicts_;
};

/// The three-way answer to "which instant is this local time?"
struct local_answer {
    std::string kind;        ///< "unique", "skipped" or "repeated"
    integer first = 0;  ///< repeated: the earlier; skipped: the reading of RFC 5545
    integer second = 0; ///< unique: the same as first
};

struct zone_answer {
    integer offset = 0; ///< seconds east of UTC
    std::string abbreviation;
    bool daylight = false;
};

struct occurrence {
    integer recurrence_id = 0; ///< nominal local start
    integer start = 0;         ///< instants, half-open
    integer end = 0;
};

struct recurrence_query {
    integer start = 0;        ///< local time of the first occurrence
    std::string zone;              ///< IANA name
    std::string rule;              ///< RFC 5545 RRULE value; empty: only the start and extra dates
    std::vector<integer> extra;    ///< RDATE, local
    std::vector<integer> excluded; ///< EXDATE, local
    integer duration = 3600;  ///< seconds, exact
    integer from = 0;         ///< window, instants; occurrences that overlap it
    integer to = 0;
    integer limit = 10000;    ///< more occurrences than this fail with "limit-reached"
};

struct span {
    integer start = 0; ///< instants, half-open
    integer end = 0;
};

/// Somebody or something that a search asks for.
struct search_calendar {
    std::vector<span> busy;
    std::string hours; ///< "mon-fri/09:00-17:00"; empty: at all times
    std::string zone;  ///< of the hours and of the days that are limited; empty: UTC
    std::vector<span> tentative;
    bool unknown = false; ///< when it is busy is not known
    integer seats = 0;
    integer units = 1; ///< how many of it there are; each busy span takes one
    std::vector<std::string> features;
    integer weight = 1;       ///< of optional calendars, and of groups by weight
    integer load = 0;         ///< of groups that take turns
    bool assigned = false;    ///< ever yet
    integer last_assigned = 0;
    integer buffer_before = 0;    ///< seconds of free time needed ahead of a slot
    integer buffer_after = 0;     ///< and behind it
    integer meetings_per_day = -1; ///< with the new one, on the clocks of `zone`; -1: any number
    integer time_per_day = -1;     ///< seconds, the same
};

/// What is wanted of a group.
struct group_wish {
    integer needed = 1;  ///< so many at the same time
    std::string turn;    ///< "listed", "least-recent", "least-load", "by-weight"; empty: listed
    integer seats = 0;   ///< each of those
    integer units = 1;
    std::vector<std::string> features;
};

struct slot_query {
    integer from = 0;
    integer to = 0;
    integer duration = 0; ///< seconds
    integer step = 900;
    integer limit = 10;
    std::vector<search_calendar> calendars;
    std::vector<integer> required;             ///< indices of calendars
    std::vector<integer> optional;
    std::vector<std::vector<integer> > any_of; ///< one of each group
    std::vector<group_wish> wishes; ///< of any_of, by the same index; may be shorter
    integer align = 0;              ///< starts only at wall-clock multiples of these seconds
    std::string align_zone;         ///< empty: UTC
    bool has_notice = false;
    integer not_before = 0; ///< with has_notice: nothing starts earlier
    std::string order;      ///< "score", "time", "first"; empty: score
    std::string tentative;  ///< "busy", "free"; empty: busy
    std::string unknown;    ///< the same
    /// Of explain_slots: as far as the calendars are known, and who is tried where a group blocks.
    integer known_before = 0; ///< seconds ahead of `from`
    integer known_after = 0;  ///< seconds behind `to`
    std::vector<integer> another;
};

struct slot {
    integer start = 0;
    integer end = 0;
    double score = 0;
    std::vector<integer> rooms;   ///< indices of those taken, of each group as many as it needs
    std::vector<integer> missing; ///< indices of optional calendars that are busy
};

/// A slot that nearly fits, and the smallest set that prevents it.
struct blocked {
    integer start = 0;
    integer end = 0;
    std::vector<integer> blocking; ///< indices of calendars
};

/// A change of the question with which something fits.
struct slot_change {
    std::string kind; ///< "shorter", "without", "another-room", "later", "earlier", ...
    std::vector<integer> calendars; ///< who is gone without, which were full, whose time it is
    slot found;
};

struct slot_reasons {
    bool fits = false; ///< there is a slot: the rest is empty
    std::vector<blocked> nearest;
    std::vector<slot_change> changes;
    std::vector<integer> hopeless; ///< groups that too few suit at any time
};

/// A zone database and what can be asked of it. Cheap to copy.
class TIMEWRIGHT_SURFACE zones {
  public:
    /// The system's database.
    zones();
    /// The database in a directory.
    explicit zones(const std::string& directory);
    ~zones();
    zones(const zones&);
    zones& operator=(const zones&);

    std::string version() const;
    std::vector<std::string> names() const;
    zone_answer at(const std::string& zone, integer instant) const;
    local_answer resolve(const std::string& zone, integer local) const;
    /// disambiguation: "compatible", "earlier", "later" or "reject".
    integer to_instant(const std::string& zone, integer local,
                            const std::string& disambiguation) const;
    std::vector<occurrence> expand(const recurrence_query& query) const;
    std::vector<slot> find_slots(const slot_query& query) const;
    /// Why it finds nothing, and what would help.
    slot_reasons explain_slots(const slot_query& query) const;

  private:
    struct state;
    std::shared_ptr<state> state_;
};

struct booking_request {
    std::string key;      ///< makes a retry safe; empty: no protection
    std::string document; ///< kept as it is
    std::vector<span> occurrences;
    std::vector<std::vector<std::string> > rooms; ///< one of each group, ids
    std::vector<std::string> people;              ///< told, never refused
    std::vector<std::string> insisted;            ///< must be free
    bool parts_that_fit = false; ///< book the occurrences that fit instead of all or none
};

struct booked_occurrence {
    integer start = 0;
    integer end = 0;
    bool applied = true;
    std::vector<std::string> users{}; ///< rooms in order of the groups, then people
};

struct booked {
    std::string id;
    integer sequence = 0;
    std::vector<booked_occurrence> occurrences{};
    std::vector<blocker> conflicts; ///< of people who were only told
    integer expires_at = 0;    ///< of a hold; 0: it is none
    bool repeated = false;          ///< this answers a retry
};

/// A booking desk over a store in memory. Safe to use from several threads.
class TIMEWRIGHT_SURFACE desk {
  public:
    /// Runs by the machine's clock.
    desk();
    /// Runs by a clock that stands at this instant until it is moved: for tests.
    explicit desk(integer now);
    ~desk();

    /// Makes a calendar user known; returns its id.
    std::string add_user(integer capacity);
    booked book(const booking_request& request);
    booked hold(const booking_request& request, integer seconds);
    booked confirm(const std::string& id, const std::string& key);
    booked cancel(const std::string& id, integer expected_sequence, const std::string& key);
    /// The claims on a calendar user that overlap the window.
    std::vector<span> busy(const std::string& user, integer from, integer to);
    /// Moves the clock of a desk that was made with one. Fails with "invalid-input" otherwise.
    void advance(integer seconds);

  private:
    desk(const desk&);
    desk& operator=(const desk&);
    struct state;
    std::shared_ptr<state> state_;
};

/// The version of the library.
TIMEWRIGHT_SURFACE std::string version();

} // namespace surface
} // namespace timewright
