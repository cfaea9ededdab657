#include "server/command/info.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/base/version.hpp>

namespace timewright::command {
namespace {

#if defined(__clang__)
constexpr const char* compiler_version = "Clang " __clang_version__;
#elif defined(__GNUC__)
constexpr const char* compiler_version = "GCC " __VERSION__;
#else
constexpr const char* compiler_version = "unknown";
#endif

} // namespace

const char* compiler() noexcept { return compiler_version; }

int run(const info_options& options, std::ostream& out, std::ostream& err) {
    const auto zones = open_zones(options.zoneinfo);
    if (!zones) return refuse(err, zones.error());
    const std::string tzdata = zones->tzdata_version();
    const std::string directory = zones->directory().string();
    if (options.json)
        out << json_line()
                   .add_text("version", current_version.text)
                   .add_text("tzdata", tzdata)
                   .add_text("zoneinfo", directory)
                   .add_text("compiler", compiler())
                   .to_string();
    else
        out << "timewright " << current_version.text << "\n"
            << "tzdata     " << printable(tzdata) << " in " << printable(directory) << "\n"
            << "compiler   " << compiler() << "\n";
    return exit_found;
}

} // namespace timewright::command
