// Goal: each role may what docs/explanation/roles_and_rights.md says, and nothing else.
// Method: every route of the table, sent right by every role, with what is its own where something
// can be; the expectation stands here a second time, written by hand, and a third time on the page.
// Then what is somebody else's, where it matters whose it is.
#include "right_requests.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

namespace {

using namespace timewright;
using namespace timewright::testing;

/// A facility manager, a viewer and a display at Atlantic besides.
struct house_of_roles : api_world {
    calendar_user fay = add_person(ours, "Fay", role::facility_manager);
    calendar_user vic = add_person(ours, "Vic", role::viewer);
    calendar_user mia = add_person(ours, "Mia", role::member);
    std::string displays_token = add_display(atlantic);
    std::map<char, std::string> tokens{{'a', anas_token},
                                       {'f', sign_in("fay@example.com")},
                                       {'m', bens_token},
                                       {'v', sign_in("vic@example.com")},
                                       {'d', displays_token}};
    std::map<char, calendar_user_id> users{
        {'a', ana.id}, {'f', fay.id}, {'m', ben.id}, {'v', vic.id}, {'d', atlantic.id}};

    std::string book_for(char role, const char* path = "/bookings") {
        // A display holds nothing and a viewer books nothing: somebody else's must do.
        const bool is_able = role != 'v' && (role != 'd' || std::string(path) == "/bookings");
        return text_of(ask(is_able ? tokens.at(role) : bens_token, "POST", path, booking(),
                           {{"Idempotency-Key", "setup"}}),
                       "id");
    }

    /// What is the role's own, or, where nothing can be, somebody's.
    std::string id_for(char role, const http::route& route) {
        if (route.pattern.starts_with("/users")) return mia.id.to_string();
        if (route.pattern.starts_with("/groups")) return team.id.to_string();
        if (route.pattern.starts_with("/resources")) return projector.id.to_string();
        if (route.pattern.starts_with("/bookings/")) return book_for(role);
        if (route.pattern.starts_with("/holds/")) return book_for(role, "/holds");
        if (route.pattern.ends_with("working-hours") || route.pattern.ends_with("/calendar"))
            return users.at(role).to_string();
        return atlantic.id.to_string();
    }
};

// a admin, f facility_manager, m member, v viewer, d device.
const std::map<std::string, std::string> allowed{
    {"DELETE /session", "afmvd"},
    {"GET /me", "afmvd"},
    {"GET /me/tokens", "afmvd"},
    {"POST /me/tokens", "afmvd"},
    {"DELETE /me/tokens/{id}", "afmvd"},
    {"GET /users", "afmv"},
    {"POST /users", "a"},
    {"GET /users/{id}", "afmv"},
    {"PATCH /users/{id}", "a"},
    {"DELETE /users/{id}", "a"},
    {"GET /groups", "afmv"},
    {"POST /groups", "a"},
    {"GET /groups/{id}", "afmv"},
    {"PATCH /groups/{id}", "a"},
    {"DELETE /groups/{id}", "a"},
    {"GET /rooms", "afmv"},
    {"POST /rooms", "af"},
    {"GET /rooms/{id}", "afmvd"},
    {"PATCH /rooms/{id}", "af"},
    {"DELETE /rooms/{id}", "af"},
    {"GET /resources", "afmv"},
    {"POST /resources", "af"},
    {"GET /resources/{id}", "afmv"},
    {"PATCH /resources/{id}", "af"},
    {"DELETE /resources/{id}", "af"},
    {"GET /calendar-users/{id}/working-hours", "afmv"},
    {"PUT /calendar-users/{id}/working-hours", "afm"},
    {"PUT /calendar-users/{id}/calendar", "afm"},
    {"GET /calendar-users/{id}/calendar.ics", "afmvd"},
    {"GET /policy", "afmv"},
    {"PUT /policy", "a"},
    {"GET /calendar-users/{id}/policy", "afmv"},
    {"PUT /calendar-users/{id}/policy", "af"},
    {"POST /free-busy", "afmv"},
    {"POST /slots", "afmv"},
    {"POST /bookings", "afmd"},
    {"GET /bookings", "afmvd"},
    {"GET /bookings/{id}", "afmvd"},
    {"PATCH /bookings/{id}", "afmd"},
    {"DELETE /bookings/{id}", "afmd"},
    {"GET /approvals", "afm"},
    {"POST /bookings/{id}/approve", "afm"},
    {"POST /bookings/{id}/decline", "afm"},
    {"POST /holds", "afm"},
    {"POST /holds/{id}/confirm", "afm"},
    {"DELETE /holds/{id}", "afm"},
    {"GET /changes", "afmv"},
    {"GET /feed", "afmvd"},
};

bool is_forbidden(const http::http_response& answer) { return verdict(answer) == "403 forbidden"; }

TEST(Roles, MayWhatTheTableSaysOnEveryRoute) {
    std::size_t closed = 0;
    for (const http::route& route : http::routes()) {
        if (route.who.is_open()) continue;
        const auto expected = allowed.find(name_of(route));
        ASSERT_NE(expected, allowed.end()) << name_of(route) << " is not in the matrix";
        ++closed;
        for (const char role : std::string("afmvd")) {
            house_of_roles world;
            const std::string id = world.id_for(role, route);
            ASSERT_FALSE(id.empty());
            const auto answer = send(world, world.tokens.at(role), route, id);
            EXPECT_EQ(!is_forbidden(answer), expected->second.find(role) != std::string::npos)
                << role << " " << name_of(route) << " " << answer.body;
            EXPECT_LT(answer.status, 500) << role << " " << name_of(route) << " " << answer.body;
        }
    }
    EXPECT_EQ(closed, allowed.size());
}

TEST(Roles, StandOnThePageThatExplainsThem) {
    std::ifstream page(TIMEWRIGHT_SOURCE_DIR "/docs/explanation/roles_and_rights.md");
    const std::string text(std::istreambuf_iterator<char>(page), {});
    for (const http::route& route : http::routes()) {
        std::ostringstream row;
        row << "| `" << name_of(route) << "` |";
        for (const role one : all_roles) row << (route.who.contains(one) ? " yes |" : " |");
        if (route.who.is_open())
            row << " anyone |";
        else
            row << (route.scope == token_scope::account
                        ? " none |"
                        : std::string(" ") + to_string(route.scope) + " |");
        EXPECT_NE(text.find(row.str() + "\n"), std::string::npos) << "the page lacks " << row.str();
    }
}

TEST(Roles, ChangeTheBookingsOfOthersOnlyWhereTheyMay) {
    for (const char role : std::string("afmvd")) {
        for (const char* path : {"/bookings", "/holds"}) {
            house_of_roles world;
            const auto mias = world.ask(world.sign_in("mia@example.com"), "POST", path,
                                        world.booking(), {{"Idempotency-Key", "setup"}});
            ASSERT_EQ(mias.status, 201) << mias.body;
            const std::string it = std::string(path) + "/" + text_of(mias, "id");
            const bool may = role == 'a' || role == 'f';
            const auto removed =
                world.ask(world.tokens.at(role), "DELETE", it, "", {{"If-Match", "\"1\""}});
            EXPECT_EQ(!is_forbidden(removed), may) << role << " " << path << " " << removed.body;
        }
    }
}

TEST(Roles, OfAFacilityManagerEndWhereNoRoomIs) {
    house_of_roles world;
    const std::string fay = world.tokens.at('f');
    const std::string without_room =
        R"({"title":"Talk","start":"2026-11-23T09:00:00","timeZone":"UTC","duration":"PT1H",)"
        R"("participants":[")" +
        world.mia.id.to_string() + "\"]}";
    const auto bens = world.book(world.bens_token, "one", without_room);
    ASSERT_EQ(bens.status, 201) << bens.body;
    EXPECT_TRUE(is_forbidden(
        world.ask(fay, "DELETE", "/bookings/" + text_of(bens, "id"), "", {{"If-Match", "\"1\""}})));
    const auto put = [&](const std::string& what, const calendar_user& whose,
                         const std::string& body) {
        return world.ask(fay, "PUT", "/calendar-users/" + whose.id.to_string() + what, body,
                         {{"If-Match", "\"0\""}});
    };
    const std::string hours = R"({"timeZone":"UTC","hours":[]})";
    EXPECT_EQ(put("/working-hours", world.atlantic, hours).status, 200);
    EXPECT_EQ(put("/working-hours", world.projector, hours).status, 200);
    EXPECT_TRUE(is_forbidden(put("/working-hours", world.ben, hours)));
    EXPECT_EQ(put("/policy", world.atlantic, "{}").status, 200);
    EXPECT_TRUE(is_forbidden(put("/policy", world.ben, "{}")));
    EXPECT_TRUE(is_forbidden(put("/policy", world.team, "{}")));
}

TEST(Roles, OfADeviceEndAtItsRoom) {
    house_of_roles world;
    const std::string display = world.tokens.at('d');
    const std::string elsewhere = world.pacific.id.to_string();
    const std::string window = "from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z";
    const auto in_pacific = [&](const std::string& rooms) {
        return R"({"title":"Now","start":"2026-11-23T15:00:00","timeZone":"UTC","duration":"PT1H",)" +
               rooms + "}";
    };
    const std::string both =
        R"("rooms":[")" + world.atlantic.id.to_string() + R"(",")" + elsewhere + "\"]";
    for (const std::string& rooms :
         {R"("rooms":[")" + elsewhere + "\"]", both, std::string(R"("rooms":[])"),
          R"("anyRoomOf":[")" + elsewhere + "\"]"})
        EXPECT_TRUE(is_forbidden(world.book(display, "k" + rooms.substr(0, 40), in_pacific(rooms))))
            << rooms;
    const auto bens =
        world.book(world.bens_token, "bens", in_pacific(R"("rooms":[")" + elsewhere + "\"]"));
    ASSERT_EQ(bens.status, 201);
    for (const std::string& path : {"/rooms/" + elsewhere, "/bookings/" + text_of(bens, "id"),
                                    "/bookings?" + window + "&user=" + elsewhere,
                                    "/bookings?" + window + "&user=" + world.ben.id.to_string(),
                                    "/calendar-users/" + elsewhere + "/calendar.ics?" + window})
        EXPECT_TRUE(is_forbidden(world.ask(display, "GET", path))) << path;
    const auto own = world.book(display, "own", world.booking("11"));
    ASSERT_EQ(own.status, 201) << own.body;
    const auto listed = read(world.ask(display, "GET", "/bookings?" + window)).at("items");
    ASSERT_EQ(listed.as_array().size(), 1U);
    EXPECT_EQ(listed.at(0).at("id").as_string(), text_of(own, "id"));
    EXPECT_TRUE(listed.at(0).at("canEdit").as_bool());
    const std::string mine = "/bookings/" + text_of(own, "id");
    EXPECT_TRUE(
        is_forbidden(world.ask(display, "PATCH", mine, "{" + both + "}", {{"If-Match", "\"1\""}})));
    const auto longer =
        world.ask(display, "PATCH", mine, R"({"duration":"PT2H"})", {{"If-Match", "\"1\""}});
    EXPECT_EQ(longer.status, 200) << longer.body;
    EXPECT_EQ(world.ask(display, "DELETE", mine, "", {{"If-Match", "\"2\""}}).status, 204);
}

TEST(Roles, OfADeviceAreNotForPeople) {
    house_of_roles world;
    const auto made = world.ask(
        world.anas_token, "POST", "/users",
        R"({"email":"x@example.com","name":"X","password":"12345678","timeZone":"UTC","role":"device"})");
    EXPECT_EQ(verdict(made), "422 impossible");
    EXPECT_EQ(text_of(made, "pointer"), "/role");
    EXPECT_EQ(verdict(world.ask(world.anas_token, "PATCH", "/users/" + world.ben.id.to_string(),
                                R"({"role":"device"})", {{"If-Match", "\"1\""}})),
              "422 impossible");
}

} // namespace
