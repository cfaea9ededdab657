// Goal: what was stored is read back exactly, in this version and the next, and bytes that nobody
// wrote are refused. Method: round trips of random values, every prefix, random damage, and one
// golden form that must never change.
#include "storage/encoding/encoding.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <vector>

namespace timewright::storage {
namespace {

template <class Id>
Id any_id() {
    return Id(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>());
}

interval any_span() {
    const auto start = *rc::gen::inRange<std::int64_t>(-5'000'000'000, 5'000'000'000);
    const auto length = *rc::gen::inRange<std::int64_t>(1, 5'000'000'000);
    return interval(sys_seconds(std::chrono::seconds(start)), std::chrono::seconds(length));
}

template <class T, class F>
std::vector<T> several(F&& one) {
    std::vector<T> made;
    for (int left = *rc::gen::inRange(0, 4); left > 0; --left) made.push_back(one());
    return made;
}

conflict any_conflict() {
    return {any_id<calendar_user_id>(), any_span(),
            *rc::gen::arbitrary<bool>() ? std::optional(any_id<booking_id>()) : std::nullopt,
            static_cast<conflict_reason>(*rc::gen::inRange(0, 6))};
}

outcome any_outcome() {
    outcome made;
    made.code = static_cast<outcome_code>(*rc::gen::inRange(0, 9));
    made.decided = static_cast<outcome_code>(*rc::gen::inRange(0, 9));
    made.bookings = several<booking_sequence>([] {
        return booking_sequence{any_id<booking_id>(), *rc::gen::arbitrary<std::uint64_t>()};
    });
    made.parts = several<part_outcome>([] {
        return part_outcome{any_id<booking_id>(), *rc::gen::arbitrary<part_id>(),
                            *rc::gen::arbitrary<bool>(),
                            several<calendar_user_id>([] { return any_id<calendar_user_id>(); })};
    });
    made.conflicts = several<conflict>(any_conflict);
    made.conflicts_left_out = *rc::gen::arbitrary<std::size_t>();
    made.detail = *rc::gen::arbitrary<std::string>();
    return made;
}

live_claim any_claim() {
    live_claim made{{any_id<booking_id>(), *rc::gen::arbitrary<std::uint64_t>(),
                     *rc::gen::arbitrary<std::uint32_t>()},
                    *rc::gen::arbitrary<part_id>(),
                    any_id<calendar_user_id>(),
                    any_span(),
                    *rc::gen::arbitrary<std::uint32_t>(),
                    static_cast<claim_effect>(*rc::gen::inRange(0, 3)),
                    static_cast<busy_type>(*rc::gen::inRange(0, 4)),
                    std::nullopt};
    if (*rc::gen::arbitrary<bool>()) made.deadline = any_span().start();
    return made;
}

TEST(Encoding, GivesBackEveryAnswer) {
    EXPECT_TRUE(rc::check([] {
        const outcome made = any_outcome();
        RC_ASSERT(decode_outcome(encode(made)) == made);
    }));
}

TEST(Encoding, GivesBackEveryListOfClaims) {
    EXPECT_TRUE(rc::check([] {
        const touched_claims made{
            several<live_claim>(any_claim), several<live_claim>(any_claim),
            several<calendar_user_id>([] { return any_id<calendar_user_id>(); })};
        RC_ASSERT(decode_touched(encode_touched(made.released, made.added, made.users)) == made);
    }));
}

TEST(Encoding, RefusesEveryPrefixAndEverySuffix) {
    EXPECT_TRUE(rc::check([] {
        const std::string bytes = encode(any_outcome());
        for (std::size_t length = 0; length < bytes.size(); ++length)
            RC_ASSERT(!decode_outcome(std::string_view(bytes).substr(0, length)));
        RC_ASSERT(!decode_outcome(bytes + '\0'));
        const live_claim claim = any_claim();
        const std::string touched = encode_touched({claim}, {claim}, {claim.user});
        for (std::size_t length = 0; length < touched.size(); ++length)
            RC_ASSERT(!decode_touched(std::string_view(touched).substr(0, length)));
        RC_ASSERT(!decode_touched(touched + '\0'));
    }));
}

TEST(Encoding, ReadsDamagedBytesAsAValueThatWritesThemOrAsNone) {
    EXPECT_TRUE(rc::check([] {
        std::string bytes = encode(any_outcome());
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        bytes[at] = static_cast<char>(*rc::gen::inRange(0, 256));
        // A damaged number may be written in more bytes than it needs, a flag as another true.
        if (const auto read = decode_outcome(bytes))
            RC_ASSERT(decode_outcome(encode(*read)) == *read);
        const auto noise = *rc::gen::arbitrary<std::string>();
        if (const auto read = decode_touched("\x01" + noise))
            RC_ASSERT(decode_touched(encode_touched(read->released, read->added, read->users)) ==
                      *read);
    }));
}

TEST(Encoding, BelievesNoCountThatTheBytesCannotHold) {
    // Version, code, decided, then "2^63 bookings".
    const std::string bytes = std::string("\x01\x00\x00", 3) + std::string(9, '\x80') + "\x01";
    EXPECT_EQ(decode_outcome(bytes), std::nullopt);
    EXPECT_EQ(decode_touched("\x01" + std::string(9, '\xFF') + "\x01"), std::nullopt);
    EXPECT_EQ(decode_touched("\x01" + std::string(10, '\xFF')), std::nullopt);
}

TEST(Encoding, RefusesVersionsOfTheFuture) {
    std::string bytes = encode(outcome());
    ASSERT_TRUE(decode_outcome(bytes));
    bytes[0] = 2;
    EXPECT_EQ(decode_outcome(bytes), std::nullopt);
    EXPECT_EQ(decode_touched(std::string("\x02\0\0\0", 4)), std::nullopt);
}

TEST(Encoding, WritesTheFormThatFilesAlreadyHold) {
    outcome made;
    made.code = made.decided = outcome_code::refused;
    made.bookings = {{booking_id(1, 2), 300}};
    made.parts = {{booking_id(1, 2), -1, true, {calendar_user_id(3, 4)}}};
    made.conflicts = {{calendar_user_id(3, 4),
                       interval(sys_seconds(std::chrono::seconds(-1)), std::chrono::seconds(65)),
                       booking_id(5, 6), conflict_reason::disabled}};
    made.conflicts_left_out = 7;
    made.detail = "no";
    const std::string one_two("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2", 16);
    const std::string three_four("\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\4", 16);
    const std::string five_six("\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\6", 16);
    EXPECT_EQ(encode(made), "\x01\x03\x03" + ("\x01" + one_two + "\xAC\x02") +
                                ("\x01" + one_two + "\x01\x01\x01" + three_four) +
                                ("\x01" + three_four + "\x01\x80\x01\x02\x01" + five_six) +
                                "\x07\x02no");

    const live_claim claim{{booking_id(1, 2), 1, 0},
                           0,
                           calendar_user_id(3, 4),
                           interval(sys_seconds(), std::chrono::seconds(1)),
                           2,
                           claim_effect::informs,
                           busy_type::busy,
                           sys_seconds(std::chrono::seconds(2))};
    EXPECT_EQ(encode_touched({}, {claim}, {calendar_user_id(5, 6)}),
              std::string("\x01\x00\x01", 3) + one_two + std::string("\x01\x00\x00", 3) +
                  three_four + std::string("\x00\x02\x02\x01\x03\x01\x04", 7) + "\x01" + five_six);
}

} // namespace
} // namespace timewright::storage
