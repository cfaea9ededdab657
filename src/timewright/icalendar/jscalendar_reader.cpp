#include "timewright/icalendar/characters.hpp"
#include "timewright/icalendar/jscalendar_words.hpp"
#include "timewright/icalendar/problem_list.hpp"
#include "timewright/icalendar/values.hpp"

#include <timewright/icalendar/jscalendar.hpp>
#include <timewright/time/civil.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <utility>

namespace timewright {

namespace {

namespace json = boost::json;
using detail::quote;

constexpr std::size_t depth_max = 32;
/// Each changed occurrence is read over a copy of its series: so many bytes may be copied for one.
constexpr std::size_t copied_bytes_max = 16U << 20;

std::string_view view_of(const json::string& text) { return {text.data(), text.size()}; }

/// One Event to an event. Members are taken off the object as they are read; what is left at the
/// end is not known.
class object_reader {
  public:
    /// A changed occurrence that does not change the lines of its series has those, checked once.
    object_reader(const parse_options& options, detail::problem_list& problems, std::string pointer,
                  const std::vector<std::string>* series_lines = nullptr)
        : options_(options),
          problems_(problems),
          pointer_(std::move(pointer)),
          series_lines_(series_lines) {}

    bool read(json::object from, event& into) {
        const json::object whole = from;
        if (const json::value type = take(from, "@type"); !type.is_string() || type != "Event")
            return fail("/@type", "is not \"Event\"; the entry was left out",
                        "write {\"@type\":\"Event\",...}");
        into.uid = text(from, "uid");
        if (into.uid.empty())
            return fail("/uid", "is missing; the event was left out", "give the event a uid");
        if (!read_body(from, into) || !read_recurrence_id(from, into)) return false;
        if (!read_rules(from, "recurrenceRules", into, into.rules) ||
            !read_rules(from, "excludedRecurrenceRules", into, into.exclusion_rules))
            return false;
        take(from, "replyTo"); // the owner's address, which participants say
        const json::value overrides = take(from, "recurrenceOverrides");
        keep_members(from, into);
        return overrides.is_null() || read_overrides(overrides, whole, into);
    }

  private:
    // ---- members -------------------------------------------------------------------------------

    static json::value take(json::object& from, std::string_view member) {
        const auto at = from.find(member);
        if (at == from.end()) return nullptr;
        json::value taken = std::move(at->value());
        from.stable_erase(at);
        return taken;
    }
    std::string text(json::object& from, std::string_view member) {
        const json::value taken = take(from, member);
        if (taken.is_null()) return {};
        if (taken.is_string()) return std::string(view_of(taken.get_string()));
        warn("/" + std::string(member), "is no string; it is ignored", "write a string");
        return {};
    }
    std::int64_t number(json::object& from, std::string_view member, std::int64_t most) {
        const json::value taken = take(from, member);
        if (taken.is_null()) return 0;
        if (taken.is_int64() && taken.get_int64() >= 0 && taken.get_int64() <= most)
            return taken.get_int64();
        warn("/" + std::string(member), "is no whole number from 0 to " + std::to_string(most),
             "write a number in that range");
        return 0;
    }

    bool fail(const std::string& member, const std::string& what, std::string mend) {
        problems_.add(problem_severity::error, 1, 1, pointer_ + member + " " + what,
                      std::move(mend));
        return false;
    }
    void warn(const std::string& member, const std::string& what, std::string mend) {
        problems_.add(problem_severity::warning, 1, 1, pointer_ + member + " " + what,
                      std::move(mend));
    }

    /// A member as a step of a pointer: short, however long somebody's name for it is.
    static std::string step_to(std::string_view member) {
        constexpr std::size_t bytes_max = 60;
        return "/" + detail::on_one_line(member.substr(0, bytes_max)) +
               (member.size() > bytes_max ? "..." : "");
    }
    /// What was not read of an object that is not kept as a whole.
    void tell_of_rest(const json::object& from, const std::string& where,
                      std::initializer_list<std::string_view> known) {
        for (const json::key_value_pair& one : from) {
            const std::string_view member(one.key().data(), one.key().size());
            if (std::find(known.begin(), known.end(), member) == known.end())
                warn(where + step_to(member), "is not read; it was left out",
                     "say it in a member of the event: what is not known there travels along");
        }
    }

    // ---- what is said --------------------------------------------------------------------------

    bool read_body(json::object& from, event& into) {
        if (!read_times(from, into)) return false;
        into.summary = text(from, "title");
        into.description = text(from, "description");
        read_location(from, into);
        read_status(from, into);
        into.sequence = static_cast<std::int32_t>(number(from, "sequence", 2'147'483'647));
        if (const std::string updated = text(from, "updated"); !updated.empty()) {
            if (const auto stamp = parse_rfc3339(updated))
                into.stamp = *stamp;
            else
                warn("/updated", "is no instant; it is ignored", "write 2026-11-23T09:00:00Z");
        }
        read_participants(from, into);
        read_lines(from, into);
        return true;
    }

    bool read_time(const std::string& member, const std::string& written,
                   const json::value& zone_name, event_time& into) {
        const auto local = parse_local(written);
        if (!local)
            return fail(member, quote(written) + " is no local time; the event was left out",
                        "write 2026-11-23T09:00:00");
        if (zone_name.is_null()) {
            into = event_time::floating(*local);
            return true;
        }
        const std::string_view name =
            zone_name.is_string() ? view_of(zone_name.get_string()) : std::string_view();
        if (name == "Etc/UTC" || name == "UTC") {
            into = event_time::utc(sys_seconds(local->time_since_epoch()));
            return true;
        }
        if (options_.zones != nullptr)
            if (const auto in = options_.zones->find(name)) {
                into = event_time::zoned(*local, *in);
                return true;
            }
        return fail("/timeZone", quote(name) + " is unknown; the event was left out",
                    "name a zone of the IANA database, such as Europe/Lisbon");
    }

    bool read_times(json::object& from, event& into) {
        const json::value zone_name = take(from, "timeZone");
        if (!read_time("/start", text(from, "start"), zone_name, into.start)) return false;
        const json::value whole_days = take(from, "showWithoutTime");
        if (whole_days.is_bool() && whole_days.get_bool())
            into.start = event_time::date(std::chrono::floor<std::chrono::days>(into.start.local));
        const std::string written = text(from, "duration");
        if (!written.empty() && !read_duration(written, into)) return false;
        if (into.is_all_day()) settle_days(into);
        return true;
    }
    bool read_duration(const std::string& written, event& into) {
        const auto length = parse_duration(written);
        if (!length || length->days < 0 || length->time < std::chrono::seconds(0))
            return fail("/duration", quote(written) + " is no duration; the event was left out",
                        "write PT45M or P1D");
        into.duration = *length;
        if (into.is_all_day() && length->time != std::chrono::seconds(0))
            return fail("/duration",
                        quote(written) + " is not in days, but the event is; it was left out",
                        "write P1D, or leave showWithoutTime out");
        return true;
    }
    /// RFC 8984 has PT0S where nothing is said, but a date is a day, as in iCalendar text.
    void settle_days(event& into) {
        if (into.duration.days > 0) return;
        warn("/duration", "is no day, but an all-day event lasts at least one; one day is read",
             "write P1D");
        into.duration.days = 1;
    }

    /// The event's one place, if it says no more than a name; else it is kept as it is.
    static void read_location(json::object& from, event& into) {
        const auto at = from.find("locations");
        if (at == from.end() || !at->value().is_object()) return;
        const json::object& all = at->value().get_object();
        if (all.size() != 1 || !all.begin()->value().is_object()) return;
        const json::object& one = all.begin()->value().get_object();
        const json::value* name = one.if_contains("name");
        if (name == nullptr || !name->is_string() ||
            one.size() != (one.contains("@type") ? 2U : 1U))
            return;
        into.location = view_of(name->get_string());
        from.stable_erase(at);
    }

    void read_status(json::object& from, event& into) {
        const std::string status = text(from, "status");
        if (status == "cancelled" || status == "tentative")
            into.status = status == "cancelled" ? event_status::cancelled : event_status::tentative;
        else if (!status.empty() && status != "confirmed")
            warn("/status", quote(status) + " is not known; confirmed is read",
                 "write confirmed, cancelled or tentative");
        if (text(from, "freeBusyStatus") == "free") into.transp = transparency::transparent;
        const std::string busy = text(from, detail::busy_member);
        for (const busy_type type : {busy_type::free, busy_type::busy_tentative,
                                     busy_type::busy_unavailable, busy_type::busy})
            if (busy == to_string(type)) into.busy = type;
    }

    // ---- people --------------------------------------------------------------------------------

    void read_participants(json::object& from, event& into) {
        const json::value all = take(from, "participants");
        if (!all.is_object()) return;
        for (const json::key_value_pair& one : all.get_object()) {
            const std::string where = "/participants" + step_to(one.key());
            if (!one.value().is_object()) {
                warn(where, "is no object; it is ignored", "write a Participant");
                continue;
            }
            if (into.participants.size() >= options_.limits.participants_per_event_max) {
                warn("/participants",
                     "has more than " + std::to_string(options_.limits.participants_per_event_max) +
                         " entries; the rest was left out",
                     "invite a group, or raise the limit participants_per_event_max");
                return;
            }
            read_participant(one.value().get_object(), where, into);
        }
    }
    void read_participant(json::object from, const std::string& where, event& into) {
        const json::value roles_value = take(from, "roles");
        const json::object roles =
            roles_value.is_object() ? roles_value.get_object() : json::object();
        participant who;
        who.name = text(from, "name");
        who.email = text(from, "email");
        read_address(take(from, "sendTo"), who);
        const std::string kind = text(from, "kind");
        for (std::size_t i = 0; i < detail::participant_kinds.size(); ++i)
            if (kind == detail::participant_kinds[i]) who.kind = static_cast<calendar_user_kind>(i);
        const std::string status = text(from, "participationStatus");
        for (int i = 0; i <= static_cast<int>(participation_status::delegated); ++i)
            if (status == to_string(static_cast<participation_status>(i)))
                who.status = static_cast<participation_status>(i);
        who.other_parameters = text(from, detail::parameters_member);
        const json::value reply = take(from, "expectReply");
        if (reply.is_bool() && reply.get_bool() &&
            detail::upper_word(who.other_parameters).find("RSVP=") == std::string::npos)
            who.other_parameters += who.other_parameters.empty() ? "RSVP=TRUE" : ";RSVP=TRUE";
        tell_of_rest(from, where, {"@type"});
        tell_of_rest(roles, where + "/roles",
                     {"owner", "attendee", "optional", "informational", "chair"});
        const bool informed = roles.contains("informational");
        if (informed) who.role = participant_role::non_participant;
        if (roles.contains("optional")) who.role = participant_role::optional;
        if (roles.contains("chair")) who.role = participant_role::chair;
        const bool attends = informed || roles.contains("attendee") || roles.contains("optional") ||
                             roles.contains("chair");
        if (roles.contains("owner")) {
            participant owner = who;
            if (attends) {
                owner.role = participant_role::required;
                owner.status = participation_status::needs_action;
                owner.other_parameters.clear();
            }
            into.organizer = std::move(owner);
        }
        if (attends || !roles.contains("owner")) into.participants.push_back(std::move(who));
    }
    static void read_address(const json::value& send_to, participant& into) {
        if (!send_to.is_object()) return;
        for (const json::key_value_pair& way : send_to.get_object()) {
            if (!way.value().is_string()) continue;
            const std::string_view address = view_of(way.value().get_string());
            if (!detail::starts_with_word(address, "mailto:"))
                into.other_address = address;
            else if (into.email.empty())
                into.email = address.substr(7);
        }
    }

    // ---- what is a line for us -----------------------------------------------------------------

    void read_lines(json::object& from, event& into) {
        std::vector<std::string>& lines = into.other_lines;
        if (series_lines_ != nullptr)
            lines = *series_lines_;
        else if (const json::value kept = take(from, detail::lines_member); kept.is_array())
            lines = detail::checked_lines(kept.get_array(), detail::lines_place::event,
                                          options_.limits.text, told_at(""));
        else if (!kept.is_null())
            warn("/" + std::string(detail::lines_member), "is no array; it is ignored",
                 "write an array of content lines");
        if (series_lines_ == nullptr && from.contains("recurrenceOverrides")) lines_ = lines;
        std::vector<std::string> first;
        if (const json::value words = take(from, "keywords"); words.is_object()) {
            std::string list;
            for (const json::key_value_pair& one : words.get_object())
                list += (list.empty() ? "" : ",") + escape_text(std::string(one.key()));
            if (!list.empty()) first.push_back("CATEGORIES:" + list);
        }
        const std::string privacy = text(from, "privacy");
        for (const detail::class_word& one : detail::class_words)
            if (privacy == one.privacy) first.push_back("CLASS:" + std::string(one.word));
        if (const std::int64_t priority = number(from, "priority", 9); priority != 0)
            first.push_back("PRIORITY:" + std::to_string(priority));
        lines.insert(lines.begin(), first.begin(), first.end());
        const json::value alerts = take(from, "alerts");
        if (!alerts.is_object()) return;
        for (const json::key_value_pair& one : alerts.get_object()) {
            const std::string where = "/alerts" + step_to(one.key());
            const auto alarm = one.value().is_object() ? read_alert(one.value().get_object(), where)
                                                       : std::nullopt;
            if (alarm)
                lines.insert(lines.end(), alarm->begin(), alarm->end());
            else
                warn(where, "has no trigger; it is ignored",
                     "write {\"trigger\":{\"offset\":\"-PT5M\"}}");
        }
    }

    std::optional<std::vector<std::string>> read_alert(const json::object& from,
                                                       const std::string& where) {
        auto alarm = detail::valarm_of(from, options_.limits.text, told_at(where));
        if (!alarm) return alarm;
        tell_of_rest(from, where, {"@type", "trigger", "action", detail::lines_member});
        tell_of_rest(from.at("trigger").get_object(), where + "/trigger",
                     {"@type", "offset", "when", "relativeTo"});
        const json::value* lines = from.if_contains(detail::lines_member);
        if (lines != nullptr && !lines->is_array())
            warn(where + "/" + std::string(detail::lines_member), "is no array; it is ignored",
                 "write an array of content lines");
        return alarm;
    }

    /// Says of lines that they were left out.
    detail::refuse_line told_at(std::string where) {
        return [this, where = std::move(where)](std::size_t index, const std::string& what,
                                                std::string mend) {
            warn(where + "/" + std::string(detail::lines_member) + "/" + std::to_string(index),
                 what, std::move(mend));
        };
    }

    static void keep_members(const json::object& rest, event& into) {
        if (rest.empty()) return;
        into.other_lines.insert(into.other_lines.begin(), std::string(detail::members_line) + ":" +
                                                              escape_text(json::serialize(rest)));
    }

    // ---- recurrence ----------------------------------------------------------------------------

    bool read_recurrence_id(json::object& from, event& into) {
        const std::string written = text(from, "recurrenceId");
        const json::value zone_name = take(from, "recurrenceIdTimeZone");
        if (written.empty()) return true;
        event_time id;
        if (!read_time("/recurrenceId", written, zone_name, id)) return false;
        if (into.is_all_day())
            id = event_time::date(std::chrono::floor<std::chrono::days>(id.local));
        into.recurrence_id = std::move(id);
        return true;
    }

    bool read_rules(json::object& from, const std::string& member, const event& series,
                    std::vector<recurrence_rule>& into) {
        const json::value all = take(from, member);
        if (all.is_null()) return true;
        if (!all.is_array() || all.get_array().size() > recurrence_limits::rules_max)
            return fail("/" + member,
                        "is no array of at most " + std::to_string(recurrence_limits::rules_max) +
                            " rules; the event was left out",
                        "write [{\"frequency\":\"daily\"}]");
        for (std::size_t i = 0; i < all.get_array().size(); ++i) {
            const json::value& one = all.get_array()[i];
            const std::string where = "/" + member + "/" + std::to_string(i);
            if (!one.is_object())
                return fail(where, "is no object; the event was left out",
                            "write a RecurrenceRule");
            const std::string written = rule_text(one.get_object(), series);
            result<recurrence_rule, error> rule = parse_rule(written);
            if (!rule)
                return fail(where,
                            "is no rule: " + rule.error().message + "; the event was left out",
                            "mend the rule (RFC 8984 section 4.3.3)");
            into.push_back(std::move(*rule));
        }
        return true;
    }

    /// As an RRULE, so that one reader knows what is right.
    static std::string rule_text(const json::object& from, const event& series) {
        std::string written;
        for (const detail::rule_part& part : detail::rule_parts) {
            const json::value* value = from.if_contains(part.member);
            if (value == nullptr || value->is_null()) continue;
            if (!written.empty()) written += ';';
            written += std::string(part.part) + "=" + part_text(part, *value, series);
        }
        return written;
    }
    static std::string part_text(const detail::rule_part& part, const json::value& value,
                                 const event& series) {
        if (value.is_array()) {
            std::string list;
            for (const json::value& one : value.get_array())
                list += (list.empty() ? "" : ",") + part_text(part, one, series);
            return list;
        }
        if (value.is_int64()) return std::to_string(value.get_int64());
        if (value.is_object()) {
            const json::object& day = value.get_object();
            const json::value* nth = day.if_contains("nthOfPeriod");
            const json::value* name = day.if_contains("day");
            return (nth != nullptr && nth->is_int64() ? std::to_string(nth->get_int64()) : "") +
                   (name != nullptr && name->is_string()
                        ? detail::upper_word(view_of(name->get_string()))
                        : std::string());
        }
        if (!value.is_string()) return {};
        const std::string_view text = view_of(value.get_string());
        return part.value == detail::rule_value::until ? until_text(text, series)
                                                       : detail::upper_word(text);
    }
    static std::string until_text(std::string_view text, const event& series) {
        const auto local = parse_local(text);
        if (!local) return std::string(text);
        if (series.is_all_day()) return detail::date_text(*local);
        if (series.start.needs_zone()) return detail::date_time_text(*local);
        const sys_seconds instant = series.start.kind == event_time_kind::utc
                                        ? sys_seconds(local->time_since_epoch())
                                        : series.start.in_zone.to_instant(*local);
        return detail::date_time_text(local_seconds(instant.time_since_epoch())) + "Z";
    }

    bool read_overrides(const json::value& all, const json::object& whole, event& into) {
        if (!all.is_object())
            return fail("/recurrenceOverrides", "is no object; the event was left out",
                        "write {\"2026-11-23T09:00:00\":{\"excluded\":true}}");
        const json::object& overrides = all.get_object();
        if (overrides.size() > options_.limits.dates_per_event_max)
            return fail("/recurrenceOverrides",
                        "has more than " + std::to_string(options_.limits.dates_per_event_max) +
                            " entries; the event was left out",
                        "write a rule, or raise the limit dates_per_event_max");
        json::object series = whole;
        for (const char* member : {"recurrenceRules", "excludedRecurrenceRules",
                                   "recurrenceOverrides", "recurrenceId", "recurrenceIdTimeZone"})
            series.stable_erase(member);
        const std::size_t size = json::serialize(series).size();
        series.stable_erase(detail::lines_member);
        std::size_t copied = 0;
        for (const json::key_value_pair& one : overrides) {
            const std::string where = "/recurrenceOverrides/" + std::string(one.key());
            const auto local = parse_local(std::string_view(one.key().data(), one.key().size()));
            if (!local || !one.value().is_object())
                return fail(where, "is no local time with a patch; the event was left out",
                            "write \"2026-11-23T09:00:00\":{\"excluded\":true}");
            event_time id = into.start;
            id.local = *local;
            const json::object& patch = one.value().get_object();
            if (add_simple(patch, id, into)) continue;
            copied += size;
            if (copied > copied_bytes_max)
                return fail(where,
                            "is one patch too many for an event of this size; it was left out",
                            "split the series");
            if (!add_patched(patch, where, series, id, into)) return false;
        }
        return true;
    }

    /// Excluded dates and additional ones.
    static bool add_simple(const json::object& patch, const event_time& id, event& into) {
        const json::value* excluded = patch.if_contains("excluded");
        if (excluded != nullptr && excluded->is_bool() && excluded->get_bool()) {
            into.exdates.push_back(id);
            return true;
        }
        const json::value* duration = patch.if_contains("duration");
        if (patch.empty() || (patch.size() == 1 && duration != nullptr && duration->is_string())) {
            event_date date{.start = id};
            if (duration != nullptr) {
                const auto length = parse_duration(view_of(duration->get_string()));
                if (!length || length->days < 0 || length->time < std::chrono::seconds(0) ||
                    (into.is_all_day() && (length->days == 0 || length->time.count() != 0)))
                    return false;
                date.duration = *length;
            }
            into.rdates.push_back(std::move(date));
            return true;
        }
        return false;
    }

    bool add_patched(const json::object& patch, const std::string& where, json::object series,
                     const event_time& id, event& into) {
        series["start"] = to_iso(id.local);
        const json::value* range = patch.if_contains(detail::range_member);
        const bool this_and_future = range != nullptr && range->is_string() &&
                                     view_of(range->get_string()) == detail::this_and_future_word;
        for (const json::key_value_pair& change : patch)
            if (change.key() != detail::range_member &&
                !apply(series, std::string_view(change.key().data(), change.key().size()),
                       change.value()))
                return fail(where + "/" + std::string(change.key()),
                            "names nothing that can be changed; the event was left out",
                            "name a member of the event");
        event changed;
        object_reader reader(options_, problems_, pointer_ + where,
                             patch.contains(detail::lines_member) ? nullptr : &lines_);
        if (!reader.read(std::move(series), changed)) return false;
        changed.recurrence_id = id;
        changed.this_and_future = this_and_future;
        into.overrides.push_back(std::move(changed));
        return true;
    }

    /// A PatchObject's entry (RFC 8984 section 1.4.9).
    static bool apply(json::object& to, std::string_view pointer, const json::value& value) {
        json::object* at = &to;
        for (std::size_t slash = pointer.find('/'); slash != std::string_view::npos;
             slash = pointer.find('/')) {
            json::value* inner = at->if_contains(decoded(pointer.substr(0, slash)));
            if (inner == nullptr || !inner->is_object()) return false;
            at = &inner->get_object();
            pointer.remove_prefix(slash + 1);
        }
        const std::string member = decoded(pointer);
        if (at == &to &&
            std::find(detail::unpatched_members.begin(), detail::unpatched_members.end(), member) !=
                detail::unpatched_members.end())
            return member == "excluded";
        if (value.is_null() && (at != &to || member != "timeZone"))
            at->stable_erase(member);
        else
            (*at)[member] = value;
        return true;
    }
    /// ~1 is a slash, ~0 a tilde (RFC 6901).
    static std::string decoded(std::string_view text) {
        std::string made;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool escaped = text[i] == '~' && i + 1 < text.size();
            made += !escaped ? text[i] : text[++i] == '1' ? '/' : '~';
        }
        return made;
    }

    const parse_options& options_;
    detail::problem_list& problems_;
    std::string pointer_;
    const std::vector<std::string>* series_lines_;
    std::vector<std::string> lines_{}; ///< those that came as lines
};

class group_reader {
  public:
    group_reader(const parse_options& options, calendar& into, detail::problem_list& problems)
        : options_(options), into_(into), problems_(problems) {}

    void read(json::value from) {
        if (from.is_array()) return read_entries(from.get_array(), "");
        if (!from.is_object()) {
            problems_.add(problem_severity::error, 1, 1, "the JSON is no Group and no Event",
                          "write {\"@type\":\"Group\",\"entries\":[...]}");
            return;
        }
        json::object& whole = from.get_object();
        const json::value* type = whole.if_contains("@type");
        if (type == nullptr || *type != "Group") return read_event(std::move(whole), "");
        take_text(whole, "title", into_.name);
        take_text(whole, "prodId", into_.product);
        if (json::value* entries = whole.if_contains("entries");
            entries != nullptr && entries->is_array())
            return read_entries(entries->get_array(), "/entries");
        problems_.add(problem_severity::error, 1, 1, "/entries is no array",
                      "write {\"@type\":\"Group\",\"entries\":[...]}");
    }

  private:
    static void take_text(const json::object& from, std::string_view member, std::string& into) {
        const json::value* found = from.if_contains(member);
        if (found != nullptr && found->is_string()) into = view_of(found->get_string());
    }
    void read_entries(json::array& entries, const std::string& pointer) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const std::string where = pointer + "/" + std::to_string(i);
            if (into_.events.size() >= options_.limits.events_max) {
                problems_.add(problem_severity::error, 1, 1,
                              where + " is beyond " + std::to_string(options_.limits.events_max) +
                                  " events; the rest was left out",
                              "split the text or raise the limit events_max");
                return;
            }
            if (entries[i].is_object())
                read_event(std::move(entries[i].get_object()), where);
            else
                problems_.add(problem_severity::error, 1, 1, where + " is no Event",
                              "write {\"@type\":\"Event\",...}");
        }
    }
    void read_event(json::object from, const std::string& where) {
        event made;
        if (object_reader(options_, problems_, where).read(std::move(from), made))
            into_.events.push_back(std::move(made));
    }

    const parse_options& options_;
    calendar& into_;
    detail::problem_list& problems_;
};

/// Where the reader stopped, as line and column.
void tell_of_syntax(std::string_view text, std::size_t at, const std::string& why,
                    detail::problem_list& problems) {
    const std::string_view read = text.substr(0, at);
    const auto line = 1 + std::count(read.begin(), read.end(), '\n');
    const std::size_t begin = read.rfind('\n') + 1; // npos + 1 is 0
    problems.add(problem_severity::error, static_cast<std::uint32_t>(line), at - begin + 1,
                 "the text is no JSON: " + why, "mend it there; nothing was read");
}

} // namespace

parsed_calendar parse_jscalendar(std::string_view text, const parse_options& options) {
    parsed_calendar made{.file = options.file};
    detail::problem_list problems(made.problems, options.limits.text.problems_max);
    if (text.size() > options.limits.text.text_bytes_max) {
        problems.add(problem_severity::error, 1, 1,
                     "the text has " + std::to_string(text.size()) + " bytes; more than " +
                         std::to_string(options.limits.text.text_bytes_max) + " are not read",
                     "split the text or raise the limit text_bytes_max");
        return made;
    }
    json::parse_options how;
    how.max_depth = depth_max;
    json::stream_parser parser({}, how);
    json::error_code failed;
    const std::size_t at = parser.write_some(text.data(), text.size(), failed);
    if (!failed && at == text.size()) parser.finish(failed);
    if (failed || at < text.size())
        tell_of_syntax(text, at, failed ? failed.message() : "more follows after its end",
                       problems);
    else
        group_reader(options, made.value, problems).read(parser.release());
    return made;
}

} // namespace timewright
