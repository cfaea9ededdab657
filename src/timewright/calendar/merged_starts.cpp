#include "timewright/calendar/merged_starts.hpp"

#include <algorithm>

namespace timewright::detail {

merged_starts::merged_starts(const compiled_recurrence& series, std::size_t steps_max)
    : steps_left_(steps_max),
      extra_{.all = series.extra},
      excluded_{.all = series.excluded},
      excluded_days_{.all = series.excluded_days} {
    rules_.reserve(series.rules.size());
    for (const compiled_rule& rule : series.rules) rules_.emplace_back(rule);
    exclusions_.reserve(series.exclusion_rules.size());
    for (const compiled_rule& rule : series.exclusion_rules) exclusions_.emplace_back(rule);
}

void merged_starts::seek(std::int64_t low, std::int64_t high, bool forward) {
    forward_ = forward;
    done_ = low > high;
    truncated_ = false;
    high_key_ = forward ? high : -low;
    last_key_ = (forward ? low : -high) - 1;
    for (std::vector<source>* sources : {&rules_, &exclusions_})
        for (source& one : *sources) {
            one.stream.seek(low, high, forward);
            one.at = one.end = 0;
            one.ahead = 2;
        }
    seek(extra_, low, high);
    seek(excluded_, low, high);
    seek(excluded_days_, floor_div(low, seconds_per_day), floor_div(high, seconds_per_day));
}

void merged_starts::seek(dates& list, std::int64_t low, std::int64_t high) const {
    const auto first = list.all.begin();
    const auto begin = forward_ ? std::lower_bound(first, list.all.end(), low)
                                : std::upper_bound(first, list.all.end(), high);
    list.passed = static_cast<std::size_t>(forward_ ? begin - first : list.all.end() - begin);
}

bool merged_starts::refill(source& from) {
    from.at = 0;
    from.end = from.stream.fill(from.keys.data(), from.ahead, steps_left_);
    from.ahead = std::min(from.ahead * 2, from.keys.size());
    return from.end != 0;
}

/// The next key; of a stream that is out of steps, where it stands.
std::int64_t merged_starts::key_of(source& from) {
    if (from.at < from.end || refill(from)) return from.keys[from.at];
    return from.stream.is_stalled() ? from.stream.stalled_at() : no_key;
}

std::int64_t merged_starts::key_of(const dates& from) const noexcept {
    if (from.passed == from.all.size()) return no_key;
    return forward_ ? from.all[from.passed] : -from.all[from.all.size() - 1 - from.passed];
}

/// The first second, in the direction, of the next excluded day.
std::int64_t merged_starts::key_of_day() const noexcept {
    const std::int64_t day = key_of(excluded_days_);
    if (day == no_key) return no_key;
    return forward_ ? day * seconds_per_day : (day - 1) * seconds_per_day + 1;
}

std::int64_t merged_starts::next_exception() {
    std::int64_t key = std::min({key_of(extra_), key_of(excluded_), key_of_day()});
    for (source& one : exclusions_) key = std::min(key, key_of(one));
    return key;
}

std::size_t merged_starts::fill(std::int64_t* starts, std::size_t room) {
    std::size_t filled = 0;
    while (filled < room && !done_) {
        if (rules_.size() == 1) {
            filled += take_run(starts + filled, room - filled);
            if (filled == room) break;
        }
        if (take_one(starts[filled])) ++filled;
    }
    return filled;
}

/// Of a single rule: all up to the next date or exception, without a look at each.
std::size_t merged_starts::take_run(std::int64_t* starts, std::size_t room) {
    source& from = rules_.front();
    const std::int64_t barrier = next_exception();
    std::size_t filled = 0;
    while (filled < room && (from.at < from.end || refill(from))) {
        const std::int64_t* begin = from.keys.data() + from.at;
        const std::size_t most = std::min(room - filled, from.end - from.at);
        const auto run =
            begin[most - 1] < barrier
                ? most
                : static_cast<std::size_t>(std::lower_bound(begin, begin + most, barrier) - begin);
        if (forward_)
            std::copy(begin, begin + run, starts + filled);
        else
            std::transform(begin, begin + run, starts + filled, [](std::int64_t k) { return -k; });
        if (run != 0) last_key_ = begin[run - 1];
        from.at += run;
        filled += run;
        if (run < most) break;
    }
    return filled;
}

/// The next start of whatever source. False: it is excluded, or there is none and done_ is set.
bool merged_starts::take_one(std::int64_t& start) {
    std::int64_t key = key_of(extra_);
    for (source& one : rules_) key = std::min(key, key_of(one));
    if (key > high_key_) {
        done_ = true;
        return false;
    }
    for (source& one : exclusions_)
        while (key_of(one) < key && one.at < one.end) ++one.at;
    for (const std::vector<source>* sources : {&rules_, &exclusions_})
        for (const source& one : *sources)
            if (one.at == one.end && one.stream.is_stalled() && one.stream.stalled_at() <= key)
                return truncate(one.stream.stalled_at());
    for (source& one : rules_)
        if (one.at < one.end && one.keys[one.at] == key) ++one.at;
    if (key_of(extra_) == key) ++extra_.passed;
    last_key_ = key;
    start = forward_ ? key : -key;
    return !is_excluded(key);
}

bool merged_starts::truncate(std::int64_t key) {
    done_ = truncated_ = true;
    complete_to_ = std::max(key, last_key_ + 1);
    return false;
}

bool merged_starts::is_excluded(std::int64_t key) {
    while (key_of(excluded_) < key) ++excluded_.passed;
    bool excluded = key_of(excluded_) == key;
    for (const source& one : exclusions_)
        excluded = excluded || (one.at < one.end && one.keys[one.at] == key);
    if (excluded_days_.all.empty()) return excluded;
    const std::int64_t day = floor_div(forward_ ? key : -key, seconds_per_day);
    const std::int64_t day_key = forward_ ? day : -day;
    while (key_of(excluded_days_) < day_key) ++excluded_days_.passed;
    return excluded || key_of(excluded_days_) == day_key;
}

} // namespace timewright::detail
