/// @file
/// zone_registry: time zones by name, read from a zoneinfo directory (the IANA database, compiled).
///
///     auto zones = zone_registry::system();          // $TZDIR, else /usr/share/zoneinfo
///     auto lisbon = zones->find("Europe/Lisbon");
///     auto berlin = zones->find_windows("W. Europe Standard Time"); // as Outlook writes it
///     zones->find("europe/lisbon").error().message;  // ... did you mean Europe/Lisbon?
///
/// An unknown zone is an error, never UTC. Zones are read when first asked for and kept.
///
/// **One release, never two.** A registry is a snapshot of one release of the database. When the
/// directory is given another release below it (an upgrade of the package tzdata), what was read
/// stays as it is, and what was not read yet is refused: half of the zones by the old release and
/// half by the new one would be worse than either. The owner reloads when that suits:
///
///     if (zones->is_outdated())
///         if (auto fresh = zones->reload()) zones = *fresh;   // zones in use keep their data
///
/// Which release it is, is seen by the file that tells it (tzdata.zi, +VERSION, else UTC).
///
/// Copies share what was read. All functions may be called from any thread at any time.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/export.hpp>
#include <timewright/base/result.hpp>
#include <timewright/time/zone.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace timewright {

class TIMEWRIGHT_EXPORT zone_registry {
  public:
    /// The longest name that find() looks for, in bytes.
    static constexpr std::size_t name_bytes_max = 128;
    /// The largest file that is read as a zone, in bytes. The largest of the IANA database has
    /// 4,000.
    static constexpr std::size_t file_bytes_max = 256 * 1024;

    /// Opens a zoneinfo directory.
    /// Errors: unavailable, when it is no directory or holds no zone database.
    [[nodiscard]] static result<zone_registry, error> open(const std::filesystem::path& directory);

    /// Opens the directory that the environment variable TZDIR names, else /usr/share/zoneinfo.
    /// Errors: as open().
    [[nodiscard]] static result<zone_registry, error> system();

    /// A new snapshot of the same directory, which has read nothing yet. This one and all zones
    /// from it stay as they are. Errors: as open().
    [[nodiscard]] result<zone_registry, error> reload() const;

    /// True when the directory no longer holds the release that was opened. One look at one file.
    [[nodiscard]] bool is_outdated() const;

    /// The zone of that name, spelt exactly as in the database: "Europe/Lisbon", "UTC",
    /// "US/Eastern". The zone keeps the name that it was asked for, also when that is a link.
    /// Errors: unknown_zone, with the nearest names; unsupported, for zones that count leap
    /// seconds ("right/..."); corrupt_data or io, when the file cannot be used; unavailable, for a
    /// zone not read before when is_outdated().
    [[nodiscard]] result<zone, error> find(std::string_view iana_name) const;

    /// The zone that CLDR gives for a Windows name such as "W. Europe Standard Time", in the
    /// territory "001" (the world). Its name() is the IANA name.
    /// Errors: unknown_zone when Windows has no such name ("Customized Time Zone" names none);
    /// otherwise as find().
    [[nodiscard]] result<zone, error> find_windows(std::string_view windows_name) const;

    /// The release of the database, such as "2026a": from the first line of tzdata.zi, else from
    /// the file +VERSION, else "unknown".
    [[nodiscard]] std::string tzdata_version() const;

    /// All names that find() knows, sorted; links included, "posix/..." left out. The first call
    /// reads the whole directory.
    [[nodiscard]] std::vector<std::string> names() const;

    [[nodiscard]] const std::filesystem::path& directory() const noexcept;

  private:
    struct state;
    explicit zone_registry(std::shared_ptr<state> shared);

    std::shared_ptr<state> state_;
};

} // namespace timewright
