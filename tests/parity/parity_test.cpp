// Goal: C++, Python and Java answer alike. Method: each reads cases.json beside this file and asks the
// surface that all three bindings are made of; bindings/python/tests/test_parity.py and ParityTest.java
// are the other two.
#include "surface.hpp"

#include <timewright/time/civil.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>

namespace timewright::surface {
namespace {

namespace json = boost::json;

const json::object& cases() {
    static const json::value whole = [] {
        std::ifstream file(TIMEWRIGHT_TESTS_DIR "/parity/cases.json");
        std::stringstream text;
        text << file.rdbuf();
        return json::parse(text.str());
    }();
    return whole.as_object();
}

const zones& database() {
    static const zones opened(TIMEWRIGHT_TESTS_DIR "/zoneinfo/2026f");
    return opened;
}

std::string text(const json::value& v) { return std::string(v.as_string()); }
integer instant(const json::value& v) {
    return parse_rfc3339(text(v)).value().time_since_epoch().count();
}
integer local(const json::value& v) {
    return parse_local(text(v)).value().time_since_epoch().count();
}
std::vector<integer> numbers(const json::value& v) {
    return json::value_to<std::vector<integer>>(v);
}
span to_span(const json::value& v) { return {instant(v.at(0)), instant(v.at(1))}; }

/// Runs the question; a case with an "error" must fail with it, another must not fail.
void ask(const json::object& c, const std::function<void()>& question) {
    SCOPED_TRACE(json::serialize(c));
    try {
        question();
        EXPECT_FALSE(c.contains("error")) << "it did not fail";
    } catch (const failure& f) {
        ASSERT_TRUE(c.contains("error")) << f.what();
        EXPECT_EQ(f.code(), text(c.at("error"))) << f.what();
    }
}

TEST(Parity, ZoneOffsets) {
    for (const json::value& v : cases().at("zone_at").as_array()) {
        const json::object& c = v.as_object();
        ask(c, [&] {
            const zone_answer found = database().at(text(c.at("zone")), instant(c.at("at")));
            EXPECT_EQ(found.offset, c.at("offset").as_int64());
            EXPECT_EQ(found.abbreviation, text(c.at("abbreviation")));
            EXPECT_EQ(found.daylight, c.at("daylight").as_bool());
        });
    }
}

TEST(Parity, LocalTimes) {
    for (const json::value& v : cases().at("resolve").as_array()) {
        const json::object& c = v.as_object();
        ask(c, [&] {
            const local_answer found = database().resolve(text(c.at("zone")), local(c.at("local")));
            EXPECT_EQ(found.kind, text(c.at("kind")));
            EXPECT_EQ(found.first, instant(c.at("first")));
            EXPECT_EQ(found.second, instant(c.at("second")));
        });
    }
    for (const json::value& v : cases().at("to_instant").as_array()) {
        const json::object& c = v.as_object();
        ask(c, [&] {
            const integer found = database().to_instant(text(c.at("zone")), local(c.at("local")),
                                                        text(c.at("how")));
            EXPECT_EQ(found, instant(c.at("instant")));
        });
    }
}

TEST(Parity, Recurrences) {
    for (const json::value& v : cases().at("expand").as_array()) {
        const json::object& c = v.as_object();
        recurrence_query query;
        query.zone = text(c.at("zone"));
        query.start = local(c.at("start"));
        query.rule = text(c.at("rule"));
        query.duration = c.at("duration").as_int64();
        query.limit = c.at("limit").as_int64();
        query.from = instant(c.at("from"));
        query.to = instant(c.at("to"));
        for (const char* name : {"extra", "excluded"})
            if (const json::value* dates = c.if_contains(name))
                for (const json::value& date : dates->as_array())
                    (name == std::string("extra") ? query.extra : query.excluded)
                        .push_back(local(date));
        ask(c, [&] {
            const auto found = database().expand(query);
            const json::array& starts = c.at("starts").as_array();
            ASSERT_EQ(found.size(), starts.size());
            for (std::size_t i = 0; i < starts.size(); ++i) {
                EXPECT_EQ(found[i].start, instant(starts[i]));
                EXPECT_EQ(found[i].end - found[i].start, query.duration);
            }
        });
    }
}

/// A number that may be left out.
void take_number(const json::object& from, const char* name, integer& into) {
    if (const json::value* there = from.if_contains(name)) into = there->as_int64();
}
void take_text(const json::object& from, const char* name, std::string& into) {
    if (const json::value* there = from.if_contains(name)) into = text(*there);
}
void take_features(const json::object& from, std::vector<std::string>& into) {
    if (const json::value* there = from.if_contains("features"))
        for (const json::value& feature : there->as_array()) into.push_back(text(feature));
}

search_calendar to_calendar(const json::object& from) {
    search_calendar made;
    for (const json::value& b : from.at("busy").as_array()) made.busy.push_back(to_span(b));
    if (const json::value* spans = from.if_contains("tentative"))
        for (const json::value& b : spans->as_array()) made.tentative.push_back(to_span(b));
    take_text(from, "hours", made.hours);
    take_text(from, "zone", made.zone);
    made.unknown = from.contains("unknown");
    take_number(from, "seats", made.seats);
    take_number(from, "units", made.units);
    take_features(from, made.features);
    take_number(from, "weight", made.weight);
    take_number(from, "load", made.load);
    take_number(from, "buffer_before", made.buffer_before);
    take_number(from, "meetings_per_day", made.meetings_per_day);
    return made;
}

/// A group: members alone, or with what is wanted of them.
void add_group(const json::value& group, slot_query& query) {
    query.wishes.emplace_back();
    if (group.is_array()) {
        query.any_of.push_back(numbers(group));
        return;
    }
    const json::object& from = group.as_object();
    query.any_of.push_back(numbers(from.at("members")));
    group_wish& wish = query.wishes.back();
    take_number(from, "needed", wish.needed);
    take_text(from, "turn", wish.turn);
    take_number(from, "seats", wish.seats);
    take_number(from, "units", wish.units);
    take_features(from, wish.features);
}

slot_query to_slot_query(const json::object& c) {
    slot_query query;
    query.from = instant(c.at("from"));
    query.to = instant(c.at("to"));
    query.duration = c.at("duration").as_int64();
    query.step = c.at("step").as_int64();
    take_number(c, "limit", query.limit);
    for (const json::value& each : c.at("calendars").as_array())
        query.calendars.push_back(to_calendar(each.as_object()));
    query.required = numbers(c.at("required"));
    query.optional = numbers(c.at("optional"));
    for (const json::value& group : c.at("any_of").as_array()) add_group(group, query);
    if (const json::value* another = c.if_contains("another")) query.another = numbers(*another);
    take_number(c, "align", query.align);
    take_text(c, "align_zone", query.align_zone);
    take_text(c, "order", query.order);
    take_text(c, "tentative", query.tentative);
    take_number(c, "known_after", query.known_after);
    query.has_notice = c.contains("not_before");
    if (query.has_notice) query.not_before = instant(c.at("not_before"));
    return query;
}

TEST(Parity, Slots) {
    for (const json::value& v : cases().at("slots").as_array()) {
        const json::object& c = v.as_object();
        const slot_query query = to_slot_query(c);
        ask(c, [&] {
            const auto found = database().find_slots(query);
            const json::array& slots = c.at("slots").as_array();
            ASSERT_EQ(found.size(), slots.size());
            for (std::size_t i = 0; i < slots.size(); ++i) {
                EXPECT_EQ(found[i].start, instant(slots[i].at("start")));
                EXPECT_EQ(found[i].rooms, numbers(slots[i].at("rooms")));
                EXPECT_EQ(found[i].missing, numbers(slots[i].at("missing")));
                if (const json::value* score = slots[i].as_object().if_contains("score")) {
                    EXPECT_EQ(found[i].score, score->as_double());
                }
            }
        });
    }
}

TEST(Parity, ExplainedSlots) {
    for (const json::value& v : cases().at("explained_slots").as_array()) {
        const json::object& c = v.as_object();
        const slot_query query = to_slot_query(c);
        ask(c, [&] {
            const slot_reasons why = database().explain_slots(query);
            EXPECT_EQ(why.fits, c.at("fits").as_bool());
            EXPECT_EQ(why.hopeless, numbers(c.at("hopeless")));
            const json::array& nearest = c.at("nearest").as_array();
            ASSERT_EQ(why.nearest.size(), nearest.size());
            for (std::size_t i = 0; i < nearest.size(); ++i) {
                EXPECT_EQ(why.nearest[i].start, instant(nearest[i].at("start")));
                EXPECT_EQ(why.nearest[i].blocking, numbers(nearest[i].at("blocking")));
            }
            const json::array& changes = c.at("changes").as_array();
            ASSERT_EQ(why.changes.size(), changes.size());
            for (std::size_t i = 0; i < changes.size(); ++i) {
                EXPECT_EQ(why.changes[i].kind, text(changes[i].at("kind")));
                EXPECT_EQ(why.changes[i].calendars, numbers(changes[i].at("calendars")));
                EXPECT_EQ(why.changes[i].found.start, instant(changes[i].at("start")));
            }
        });
    }
}

/// Plays the booking script; letters stand for users, names for bookings.
class booking_script {
  public:
    explicit booking_script(const json::object& script) : desk_(instant(script.at("now"))) {
        for (const auto& user : script.at("users").as_object())
            users_[std::string(user.key())] = desk_.add_user(user.value().as_int64());
    }

    void step(const json::object& s) {
        try {
            run(s);
            EXPECT_FALSE(s.contains("error")) << "it did not fail";
        } catch (const failure& f) {
            ASSERT_TRUE(s.contains("error")) << f.what();
            EXPECT_EQ(f.code(), text(s.at("error"))) << f.what();
            if (const json::value* conflicts = s.if_contains("conflicts"))
                check(f.conflicts(), conflicts->as_array());
        }
    }

  private:
    void run(const json::object& s) {
        const std::string verb = text(s.at("do"));
        const std::string key = s.contains("key") ? text(s.at("key")) : "";
        if (verb == "advance") return desk_.advance(s.at("seconds").as_int64());
        if (verb == "book") return check(desk_.book(request(s)), s);
        if (verb == "hold") return check(desk_.hold(request(s), s.at("seconds").as_int64()), s);
        if (verb == "confirm")
            return check(desk_.confirm(bookings_.at(text(s.at("booking"))), key), s);
        if (verb == "cancel")
            return static_cast<void>(desk_.cancel(bookings_.at(text(s.at("booking"))),
                                                  s.at("sequence").as_int64(), key));
        ASSERT_EQ(verb, "busy");
        const auto found =
            desk_.busy(users_.at(text(s.at("user"))), instant(s.at("from")), instant(s.at("to")));
        const json::array& busy = s.at("busy").as_array();
        ASSERT_EQ(found.size(), busy.size());
        for (std::size_t i = 0; i < busy.size(); ++i) {
            EXPECT_EQ(found[i].start, instant(busy[i].at(0)));
            EXPECT_EQ(found[i].end, instant(busy[i].at(1)));
        }
    }

    booking_request request(const json::object& s) const {
        booking_request made;
        made.key = text(s.at("key"));
        made.occurrences = {to_span(s.at("when"))};
        for (const json::value& group : s.at("rooms").as_array()) {
            made.rooms.emplace_back();
            for (const json::value& user : group.as_array())
                made.rooms.back().push_back(users_.at(text(user)));
        }
        return made;
    }

    void check(const booked& made, const json::object& s) {
        ASSERT_EQ(made.occurrences.size(), 1u);
        const json::array& users = s.at("users").as_array();
        ASSERT_EQ(made.occurrences[0].users.size(), users.size());
        for (std::size_t i = 0; i < users.size(); ++i)
            EXPECT_EQ(made.occurrences[0].users[i], users_.at(text(users[i])));
        EXPECT_EQ(made.repeated, s.contains("repeated"));
        if (const json::value* expires = s.if_contains("expires_at")) {
            EXPECT_EQ(made.expires_at, instant(*expires));
        } else {
            EXPECT_EQ(made.expires_at, 0);
        }
        if (const json::value* as = s.if_contains("as")) bookings_[text(*as)] = made.id;
        if (const json::value* same = s.if_contains("same_as")) {
            EXPECT_EQ(made.id, bookings_.at(text(*same)));
        }
    }

    void check(const std::vector<blocker>& found, const json::array& conflicts) const {
        ASSERT_EQ(found.size(), conflicts.size());
        for (std::size_t i = 0; i < conflicts.size(); ++i) {
            EXPECT_EQ(found[i].user, users_.at(text(conflicts[i].at("user"))));
            EXPECT_EQ(found[i].booking, bookings_.at(text(conflicts[i].at("booking"))));
            EXPECT_EQ(found[i].reason, text(conflicts[i].at("reason")));
        }
    }

    desk desk_;
    std::map<std::string, std::string> users_;
    std::map<std::string, std::string> bookings_;
};

TEST(Parity, Bookings) {
    const json::object& script = cases().at("booking").as_object();
    booking_script run(script);
    for (const json::value& s : script.at("steps").as_array()) {
        SCOPED_TRACE(json::serialize(s));
        run.step(s.as_object());
    }
}

} // namespace
} // namespace timewright::surface
