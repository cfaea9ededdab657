// Goal: bodies are read strictly, and the first fault is answered with its place and what would be
// right. Method: one body that is right, then one change at a time.
#include <timewright/adapters/json/requests.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace timewright;
using namespace std::chrono_literals;

constexpr const char* an_id = "6f1c1b1e-0000-4000-8000-000000000001";

template <class T>
json::problem_document fault_of(const json::read_result<T>& read) {
    EXPECT_FALSE(read.has_value());
    return read ? json::problem_document{} : read.error();
}

TEST(SessionBody, TakesAddressAndPassword) {
    const auto read = json::read_session(R"({"email":"ana@example.com","password":"x"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->email, "ana@example.com");
    EXPECT_EQ(read->password, "x");
}

TEST(Body, SaysWhichMemberIsMissing) {
    const auto fault = fault_of(json::read_session(R"({"email":"ana@example.com"})"));
    EXPECT_EQ(fault.slug, "invalid-input");
    EXPECT_EQ(fault.pointer, "/password");
    EXPECT_NE(fault.detail.find("missing"), std::string::npos);
}

TEST(Body, RefusesAMemberThatIsNotKnown) {
    const auto fault =
        fault_of(json::read_session(R"({"email":"a","password":"b","remember/me":true})"));
    EXPECT_EQ(fault.slug, "unknown-member");
    EXPECT_EQ(fault.pointer, "/remember~1me");
    EXPECT_NE(fault.detail.find("email, password"), std::string::npos);
}

TEST(Body, RefusesAMemberThatIsThereTwiceAtAnyDepth) {
    EXPECT_EQ(fault_of(json::read_session(R"({"email":"a","password":"b","email":"c"})")).pointer,
              "/email");
    const auto fault = fault_of(json::read_working_hours(
        R"({"timeZone":"UTC","hours":[{"days":["mo"],"start":"09:00","end":"10:00"},
            {"days":["mo"],"start":"09:00","start":"09:30","end":"10:00"}]})"));
    EXPECT_EQ(fault.pointer, "/hours/1/start");
    EXPECT_NE(fault.detail.find("twice"), std::string::npos);
}

TEST(Body, RefusesWhatIsNoJson) {
    for (const char* text :
         {"", "{", "nonsense", R"({"email":"a","password":"b"} {})", "{'email':'a'}", "[1,]",
          "{\"email\":\"\xC3\x28\",\"password\":\"b\"}", "\xEF\xBB\xBF{}"}) {
        const auto fault = fault_of(json::read_session(text));
        EXPECT_EQ(fault.status, 400) << text;
        EXPECT_NE(fault.detail.find("byte"), std::string::npos) << fault.detail;
    }
}

TEST(Body, IsAnObject) {
    for (const char* text : {"[]", "null", "1", "\"text\"", "true"})
        EXPECT_EQ(fault_of(json::read_session(text)).pointer, "") << text;
}

TEST(Body, IsAtMost32LevelsDeep) {
    std::string deep;
    for (int i = 0; i < 1'000'000; ++i) deep += "[";
    const auto fault = fault_of(json::read_session(deep));
    EXPECT_NE(fault.detail.find("32 levels"), std::string::npos) << fault.detail;
}

TEST(Text, IsRefusedWithControlCharacters) {
    const auto fault = fault_of(json::read_room(R"({"name":"Atlantic\r\nX: y","timeZone":"UTC"})"));
    EXPECT_EQ(fault.pointer, "/name");
    EXPECT_NE(fault.detail.find("control"), std::string::npos);
}

TEST(Text, IsRefusedBeyondItsBytes) {
    const std::string name(201, 'x');
    const auto fault = fault_of(json::read_room(R"({"timeZone":"UTC","name":")" + name + "\"}"));
    EXPECT_NE(fault.detail.find("200"), std::string::npos) << fault.detail;
}

TEST(Number, IsAWholeOneInItsRange) {
    const auto seats = [](const std::string& text) {
        return json::read_room(R"({"name":"Atlantic","timeZone":"UTC","seats":)" + text + "}");
    };
    ASSERT_TRUE(seats("0"));
    EXPECT_EQ(seats("100000")->seats, 100'000U);
    for (const char* text : {"-1", "100001", "9007199254740993", "18446744073709551615",
                             "99999999999999999999", "1.5", "1e3", "\"8\"", "null", "true"})
        EXPECT_EQ(fault_of(seats(text)).pointer, "/seats") << text;
}

TEST(RoomBody, HasDefaults) {
    const auto read = json::read_room(R"({"name":"Atlantic","timeZone":"Europe/Lisbon"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->capacity, 1U);
    EXPECT_EQ(read->seats, 0U);
    EXPECT_TRUE(read->features.empty());
}

TEST(ResourceBody, HasNoSeats) {
    EXPECT_EQ(fault_of(json::read_resource(R"({"name":"Car","timeZone":"UTC","seats":4})")).slug,
              "unknown-member");
}

TEST(UserBody, RefusesWhatIsNoAddress) {
    const auto read = [](const std::string& email) {
        return json::read_user(R"({"name":"A","password":"12345678","timeZone":"UTC","email":")" +
                               email + "\"}");
    };
    ASSERT_TRUE(read("ana@example.com"));
    for (const char* email : {"ana", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\\r\\nBcc: x@y",
                              "<a@b>", "a,b@c", "\\\"a\\\"@b", "a@b;c"})
        EXPECT_EQ(fault_of(read(email)).pointer, "/email") << email;
}

TEST(UserBody, WantsAPasswordOfEightBytes) {
    const auto fault = fault_of(json::read_user(
        R"({"email":"a@b.c","name":"A","password":"1234567","timeZone":"UTC"})"));
    EXPECT_EQ(fault.pointer, "/password");
}

TEST(UserPatch, KnowsOnlyTwoRoles) {
    EXPECT_EQ(json::read_user_patch(R"({"role":"admin"})")->granted, role::admin);
    EXPECT_EQ(fault_of(json::read_user_patch(R"({"role":"Admin"})")).pointer, "/role");
}

TEST(WorkingHours, AreDaysAndTimes) {
    const auto read = json::read_working_hours(
        R"({"timeZone":"Europe/Lisbon","hours":[{"days":["mo","fr"],"start":"09:00","end":"24:00"}]})");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->weekly.size(), 1U);
    EXPECT_TRUE(read->weekly[0].days.contains(std::chrono::Friday));
    EXPECT_FALSE(read->weekly[0].days.contains(std::chrono::Tuesday));
    EXPECT_EQ(read->weekly[0].end, 24h);
}

TEST(WorkingHours, AreRefusedOverMidnightOrWithoutDays) {
    const auto hours = [](const std::string& part) {
        return json::read_working_hours(R"({"timeZone":"UTC","hours":[)" + part + "]}");
    };
    EXPECT_EQ(fault_of(hours(R"({"days":["mo"],"start":"22:00","end":"02:00"})")).pointer,
              "/hours/0");
    EXPECT_EQ(fault_of(hours(R"({"days":[],"start":"09:00","end":"10:00"})")).pointer, "/hours/0");
    for (const char* time : {"9:00", "09:60", "24:01", "25:00", "ab:cd", "09:00:00", "-1:00"})
        EXPECT_EQ(fault_of(hours(R"({"days":["mo"],"end":"24:00","start":")" + std::string(time) +
                                 "\"}"))
                      .pointer,
                  "/hours/0/start")
            << time;
}

TEST(FreeBusyBody, IsUsersAndAWindow) {
    const auto read = json::read_free_busy(R"({"users":[")" + std::string(an_id) +
                                           R"("],"from":"2026-11-23T00:00:00Z",
                                           "to":"2026-11-24T01:00:00+01:00"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->users.size(), 1U);
    EXPECT_EQ(read->window.length(), 24h);
}

TEST(Window, IsForwardAndAtMostAYear) {
    const auto read = [](const char* from, const char* to) {
        return json::read_free_busy(std::string(R"({"users":[],"from":")") + from + R"(","to":")" +
                                    to + "\"}");
    };
    EXPECT_EQ(fault_of(read("2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z")).pointer, "/to");
    EXPECT_EQ(fault_of(read("2026-11-23T00:00:00Z", "2025-11-23T00:00:00Z")).pointer, "/to");
    EXPECT_EQ(fault_of(read("0001-01-01T00:00:00Z", "9999-11-23T00:00:00Z")).pointer, "/to");
    EXPECT_EQ(fault_of(read("2026-11-23", "2026-11-24T00:00:00Z")).pointer, "/from");
    EXPECT_EQ(fault_of(read("2026-02-30T00:00:00Z", "2026-11-24T00:00:00Z")).pointer, "/from");
}

TEST(Ids, AreUuidsAndEachThereOnce) {
    const auto read = [](const std::string& users) {
        return json::read_free_busy(
            R"({"from":"2026-11-23T00:00:00Z","to":"2026-11-24T00:00:00Z","users":)" + users + "}");
    };
    const std::string quoted = "\"" + std::string(an_id) + "\"";
    EXPECT_EQ(fault_of(read("[\"../etc/passwd\"]")).pointer, "/users/0");
    EXPECT_EQ(fault_of(read("[" + quoted + "," + quoted + "]")).pointer, "/users/1");
    std::string many = "[";
    for (int i = 0; i < 201; ++i) many += (i == 0 ? "" : ",") + quoted;
    EXPECT_EQ(fault_of(read(many + "]")).pointer, "/users");
}

TEST(SlotsBody, ReadsTheWholeQuestion) {
    const std::string id = "\"" + std::string(an_id) + "\"";
    const auto read = json::read_slots(
        R"({"required":[)" + id + R"(],"anyOf":[[)" + id +
        R"(]],"duration":"PT45M","from":"2026-11-23T00:00:00Z","to":"2026-11-28T00:00:00Z",
        "step":"PT30M","limit":3,"explain":true})");
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->request.duration, 45min);
    EXPECT_EQ(read->request.step, 30min);
    EXPECT_EQ(read->request.limit, 3U);
    EXPECT_TRUE(read->request.explain);
    EXPECT_EQ(read->request.any_of.size(), 1U);
}

TEST(SlotsBody, RefusesWhatNoSearchCanMean) {
    const auto read = [](const std::string& more) {
        return json::read_slots(R"({"from":"2026-11-23T00:00:00Z","to":"2026-11-28T00:00:00Z",)" +
                                more + "}");
    };
    const std::string some = R"("required":[")" + std::string(an_id) + R"("],)";
    EXPECT_EQ(fault_of(read(R"("duration":"PT45M")")).pointer, "");
    EXPECT_EQ(fault_of(read(some + R"("duration":"PT0S")")).pointer, "/duration");
    EXPECT_EQ(fault_of(read(some + R"("duration":"-PT5M")")).pointer, "/duration");
    EXPECT_EQ(fault_of(read(some + R"("duration":"P1D")")).pointer, "/duration");
    EXPECT_EQ(fault_of(read(some + R"("duration":"PT5M","step":"PT1S")")).pointer, "/step");
    EXPECT_EQ(fault_of(read(some + R"("duration":"PT5M","limit":0)")).pointer, "/limit");
    EXPECT_EQ(fault_of(read(R"("anyOf":[[]],"duration":"PT5M")")).pointer, "/anyOf/0");
    const std::string id = "\"" + std::string(an_id) + "\"";
    const std::vector<std::pair<std::string, std::string>> wrong{
        {R"("align":"PT7M")", "/align"},
        {R"("order":"worst")", "/order"},
        {R"("tentative":"maybe")", "/tentative"},
        {R"("bufferBefore":"PT25H")", "/bufferBefore"},
        {R"("bufferAfter":"-PT1M")", "/bufferAfter"},
        {R"("notice":"P36526D")", "/notice"},
        {R"("perDay":-1)", "/perDay"},
        {R"("perDayTime":"P2D")", "/perDayTime"},
        {R"("optional":[{"id":)" + id + R"(,"weight":0}])", "/optional/0/weight"},
        {R"("optional":[7])", "/optional/0"},
        {R"("anyOf":[{"members":[]}])", "/anyOf/0/members"},
        {R"("anyOf":[{"members":[)" + id + R"(],"needed":2}])", "/anyOf/0/needed"},
        {R"("anyOf":[{"members":[)" + id + R"(],"turn":"mine"}])", "/anyOf/0/turn"},
        {R"("anyOf":[{"members":[)" + id + R"(],"units":0}])", "/anyOf/0/units"},
        {R"("anyOf":[{"member":[)" + id + R"(]}])", "/anyOf/0/members"},
    };
    for (const auto& [more, pointer] : wrong)
        EXPECT_EQ(fault_of(read(some + R"("duration":"PT5M",)" + more)).pointer, pointer) << more;
}

TEST(SlotsBody, HasEverythingThatASearchCanAskFor) {
    const std::string id = "\"" + std::string(an_id) + "\"";
    const auto read = json::read_slots(
        R"({"from":"2026-11-23T00:00:00Z","to":"2026-11-28T00:00:00Z","duration":"PT45M",)"
        R"("align":"PT15M","timeZone":"Europe/Lisbon","order":"time","tentative":"free",)"
        R"("bufferBefore":"PT5M","bufferAfter":"PT10M","notice":"P1D","perDay":4,)"
        R"("perDayTime":"PT6H","optional":[)" + id + R"(,{"id":)" + id + R"(,"weight":3}],)"
        R"("anyOf":[{"members":[)" + id + R"(,{"id":)" + id + R"(,"weight":2}],"needed":2,)"
        R"("seats":8,"units":3,"features":["screen"],"turn":"by-weight"}]})");
    ASSERT_TRUE(read) << read.error().pointer << " " << read.error().detail;
    EXPECT_EQ(read->time_zone, "Europe/Lisbon");
    const slot_request& asked = read->request;
    ASSERT_TRUE(asked.align);
    EXPECT_EQ(asked.align->every, 15min);
    EXPECT_EQ(asked.order, slot_order::all);
    EXPECT_EQ(asked.tentative, tentative_as::free);
    EXPECT_EQ(asked.buffer_before, 5min);
    EXPECT_EQ(asked.buffer_after, 10min);
    EXPECT_EQ(asked.notice, 24h);
    EXPECT_EQ(asked.day_meetings_max, 4U);
    EXPECT_EQ(asked.day_time_max, 6h);
    ASSERT_EQ(asked.optional.size(), 2U);
    EXPECT_EQ(asked.optional[0].weight, 1U);
    EXPECT_EQ(asked.optional[1].weight, 3U);
    ASSERT_EQ(asked.any_of.size(), 1U);
    EXPECT_EQ(asked.any_of[0].needed, 2U);
    EXPECT_EQ(asked.any_of[0].least.seats, 8U);
    EXPECT_EQ(asked.any_of[0].least.units, 3U);
    EXPECT_EQ(asked.any_of[0].least.features, std::vector<std::string>{"screen"});
    EXPECT_EQ(asked.any_of[0].turn, turn_rule::by_weight);
    EXPECT_EQ(asked.any_of[0].weights, (std::vector<std::uint32_t>{1, 2}));
}

} // namespace
