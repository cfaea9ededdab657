// Calendars from outside: in as claims that report, out as iCalendar text.
#include "timewright/service/meeting_document.hpp"
#include "timewright/service/meeting_occurrences.hpp"
#include "timewright/service/record_kinds.hpp"

#include <timewright/calendar/occurrence.hpp>
#include <timewright/icalendar/component.hpp>
#include <timewright/icalendar/parse.hpp>
#include <timewright/icalendar/print.hpp>
#include <timewright/service/scheduler.hpp>

#include <algorithm>
#include <utility>

namespace timewright {

namespace {

constexpr std::chrono::days import_behind{31};

/// Which bookings a source of a calendar user holds. Written before the change with the old and the
/// new ids, and after it with the new ones alone: whatever is interrupted, none is forgotten.
std::string to_record(const std::vector<booking_id>& bookings) {
    component tree{.name = "X-CALENDAR-SOURCE"};
    for (const booking_id id : bookings) tree.add("BOOKING", id.to_string());
    return print_component(tree);
}

result<std::vector<booking_id>, error> to_bookings(std::string_view record) {
    auto tree = parse_component(record);
    if (!tree) return unexpected(std::move(tree).error());
    std::vector<booking_id> bookings;
    for (const property& p : tree->properties)
        if (auto id = booking_id::from_string(p.value)) bookings.push_back(*id);
    return bookings;
}

struct reported_event {
    event details;
    std::vector<occurrence> occurrences;
};

class calendar_import {
  public:
    calendar_import(const zone_registry& zones, zone home, interval window)
        : zones_(zones), home_(std::move(home)), window_(window) {}

    void read(std::string_view source, std::string_view text) {
        parsed_calendar parsed = parse_calendar(
            text, {.file = std::string(source), .zones = &zones_, .floating_zone = home_});
        report_.source = source;
        report_.problems = std::move(parsed.problems);
        if (!parsed.value.zone_name.empty())
            if (auto named = zones_.find(parsed.value.zone_name)) home_ = *named;
        for (event& details : parsed.value.events) read_event(std::move(details));
        report_.events = events_.size();
    }

    [[nodiscard]] import_report& report() { return report_; }
    [[nodiscard]] std::size_t size() const { return events_.size(); }
    [[nodiscard]] const std::string& home_name() const { return home_.name(); }

    /// The parts of one event's booking, and its document.
    void add_to(change& whole, std::size_t index, booking_id id, calendar_user_id user) const {
        const reported_event& from = events_[index];
        detail::meeting_document document{.details = from.details,
                                          .source = report_.source,
                                          .floating_zone_name = std::string(home_.name())};
        document.carries_zones = from.details.start.kind == event_time_kind::zoned &&
                                 !zones_.find(from.details.start.in_zone.name());
        whole.edits.push_back({id, 0, detail::to_text(document)});
        for (const occurrence& o : from.occurrences)
            whole.parts.push_back({id,
                                   detail::part_of(from.details, o.recurrence_id),
                                   {{.who = user,
                                     .span = o.span,
                                     .effect = claim_effect::reports,
                                     .type = o.described_by(from.details).effective_busy()}}});
    }

  private:
    void read_event(event details) {
        auto found = expand(details, window_,
                            {.floating_zone = home_, .occurrences_max = detail::occurrences_max});
        if (!found) {
            report_.problems.push_back({.severity = problem_severity::error,
                                        .what = "\"" + details.uid + "\": " + found.error().message,
                                        .mend = "the event was left out"});
            return;
        }
        if (found->truncated)
            report_.problems.push_back({.severity = problem_severity::warning,
                                        .what = "\"" + details.uid + "\" takes place too often",
                                        .mend = "only the first occurrences were taken"});
        std::erase_if(found->occurrences, [&](const occurrence& o) {
            return o.described_by(details).effective_busy() == busy_type::free;
        });
        if (found->occurrences.empty()) return;
        report_.occurrences += found->occurrences.size();
        events_.push_back({std::move(details), std::move(found->occurrences)});
    }

    const zone_registry& zones_;
    zone home_;
    interval window_;
    import_report report_;
    std::vector<reported_event> events_;
};

} // namespace

result<import_report, error> scheduler::import_calendar(const request_context& context,
                                                        calendar_user_id user,
                                                        std::string_view source,
                                                        std::string_view text) {
    auto owner = find_user(context.organization, user);
    if (!owner) return unexpected(std::move(owner).error());
    if (source.empty() || source.size() > 100)
        return unexpected(invalid_input("the name of a calendar source has 1 to 100 bytes"));
    auto home = parts_.zones.find(owner->value.zone_name);
    const sys_seconds now = parts_.present.now();
    calendar_import incoming(parts_.zones, home ? *home : zone(),
                             interval(now - import_behind, now + import_ahead));
    incoming.read(source, text);
    const bool unreadable =
        incoming.size() == 0 &&
        std::any_of(incoming.report().problems.begin(), incoming.report().problems.end(),
                    [](const problem& p) { return p.severity == problem_severity::error; });
    if (unreadable) return std::move(incoming.report());

    const directory_key key{context.organization, detail::source_kind,
                            user.to_string() + "/" + std::string(source)};
    auto record = parts_.records.find(key);
    if (!record && record.error().code != errc::not_found)
        return unexpected(std::move(record).error());
    std::vector<booking_id> old;
    if (record) {
        auto listed = to_bookings(record->body);
        if (!listed) return unexpected(std::move(listed).error());
        old = std::move(*listed);
    }
    std::vector<booking_id> fresh(incoming.size());
    for (booking_id& id : fresh) id = parts_.mint.make<booking_id>();

    change whole = make_change(context);
    if (whole.origin.empty()) whole.origin = "import:" + std::string(source);
    auto held = parts_.claims.find(context.organization, old);
    if (!held) return unexpected(std::move(held).error());
    for (const booking_record& b : *held)
        whole.edits.push_back({b.booking, b.sequence, std::nullopt});
    for (std::size_t i = 0; i < fresh.size(); ++i) incoming.add_to(whole, i, fresh[i], user);

    std::vector<booking_id> both = old;
    both.insert(both.end(), fresh.begin(), fresh.end());
    auto version = parts_.records.put(key, record ? record->version : 0, to_record(both));
    if (!version) return unexpected(std::move(version).error());
    if (auto done = booker_.settle(whole); !done) {
        refusal why = std::move(done).error();
        if (!why.fault.message.empty()) return unexpected(std::move(why.fault));
        return unexpected(
            error{.code = errc::version_mismatch,
                  .message = "the calendar was imported twice at once; import it again",
                  .again = retry::safe});
    }
    if (auto put = parts_.records.put(key, *version, to_record(fresh)); !put)
        return unexpected(std::move(put).error());
    return std::move(incoming.report());
}

result<std::string, error> scheduler::export_calendar(organization_id organization,
                                                      calendar_user_id user, interval window) {
    auto owner = find_user(organization, user);
    if (!owner) return unexpected(std::move(owner).error());
    auto views = list_meetings(organization, window, {&user, 1});
    if (!views) return unexpected(std::move(views).error());
    calendar whole{.name = owner->value.name, .zone_name = owner->value.zone_name};
    for (meeting_view& view : *views) {
        if (view.details.uid.empty()) view.details.uid = view.id.to_string();
        view.details.sequence =
            static_cast<std::int32_t>(std::min<std::uint64_t>(view.sequence - 1, 2'147'483'647));
        whole.events.push_back(std::move(view.details));
    }
    return print_calendar(whole);
}

} // namespace timewright
