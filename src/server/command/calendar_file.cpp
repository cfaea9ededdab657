#include "server/command/calendar_file.hpp"

#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"

#include <timewright/icalendar/jscalendar.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

namespace timewright::command {
namespace {

struct file_closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

error unreadable(const std::string& name, int reason) {
    return {.code = reason == ENOENT ? errc::not_found : errc::io,
            .message = std::string("cannot be read: ") + std::strerror(reason),
            .where = {.file = name}};
}

bool needs_owner_zone(const event& source) {
    return source.start.needs_zone() ||
           std::any_of(source.overrides.begin(), source.overrides.end(),
                       [](const event& one) { return one.start.needs_zone(); });
}

/// Finds the owner's zone: the file's word, else --zone, else UTC.
result<void, error> settle_zone(calendar_file& file, const reading& how) {
    if (!file.value.zone_name.empty()) {
        auto said = read_zone(how.zones, "X-WR-TIMEZONE", file.value.zone_name);
        if (!said) {
            error why = std::move(said).error();
            why.where.file = file.name;
            return unexpected(std::move(why));
        }
        file.owner_zone = *said;
        return {};
    }
    if (how.owner_zone) {
        file.owner_zone = *how.owner_zone;
        return {};
    }
    file.zone_known = false;
    if (std::any_of(file.value.events.begin(), file.value.events.end(), needs_owner_zone))
        how.err << "timewright: warning: " << printable(file.name)
                << ": all-day and floating times are read in UTC; the file has no X-WR-TIMEZONE, "
                   "so say --zone\n";
    return {};
}

} // namespace

result<std::string, error> read_file(const std::string& name) {
    const std::unique_ptr<std::FILE, file_closer> file(std::fopen(name.c_str(), "rb"));
    if (!file) return unexpected(unreadable(name, errno));
    // One byte more than the parser takes: it then says itself that the text is too long.
    const std::size_t bytes_max = component_limits{}.text_bytes_max + 1;
    std::string text;
    char buffer[1 << 16];
    while (text.size() < bytes_max) {
        const std::size_t read = std::fread(buffer, 1, sizeof buffer, file.get());
        text.append(buffer, read);
        if (read == sizeof buffer) continue;
        if (std::ferror(file.get()) != 0) return unexpected(unreadable(name, errno));
        break;
    }
    return text;
}

bool is_jscalendar(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

parsed_calendar parse_file(std::string_view text, const parse_options& options) {
    return is_jscalendar(text) ? parse_jscalendar(text, options) : parse_calendar(text, options);
}

error first_problem(const parsed_calendar& parsed) {
    const auto is_error = [](const problem& p) { return p.severity == problem_severity::error; };
    const auto first = std::find_if(parsed.problems.begin(), parsed.problems.end(), is_error);
    const auto more = std::count_if(first + 1, parsed.problems.end(), is_error);
    error told{.code = errc::invalid_input,
               .message = first->what,
               .where = {parsed.file, first->line, first->column}};
    if (!first->mend.empty()) told.message += "; " + first->mend;
    if (more > 0) told.message += " (and " + std::to_string(more) + " more: see timewright check)";
    return told;
}

result<calendar_file, error> load_calendar(const std::string& name, const reading& how) {
    const auto text = read_file(name);
    if (!text) return unexpected(text.error());
    parse_options options{.file = name, .zones = &how.zones};
    if (how.owner_zone) options.floating_zone = *how.owner_zone;
    parsed_calendar parsed = parse_file(*text, options);
    if (parsed.has_errors()) return unexpected(first_problem(parsed));
    calendar_file file{.name = name, .value = std::move(parsed.value), .owner_zone = {}};
    if (auto ok = settle_zone(file, how); !ok) return unexpected(std::move(ok).error());
    return file;
}

result<std::vector<busy_interval>, error> busy_blocks(const calendar_file& file, interval window) {
    auto blocks = busy_of(file.value, window, {.floating_zone = file.owner_zone});
    if (!blocks) {
        error why = std::move(blocks).error();
        why.where.file = file.name;
        return unexpected(std::move(why));
    }
    return blocks;
}

} // namespace timewright::command
