#include "server/database.hpp"

namespace timewright::hosting {

result<std::unique_ptr<database>, error> open_postgres(const std::string& /*address*/) {
    return unexpected(error{.code = errc::unsupported,
                            .message =
                                "this build reads SQLite files only; for PostgreSQL build it "
                                "with TIMEWRIGHT_POSTGRES=ON"});
}

} // namespace timewright::hosting
