// Goal: the schemas say what the readers read: the same members, the same ones needed, the same bounds.
// Method: black box. The example of each request schema holds every member that can go together; a reader
// takes it, and told of an unknown member in each object of it, names all members that it knows: those of
// the schema. Leaving out a needed member, numbers beyond their bounds, texts that are too long and words
// that are not listed are each refused.
#include <timewright/adapters/json/policies.hpp>
#include <timewright/adapters/json/requests.hpp>
#include <timewright/adapters/json/schemas.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>

namespace timewright {
namespace {

namespace bj = boost::json;
using refusal_of = std::function<std::optional<json::problem_document>(const bj::value&)>;

template <class T>
refusal_of reader(json::read_result<T> (*read)(std::string_view)) {
    return [read](const bj::value& body) -> std::optional<json::problem_document> {
        const auto made = read(bj::serialize(body));
        if (made) return std::nullopt;
        return made.error();
    };
}

/// Every reader of a body that a route takes.
const std::map<std::string, refusal_of>& readers() {
    static const std::map<std::string, refusal_of> all{
        {"SessionRequest", reader(json::read_session)},
        {"TokenRequest", reader(json::read_token)},
        {"PersonRequest", reader(json::read_user)},
        {"PersonPatch", reader(json::read_user_patch)},
        {"RoomRequest", reader(json::read_room)},
        {"RoomPatch", reader(json::read_room_patch)},
        {"GroupRequest", reader(json::read_group)},
        {"GroupPatch", reader(json::read_group_patch)},
        {"ResourceRequest", reader(json::read_resource)},
        {"ResourcePatch", reader(json::read_resource_patch)},
        {"WorkingHours", reader(json::read_working_hours)},
        {"FreeBusyRequest", reader(json::read_free_busy)},
        {"SlotsRequest", reader(json::read_slots)},
        {"BookingRequest", reader(json::read_booking)},
        {"HoldRequest", reader(json::read_hold)},
        {"BookingPatch", reader(json::read_booking_patch)},
        {"Policy", reader(json::read_policy)},
        {"RecurrenceRule", reader(json::read_rule)}};
    return all;
}

bj::object all_schemas() { return bj::parse(json::write_schemas()).as_object(); }

/// What a "$ref" leads to, or the schema itself.
const bj::object& followed(const bj::object& schema, const bj::object& all) {
    const bj::value* ref = schema.if_contains("$ref");
    if (ref == nullptr) return schema;
    const std::string text(ref->as_string().c_str());
    return followed(all.at(text.substr(text.rfind('/') + 1)).as_object(), all);
}

/// One object of an example, and the schema that it has.
struct place {
    std::string pointer;
    const bj::object* schema;
};

/// Of the choices of an "anyOf" the one that has the value's type.
const bj::object* chosen(const bj::object& schema, const bj::value& value, const bj::object& all) {
    const bj::object& plain = followed(schema, all);
    const bj::value* choices = plain.if_contains("anyOf");
    if (choices == nullptr || plain.contains("properties")) return &plain;
    const char* wanted = value.is_object() ? "object" : value.is_array() ? "array" : "string";
    for (const bj::value& choice : choices->as_array()) {
        const bj::object& one = followed(choice.as_object(), all);
        if (one.contains("type") && one.at("type") == wanted) return &one;
    }
    return &plain;
}

void find_objects(const bj::value& value, const bj::object& schema, const std::string& pointer,
                  const bj::object& all, std::vector<place>& found) {
    const bj::object& plain = *chosen(schema, value, all);
    if (value.is_object()) {
        found.push_back({pointer, &plain});
        for (const auto& [name, member] : value.as_object())
            find_objects(member, plain.at("properties").at(name).as_object(),
                         pointer + "/" + std::string(name), all, found);
    }
    if (value.is_array())
        for (std::size_t i = 0; i < value.as_array().size(); ++i)
            find_objects(value.as_array()[i], plain.at("items").as_object(),
                         pointer + "/" + std::to_string(i), all, found);
}

std::set<std::string> members_of(const bj::object& schema) {
    std::set<std::string> names;
    for (const auto& [name, what] : schema.at("properties").as_object())
        names.insert(std::string(name));
    return names;
}

/// "...; known are: a, b, c"
std::set<std::string> known_in(const std::string& detail) {
    std::set<std::string> names;
    const std::size_t at = detail.find("known are: ");
    if (at == std::string::npos) return names;
    std::istringstream words(detail.substr(at + 11));
    for (std::string word; std::getline(words, word, ',');)
        names.insert(word.substr(word.find_first_not_of(' ')));
    return names;
}

/// The example with one change at a pointer.
bj::value changed(bj::value example, const std::string& pointer,
                  const std::function<void(bj::object&)>& change) {
    change(example.at_pointer(pointer).as_object());
    return example;
}

struct checked_object {
    std::string name;
    refusal_of refusal;
    bj::value example;
    place where;
};

/// Every object within every example.
void for_each_object(const std::function<void(const checked_object&, const bj::object&)>& check) {
    const bj::object all = all_schemas();
    for (const auto& [name, refusal] : readers()) {
        const bj::object& schema = all.at(name).as_object();
        for (const bj::value& example : schema.at("examples").as_array()) {
            std::vector<place> found;
            find_objects(example, schema, "", all, found);
            for (const place& where : found) check({name, refusal, example, where}, all);
        }
    }
}

TEST(Schemas, HaveExamplesThatTheirReadersTake) {
    const bj::object all = all_schemas();
    for (const auto& [name, refusal] : readers())
        for (const bj::value& example : all.at(name).at("examples").as_array()) {
            const auto refused = refusal(example);
            EXPECT_FALSE(refused) << name << " " << (refused ? refused->detail : "");
        }
}

TEST(Schemas, HaveTheMembersThatTheirReadersKnow) {
    std::set<std::string> seen;
    for_each_object([&](const checked_object& one, const bj::object&) {
        const auto refused = one.refusal(
            changed(one.example, one.where.pointer, [](bj::object& o) { o["noSuchMember"] = 1; }));
        ASSERT_TRUE(refused) << one.name << one.where.pointer;
        EXPECT_EQ(refused->slug, "unknown-member") << one.name << one.where.pointer;
        EXPECT_EQ(known_in(refused->detail), members_of(*one.where.schema))
            << one.name << one.where.pointer;
        EXPECT_EQ(one.where.schema->at("additionalProperties"), false) << one.name;
        seen.insert(bj::serialize(*one.where.schema));
    });
    // No closed object of the schemas is left out by the examples.
    for (const auto& [name, schema] : all_schemas()) {
        if (!schema.as_object().contains("additionalProperties")) continue;
        EXPECT_TRUE(seen.contains(bj::serialize(schema))) << name;
    }
}

TEST(Schemas, NeedTheMembersThatTheirReadersNeed) {
    for_each_object([&](const checked_object& one, const bj::object&) {
        const bj::value* required = one.where.schema->if_contains("required");
        if (required == nullptr) return;
        for (const bj::value& member : required->as_array()) {
            const auto refused =
                one.refusal(changed(one.example, one.where.pointer,
                                    [&](bj::object& o) { o.erase(member.as_string()); }));
            ASSERT_TRUE(refused) << one.name << one.where.pointer << " " << member;
            EXPECT_NE(refused->detail.find("is missing"), std::string::npos) << refused->detail;
        }
    });
}

TEST(Schemas, NeedNoOtherMembers) {
    // These go with another one that the example has.
    const std::set<std::string> tied{"BookingRequest timeZone", "HoldRequest timeZone",
                                     "BookingPatch start", "BookingPatch recurrenceId",
                                     "Policy time"};
    for_each_object([&](const checked_object& one, const bj::object&) {
        std::set<std::string> needed;
        if (const bj::value* required = one.where.schema->if_contains("required"))
            for (const bj::value& member : required->as_array())
                needed.insert(std::string(member.as_string().c_str()));
        for (const std::string& member : members_of(*one.where.schema)) {
            if (needed.contains(member) || tied.contains(one.name + " " + member)) continue;
            const auto refused = one.refusal(
                changed(one.example, one.where.pointer, [&](bj::object& o) { o.erase(member); }));
            EXPECT_FALSE(refused) << one.name << one.where.pointer << " " << member << ": "
                                  << (refused ? refused->detail : "");
        }
    });
}

/// A value that the member's schema rules out, if it is one of a kind that has bounds.
std::vector<bj::value> beyond(const bj::object& schema) {
    std::vector<bj::value> made{nullptr, bj::object{}};
    if (const bj::value* most = schema.if_contains("maximum"))
        made.emplace_back(most->as_int64() + 1);
    if (const bj::value* least = schema.if_contains("minimum"))
        made.emplace_back(least->as_int64() - 1);
    if (const bj::value* most = schema.if_contains("maxLength"))
        made.emplace_back(bj::string(static_cast<std::size_t>(most->as_int64()) + 1, 'a'));
    if (const bj::value* least = schema.if_contains("minLength"))
        made.emplace_back(bj::string(static_cast<std::size_t>(least->as_int64()) - 1, 'a'));
    if (schema.contains("enum")) made.emplace_back("no such word");
    if (schema.contains("pattern")) made.emplace_back("\n");
    return made;
}

TEST(Schemas, HaveTheBoundsOfTheirReaders) {
    for_each_object([&](const checked_object& one, const bj::object& all) {
        for (const auto& [name, what] : one.where.schema->at("properties").as_object()) {
            const bj::object& schema = followed(what.as_object(), all);
            if (schema.contains("properties")) continue; // an object of its own
            for (const bj::value& value : beyond(schema)) {
                if (schema.contains("pattern") && value == "\n" &&
                    followed(what.as_object(), all).at("pattern").as_string().find("\\x0b") !=
                        bj::string::npos)
                    continue; // a text of several lines
                const auto refused = one.refusal(changed(one.example, one.where.pointer,
                                                         [&](bj::object& o) { o[name] = value; }));
                EXPECT_TRUE(refused) << one.name << one.where.pointer << "/" << name << " "
                                     << bj::serialize(value).substr(0, 80);
            }
        }
    });
}

TEST(Schemas, HaveTheLargestValuesThatTheirReadersTake) {
    for_each_object([&](const checked_object& one, const bj::object& all) {
        for (const auto& [name, what] : one.where.schema->at("properties").as_object()) {
            const bj::object& schema = followed(what.as_object(), all);
            // How many are needed depends on how many there are.
            if (!schema.contains("maximum") || name == "needed") continue;
            if (!one.example.at_pointer(one.where.pointer).as_object().contains(name)) continue;
            for (const char* bound : {"minimum", "maximum"}) {
                const auto refused =
                    one.refusal(changed(one.example, one.where.pointer,
                                        [&](bj::object& o) { o[name] = schema.at(bound); }));
                EXPECT_FALSE(refused) << one.name << one.where.pointer << "/" << name << ": "
                                      << (refused ? refused->detail : "");
            }
        }
    });
}

} // namespace
} // namespace timewright
