/// @file
/// Reads compiled time zones (RFC 9636). The file is not trusted: every count is checked against
/// the bytes that are there before anything is read or allocated by it.
#include "timewright/time/posix_rule.hpp"

#include <timewright/time/zone.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timewright {

namespace {

using detail::zone_change;
using detail::zone_kind;

error damaged(const std::string& why) { return {.code = errc::corrupt_data, .message = why}; }

/// Big-endian numbers from left to right. Preconditions: the bytes are there.
class byte_reader {
  public:
    explicit byte_reader(std::span<const std::byte> bytes) : rest_(bytes) {}

    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }
    std::span<const std::byte> take(std::size_t count) {
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    std::uint64_t number(std::size_t bytes) {
        std::uint64_t number = 0;
        for (const std::byte b : take(bytes)) number = number << 8 | std::to_integer<unsigned>(b);
        return number;
    }
    std::int64_t signed_number(std::size_t bytes) {
        const std::uint64_t raw = number(bytes);
        return bytes == 4 ? static_cast<std::int32_t>(static_cast<std::uint32_t>(raw))
                          : static_cast<std::int64_t>(raw);
    }

  private:
    std::span<const std::byte> rest_;
};

/// Section 3.1: the counts of the data block that follows.
struct header {
    static constexpr std::size_t size = 44;

    char version = '\0';
    std::uint64_t ut_indicators = 0;
    std::uint64_t standard_indicators = 0;
    std::uint64_t leap_seconds = 0;
    std::uint64_t changes = 0;
    std::uint64_t kinds = 0;
    std::uint64_t name_bytes = 0;

    /// The size of the block when instants take so many bytes. Counts have 32 bits: no overflow.
    [[nodiscard]] std::uint64_t block_size(std::uint64_t instant_bytes) const noexcept {
        return changes * (instant_bytes + 1) + kinds * 6 + name_bytes +
               leap_seconds * (instant_bytes + 4) + standard_indicators + ut_indicators;
    }
};

result<header, error> read_header(byte_reader& in) {
    static constexpr std::array<std::byte, 4> magic{std::byte{'T'}, std::byte{'Z'}, std::byte{'i'},
                                                    std::byte{'f'}};
    if (in.left() < header::size) return unexpected(damaged("it ends within a header"));
    const auto start = in.take(magic.size());
    if (!std::equal(start.begin(), start.end(), magic.begin()))
        return unexpected(damaged("it does not begin with TZif"));
    header h;
    h.version = static_cast<char>(in.number(1));
    in.take(15); // reserved
    h.ut_indicators = in.number(4);
    h.standard_indicators = in.number(4);
    h.leap_seconds = in.number(4);
    h.changes = in.number(4);
    h.kinds = in.number(4);
    h.name_bytes = in.number(4);
    if (h.version != '\0' && h.version < '2')
        return unexpected(damaged("no version of the format is numbered like it"));
    return h;
}

/// A data block: the periods that the file lists one by one.
struct listed_periods {
    std::vector<zone_kind> kinds;
    std::vector<zone_change> changes;
};

result<void, error> check_counts(const header& h) {
    if (h.leap_seconds != 0)
        return unexpected(error{
            .code = errc::unsupported,
            .message = "it counts leap seconds, as the files in \"right/\" do; take the file of "
                       "the same name outside of \"right/\""});
    if (h.changes > zone_changes_max)
        return unexpected(error{
            .code = errc::limit_reached,
            .message = "it lists more than " + std::to_string(zone_changes_max) + " changes"});
    if (h.kinds == 0 || h.kinds > zone_kinds_max)
        return unexpected(damaged("it has no kind of time, or more than 256"));
    if (h.name_bytes == 0) return unexpected(damaged("it has no abbreviations"));
    if ((h.standard_indicators != 0 && h.standard_indicators != h.kinds) ||
        (h.ut_indicators != 0 && h.ut_indicators != h.kinds))
        return unexpected(damaged("its counts contradict each other"));
    return {};
}

result<std::vector<zone_kind>, error> read_kinds(const header& h, byte_reader records,
                                                 std::span<const std::byte> names) {
    std::vector<zone_kind> kinds;
    for (std::uint64_t i = 0; i < h.kinds; ++i) {
        const std::int64_t offset = records.signed_number(4);
        const std::uint64_t daylight = records.number(1);
        const std::uint64_t name_at = records.number(1);
        if (offset <= -zone_offset_limit.count() || offset >= zone_offset_limit.count())
            return unexpected(damaged("it has an offset from UTC of 26 hours or more"));
        if (daylight > 1)
            return unexpected(damaged("a flag for daylight saving time is not 0 or 1"));
        std::string name;
        std::uint64_t at = name_at;
        for (; at < names.size() && names[at] != std::byte{0}; ++at) {
            const char c = static_cast<char>(names[at]);
            if (c <= ' ' || c > '~')
                return unexpected(damaged("an abbreviation has a character that none may have"));
            name += c;
        }
        if (at >= names.size()) return unexpected(damaged("an abbreviation has no end"));
        kinds.push_back({static_cast<std::int32_t>(offset), daylight == 1, std::move(name)});
    }
    return kinds;
}

result<listed_periods, error> read_block(byte_reader& in, const header& h,
                                         std::size_t instant_bytes) {
    if (auto checked = check_counts(h); !checked) return unexpected(std::move(checked).error());
    if (h.block_size(instant_bytes) > in.left())
        return unexpected(damaged("it ends before all that its header announces"));
    byte_reader instants(in.take(h.changes * instant_bytes));
    byte_reader indices(in.take(h.changes));
    const byte_reader records(in.take(h.kinds * 6));
    const auto names = in.take(h.name_bytes);
    in.take(h.standard_indicators + h.ut_indicators); // these serve no footer that has its rules

    auto kinds = read_kinds(h, records, names);
    if (!kinds) return unexpected(std::move(kinds).error());
    listed_periods found{*std::move(kinds), {}};
    found.changes.reserve(h.changes);
    for (std::uint64_t i = 0; i < h.changes; ++i) {
        const std::int64_t at = instants.signed_number(instant_bytes);
        const std::uint64_t kind = indices.number(1);
        if (kind >= h.kinds)
            return unexpected(damaged("a change leads to a kind that is not there"));
        if (at != detail::bounded(at) || (i > 0 && found.changes.back().at >= at))
            return unexpected(damaged("its changes are not in ascending order"));
        found.changes.push_back({at, static_cast<std::uint16_t>(kind)});
    }
    return found;
}

/// The text between the two line ends that close a file of version 2 or later.
result<std::string_view, error> read_footer(byte_reader& in) {
    const auto bytes = in.take(in.left());
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.size() < 2 || text.front() != '\n' || text.back() != '\n')
        return unexpected(damaged("its footer is not one line at its very end"));
    return text.substr(1, text.size() - 2);
}

/// What is to be made into a table.
struct plan {
    listed_periods listed;
    std::uint16_t first_kind = 0;
    std::int64_t repeats_until = detail::zone_table::no_repetition;
};

std::int64_t new_year(int year) {
    using namespace std::chrono;
    return sys_seconds{sys_days{std::chrono::year{year} / January / 1}}.time_since_epoch().count();
}

int year_of(std::int64_t t) {
    using namespace std::chrono;
    return static_cast<int>(year_month_day{floor<days>(sys_seconds{seconds{t}})}.year());
}

std::uint16_t add_kind(std::vector<zone_kind>& kinds, const zone_kind& kind) {
    kinds.push_back(kind);
    return static_cast<std::uint16_t>(kinds.size() - 1);
}

/// Follows a rule without daylight saving time: what it says must hold already.
result<void, error> follow_constant(plan& p, const zone_kind& standard) {
    if (p.listed.changes.empty()) {
        p.first_kind = add_kind(p.listed.kinds, standard);
    } else if (p.listed.kinds[p.listed.changes.back().kind].offset != standard.offset) {
        return unexpected(damaged("its footer contradicts its last change"));
    }
    return {};
}

/// Lists the changes of a rule from the last listed one on, for one cycle of the calendar and a
/// little more on either side: see detail::zone_table.
result<void, error> follow_yearly(plan& p, const detail::posix_rule& rule) {
    static constexpr int cycle_years = 400;
    const bool from_rule_alone = p.listed.changes.empty();
    // Without listed changes the rule holds from the year 0, before all that civil.hpp can name.
    const std::int64_t origin = new_year(0);
    const std::int64_t last =
        from_rule_alone ? origin : std::max(p.listed.changes.back().at, origin);
    if (last >= new_year(10'000))
        return unexpected(damaged("it lists changes after the year 9999"));
    const int first_year = year_of(last);

    const auto stretches =
        detail::daylight_stretches(rule, first_year - 2, first_year + cycle_years + 5);
    const std::uint16_t standard = add_kind(p.listed.kinds, rule.standard);
    const std::uint16_t daylight = add_kind(p.listed.kinds, rule.daylight->kind);
    std::uint16_t at_last = standard;
    const std::int64_t horizon = new_year(first_year + cycle_years + 4);
    std::vector<zone_change> changes;
    const auto add = [&](std::int64_t at, std::uint16_t kind) {
        if (at <= last) at_last = kind;
        if (at > last && at < horizon) changes.push_back({at, kind});
    };
    for (const detail::daylight_stretch& stretch : stretches) {
        add(stretch.begin, daylight);
        add(stretch.end, standard);
    }
    if (from_rule_alone) {
        p.first_kind = at_last;
    } else if (p.listed.changes.back().at < origin) {
        p.listed.changes.push_back({origin, at_last});
    } else if (p.listed.kinds[p.listed.changes.back().kind].offset !=
               p.listed.kinds[at_last].offset) {
        return unexpected(damaged("its footer contradicts its last change"));
    }
    // Daylight time that lasts all year, or no second, changes nothing and needs no repetition.
    if (!changes.empty()) p.repeats_until = new_year(first_year + cycle_years + 2);
    p.listed.changes.insert(p.listed.changes.end(), changes.begin(), changes.end());
    return {};
}

result<plan, error> read_file(std::span<const std::byte> file) {
    byte_reader in(file);
    auto h = read_header(in);
    if (!h) return unexpected(std::move(h).error());
    plan p;
    const bool only_32_bits = h->version == '\0';
    if (!only_32_bits) {
        if (h->block_size(4) > in.left())
            return unexpected(damaged("it ends before all that its header announces"));
        in.take(h->block_size(4));
        h = read_header(in);
        if (!h) return unexpected(std::move(h).error());
    }
    auto listed = read_block(in, *h, only_32_bits ? 4 : 8);
    if (!listed) return unexpected(std::move(listed).error());
    p.listed = *std::move(listed);
    if (only_32_bits) return p;

    const auto footer = read_footer(in);
    if (!footer) return unexpected(footer.error());
    if (footer->empty()) return p;
    const auto rule = detail::parse_posix_rule(*footer);
    if (!rule) return unexpected(damaged("its footer " + rule.error().message));
    const auto followed =
        rule->daylight ? follow_yearly(p, *rule) : follow_constant(p, rule->standard);
    if (!followed) return unexpected(followed.error());
    return p;
}

} // namespace

result<zone, error> zone::from_tzif(std::string name, std::span<const std::byte> file) {
    auto read = read_file(file);
    if (!read) {
        error e = std::move(read).error();
        e.message =
            "the file of the time zone " + detail::quoted(name) + " cannot be used: " + e.message;
        return unexpected(std::move(e));
    }
    return zone(std::make_shared<const detail::zone_table>(
        std::move(name), std::move(read->listed.kinds), read->first_kind, read->listed.changes,
        read->repeats_until));
}

} // namespace timewright
