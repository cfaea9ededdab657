/// @file
/// sqlite_contents: the contents port on a SQLite file. Reads beside the file's owner; fills a file
/// that does not exist or holds nothing, and that nobody owns.
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/ports/contents.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace timewright {

class TIMEWRIGHT_EXPORT sqlite_contents final : public contents {
  public:
    explicit sqlite_contents(std::filesystem::path file);

    /// Errors: as the port; not_found when there is no file, invalid_input when it is not
    /// Timewright's, unsupported when it is of another version.
    result<void, error> read(const visitor& visit) override;
    /// Leaves one file, without a log beside it.
    result<void, error> fill(
        const std::function<result<void, error>(const visitor&)>& source) override;
    /// SQLite's integrity_check and foreign_key_check. Complexity: reads the whole file.
    result<std::vector<std::string>, error> find_faults() override;

  private:
    std::filesystem::path file_;
};

} // namespace timewright
