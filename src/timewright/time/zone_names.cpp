#include "timewright/time/zone_names.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace timewright::detail {

namespace {

bool is_name_character(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '+' || c == '.';
}

/// Lower case, with one sign for all that people put between words.
std::string plain(std::string_view name) {
    std::string text(name);
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == ' ' || c == '-') c = '_';
    }
    return text;
}

std::string_view last_part(std::string_view name) noexcept {
    const std::size_t slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

/// How many insertions, removals and replacements lead from one to the other; nothing beyond
/// `most`. O(a.size() * b.size()), but most pairs are given up after their lengths.
std::optional<std::size_t> typing_errors(std::string_view a, std::string_view b, std::size_t most) {
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return std::nullopt;
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
        if (*std::min_element(row.begin(), row.end()) > most) return std::nullopt;
    }
    if (row.back() > most) return std::nullopt;
    return row.back();
}

} // namespace

bool is_zone_name(std::string_view text, std::size_t bytes_max) noexcept {
    if (text.empty() || text.size() > bytes_max) return false;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find('/', begin), text.size());
        const std::string_view part = text.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..") return false;
        if (!std::all_of(part.begin(), part.end(), is_name_character)) return false;
        begin = end + 1;
    }
    return true;
}

std::vector<std::string> nearest_zone_names(std::string_view wanted,
                                            std::span<const std::string> names,
                                            std::size_t names_max) {
    const std::string target = plain(wanted);
    const std::string_view target_part = last_part(target);
    const std::size_t errors_max = std::min<std::size_t>(3, 1 + target.size() / 6);
    std::vector<std::pair<std::size_t, const std::string*>> near; // with how far it is
    for (const std::string& name : names) {
        const std::string candidate = plain(name);
        if (candidate == target) {
            near.emplace_back(0, &name);
        } else if (!target_part.empty() && last_part(candidate) == target_part) {
            near.emplace_back(1, &name);
        } else if (const auto errors = typing_errors(target, candidate, errors_max)) {
            near.emplace_back(1 + *errors, &name);
        }
    }
    std::stable_sort(near.begin(), near.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> nearest;
    for (const auto& [distance, name] : near) {
        const bool exact_is_known = near.front().first == 0 && distance > 0;
        if (nearest.size() == names_max || exact_is_known) break;
        nearest.push_back(*name);
    }
    return nearest;
}

} // namespace timewright::detail
