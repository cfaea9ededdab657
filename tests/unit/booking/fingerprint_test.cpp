// Goal: fingerprints never change (they are stored beside keys) and tell requests apart.
// Method: golden values; then all strings of a few bytes and near misses of a long one.
#include <timewright/booking/fingerprint.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace timewright;

TEST(Fingerprint, IsTheSameAsEver) {
    std::string every_byte;
    for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
    const std::pair<std::string, fingerprint> golden[] = {
        {"", {.high = 0xEF0B65407B719623ULL, .low = 0x2BF4B65630D1923BULL}},
        {"a", {.high = 0x454B61D15774B4E1ULL, .low = 0x5D463A1338AC60D1ULL}},
        {"timewright", {.high = 0xB9CDB414C70297BAULL, .low = 0x5249121497BBBE33ULL}},
        {std::string(1, '\0'), {.high = 0x6A381E0E7BC1001BULL, .low = 0xA35E14509478EB04ULL}},
        {R"({"title":"Planning"})", {.high = 0xF2789B998FBA58CAULL, .low = 0xAE45EA698877BD02ULL}},
        {every_byte, {.high = 0xFD5AF068F41A922BULL, .low = 0x6021D4834F1602C9ULL}},
        {std::string(1U << 20, 'x'), {.high = 0x8D1A522E98EC1E74ULL, .low = 0x1303E5F364B3B9BEULL}},
    };
    for (const auto& [bytes, expected] : golden)
        EXPECT_EQ(compute_fingerprint(bytes), expected) << bytes.size() << " bytes";
}

TEST(Fingerprint, IsKnownToTheCompiler) {
    static_assert(compute_fingerprint("timewright").high == 0xB9CDB414C70297BAULL);
    static_assert(!(compute_fingerprint("a") == compute_fingerprint("b")));
}

TEST(Fingerprint, TellsShortStringsApartByBothOfItsHalves) {
    std::set<std::uint64_t> high;
    std::set<std::uint64_t> low;
    std::size_t count = 0;
    std::string bytes;
    const auto add = [&] {
        const fingerprint print = compute_fingerprint(bytes);
        high.insert(print.high);
        low.insert(print.low);
        ++count;
    };
    add();
    for (int a = 0; a < 256; ++a) {
        bytes = {static_cast<char>(a)};
        add();
        for (int b = 0; b < 256; ++b) {
            bytes = {static_cast<char>(a), static_cast<char>(b)};
            add();
        }
    }
    EXPECT_EQ(high.size(), count);
    EXPECT_EQ(low.size(), count);
}

TEST(Fingerprint, ChangesWithEveryBitAndWithTheLength) {
    std::string bytes = R"({"title":"Planning","start":"2026-11-23T09:00:00","duration":"PT45M"})";
    const fingerprint original = compute_fingerprint(bytes);
    for (char& c : bytes)
        for (int bit = 0; bit < 8; ++bit) {
            c = static_cast<char>(c ^ (1 << bit));
            EXPECT_FALSE(compute_fingerprint(bytes) == original);
            c = static_cast<char>(c ^ (1 << bit));
        }
    EXPECT_FALSE(compute_fingerprint(bytes + '\0') == original);
    EXPECT_FALSE(compute_fingerprint(std::string(3, '\0')) ==
                 compute_fingerprint(std::string(4, '\0')));
}

} // namespace
