#include "server/command/slot_question.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

namespace timewright::command {
namespace {

/// What somebody is wanted for.
enum class role : std::uint8_t { required, one_of_a_group, optional };

struct wanted_file {
    std::string name;
    role as;
    std::size_t group = 0; ///< index of the group
};

/// Groups by name, in the order of their first mention; the group without a name is "".
struct room_choice {
    std::string group;
    std::string file;
};

room_choice split_choice(const std::string& text) {
    const std::size_t colon = text.find(':');
    std::error_code ignored;
    // A file whose name has a colon is a file.
    if (colon == std::string::npos || std::filesystem::exists(text, ignored)) return {"", text};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

result<std::vector<wanted_file>, error> list_files(const slots_options& options) {
    std::vector<wanted_file> files;
    for (const std::string& name : options.files) files.push_back({name, role::required});
    std::vector<std::string> groups;
    for (const std::string& text : options.any_of) {
        const room_choice choice = split_choice(text);
        if (choice.file.empty())
            return unexpected(invalid_input("--any-of: a file is missing in '" + text +
                                            "'; write [GROUP:]FILE.ics"));
        auto group = std::find(groups.begin(), groups.end(), choice.group);
        if (group == groups.end()) group = groups.insert(groups.end(), choice.group);
        files.push_back(
            {choice.file, role::one_of_a_group, static_cast<std::size_t>(group - groups.begin())});
    }
    for (const std::string& name : options.optional_files) files.push_back({name, role::optional});

    if (options.files.empty() && options.any_of.empty())
        return unexpected(
            invalid_input("nobody is asked for: name a FILE.ics, or a room with "
                          "--any-of FILE.ics"));
    if (files.size() > calendar_files_max)
        return unexpected(invalid_input("at most " + std::to_string(calendar_files_max) +
                                        " files are read at once"));
    std::vector<std::string> names;
    for (const wanted_file& file : files) names.push_back(file.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        return unexpected(invalid_input(*twice + " is named twice; each file may be required, "
                                                 "--optional or in one --any-of group, once"));
    return files;
}

result<slot_query, error> read_query(const slots_options& options) {
    const auto window = read_window(options.from, options.to);
    if (!window) return unexpected(window.error());
    if (window->length() > slots_window_max)
        return unexpected(invalid_input("--to: a search covers at most " +
                                        std::to_string(slots_window_max.count()) + " days"));
    const auto duration = read_exact_duration("--duration", options.duration);
    if (!duration) return unexpected(duration.error());
    const auto step = read_exact_duration("--step", options.step);
    if (!step) return unexpected(step.error());
    slot_query query{.window = *window, .duration = *duration, .step = *step};
    if (!options.align.empty()) {
        const auto every = read_exact_duration("--align", options.align);
        if (!every) return unexpected(every.error());
        query.align = {.every = *every};
    }
    query.slots_max = static_cast<std::size_t>(options.limit);
    return query;
}

result<std::vector<weekly_span>, error> read_hours(const slots_options& options) {
    std::vector<weekly_span> weekly;
    for (const std::string& text : options.hours) {
        const auto part = parse_weekly_hours(text);
        if (!part) {
            error why = about("--hours", part.error());
            why.message += " (at column " + std::to_string(why.where.column) + ")";
            why.where = {};
            return unexpected(std::move(why));
        }
        weekly.insert(weekly.end(), part->begin(), part->end());
        if (weekly.size() > weekly_hours_parts_max)
            return unexpected(invalid_input("--hours: together they have more than " +
                                            std::to_string(weekly_hours_parts_max) + " parts"));
    }
    return weekly;
}

result<tentative_as, error> read_tentative(const slots_options& options) {
    if (options.tentative == "busy") return tentative_as::busy;
    if (options.tentative == "free") return tentative_as::free;
    return unexpected(invalid_input("--tentative: it is one of busy and free"));
}

/// Who has hours. Said with --zone they bind everybody. Otherwise they are each person's own, and
/// rooms are open at all times, unless only rooms are asked for.
bool has_hours(const wanted_file& file, const slots_options& options) {
    return !options.zone.empty() || file.as != role::one_of_a_group || options.files.empty();
}

/// Reads the files one by one into the question.
class calendar_gatherer {
  public:
    calendar_gatherer(const slots_options& options, const reading& how, slot_question& asked)
        : options_(options), how_(how), asked_(asked) {}

    [[nodiscard]] result<void, error> gather(const std::vector<wanted_file>& files) {
        auto weekly = read_hours(options_);
        if (!weekly) return unexpected(std::move(weekly).error());
        weekly_ = *std::move(weekly);
        const auto tentative = read_tentative(options_);
        if (!tentative) return unexpected(tentative.error());
        const interval known(asked_.query.window.start(), asked_.known_until);
        for (const wanted_file& file : files)
            if (auto ok = add(file, known, *tentative); !ok) return ok;
        return {};
    }

  private:
    [[nodiscard]] result<void, error> add(const wanted_file& wanted, interval known,
                                          tentative_as tentative) {
        const auto file = load_calendar(wanted.name, how_);
        if (!file) return unexpected(file.error());
        const auto blocks = busy_blocks(*file, known);
        if (!blocks) return unexpected(blocks.error());
        availability calendar{.busy = compute_busy(*blocks, tentative)};
        if (!weekly_.empty() && has_hours(wanted, options_))
            calendar.open = compute_open(hours_of(*file), known);
        if (!shown_in_settled_ && file->zone_known) {
            asked_.shown_in = how_.owner_zone.value_or(file->owner_zone);
            shown_in_settled_ = true;
        }
        take_role(wanted);
        asked_.names.push_back(wanted.name);
        asked_.query.calendars.push_back(std::move(calendar));
        return {};
    }

    [[nodiscard]] working_hours hours_of(const calendar_file& file) const {
        if (how_.owner_zone) return {.in_zone = *how_.owner_zone, .weekly = weekly_};
        if (!file.zone_known)
            how_.err << "timewright: warning: " << printable(file.name)
                     << ": --hours are read in UTC; the file has no X-WR-TIMEZONE, so say --zone\n";
        return {.in_zone = file.owner_zone, .weekly = weekly_};
    }

    void take_role(const wanted_file& wanted) {
        slot_query& query = asked_.query;
        const std::size_t index = query.calendars.size();
        if (wanted.as == role::required) query.required.push_back(index);
        if (wanted.as == role::optional) query.optional.push_back({.calendar = index});
        if (wanted.as != role::one_of_a_group) return;
        if (query.any_of.size() <= wanted.group) query.any_of.resize(wanted.group + 1);
        query.any_of[wanted.group].members.push_back(index);
    }

    const slots_options& options_;
    const reading& how_;
    slot_question& asked_;
    std::vector<weekly_span> weekly_{};
    bool shown_in_settled_ = false;
};

} // namespace

result<slot_question, error> read_question(const slots_options& options, std::ostream& err) {
    auto query = read_query(options);
    if (!query) return unexpected(std::move(query).error());
    const auto files = list_files(options);
    if (!files) return unexpected(files.error());
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return unexpected(zones.error());
    reading how{.zones = *zones, .err = err};
    if (!options.zone.empty()) {
        const auto named = read_zone(*zones, "--zone", options.zone);
        if (!named) return unexpected(named.error());
        how.owner_zone = *named;
    }
    const sys_seconds end = query->window.end();
    slot_question asked{.query = *std::move(query),
                        .names = {},
                        .known_until = options.explain ? end + later_reach : end,
                        .shown_in = how.owner_zone.value_or(zone())};
    if (auto ok = calendar_gatherer(options, how, asked).gather(*files); !ok)
        return unexpected(std::move(ok).error());
    if (asked.query.align) asked.query.align->in_zone = asked.shown_in;
    if (auto ok = validate(asked.query); !ok) return unexpected(std::move(ok).error());
    return asked;
}

} // namespace timewright::command
