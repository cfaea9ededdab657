#include "server/inspect.hpp"

#include "server/command/json_line.hpp"
#include "server/command/printable.hpp"

#include <timewright/ports/clock.hpp>

#include <string>
#include <utility>

namespace timewright::command {

result<database_report, error> inspect(contents& of, const zone_registry& zones) {
    auto own = of.find_faults();
    if (!own) return unexpected(std::move(own).error());
    inspection look(system_clock().now(), zones);
    auto done = of.read([&](contents_page&& page) -> result<void, error> {
        look.take(page);
        return {};
    });
    if (!done) return unexpected(std::move(done).error());
    return database_report{std::move(*own), std::move(look).finish()};
}

void print_faults(const database_report& report, bool as_json, std::ostream& to) {
    const auto print = [&](const char* kind, const std::string& message) {
        if (as_json)
            to << json_line().add_text("kind", kind).add_text("message", message).to_string();
        else
            to << printable(kind) << ": " << printable(message) << "\n";
    };
    for (const std::string& message : report.own) print("database", message);
    for (const inspection_fault& fault : report.rows.faults)
        print(to_slug(fault.kind), fault.message);
    if (report.rows.faults_left_out > 0)
        print("more", std::to_string(report.rows.faults_left_out) + " more are not shown");
}

std::string counts_of(const inspection_report& report) {
    return std::to_string(report.users) + " calendar users, " + std::to_string(report.bookings) +
           " bookings, " + std::to_string(report.claims) + " claims, " +
           std::to_string(report.records) + " records";
}

} // namespace timewright::command
