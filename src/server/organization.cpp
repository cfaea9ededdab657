#include "server/organization.hpp"

#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/composition.hpp"

#include <timewright/service/organizations.hpp>

namespace timewright::command {
namespace {

void print(const organization& one, bool as_json, std::ostream& out) {
    if (as_json)
        out << json_line()
                   .add_text("id", one.id.to_string())
                   .add_text("name", one.name)
                   .to_string();
    else
        out << one.id.to_string() << "  " << printable(one.name) << "\n";
}

} // namespace

int run(const org_add_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    const auto parts = over.desk_parts();
    const auto made = add_organization(parts.records, parts.mint, options.name);
    if (!made) {
        const int code = refuse(err, made.error());
        return made.error().code == errc::version_mismatch ? exit_nothing : code;
    }
    print(*made, options.json, out);
    return exit_found;
}

int run(const org_list_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    const auto all = list_organizations(over.desk_parts().records);
    if (!all) return refuse(err, all.error());
    for (const organization& one : *all) print(one, options.json, out);
    return exit_found;
}

} // namespace timewright::command
