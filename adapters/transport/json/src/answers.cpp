// Answers about people, rooms, hours, searches and the feed; those about bookings are in
// booking_answers.cpp.
#include "writer.hpp"

#include <timewright/adapters/json/answers.hpp>
#include <timewright/adapters/json/cursor.hpp>
#include <timewright/booking/quota.hpp>

#include <boost/json/serialize.hpp>

#include <array>
#include <chrono>

namespace timewright::json {
namespace {

namespace bj = boost::json;

bj::object me_to_json(const principal& me, std::string_view time_zone) {
    return {{"accountId", to_json(me.account)},
            {"userId", to_json(me.user)},
            {"email", me.email},
            {"name", me.name},
            {"role", to_string(me.granted)},
            {"timeZone", bj::string_view(time_zone.data(), time_zone.size())},
            {"organizationId", to_json(me.organization)}};
}

bj::object token_to_json(const personal_token& token) {
    bj::array scopes;
    for (const token_scope one : all_token_scopes)
        if (token.scopes.contains(one)) scopes.emplace_back(to_string(one));
    bj::object made{{"id", to_json(token.id)},
                    {"name", token.name},
                    {"scopes", std::move(scopes)},
                    {"createdAt", to_rfc3339(token.created_at)},
                    {"expiresAt", to_rfc3339(token.expires_at)},
                    {"lastUsedOn", nullptr}};
    if (token.last_used)
        made["lastUsedOn"] = to_iso(local_days(token.last_used->time_since_epoch()));
    return made;
}

std::string time_of_day(std::chrono::seconds since_midnight) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(since_midnight).count();
    const auto two = [](long long n) {
        return std::string{static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
    };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

bj::array days_of(const weekday_set& days) {
    // A week begins on Monday when people read it.
    static constexpr std::array<const char*, 7> names{"su", "mo", "tu", "we", "th", "fr", "sa"};
    bj::array made;
    for (unsigned i = 1; i <= 7; ++i)
        if (days.contains(std::chrono::weekday(i % 7))) made.emplace_back(names[i % 7]);
    return made;
}

std::string write_place_in_feed(const char* type, const feed_cursor& cursor) {
    return bj::serialize(bj::object{{"type", type}, {"cursor", to_text(cursor)}});
}

/// The slug of the API: what the store calls a calendar user's change is about limits.
const char* entry_type(feed_kind kind) {
    return kind == feed_kind::user ? "limits" : to_slug(kind);
}

} // namespace

std::string write_me(const principal& me, std::string_view time_zone) {
    return bj::serialize(me_to_json(me, time_zone));
}

std::string write_session(const session& made, std::string_view time_zone) {
    return bj::serialize(bj::object{{"token", made.token},
                                    {"expiresAt", to_rfc3339(made.expires_at)},
                                    {"me", me_to_json(made.who, time_zone)}});
}

std::string write_token(const personal_token& token) { return bj::serialize(token_to_json(token)); }

std::string write_issued_token(const issued_token& made) {
    bj::object body = token_to_json(made.what);
    body["token"] = made.secret;
    return bj::serialize(body);
}

std::string write_user(const calendar_user& user) {
    bj::object made{{"id", to_json(user.id)}, {"kind", to_string(user.kind)}, {"name", user.name}};
    const bool is_person = user.kind == calendar_user_kind::individual;
    const bool is_group = user.kind == calendar_user_kind::group;
    if (is_person || !user.email.empty()) made["email"] = user.email;
    if (is_group) made["members"] = to_json(std::span(user.members));
    if (user.kind == calendar_user_kind::room) made["seats"] = user.seats;
    if (!is_person && !is_group) {
        made["features"] = bj::array(user.features.begin(), user.features.end());
        made["capacity"] = user.capacity;
    }
    made["timeZone"] = user.zone_name;
    made["disabled"] = user.disabled;
    return bj::serialize(made);
}

std::string write_page(std::span<const std::string> items, const std::optional<std::string>& next) {
    std::string text = "{\"items\":[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += ',';
        text += items[i];
    }
    text += "],\"next\":";
    text += next ? bj::serialize(bj::value(*next)) : "null";
    return text += '}';
}

bj::object hours_to_json(const working_hours& hours) {
    bj::array parts;
    for (const weekly_span& span : hours.weekly)
        parts.push_back(bj::object{{"days", days_of(span.days)},
                                   {"start", time_of_day(span.start)},
                                   {"end", time_of_day(span.end)}});
    return {{"timeZone", hours.in_zone.name()}, {"hours", std::move(parts)}};
}

std::string write_working_hours(const working_hours& hours) {
    return bj::serialize(hours_to_json(hours));
}

std::string write_import(const import_report& report) {
    bj::array problems;
    for (const problem& p : report.problems)
        problems.push_back(bj::object{{"line", p.line},
                                      {"column", p.column},
                                      {"severity", to_string(p.severity)},
                                      {"what", p.what},
                                      {"mend", p.mend}});
    return bj::serialize(bj::object{{"source", report.source},
                                    {"events", report.events},
                                    {"occurrences", report.occurrences},
                                    {"problems", std::move(problems)}});
}

std::string write_free_busy(std::span<const calendar_user_id> users,
                            std::span<const std::vector<busy_interval>> busy) {
    bj::array items;
    for (std::size_t i = 0; i < users.size(); ++i) {
        bj::array runs;
        for (const busy_interval& block : busy[i]) {
            bj::object run = to_json(block.span);
            run["type"] = to_string(block.type);
            runs.push_back(std::move(run));
        }
        items.push_back(bj::object{{"user", to_json(users[i])}, {"busy", std::move(runs)}});
    }
    return bj::serialize(bj::object{{"items", std::move(items)}});
}

std::string write_slots(const slot_findings& found) {
    const auto slot_to_json = [](const found_slot& slot) {
        bj::object one = to_json(slot.span);
        one["score"] = slot.score;
        one["rooms"] = to_json(slot.rooms);
        one["missing"] = to_json(slot.missing);
        return one;
    };
    bj::array slots;
    for (const found_slot& slot : found.slots) slots.push_back(slot_to_json(slot));
    bj::array explanations;
    for (const blocked_explanation& why : found.explanations) {
        bj::object one = to_json(why.span);
        one["blocking"] = to_json(why.blocking);
        one["minimal"] = true;
        explanations.push_back(std::move(one));
    }
    bj::array relaxations;
    for (const found_relaxation& one : found.relaxations) {
        bj::object change{{"relaxation", to_string(one.kind)}};
        for (auto& member : slot_to_json(one.found)) change.insert(member);
        change["users"] = to_json(one.users);
        if (one.group) change["group"] = *one.group;
        relaxations.push_back(std::move(change));
    }
    bj::object made{{"slots", std::move(slots)},
                    {"explanations", std::move(explanations)},
                    {"relaxations", std::move(relaxations)}};
    if (found.truncated) made["truncated"] = true;
    return bj::serialize(made);
}

std::string write_entry(const feed_entry& entry) {
    bj::object made{{"cursor", to_text(entry.cursor)}, {"type", entry_type(entry.kind)}};
    made["bookingId"] = entry.booking.is_nil() ? bj::value(nullptr) : to_json(entry.booking);
    made["sequence"] = entry.sequence;
    std::vector<calendar_user_id> users = entry.users;
    std::erase_if(users, is_quota); // how the kernel counts is nobody's business
    made["users"] = to_json(users);
    return bj::serialize(made);
}

std::string write_heartbeat(const feed_cursor& cursor) {
    return write_place_in_feed("heartbeat", cursor);
}

std::string write_resync(const feed_cursor& cursor) {
    return write_place_in_feed("resync", cursor);
}

std::string write_info(const service_info& info) {
    return bj::serialize(bj::object{{"version", info.version}, {"tzdata", info.tzdata}});
}

} // namespace timewright::json
