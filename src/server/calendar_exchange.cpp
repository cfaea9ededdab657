#include "server/calendar_exchange.hpp"

#include "server/command/calendar_file.hpp"
#include "server/command/exit_code.hpp"
#include "server/command/json_line.hpp"
#include "server/command/option_text.hpp"
#include "server/command/printable.hpp"
#include "server/composition.hpp"

#include <timewright/calendar/calendar.hpp>
#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/service/meeting_import.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace timewright::command {
namespace {

/// Who and what there is, by whatever people call it.
class known_users {
  public:
    static result<known_users, error> load(hosting::workplace& over, organization_id of) {
        auto all = over.desk().list_users(of);
        if (!all) return unexpected(std::move(all).error());
        known_users made;
        for (auto& one : *all) made.users_.push_back(std::move(one.value));
        return made;
    }

    /// By id, e-mail address or name. Errors: invalid_input when there is none, or several.
    [[nodiscard]] result<calendar_user_id, error> find(std::string_view option,
                                                       const std::string& text) const {
        std::optional<calendar_user_id> found;
        for (const calendar_user& one : users_) {
            if (one.id.to_string() == text || (!one.email.empty() && one.email == text))
                return one.id;
            if (one.name != text) continue;
            if (found)
                return unexpected(about(option, invalid_input("several are called \"" + text +
                                                              "\"; say the id of one")));
            found = one.id;
        }
        if (found) return *found;
        return unexpected(about(option, invalid_input("there is no \"" + text +
                                                      "\"; say an id, an e-mail address or a name "
                                                      "as it is written")));
    }

    [[nodiscard]] std::string name_of(calendar_user_id id) const {
        const auto at = std::find_if(users_.begin(), users_.end(),
                                     [&](const calendar_user& one) { return one.id == id; });
        return at == users_.end() ? id.to_string() : at->name;
    }

  private:
    std::vector<calendar_user> users_;
};

/// The line of each event's BEGIN, by UID: of the series, which comes first.
std::map<std::string, std::uint32_t> lines_of(std::string_view text) {
    std::map<std::string, std::uint32_t> lines;
    if (is_jscalendar(text)) return lines;
    const auto tree = parse_component(text);
    if (!tree) return lines;
    for (const component& inner : tree->components)
        for (const property& p : inner.properties)
            if (p.name == "UID") lines.emplace(unescape_text(p.value), inner.line);
    return lines;
}

/// What is done with each meeting, in the words of one format.
class import_printer {
  public:
    import_printer(const known_users& known, bool json, std::ostream& out)
        : known_(known), json_(json), out_(out) {}

    void begin_file(const std::string& name, std::map<std::string, std::uint32_t> lines) {
        file_ = name;
        lines_ = std::move(lines);
    }

    void print(const event& one, const imported_meeting& done) {
        ++counts_[to_string(done.outcome)];
        const bool is_quiet =
            done.outcome == import_result::unchanged || done.outcome == import_result::skipped;
        if (json_) {
            json_line line = begin(to_string(done.outcome), one);
            if (!done.id.is_nil()) line.add_text("bookingId", done.id.to_string());
            out_ << line.to_string();
        } else if (!is_quiet) {
            out_ << place_of(one) << ": " << to_string(done.outcome) << "  " << name_of(one)
                 << "\n";
        }
    }

    void print(const event& one, const meeting_refusal& no) {
        ++counts_["refused"];
        if (json_) {
            json_line line = begin("refused", one);
            line.add_text("why", sentence_of(no));
            out_ << line.to_string();
            for (const conflict& c : no.why.conflicts) print(one, c);
            return;
        }
        out_ << place_of(one) << ": refused  " << name_of(one) << ": " << printable(sentence_of(no))
             << "\n";
        for (const conflict& c : no.why.conflicts) print(one, c);
    }

    void print_counts(bool dry_run) const {
        if (json_) return;
        const char* separator = dry_run ? "would be: " : "";
        for (const auto& [what, count] : counts_) {
            out_ << separator << count << " " << what;
            separator = ", ";
        }
        if (!counts_.empty()) out_ << "\n";
    }

    [[nodiscard]] bool refused_any() const { return counts_.contains("refused"); }

  private:
    [[nodiscard]] std::uint32_t line_of(const event& one) const {
        const auto at = lines_.find(one.uid);
        return at == lines_.end() ? 0 : at->second;
    }
    [[nodiscard]] std::string place_of(const event& one) const {
        const std::uint32_t line = line_of(one);
        return printable(file_) + (line == 0 ? "" : ":" + std::to_string(line));
    }
    [[nodiscard]] static std::string name_of(const event& one) {
        return printable(one.summary.empty() ? one.uid : one.summary);
    }
    [[nodiscard]] json_line begin(const char* kind, const event& one) const {
        json_line line;
        line.add_text("kind", kind).add_text("file", file_);
        if (const std::uint32_t at = line_of(one); at > 0) line.add_number("line", at);
        line.add_text("uid", one.uid);
        return line;
    }
    static std::string sentence_of(const meeting_refusal& no) {
        if (!no.why.fault.message.empty()) return no.why.fault.message;
        if (no.why.reason == refusal_reason::conflicts) return "it does not fit";
        return "it was changed by somebody else meanwhile; import it again";
    }
    void print(const event& one, const conflict& c) {
        if (json_) {
            json_line line = begin("conflict", one);
            line.add_text("user", known_.name_of(c.user))
                .add_text("userId", c.user.to_string())
                .add_text("start", to_rfc3339(c.span.start()))
                .add_text("end", to_rfc3339(c.span.end()));
            if (c.with) line.add_text("with", c.with->to_string());
            out_ << line.to_string();
        } else {
            out_ << place_of(one) << ":   " << printable(known_.name_of(c.user)) << " is taken "
                 << to_rfc3339(c.span.start()) << " - " << to_rfc3339(c.span.end()) << "\n";
        }
    }

    const known_users& known_;
    bool json_;
    std::ostream& out_;
    std::string file_{};
    std::map<std::string, std::uint32_t> lines_{};
    std::map<std::string, std::size_t> counts_{};
};

struct read_calendar {
    std::string name; ///< as given
    calendar_file value;
    std::map<std::string, std::uint32_t> lines;
};

/// All of them, or nothing is imported.
result<std::vector<read_calendar>, error> read_all(const import_options& options,
                                                   const zone_registry& zones, std::ostream& err) {
    std::optional<zone> owner_zone;
    if (!options.zone.empty()) {
        auto named = read_zone(zones, "--zone", options.zone);
        if (!named) return unexpected(std::move(named).error());
        owner_zone = *named;
    }
    std::vector<read_calendar> all;
    for (const std::string& name : options.files) {
        const std::string path = (std::filesystem::path(options.directory) / name).string();
        auto value = load_calendar(path, {zones, owner_zone, err});
        if (!value) return unexpected(std::move(value).error());
        const auto text = read_file(path);
        if (!text) return unexpected(text.error());
        all.push_back({name, std::move(*value), lines_of(*text)});
    }
    return all;
}

result<std::vector<calendar_user_id>, error> find_all(const known_users& known,
                                                      std::string_view option,
                                                      const std::vector<std::string>& names) {
    std::vector<calendar_user_id> ids;
    for (const std::string& name : names) {
        const auto id = known.find(option, name);
        if (!id) return unexpected(id.error());
        if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
    }
    return ids;
}

} // namespace

int run(const import_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    if (options.rooms.empty() && options.people.empty())
        return refuse(err, invalid_input("--room or --for: say whose meetings they are"));
    if (options.files.size() > calendar_files_max)
        return refuse(err, invalid_input("at most " + std::to_string(calendar_files_max) +
                                         " files are read at once"));
    const auto organization = over.find_organization(options.organization);
    if (!organization) return refuse(err, about("--org", organization.error()));
    const auto known = known_users::load(over, *organization);
    if (!known) return refuse(err, known.error());
    const auto rooms = find_all(*known, "--room", options.rooms);
    if (!rooms) return refuse(err, rooms.error());
    const auto people = find_all(*known, "--for", options.people);
    if (!people) return refuse(err, people.error());
    const auto files = read_all(options, over.desk().zones(), err);
    if (!files) return refuse(err, files.error());

    meeting_importer into(over.desk_parts());
    import_printer lines(*known, options.json, out);
    const request_context context{
        .organization = *organization, .origin = "import", .administrator = true};
    meeting_import asked;
    asked.people = *people;
    for (const calendar_user_id room : *rooms) asked.rooms.push_back({room});
    for (const read_calendar& file : *files) {
        lines.begin_file(file.name, file.lines);
        asked.floating_zone = file.value.owner_zone;
        for (const event& one : file.value.value.events) {
            asked.details = one;
            const auto done =
                options.dry_run ? into.try_import(context, asked) : into.import(context, asked);
            if (done)
                lines.print(one, *done);
            else if (done.error().why.reason == refusal_reason::fault)
                return refuse(err, done.error().why.fault);
            else
                lines.print(one, done.error());
        }
    }
    lines.print_counts(options.dry_run);
    return lines.refused_any() ? exit_nothing : exit_found;
}

namespace {

/// From one of them alone on, or without an end; all time when neither is said.
result<interval, error> read_span(const export_options& options) {
    sys_seconds from = sys_seconds::min();
    sys_seconds to = sys_seconds::max();
    if (!options.from.empty()) {
        const auto said = read_instant("--from", options.from);
        if (!said) return unexpected(said.error());
        from = *said;
    }
    if (!options.to.empty()) {
        const auto said = read_instant("--to", options.to);
        if (!said) return unexpected(said.error());
        to = *said;
    }
    if (from < to) return interval(from, to);
    return unexpected(invalid_input("--to: the window ends before it begins"));
}

/// Everybody's, each meeting once.
result<std::string, error> export_all(hosting::workplace& over, organization_id of,
                                      interval window) {
    auto views = over.desk().list_meetings(of, window, {});
    if (!views) return unexpected(std::move(views).error());
    if (views->empty()) return std::string();
    calendar whole{};
    for (meeting_view& view : *views) {
        if (view.details.uid.empty()) view.details.uid = view.id.to_string();
        view.details.sequence =
            static_cast<std::int32_t>(std::min<std::uint64_t>(view.sequence - 1, 2'147'483'647));
        whole.events.push_back(std::move(view.details));
    }
    return print_calendar(whole);
}

} // namespace

int run(const export_options& options, hosting::workplace& over, std::istream& /*in*/,
        std::ostream& out, std::ostream& err) {
    const auto window = read_span(options);
    if (!window) return refuse(err, window.error());
    const auto organization = over.find_organization(options.organization);
    if (!organization) return refuse(err, about("--org", organization.error()));
    std::optional<calendar_user_id> user;
    if (!options.user.empty()) {
        const auto known = known_users::load(over, *organization);
        if (!known) return refuse(err, known.error());
        const auto found = known->find("--user", options.user);
        if (!found) return refuse(err, found.error());
        user = *found;
    }
    const auto text = user ? over.desk().export_calendar(*organization, *user, *window)
                           : export_all(over, *organization, *window);
    if (!text) return refuse(err, text.error());
    if (options.json)
        out << json_line().add_text("calendar", *text).to_string();
    else
        out << *text;
    return text->find("BEGIN:VEVENT") == std::string::npos ? exit_nothing : exit_found;
}

} // namespace timewright::command
