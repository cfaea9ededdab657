/// @file
/// zone: what the clocks on the wall show somewhere, for every instant.
///
/// From an instant to local time there is always one answer. The other way there are three kinds:
///
///     unique     09:00 in New York: one instant
///     skipped    2026-03-08T02:30 in New York: the clocks went from 02:00 to 03:00, nobody saw it
///     repeated   2026-11-01T01:30 in New York: seen twice, an hour apart
///
/// and it is for the caller to say which instant is meant:
///
///     zone new_york = *registry.find("America/New_York");
///     local_resolution r = new_york.resolve(local);             // the kind, and both readings
///     sys_seconds t = new_york.to_instant(local);               // RFC 5545's choice
///     auto one = new_york.to_instant(local, disambiguation::reject);   // or an error
///
/// A zone is a handle: copies are cheap and share data that never changes, so any thread may read
/// at any time without a lock. Zones come from a zone_registry (the IANA database), from the bytes
/// of a TZif file, or from a list of changes (a VTIMEZONE). Rules without end are followed for
/// ever. Lookup costs a few nanoseconds, and less with a zone_hint when instants come in order.
#pragma once

#include <timewright/base/contract.hpp>
#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timewright {

using std::chrono::local_seconds;
using std::chrono::sys_seconds;

/// How often the clocks of a zone show a local time: once, never, or more than once.
enum class local_kind : std::uint8_t { unique, skipped, repeated };

/// Which instant is meant by a local time that is skipped or repeated.
enum class disambiguation : std::uint8_t {
    /// RFC 5545 section 3.3.5: the first of a repeated time; a skipped time as read with the offset
    /// before the gap (02:30 becomes 03:30 when the clocks go forward an hour at 02:00).
    compatible,
    earlier, ///< the earlier of the two readings
    later,   ///< the later of the two readings
    reject,  ///< an error
};

/// A stretch of time in which the clocks keep one offset and one name.
struct zone_period {
    std::chrono::seconds offset{0}; ///< local time minus UTC
    std::string abbreviation;       ///< "EST", "+03"
    bool daylight = false;          ///< what the database calls daylight saving time
    sys_seconds begin;              ///< sys_seconds::min() when it has no beginning
    sys_seconds end;                ///< the first instant after it; sys_seconds::max() when endless

    friend bool operator==(const zone_period&, const zone_period&) = default;
};

/// The instants that a local time can mean.
///
///     unique     first == second
///     repeated   first < second: the first and the last time that the clocks show it
///     skipped    first: read with the offset before the gap, which is RFC 5545's reading;
///                second: read with the offset after the gap. Here first > second.
struct local_resolution {
    local_kind kind = local_kind::unique;
    sys_seconds first;
    sys_seconds second;

    friend bool operator==(const local_resolution&, const local_resolution&) = default;
};

/// One change of the clocks, for zone::from_observances.
struct zone_observance {
    sys_seconds at;                 ///< when it takes effect
    std::chrono::seconds offset{0}; ///< local time minus UTC from then on
    std::string abbreviation;
    bool daylight = false;
};

/// Offsets from UTC are smaller than this, east or west (RFC 9636 section 3.2).
inline constexpr std::chrono::seconds zone_offset_limit = std::chrono::hours{26};

/// How many changes a zone may list one by one. The IANA database needs some 250.
inline constexpr std::size_t zone_changes_max = 50'000;

/// How many different (offset, abbreviation, daylight) a zone may have. TZif cannot count further.
inline constexpr std::size_t zone_kinds_max = 256;

namespace detail {
class zone_table;
struct zone_change;
} // namespace detail

/// The caller's memory of the last lookup. Hand the same one to a run of lookups whose instants
/// lie near each other; it may be used with any zone and outlive it. Not for two threads at once.
struct zone_hint {
    std::uint64_t table = 0; ///< 0: remembers nothing
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::chrono::seconds offset{0};
};

class zone {
  public:
    /// UTC.
    zone();
    // No moves: a zone that was moved from would have no clocks.
    zone(const zone&) = default;
    zone& operator=(const zone&) = default;
    ~zone() = default;

    [[nodiscard]] static const zone& utc();

    /// A zone whose clocks never change. The abbreviation is the offset ("+0530"), or "UTC" for 0.
    /// Precondition: |offset| < zone_offset_limit.
    [[nodiscard]] static zone fixed(std::string name, std::chrono::seconds offset);

    /// Reads a compiled zone, TZif versions 1 to 4 (RFC 9636). After the last listed change the
    /// rule in the footer is followed for ever; without one the last offset stays.
    /// Errors: corrupt_data, when the bytes contradict themselves or end early; unsupported, when
    /// the file counts leap seconds; limit_reached beyond zone_changes_max.
    [[nodiscard]] TIMEWRIGHT_EXPORT static result<zone, error> from_tzif(
        std::string name, std::span<const std::byte> file);

    /// A zone made of listed changes, for a VTIMEZONE that no IANA name matches: `before_first`
    /// up to the first change, and the last one's offset for ever.
    /// Errors: invalid_input, when the changes are not strictly ascending in time or an offset is
    /// beyond zone_offset_limit; limit_reached beyond zone_changes_max or zone_kinds_max.
    [[nodiscard]] static result<zone, error> from_observances(std::string name,
                                                              std::chrono::seconds before_first,
                                                              std::vector<zone_observance> changes);

    [[nodiscard]] const std::string& name() const noexcept;

    /// The offset and its name in force at an instant, and from when until when. O(1) for the
    /// years 1900 to 2100, else O(log changes); so are all the lookups below.
    [[nodiscard]] zone_period period_at(sys_seconds t) const;

    /// Local time minus UTC.
    [[nodiscard]] std::chrono::seconds offset_at(sys_seconds t) const noexcept;
    /// The same, faster while t stays in the period that the hint remembers.
    [[nodiscard]] std::chrono::seconds offset_at(sys_seconds t, zone_hint& hint) const noexcept;

    /// What the clocks show. The instants that sys_seconds can hold beyond 100 thousand million
    /// years are taken for that bound.
    [[nodiscard]] local_seconds to_local(sys_seconds t) const noexcept;

    /// All that a local time can mean. Exact for skipped days, for shifts of half an hour and for
    /// changes that lie closer together than they shift.
    [[nodiscard]] local_resolution resolve(local_seconds local) const noexcept;

    /// The instant that a local time means by disambiguation::compatible.
    [[nodiscard]] sys_seconds to_instant(local_seconds local) const noexcept;
    /// Errors: ambiguous_time, only with disambiguation::reject.
    [[nodiscard]] result<sys_seconds, error> to_instant(local_seconds local,
                                                        disambiguation which) const;

    /// The first change of the offset strictly after t, if there is one. Changes of the
    /// abbreviation alone do not count.
    [[nodiscard]] std::optional<sys_seconds> next_transition(sys_seconds t) const noexcept;

    /// From then on the clocks do the same again every 400 years, with the calendar: a rule without
    /// end is followed, or nothing changes any more. sys_seconds::min() for clocks that never did.
    [[nodiscard]] sys_seconds repeats_from() const noexcept;

    /// The same name and the same data.
    friend bool operator==(const zone& a, const zone& b) noexcept;

  private:
    explicit zone(std::shared_ptr<const detail::zone_table> table) : table_(std::move(table)) {}

    std::shared_ptr<const detail::zone_table> table_; // never null
};

// ---------------------------------------------------------------------------------------------
// How it works
// ---------------------------------------------------------------------------------------------

namespace detail {

/// Instants are kept away from the ends of 64 bits, so that adding an offset cannot overflow.
inline constexpr std::int64_t zone_seconds_bound = std::int64_t{1} << 62;
/// The Gregorian calendar repeats, weekdays included, after 400 years of 146,097 days.
inline constexpr std::int64_t gregorian_cycle = std::int64_t{146'097} * 86'400;

[[nodiscard]] constexpr std::int64_t bounded(std::int64_t seconds) noexcept {
    return std::clamp(seconds, -zone_seconds_bound, zone_seconds_bound);
}

/// What holds during a period.
struct zone_kind {
    std::int32_t offset = 0;
    bool daylight = false;
    std::string abbreviation;

    friend bool operator==(const zone_kind&, const zone_kind&) = default;
};

/// From `at` on, kind number `kind` holds.
struct zone_change {
    std::int64_t at;
    std::uint16_t kind;
};

/// The data of a zone: periods in time order, each with an offset.
///
/// Period i is [begins_[i], begins_[i + 1]), with -infinity first and +infinity last, and
/// neighbours differ. From 1900 to 2100 time is cut into buckets of 24 days that say which period
/// holds at their start; as real clocks change at most a few times a year, a lookup is one load and
/// one or two comparisons. Elsewhere it is a binary search.
///
/// A rule without end ("second Sunday of March") repeats with the calendar after 400 years. So a
/// table that lists its changes up to `repeats_until_` answers for later instants by going back
/// whole cycles, and the builder lists a year more than that, so that the periods around the seam
/// are whole too.
class zone_table {
  public:
    static constexpr std::int64_t no_repetition = std::numeric_limits<std::int64_t>::max();

    /// Preconditions: changes ascend strictly, their kinds and `first_kind` exist.
    zone_table(std::string name, std::vector<zone_kind> kinds, std::uint16_t first_kind,
               const std::vector<zone_change>& changes, std::int64_t repeats_until = no_repetition)
        : name_(std::move(name)), kinds_(std::move(kinds)), repeats_until_(repeats_until) {
        TIMEWRIGHT_EXPECTS(first_kind < kinds_.size());
        add_period(std::numeric_limits<std::int64_t>::min(), first_kind);
        for (const zone_change& change : changes) {
            TIMEWRIGHT_EXPECTS(change.kind < kinds_.size() && begins_.back() < change.at);
            if (kinds_[change.kind] == kinds_[period_kinds_.back()]) continue;
            add_period(change.at, change.kind);
        }
        TIMEWRIGHT_EXPECTS(offsets_.size() <= std::numeric_limits<std::uint16_t>::max());
        begins_.push_back(std::numeric_limits<std::int64_t>::max());
        const auto [least, most] = std::minmax_element(offsets_.begin(), offsets_.end());
        offset_min_ = *least;
        offset_max_ = *most;
        fill_buckets();
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// Differs from every other table that this process has made, also from dead ones.
    [[nodiscard]] std::uint64_t serial() const noexcept { return serial_; }
    [[nodiscard]] std::int32_t offset_min() const noexcept { return offset_min_; }
    [[nodiscard]] std::int32_t offset_max() const noexcept { return offset_max_; }

    [[nodiscard]] std::size_t size() const noexcept { return offsets_.size(); }
    [[nodiscard]] std::int64_t begin(std::size_t period) const noexcept { return begins_[period]; }
    [[nodiscard]] std::int64_t end(std::size_t period) const noexcept {
        return begins_[period + 1];
    }
    [[nodiscard]] std::int32_t offset(std::size_t period) const noexcept {
        return offsets_[period];
    }
    [[nodiscard]] const zone_kind& kind(std::size_t period) const noexcept {
        return kinds_[period_kinds_[period]];
    }

    /// How far to go back so that the table lists t: 0, or whole cycles.
    [[nodiscard]] std::int64_t fold(std::int64_t t) const noexcept {
        if (t < repeats_until_) return 0;
        return ((t - repeats_until_) / gregorian_cycle + 1) * gregorian_cycle;
    }

    /// The period that holds t. Precondition: fold(t) == 0, t within zone_seconds_bound.
    [[nodiscard]] std::size_t period_of(std::int64_t t) const noexcept {
        const std::uint64_t bucket =
            (static_cast<std::uint64_t>(t) - static_cast<std::uint64_t>(bucket_origin)) >>
            bucket_bits;
        if (bucket >= bucket_count_) return search(0, offsets_.size() - 1, t);
        const std::size_t first = buckets_[bucket];
        const std::size_t last = buckets_[bucket + 1];
        if (last - first > 2) return search(first, last, t);
        // At most two changes: two comparisons without a branch that could be guessed wrong.
        const std::size_t next = first + (begins_[first + 1] <= t ? 1U : 0U);
        return next + (begins_[next + 1] <= t ? 1U : 0U);
    }

    /// Where the repetition begins; without one, where the last period does.
    [[nodiscard]] std::int64_t repeats_from() const noexcept {
        return repeats_until_ == no_repetition ? begins_[size() - 1]
                                               : repeats_until_ - gregorian_cycle;
    }

    /// The same periods and the same repetition; the names of the zones aside.
    [[nodiscard]] bool same_clocks(const zone_table& other) const noexcept {
        if (begins_ != other.begins_ || repeats_until_ != other.repeats_until_) return false;
        for (std::size_t i = 0; i < size(); ++i) {
            if (kind(i) != other.kind(i)) return false;
        }
        return true;
    }

  private:
    static constexpr unsigned bucket_bits = 21;                   // 24.3 days
    static constexpr std::int64_t bucket_origin = -2'208'988'800; // 1900-01-01
    static constexpr std::int64_t bucket_horizon = 4'102'444'800; // 2100-01-01

    void add_period(std::int64_t begin, std::uint16_t kind) {
        begins_.push_back(begin);
        offsets_.push_back(kinds_[kind].offset);
        period_kinds_.push_back(kind);
    }

    /// The period in [first, last] that holds t.
    [[nodiscard]] std::size_t search(std::size_t first, std::size_t last,
                                     std::int64_t t) const noexcept {
        const auto from = begins_.begin() + static_cast<std::ptrdiff_t>(first);
        const auto to = begins_.begin() + static_cast<std::ptrdiff_t>(last) + 1;
        return static_cast<std::size_t>(std::upper_bound(from, to, t) - begins_.begin()) - 1;
    }

    void fill_buckets() {
        // Where nothing changes there is nothing to look up: the search below has one candidate.
        if (offsets_.size() == 1) return;
        bucket_count_ = static_cast<std::uint64_t>(bucket_horizon - bucket_origin) >> bucket_bits;
        buckets_.reserve(bucket_count_ + 1);
        std::size_t period = 0;
        for (std::uint64_t bucket = 0; bucket <= bucket_count_; ++bucket) {
            const std::int64_t start =
                bucket_origin + static_cast<std::int64_t>(bucket << bucket_bits);
            while (begins_[period + 1] <= start) ++period;
            buckets_.push_back(static_cast<std::uint16_t>(period));
        }
    }

    [[nodiscard]] static std::uint64_t next_serial() noexcept {
        static std::atomic<std::uint64_t> last{0};
        return last.fetch_add(1, std::memory_order_relaxed) + 1;
    }

    std::vector<std::int64_t> begins_;   // one more than periods
    std::vector<std::int32_t> offsets_;  // by period; apart, because lookups want little else
    std::vector<std::uint16_t> buckets_; // the period at the start of each bucket, and of one more
    std::uint64_t bucket_count_ = 0;
    std::int32_t offset_min_ = 0;
    std::int32_t offset_max_ = 0;
    std::uint64_t serial_ = next_serial();
    std::string name_;
    std::vector<zone_kind> kinds_;
    std::vector<std::uint16_t> period_kinds_; // by period
    std::int64_t repeats_until_;
};

/// Looks at every period that could show the local time, for the rare case that there are several.
[[nodiscard]] inline local_resolution resolve_near_changes(const zone_table& table,
                                                           std::size_t period, std::int64_t local,
                                                           std::int64_t shift) noexcept {
    const auto instant = [shift](std::int64_t t) {
        return sys_seconds{std::chrono::seconds{t + shift}};
    };
    std::optional<std::int64_t> first;
    std::optional<std::int64_t> last;
    std::optional<std::size_t> after_gap;
    for (std::size_t i = period; table.begin(i) <= local - table.offset_min(); ++i) {
        const std::int64_t t = local - table.offset(i);
        if (t >= table.begin(i) && t < table.end(i)) {
            if (!first) first = t;
            last = t;
        }
        // The clocks jump over the local time where period i begins. What they show grows without
        // end, so when no period shows it, some period must begin beyond it.
        if (!after_gap && i > period && table.begin(i) + table.offset(i - 1) <= local &&
            t < table.begin(i))
            after_gap = i;
    }
    if (first)
        return {*first == *last ? local_kind::unique : local_kind::repeated, instant(*first),
                instant(*last)};
    TIMEWRIGHT_ENSURES(after_gap.has_value());
    return {local_kind::skipped, instant(local - table.offset(*after_gap - 1)),
            instant(local - table.offset(*after_gap))};
}

} // namespace detail

inline zone::zone() : zone(utc()) {}

inline const zone& zone::utc() {
    static const zone shared = fixed("UTC", std::chrono::seconds{0});
    return shared;
}

inline zone zone::fixed(std::string name, std::chrono::seconds offset) {
    TIMEWRIGHT_EXPECTS(offset > -zone_offset_limit && offset < zone_offset_limit);
    const auto total = static_cast<std::int32_t>(offset.count());
    std::string abbreviation = total == 0 ? "UTC" : total < 0 ? "-" : "+";
    const auto append_two_digits = [&abbreviation](std::int32_t n) {
        abbreviation += static_cast<char>('0' + n / 10);
        abbreviation += static_cast<char>('0' + n % 10);
    };
    if (total != 0) {
        const std::int32_t size = total < 0 ? -total : total;
        append_two_digits(size / 3600);
        append_two_digits(size / 60 % 60);
        if (size % 60 != 0) append_two_digits(size % 60);
    }
    return zone(std::make_shared<const detail::zone_table>(
        std::move(name), std::vector<detail::zone_kind>{{total, false, std::move(abbreviation)}},
        std::uint16_t{0}, std::vector<detail::zone_change>{}));
}

inline result<zone, error> zone::from_observances(std::string name,
                                                  std::chrono::seconds before_first,
                                                  std::vector<zone_observance> changes) {
    const auto refuse = [&name](errc code, const std::string& why) {
        std::string message = "the time zone ";
        message += detail::quoted(name);
        return unexpected(error{.code = code, .message = message + " " + why});
    };
    const auto more_than = [](std::size_t limit, const char* of_what) {
        return std::string("has more than ").append(std::to_string(limit)).append(of_what);
    };
    if (changes.size() > zone_changes_max)
        return refuse(errc::limit_reached, more_than(zone_changes_max, " changes of its clocks"));
    const auto possible = [](std::chrono::seconds offset) {
        return offset > -zone_offset_limit && offset < zone_offset_limit;
    };
    if (!possible(before_first))
        return refuse(errc::invalid_input, "has an offset from UTC of 26 hours or more");

    std::vector<detail::zone_kind> kinds{
        {static_cast<std::int32_t>(before_first.count()), false, ""}};
    std::vector<detail::zone_change> table_changes;
    table_changes.reserve(changes.size());
    for (std::size_t i = 0; i < changes.size(); ++i) {
        zone_observance& change = changes[i];
        if (!possible(change.offset))
            return refuse(errc::invalid_input, "has an offset from UTC of 26 hours or more");
        const std::int64_t at = change.at.time_since_epoch().count();
        if (at != detail::bounded(at) || (i > 0 && changes[i - 1].at >= change.at))
            return refuse(errc::invalid_input, "has changes that are not in ascending order");
        detail::zone_kind kind{static_cast<std::int32_t>(change.offset.count()), change.daylight,
                               std::move(change.abbreviation)};
        // Looked for from the end: the kinds of late changes are the ones that keep coming back.
        auto known = std::find(kinds.rbegin(), kinds.rend(), kind);
        if (known == kinds.rend()) {
            if (kinds.size() == zone_kinds_max)
                return refuse(errc::limit_reached, more_than(zone_kinds_max, " kinds of time"));
            kinds.push_back(std::move(kind));
            known = kinds.rbegin();
        }
        table_changes.push_back(
            {at, static_cast<std::uint16_t>(std::distance(known, kinds.rend()) - 1)});
    }
    return zone(std::make_shared<const detail::zone_table>(std::move(name), std::move(kinds),
                                                           std::uint16_t{0}, table_changes));
}

inline const std::string& zone::name() const noexcept { return table_->name(); }

inline zone_period zone::period_at(sys_seconds t) const {
    const std::int64_t wanted = detail::bounded(t.time_since_epoch().count());
    const std::int64_t shift = table_->fold(wanted);
    const std::size_t period = table_->period_of(wanted - shift);
    const detail::zone_kind& kind = table_->kind(period);
    const auto instant = [shift](std::int64_t seconds) {
        return sys_seconds{std::chrono::seconds{seconds + shift}};
    };
    return {
        .offset = std::chrono::seconds{kind.offset},
        .abbreviation = kind.abbreviation,
        .daylight = kind.daylight,
        .begin = period == 0 ? sys_seconds::min() : instant(table_->begin(period)),
        .end = period + 1 == table_->size() ? sys_seconds::max() : instant(table_->end(period))};
}

inline std::chrono::seconds zone::offset_at(sys_seconds t) const noexcept {
    const std::int64_t wanted = detail::bounded(t.time_since_epoch().count());
    const std::size_t period = table_->period_of(wanted - table_->fold(wanted));
    return std::chrono::seconds{table_->offset(period)};
}

inline std::chrono::seconds zone::offset_at(sys_seconds t, zone_hint& hint) const noexcept {
    const std::int64_t wanted = detail::bounded(t.time_since_epoch().count());
    if (hint.table == table_->serial() && wanted >= hint.begin && wanted < hint.end)
        return hint.offset;
    const std::int64_t shift = table_->fold(wanted);
    const std::size_t period = table_->period_of(wanted - shift);
    hint.table = table_->serial();
    // The ends are infinite where nothing is shifted, and finite where something is.
    hint.begin = period == 0 ? table_->begin(0) : table_->begin(period) + shift;
    hint.end = period + 1 == table_->size() ? table_->end(period) : table_->end(period) + shift;
    hint.offset = std::chrono::seconds{table_->offset(period)};
    return hint.offset;
}

inline local_seconds zone::to_local(sys_seconds t) const noexcept {
    const std::chrono::seconds bounded{detail::bounded(t.time_since_epoch().count())};
    return local_seconds{bounded + offset_at(sys_seconds{bounded})};
}

inline local_resolution zone::resolve(local_seconds local) const noexcept {
    const detail::zone_table& table = *table_;
    const std::int64_t wanted = detail::bounded(local.time_since_epoch().count());
    // Every instant that shows `wanted` lies between the two that the extreme offsets give. Mostly
    // they lie in one period, and then its offset is the answer.
    const std::int64_t shift = table.fold(wanted);
    const std::int64_t folded = wanted - shift;
    const std::size_t period = table.period_of(folded - table.offset_max());
    if (folded - table.offset_min() >= table.end(period))
        return detail::resolve_near_changes(table, period, folded, shift);
    const sys_seconds t{std::chrono::seconds{wanted - table.offset(period)}};
    return {local_kind::unique, t, t};
}

inline sys_seconds zone::to_instant(local_seconds local) const noexcept {
    return resolve(local).first;
}

inline result<sys_seconds, error> zone::to_instant(local_seconds local,
                                                   disambiguation which) const {
    const local_resolution found = resolve(local);
    if (which == disambiguation::earlier) return std::min(found.first, found.second);
    if (which == disambiguation::later) return std::max(found.first, found.second);
    if (which == disambiguation::compatible || found.kind == local_kind::unique) return found.first;
    const std::string what = "the clocks of " + name() + " show " + to_iso(local);
    return unexpected(error{
        .code = errc::ambiguous_time,
        .message = found.kind == local_kind::skipped
                       ? what + " never, they skip it; choose another time, or let it be read as "
                                "earlier or later"
                       : what + " more than once; say whether the earlier or the later is meant"});
}

inline std::optional<sys_seconds> zone::next_transition(sys_seconds t) const noexcept {
    const std::int64_t wanted = detail::bounded(t.time_since_epoch().count());
    const std::int64_t shift = table_->fold(wanted);
    for (std::size_t i = table_->period_of(wanted - shift); i + 1 < table_->size(); ++i) {
        if (table_->offset(i) != table_->offset(i + 1))
            return sys_seconds{std::chrono::seconds{table_->end(i) + shift}};
    }
    return std::nullopt;
}

inline sys_seconds zone::repeats_from() const noexcept {
    return sys_seconds{std::chrono::seconds{table_->repeats_from()}};
}

inline bool operator==(const zone& a, const zone& b) noexcept {
    if (a.table_ == b.table_) return true;
    return a.name() == b.name() && a.table_->same_clocks(*b.table_);
}

} // namespace timewright
