#include "server/database.hpp"

#include "server/database_address.hpp"

#include <timewright/adapters/sqlite/sqlite_contents.hpp>
#include <timewright/adapters/sqlite/sqlite_database.hpp>
#include <timewright/adapters/sqlite/sqlite_directory.hpp>
#include <timewright/adapters/sqlite/sqlite_store.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace timewright::hosting {
namespace {

/// Only for its owner: there are password hashes in it.
result<void, error> make_directory_of(const std::filesystem::path& file) {
    const std::filesystem::path directory = file.parent_path();
    std::error_code ec;
    if (directory.empty() || std::filesystem::exists(directory, ec)) return {};
    std::filesystem::create_directories(directory, ec);
    if (!ec)
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all,
                                     std::filesystem::perm_options::replace, ec);
    if (!ec) return {};
    return unexpected(error{
        .code = errc::io,
        .message = "cannot create the directory " + directory.string() + ": " + ec.message()});
}

class sqlite_file final : public database {
  public:
    explicit sqlite_file(std::unique_ptr<sqlite_database> opened)
        : opened_(std::move(opened)), claims_(*opened_), records_(*opened_) {}

    store& claims() override { return claims_; }
    directory& records() override { return records_; }
    std::size_t pending_changes() const override { return opened_->pending_changes(); }

  private:
    std::unique_ptr<sqlite_database> opened_;
    sqlite_store claims_;
    sqlite_directory records_;
};

result<std::unique_ptr<database>, error> open_sqlite(const std::string& path, const clock& present,
                                                     batch_listener told_of_batch) {
    umask(077); // of the database and all that SQLite puts beside it, too
    if (auto made = make_directory_of(path); !made) return unexpected(std::move(made).error());
    auto opened =
        sqlite_database::open({.path = path, .told_of_batch = std::move(told_of_batch)}, present);
    if (!opened) return unexpected(std::move(opened).error());
    return std::make_unique<sqlite_file>(std::move(*opened));
}

} // namespace

result<std::unique_ptr<database>, error> database::open(const std::string& address,
                                                        const clock& present,
                                                        batch_listener told_of_batch) {
    return is_postgres(address) ? open_postgres(address, std::move(told_of_batch))
                                : open_sqlite(address, present, std::move(told_of_batch));
}

result<std::unique_ptr<contents>, error> contents_of(const std::string& address) {
    if (is_postgres(address)) return contents_of_postgres(address);
    umask(077); // of what is filled
    return std::make_unique<sqlite_contents>(address);
}

} // namespace timewright::hosting
