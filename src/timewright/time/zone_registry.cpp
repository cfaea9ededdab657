#include "timewright/time/windows_zones.hpp"
#include "timewright/time/zone_names.hpp"

#include <timewright/time/zone_registry.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

namespace timewright {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view magic = "TZif";

/// How many files a zoneinfo directory may have before the list of its names stays incomplete.
/// The IANA database has 600.
constexpr std::size_t names_max = 10'000;

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

/// At most so many bytes from the start of a file; nothing if it cannot be read.
std::optional<std::string> read_start(const fs::path& path, std::size_t bytes_max) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes(bytes_max, '\0');
    if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes_max)) && !in.eof())
        return std::nullopt;
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

bool is_compiled_zone(const fs::path& path) {
    return is_file(path) && read_start(path, magic.size()) == magic;
}

/// Debian links "localtime" to what this machine is set to, and "posixrules" to a default of
/// long ago: both are no names of zones, and mean something else on each machine.
bool is_machine_setting(std::string_view name) {
    return name == "localtime" || name == "posixrules" || name == "posix/localtime" ||
           name == "posix/posixrules";
}

/// The names below the directory, sorted.
std::vector<std::string> list_names(const fs::path& directory) {
    std::vector<std::string> names;
    std::error_code failed;
    fs::recursive_directory_iterator at(directory, failed);
    for (; !failed && at != fs::recursive_directory_iterator() && names.size() < names_max;
         at.increment(failed)) {
        const std::string name = at->path().lexically_relative(directory).generic_string();
        std::error_code ignored;
        if (at->is_directory(ignored)) {
            if (name == "posix" || name == "right" || at.depth() >= 3)
                at.disable_recursion_pending();
        } else if (detail::is_zone_name(name, zone_registry::name_bytes_max) &&
                   !is_machine_setting(name) && is_compiled_zone(at->path())) {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// The word after the prefix on the first line, if it looks like a release: "2026a".
std::optional<std::string> read_release(const fs::path& path, std::string_view prefix) {
    if (!is_file(path)) return std::nullopt;
    const auto start = read_start(path, 200);
    if (!start || !std::string_view(*start).starts_with(prefix)) return std::nullopt;
    const std::string_view rest = std::string_view(*start).substr(prefix.size());
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n"));
    if (!detail::is_zone_name(word, 40)) return std::nullopt;
    return std::string(word);
}

std::string read_tzdata_version(const fs::path& directory) {
    if (auto release = read_release(directory / "tzdata.zi", "# version ")) return *release;
    return read_release(directory / "+VERSION", "").value_or("unknown");
}

/// The file whose change means another release, in the order of what it tells.
constexpr std::array marks{"tzdata.zi", "+VERSION", "UTC", "Etc/UTC"};

/// What is seen of a release without reading it.
struct release_mark {
    fs::path file{};
    fs::file_time_type written{};
    std::uintmax_t bytes = 0;

    friend bool operator==(const release_mark&, const release_mark&) = default;
};

/// Nothing when the directory holds no database.
std::optional<release_mark> see_release(const fs::path& directory) {
    for (const char* mark : marks) {
        const fs::path path = directory / mark;
        if (!is_file(path)) continue;
        std::error_code ignored;
        return release_mark{path, fs::last_write_time(path, ignored), fs::file_size(path, ignored)};
    }
    return std::nullopt;
}

const detail::windows_zone* find_windows_zone(std::string_view name) {
    const auto table = detail::windows_zones();
    const auto at = std::lower_bound(table.begin(), table.end(), name,
                                     [](const detail::windows_zone& row, std::string_view wanted) {
                                         return row.windows < wanted;
                                     });
    return at != table.end() && at->windows == name ? &*at : nullptr;
}

/// "; did you mean A, B or C?", or nothing.
std::string suggestion(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += i == 0 ? "; did you mean " : i + 1 == names.size() ? " or " : ", ";
        text += names[i];
    }
    if (!text.empty()) text += "?";
    return text;
}

constexpr std::size_t suggestions_max = 3;

error unknown_zone(std::string message) {
    return {.code = errc::unknown_zone, .message = std::move(message)};
}

} // namespace

struct zone_registry::state {
    state(fs::path zoneinfo, release_mark seen)
        : directory(std::move(zoneinfo)),
          opened(std::move(seen)),
          version(read_tzdata_version(directory)) {}

    [[nodiscard]] bool is_outdated() const { return see_release(directory) != opened; }

    [[nodiscard]] const std::vector<std::string>& names() {
        std::call_once(names_listed, [this] { all_names = list_names(directory); });
        return all_names;
    }
    [[nodiscard]] std::optional<zone> known(std::string_view name) {
        const std::lock_guard lock(zones_guard);
        const auto at = zones.find(name);
        return at == zones.end() ? std::nullopt : std::optional<zone>(at->second);
    }
    /// Keeps a zone that was read; when two threads read the same one, the first is kept.
    [[nodiscard]] zone keep(const zone& read) {
        const std::lock_guard lock(zones_guard);
        return zones.try_emplace(read.name(), read).first->second;
    }
    [[nodiscard]] result<zone, error> read(std::string_view name);
    [[nodiscard]] error no_such_zone(std::string_view name);
    [[nodiscard]] error outdated(std::string_view name) const;

    const fs::path directory;
    const release_mark opened;
    const std::string version;
    std::mutex zones_guard;
    std::map<std::string, zone, std::less<>> zones; // only names that exist: it cannot be flooded
    std::once_flag names_listed;
    std::vector<std::string> all_names;
};

error zone_registry::state::no_such_zone(std::string_view name) {
    const std::string what = "there is no time zone " + detail::quoted(name);
    if (const auto* row = find_windows_zone(name))
        return unknown_zone(what + ": it is the name that Windows gives to " +
                            std::string(row->iana));
    if (name.size() > name_bytes_max)
        return unknown_zone(what + ": a name has at most " + std::to_string(name_bytes_max) +
                            " bytes");
    const auto near = detail::nearest_zone_names(name, names(), suggestions_max);
    if (!near.empty()) return unknown_zone(what + suggestion(near));
    return unknown_zone(what + "; names look like Europe/Lisbon, America/New_York or UTC");
}

error zone_registry::state::outdated(std::string_view name) const {
    const std::string now = read_tzdata_version(directory);
    return {.code = errc::unavailable,
            .message = "the time zone " + detail::quoted(name) + " was not read before " +
                       directory.string() + " was given another release of the database (" + now +
                       "; opened was " + version + "); open it again, so that all zones are of one",
            .again = retry::never};
}

result<zone, error> zone_registry::state::read(std::string_view name) {
    const fs::path path = directory / fs::path(name);
    if (is_machine_setting(name) || !is_file(path)) return unexpected(no_such_zone(name));
    const auto bytes = read_start(path, file_bytes_max + 1);
    if (!bytes)
        return unexpected(error{.code = errc::io,
                                .message = "the file " + path.string() + " cannot be read",
                                .again = retry::safe});
    if (bytes->size() > file_bytes_max)
        return unexpected(error{.code = errc::limit_reached,
                                .message = "the file " + path.string() + " has more than " +
                                           std::to_string(file_bytes_max) +
                                           " bytes, no time zone needs that"});
    // Lists of zones lie in the same directory: zone.tab, tzdata.zi.
    if (bytes->size() >= magic.size() && !bytes->starts_with(magic))
        return unexpected(no_such_zone(name));
    return zone::from_tzif(std::string(name), std::as_bytes(std::span(*bytes)));
}

zone_registry::zone_registry(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

result<zone_registry, error> zone_registry::open(const fs::path& directory) {
    auto seen = see_release(directory);
    if (!seen)
        return unexpected(
            error{.code = errc::unavailable,
                  .message = "there is no time zone database in " +
                             detail::quoted(directory.string(), 200) +
                             "; install tzdata, or name a directory of compiled zones"});
    return zone_registry(std::make_shared<state>(directory, *std::move(seen)));
}

result<zone_registry, error> zone_registry::reload() const { return open(state_->directory); }

bool zone_registry::is_outdated() const { return state_->is_outdated(); }

result<zone_registry, error> zone_registry::system() {
    const char* const chosen = std::getenv("TZDIR");
    return open(chosen != nullptr && *chosen != '\0' ? chosen : "/usr/share/zoneinfo");
}

result<zone, error> zone_registry::find(std::string_view iana_name) const {
    if (auto known = state_->known(iana_name)) return *std::move(known);
    if (!detail::is_zone_name(iana_name, name_bytes_max))
        return unexpected(state_->no_such_zone(iana_name));
    if (iana_name.starts_with("right/"))
        return unexpected(
            error{.code = errc::unsupported,
                  .message = "the time zone " + detail::quoted(iana_name) +
                             " counts leap seconds; take the one without \"right/\""});
    auto read = state_->read(iana_name);
    // Seen after the reading: a file replaced in between must not pass for one of this release.
    if (state_->is_outdated()) return unexpected(state_->outdated(iana_name));
    if (!read) return read;
    return state_->keep(*read);
}

result<zone, error> zone_registry::find_windows(std::string_view windows_name) const {
    if (const auto* row = find_windows_zone(windows_name)) {
        auto found = find(row->iana);
        if (found || found.error().code != errc::unknown_zone || row->older == row->iana)
            return found;
        return find(row->older);
    }
    std::vector<std::string> names;
    for (const detail::windows_zone& row : detail::windows_zones()) names.emplace_back(row.windows);
    const auto near = windows_name.size() > name_bytes_max
                          ? std::vector<std::string>{}
                          : detail::nearest_zone_names(windows_name, names, suggestions_max);
    return unexpected(unknown_zone(
        "Windows has no time zone " + detail::quoted(windows_name) +
        (near.empty() ? "; its names look like W. Europe Standard Time" : suggestion(near))));
}

std::string zone_registry::tzdata_version() const { return state_->version; }

std::vector<std::string> zone_registry::names() const { return state_->names(); }

const fs::path& zone_registry::directory() const noexcept { return state_->directory; }

} // namespace timewright
