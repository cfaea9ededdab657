#include "server/database.hpp"

namespace timewright::hosting {
namespace {

error without_postgres() {
    return {.code = errc::unsupported,
            .message =
                "this build reads SQLite files only; for PostgreSQL build it with "
                "TIMEWRIGHT_POSTGRES=ON"};
}

} // namespace

result<std::unique_ptr<database>, error> open_postgres(const std::string& /*address*/,
                                                       batch_listener /*told_of_batch*/) {
    return unexpected(without_postgres());
}

result<std::unique_ptr<contents>, error> contents_of_postgres(const std::string& /*address*/) {
    return unexpected(without_postgres());
}

} // namespace timewright::hosting
