#include "server/command/slot_question.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/command/slot_calendar.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/availability/team.hpp>
#include <timewright/availability/working_hours.hpp>
#include <timewright/ports/clock.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

namespace timewright::command {
namespace {

/// What somebody is wanted for.
enum class role : std::uint8_t { required, of_a_group, optional, further };

struct wanted_file {
    std::string name;
    role as;
    std::size_t group = 0; ///< index of the group
};

/// Everybody who is asked, and the groups in the order of their first mention; the group without a
/// name is "".
struct wanted_files {
    std::vector<wanted_file> files;
    std::vector<std::string> groups;
};

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

std::vector<std::string> names_of(const std::vector<wanted_file>& files) {
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const wanted_file& file : files) names.push_back(file.name);
    return names;
}

result<void, error> check_wanted(const slots_options& options, const wanted_files& wanted) {
    if (options.files.empty() && options.any_of.empty())
        return unexpected(
            invalid_input("nobody is asked for: name a FILE.ics, or a room with "
                          "--any-of FILE.ics"));
    if (wanted.files.size() > calendar_files_max)
        return unexpected(invalid_input("at most " + std::to_string(calendar_files_max) +
                                        " files are read at once"));
    std::vector<std::string> names = names_of(wanted.files);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        return unexpected(invalid_input(*twice + " is named twice; each file may be required, "
                                                 "--optional or in one --any-of group, once"));
    if (!options.further_files.empty() && (!options.explain || options.any_of.empty()))
        return unexpected(invalid_input(
            "--another: it is tried where a group blocks; say --explain and --any-of too"));
    return {};
}

result<wanted_files, error> list_files(const slots_options& options) {
    wanted_files wanted;
    for (const std::string& name : options.files) wanted.files.push_back({name, role::required});
    std::vector<std::string>& groups = wanted.groups;
    for (const std::string& text : options.any_of) {
        const room_choice choice = split_choice(text);
        if (choice.file.empty())
            return unexpected(invalid_input("--any-of: a file is missing in '" + text +
                                            "'; write [GROUP:]FILE.ics"));
        auto group = std::find(groups.begin(), groups.end(), choice.group);
        if (group == groups.end()) group = groups.insert(groups.end(), choice.group);
        wanted.files.push_back(
            {choice.file, role::of_a_group, static_cast<std::size_t>(group - groups.begin())});
    }
    for (const std::string& name : options.optional_files)
        wanted.files.push_back({name, role::optional});
    for (const std::string& name : options.further_files)
        wanted.files.push_back({name, role::further});
    if (auto ok = check_wanted(options, wanted); !ok) return unexpected(std::move(ok).error());
    return wanted;
}

/// One of a few words.
template <class Value, std::size_t n>
result<Value, error> read_word(const char* option, const std::string& text,
                               const std::pair<const char*, Value> (&words)[n]) {
    std::string all;
    for (std::size_t i = 0; i < n; ++i) {
        if (text == words[i].first) return words[i].second;
        all += (i == 0 ? "" : i + 1 == n ? " and " : ", ") + std::string(words[i].first);
    }
    return unexpected(invalid_input(std::string(option) + ": it is one of " + all));
}

result<void, error> read_order(const slots_options& options, slot_query& query) {
    static constexpr std::pair<const char*, slot_order> orders[] = {{"score", slot_order::best},
                                                                    {"time", slot_order::all},
                                                                    {"first", slot_order::first},
                                                                    {"all", slot_order::all},
                                                                    {"graph", slot_order::best}};
    const auto order = read_word("--order", options.order, orders);
    if (!order) return unexpected(order.error());
    query.order = *order;
    if (options.order == "all") query.slots_max = slots_limit_max;
    if (options.limit) query.slots_max = static_cast<std::size_t>(*options.limit);
    return {};
}

result<void, error> read_notice(const slots_options& options, slot_query& query) {
    if (options.notice.empty()) {
        if (options.now.empty()) return {};
        return unexpected(invalid_input("--now: --notice counts from it; say --notice too"));
    }
    const auto notice = read_exact_duration("--notice", options.notice);
    if (!notice) return unexpected(notice.error());
    sys_seconds now = system_clock{}.now();
    if (!options.now.empty()) {
        const auto said = read_instant("--now", options.now);
        if (!said) return unexpected(said.error());
        now = *said;
    }
    query.not_before = now + *notice;
    return {};
}

/// What Graph's preset does not know is not passed over.
result<void, error> check_graph(const slots_options& options) {
    const std::pair<const char*, bool> unknown_to_it[] = {
        {"--any-of", !options.any_of.empty()},
        {"--align", !options.align.empty()},
        {"--notice", !options.notice.empty()},
        {"--explain", options.explain},
        {"--unknown free", options.unknown == "free"}};
    if (options.order != "graph") {
        if (!options.organizer.empty() || !options.percentage.empty())
            return unexpected(invalid_input(
                "--organizer and --percentage: they belong to --order graph; say it too"));
        return {};
    }
    for (const auto& [name, is_said] : unknown_to_it)
        if (is_said)
            return unexpected(invalid_input(std::string("--order graph: it has no ") + name +
                                            "; leave one of both out"));
    return {};
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
    static constexpr std::pair<const char*, unknown_as> unknowns[] = {{"busy", unknown_as::busy},
                                                                      {"free", unknown_as::free}};
    const auto unknown = read_word("--unknown", options.unknown, unknowns);
    if (!unknown) return unexpected(unknown.error());
    query.unknown = *unknown;
    if (auto ok = read_order(options, query); !ok) return unexpected(std::move(ok).error());
    if (auto ok = check_graph(options); !ok) return unexpected(std::move(ok).error());
    if (auto ok = read_notice(options, query); !ok) return unexpected(std::move(ok).error());
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

/// Tentative time: read as the query says, or kept apart, so that it can be given up.
struct tentative_reading {
    tentative_as as;
    bool apart;
};

result<tentative_reading, error> read_tentative(const slots_options& options) {
    const bool apart = options.order == "graph";
    const std::pair<const char*, tentative_reading> words[] = {
        {"busy", {tentative_as::busy, apart}},
        {"free", {tentative_as::free, apart}},
        {"apart", {tentative_as::busy, true}}};
    return read_word("--tentative", options.tentative, words);
}

/// What holds for all, where --about says nothing else.
result<calendar_facts, error> read_common(const slots_options& options) {
    calendar_facts common;
    const auto take = [](auto& place, const std::string& text, auto&& read) -> result<void, error> {
        if (text.empty()) return {};
        auto value = read(text);
        if (!value) return unexpected(std::move(value).error());
        place = *value;
        return {};
    };
    auto ok = take(common.buffer_before, options.buffer_before,
                   [](const std::string& text) { return read_buffer("--buffer-before", text); });
    if (ok)
        ok = take(common.buffer_after, options.buffer_after,
                  [](const std::string& text) { return read_buffer("--buffer-after", text); });
    if (ok)
        ok = take(common.per_day, options.per_day, [](const std::string& text) {
            return read_count("--per-day", text, 0, fact_max);
        });
    if (ok)
        ok = take(common.per_day_time, options.per_day_time, [](const std::string& text) {
            return read_exact_duration("--per-day-time", text);
        });
    if (!ok) return unexpected(std::move(ok).error());
    return common;
}

/// Who has hours. Said with --zone they bind everybody. Otherwise they are each person's own, and
/// rooms are open at all times, unless only rooms are asked for.
bool has_hours(const wanted_file& file, const slots_options& options) {
    const bool is_room = file.as == role::of_a_group || file.as == role::further;
    return !options.zone.empty() || !is_room || options.files.empty();
}

/// Reads the files one by one into the question.
class calendar_gatherer {
  public:
    calendar_gatherer(const slots_options& options, const reading& how, slot_question& asked)
        : options_(options), how_(how), asked_(asked) {}

    [[nodiscard]] result<void, error> gather(const wanted_files& wanted) {
        auto weekly = read_hours(options_);
        if (!weekly) return unexpected(std::move(weekly).error());
        weekly_ = *std::move(weekly);
        const auto tentative = read_tentative(options_);
        if (!tentative) return unexpected(tentative.error());
        tentative_ = *tentative;
        asked_.query.tentative = tentative_.as;
        auto common = read_common(options_);
        if (!common) return unexpected(std::move(common).error());
        common_ = *std::move(common);
        auto told = read_facts(options_.about, names_of(wanted.files));
        if (!told) return unexpected(std::move(told).error());
        told_ = *std::move(told);
        auto wishes = read_wishes(options_, wanted.groups);
        if (!wishes) return unexpected(std::move(wishes).error());
        wishes_ = *std::move(wishes);
        teams_.resize(wishes_.size());
        for (const wanted_file& file : wanted.files)
            if (auto ok = add(file); !ok) return ok;
        asked_.groups = wanted.groups;
        return make_groups();
    }

  private:
    [[nodiscard]] result<void, error> add(const wanted_file& wanted) {
        const auto told = told_.find(wanted.name);
        const calendar_facts known = told == told_.end() ? calendar_facts{} : told->second;
        if (auto ok = check_role(wanted, known); !ok) return ok;
        availability calendar{.unknown = true};
        if (!known.unknown) {
            auto read = read_calendar(wanted, known);
            if (!read) return unexpected(std::move(read).error());
            calendar = *std::move(read);
        }
        take_role(wanted, known);
        asked_.names.push_back(wanted.name);
        asked_.query.calendars.push_back(std::move(calendar));
        asked_.query.traits.push_back(known.traits);
        return {};
    }

    /// A fact that nobody asks for is a mistake.
    [[nodiscard]] static result<void, error> check_role(const wanted_file& wanted,
                                                        const calendar_facts& known) {
        const bool in_group = wanted.as == role::of_a_group;
        const std::string what = "--about " + wanted.name;
        if (known.weight && !in_group && wanted.as != role::optional)
            return unexpected(about(what, invalid_input("weight counts for --optional files and "
                                                        "in groups with --turn by-weight")));
        if ((known.load || known.last_assigned) && !in_group)
            return unexpected(
                about(what, invalid_input("load and last count in groups with --turn")));
        return {};
    }

    [[nodiscard]] result<availability, error> read_calendar(const wanted_file& wanted,
                                                            const calendar_facts& known) {
        const auto file = load_calendar(wanted.name, how_);
        if (!file) return unexpected(file.error());
        if (!shown_in_settled_ && file->zone_known) {
            asked_.shown_in = how_.owner_zone.value_or(file->owner_zone);
            shown_in_settled_ = true;
        }
        const bool is_room = wanted.as == role::of_a_group || wanted.as == role::further;
        const slot_calendar_rules rules{
            .known = asked_.known,
            .duration = asked_.query.duration,
            .tentative = tentative_.as,
            .tentative_apart = tentative_.apart,
            .before = either(known.buffer_before, common_.buffer_before),
            .after = either(known.buffer_after, common_.buffer_after),
            .limit = {.in_zone = how_.owner_zone.value_or(file->owner_zone),
                      .meetings_max = known.per_day || is_room ? known.per_day : common_.per_day,
                      .time_max = known.per_day_time || is_room ? known.per_day_time
                                                                : common_.per_day_time},
            .capacity = known.traits.units,
            .units = wanted.as == role::of_a_group ? std::max(1U, wishes_[wanted.group].least.units)
                                                   : 1U};
        auto calendar = read_availability(*file, rules);
        if (calendar && !weekly_.empty() && has_hours(wanted, options_))
            calendar->open = compute_open(hours_of(*file), asked_.known);
        return calendar;
    }

    [[nodiscard]] static std::chrono::seconds either(std::optional<std::chrono::seconds> own,
                                                     std::optional<std::chrono::seconds> common) {
        return own.value_or(common.value_or(std::chrono::seconds(0)));
    }

    [[nodiscard]] working_hours hours_of(const calendar_file& file) const {
        if (how_.owner_zone) return {.in_zone = *how_.owner_zone, .weekly = weekly_};
        if (!file.zone_known)
            how_.err << "timewright: warning: " << printable(file.name)
                     << ": --hours are read in UTC; the file has no X-WR-TIMEZONE, so say --zone\n";
        return {.in_zone = file.owner_zone, .weekly = weekly_};
    }

    void take_role(const wanted_file& wanted, const calendar_facts& known) {
        slot_query& query = asked_.query;
        const std::size_t index = query.calendars.size();
        const std::uint32_t weight = known.weight.value_or(1);
        if (wanted.name == options_.organizer) asked_.organizer = index;
        switch (wanted.as) {
            case role::required:
                query.required.push_back(index);
                break;
            case role::optional:
                query.optional.push_back({.calendar = index, .weight = weight});
                break;
            case role::of_a_group:
                teams_[wanted.group].push_back({.calendar = index,
                                                .last_assigned = known.last_assigned,
                                                .load = known.load.value_or(0),
                                                .weight = weight});
                break;
            case role::further:
                asked_.further.push_back(index);
                break;
        }
    }

    [[nodiscard]] result<void, error> make_groups() {
        for (std::size_t i = 0; i < teams_.size(); ++i) {
            if (wishes_[i].needed > teams_[i].size())
                return unexpected(about(
                    "--needed",
                    invalid_input(std::to_string(wishes_[i].needed) + " are needed of a group of " +
                                  std::to_string(teams_[i].size()) +
                                  "; name more of it with --any-of, or need fewer")));
            auto group = make_team(std::move(teams_[i]), wishes_[i].turn, wishes_[i].needed);
            if (!group) return unexpected(std::move(group).error());
            group->least = wishes_[i].least;
            asked_.query.any_of.push_back(*std::move(group));
        }
        return {};
    }

    const slots_options& options_;
    const reading& how_;
    slot_question& asked_;
    std::vector<weekly_span> weekly_{};
    tentative_reading tentative_{};
    calendar_facts common_{};
    facts_by_file told_{};
    std::vector<group_wish> wishes_{};
    std::vector<std::vector<team_member>> teams_{};
    bool shown_in_settled_ = false;
};

/// As far as the calendars are read: the window, and where --explain looks around it.
interval known_around(interval window, bool explain) {
    if (!explain) return window;
    constexpr sys_seconds first = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
    return {std::min(window.start(), std::max(window.start() - later_reach, first)),
            window.end() + later_reach};
}

result<void, error> read_graph(const slots_options& options, slot_question& asked) {
    if (!options.organizer.empty() && !asked.organizer)
        return unexpected(about("--organizer", invalid_input("it is one of the files that are "
                                                             "asked for")));
    if (options.percentage.empty()) return {};
    const auto percentage = read_count("--percentage", options.percentage, 0, 100);
    if (!percentage) return unexpected(percentage.error());
    asked.percentage = *percentage;
    return {};
}

} // namespace

result<slot_question, error> read_question(const slots_options& options, std::ostream& err) {
    auto query = read_query(options);
    if (!query) return unexpected(std::move(query).error());
    const auto wanted = list_files(options);
    if (!wanted) return unexpected(wanted.error());
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return unexpected(zones.error());
    reading how{.zones = *zones, .err = err};
    if (!options.zone.empty()) {
        const auto named = read_zone(*zones, "--zone", options.zone);
        if (!named) return unexpected(named.error());
        how.owner_zone = *named;
    }
    const interval known = known_around(query->window, options.explain);
    slot_question asked{.query = *std::move(query),
                        .names = {},
                        .known = known,
                        .shown_in = how.owner_zone.value_or(zone())};
    if (auto ok = calendar_gatherer(options, how, asked).gather(*wanted); !ok)
        return unexpected(std::move(ok).error());
    if (auto ok = read_graph(options, asked); !ok) return unexpected(std::move(ok).error());
    if (asked.query.align) asked.query.align->in_zone = asked.shown_in;
    if (auto ok = validate(asked.query); !ok) return unexpected(std::move(ok).error());
    return asked;
}

} // namespace timewright::command
