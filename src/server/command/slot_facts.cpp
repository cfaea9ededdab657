#include "server/command/slot_facts.hpp"

#include "server/command/option_text.hpp"

#include <timewright/availability/availability.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace timewright::command {
namespace {

/// Keeps what was read, or gives back what is wrong.
template <class Kept, class Read>
result<void, error> keep(Kept& kept, const result<Read, error>& read) {
    if (!read) return unexpected(read.error());
    kept = *read;
    return {};
}

result<void, error> add_feature(std::vector<std::string>& features, std::string_view what,
                                std::string_view text) {
    if (text.empty()) return unexpected(about(what, invalid_input("a feature has a name")));
    if (features.size() == features_max)
        return unexpected(about(
            what, invalid_input("at most " + std::to_string(features_max) + " features count")));
    features.emplace_back(text);
    return {};
}

struct fact {
    const char* name;
    result<void, error> (*read)(calendar_facts&, std::string_view what, std::string_view text);
};

constexpr fact facts[] = {
    {"seats",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.traits.seats, read_count(what, text, 0, fact_max));
     }},
    {"units",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.traits.units, read_count(what, text, 1, fact_max));
     }},
    {"feature",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return add_feature(known.traits.features, what, text);
     }},
    {"weight",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.weight, read_count(what, text, 1, fact_max));
     }},
    {"load",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.load, read_count(what, text, 0, fact_max));
     }},
    {"last",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.last_assigned, read_instant(what, text));
     }},
    {"before",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.buffer_before, read_buffer(what, text));
     }},
    {"after",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.buffer_after, read_buffer(what, text));
     }},
    {"per-day",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.per_day, read_count(what, text, 0, fact_max));
     }},
    {"per-day-time",
     [](calendar_facts& known, std::string_view what, std::string_view text) {
         return keep(known.per_day_time, read_exact_duration(what, text));
     }},
};

/// One fact, "seats=8" or "unknown". `said` are the names of those before it.
result<void, error> read_fact(calendar_facts& known, std::string_view text,
                              std::vector<std::string_view>& said) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const std::string what = "--about " + std::string(name);
    if (name != "feature" && std::find(said.begin(), said.end(), name) != said.end())
        return unexpected(about(what, invalid_input("it is said twice")));
    said.push_back(name);
    if (text == "unknown") {
        known.unknown = true;
        return {};
    }
    for (const fact& one : facts)
        if (name == one.name && equals != std::string_view::npos)
            return one.read(known, what, text.substr(equals + 1));
    return unexpected(about(
        "--about",
        invalid_input("'" + std::string(text) +
                      "' is no fact; they are seats=N, units=N, feature=TEXT, weight=N, load=N, "
                      "last=INSTANT, before=DURATION, after=DURATION, per-day=N, "
                      "per-day-time=DURATION and unknown")));
}

/// The file that the text begins with, before a comma: of several the longest. Names of files may
/// have commas.
const std::string* find_file(std::string_view text, const std::vector<std::string>& files) {
    const std::string* found = nullptr;
    for (const std::string& name : files)
        if (text.starts_with(name) && text.substr(name.size()).starts_with(',') &&
            (found == nullptr || found->size() < name.size()))
            found = &name;
    return found;
}

/// "[GROUP:]VALUE".
struct group_text {
    std::string_view group;
    std::string_view value;
};

group_text split_group(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {"", text};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

result<turn_rule, error> read_turn(std::string_view text) {
    constexpr std::pair<const char*, turn_rule> rules[] = {
        {"listed", turn_rule::listed},
        {"least-recent", turn_rule::least_recent},
        {"least-load", turn_rule::least_load},
        {"by-weight", turn_rule::by_weight}};
    for (const auto& [name, rule] : rules)
        if (text == name) return rule;
    return unexpected(
        invalid_input("--turn: it is one of listed, least-recent, least-load and by-weight"));
}

/// Reads the values of one option into the wishes of their groups. `take` is called with a wish and
/// a value.
template <class Take>
result<void, error> read_each(const char* option, const std::vector<std::string>& texts, bool once,
                              const std::vector<std::string>& groups,
                              std::vector<group_wish>& wishes, Take&& take) {
    std::vector<bool> said(groups.size());
    for (const std::string& text : texts) {
        const group_text one = split_group(text);
        const auto at = std::find(groups.begin(), groups.end(), one.group);
        if (at == groups.end())
            return unexpected(about(
                option,
                invalid_input(one.group.empty()
                                  ? std::string("there is no group without a name; name one with "
                                                "--any-of FILE.ics, or write GROUP:VALUE")
                                  : "there is no group '" + std::string(one.group) +
                                        "'; name one with --any-of " + std::string(one.group) +
                                        ":FILE.ics")));
        const auto index = static_cast<std::size_t>(at - groups.begin());
        if (once && said[index])
            return unexpected(
                about(option, invalid_input("it is said twice of one group; say it once of each")));
        said[index] = true;
        if (auto ok = take(wishes[index], one.value); !ok) return ok;
    }
    return {};
}

} // namespace

result<std::uint32_t, error> read_count(std::string_view what, std::string_view text,
                                        std::uint32_t least, std::uint32_t most) {
    std::uint32_t number = 0;
    const char* begin = text.data(); // NOLINT(bugprone-suspicious-stringview-data-usage)
    const char* end = begin + text.size();
    const auto [stop, problem] = std::from_chars(begin, end, number);
    if (problem != std::errc() || stop != end || number < least || number > most)
        return unexpected(
            about(what, invalid_input("it must be a whole number from " + std::to_string(least) +
                                      " to " + std::to_string(most))));
    return number;
}

result<std::chrono::seconds, error> read_buffer(std::string_view what, std::string_view text) {
    if (text == "PT0S") return std::chrono::seconds(0);
    auto length = read_exact_duration(what, text);
    if (length && *length > buffer_max)
        return unexpected(about(what, invalid_input("a buffer is at most 366 days long")));
    return length;
}

result<facts_by_file, error> read_facts(const std::vector<std::string>& about_files,
                                        const std::vector<std::string>& files) {
    facts_by_file known;
    for (const std::string& text : about_files) {
        const std::string* file = find_file(text, files);
        if (file == nullptr)
            return unexpected(about(
                "--about", invalid_input("'" + text +
                                         "' begins with none of the files that are asked for; "
                                         "write FILE.ics,seats=8")));
        const auto [at, is_new] = known.try_emplace(*file);
        if (!is_new)
            return unexpected(about("--about", invalid_input(*file + " is told of twice; write all "
                                                                     "of it in one --about")));
        std::vector<std::string_view> said;
        std::string_view rest = std::string_view(text).substr(file->size());
        while (!rest.empty()) {
            rest.remove_prefix(1); // the comma
            const std::size_t end = std::min(rest.find(','), rest.size());
            if (auto ok = read_fact(at->second, rest.substr(0, end), said); !ok)
                return unexpected(std::move(ok).error());
            rest.remove_prefix(end);
        }
    }
    return known;
}

result<std::vector<group_wish>, error> read_wishes(const slots_options& options,
                                                   const std::vector<std::string>& groups) {
    std::vector<group_wish> wishes(groups.size());
    const auto number = [](std::string_view what, std::uint32_t least, auto&& place) {
        return [=](group_wish& wish, std::string_view text) {
            return keep(place(wish), read_count(what, text, least, fact_max));
        };
    };
    const auto needed = number("--needed", 1, [](group_wish& w) -> auto& { return w.needed; });
    const auto seats = number("--seats", 0, [](group_wish& w) -> auto& { return w.least.seats; });
    const auto units = number("--units", 1, [](group_wish& w) -> auto& { return w.least.units; });
    const auto turn = [](group_wish& wish, std::string_view text) {
        return keep(wish.turn, read_turn(text));
    };
    const auto feature = [](group_wish& wish, std::string_view text) {
        return add_feature(wish.least.features, "--feature", text);
    };
    result<void, error> ok = read_each("--needed", options.needed, true, groups, wishes, needed);
    if (ok) ok = read_each("--turn", options.turns, true, groups, wishes, turn);
    if (ok) ok = read_each("--seats", options.seats, true, groups, wishes, seats);
    if (ok) ok = read_each("--units", options.units, true, groups, wishes, units);
    if (ok) ok = read_each("--feature", options.features, false, groups, wishes, feature);
    if (!ok) return unexpected(std::move(ok).error());
    return wishes;
}

} // namespace timewright::command
