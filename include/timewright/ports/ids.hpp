/// @file
/// ids: where identifiers come from.
///
/// random_ids mints unguessable version 4 UUIDs from the system's random source; numbered_ids counts,
/// for tests and simulations that must repeat. Implementations are safe to call from any thread.
#pragma once

#include <timewright/base/id.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <random>

#if __has_include(<sys/random.h>)
#include <sys/random.h>
#endif

namespace timewright {

class ids {
  public:
    virtual ~ids() = default;

    template <class Id>
    [[nodiscard]] Id make() {
        const bits b = make_bits();
        return Id(b.high, b.low);
    }

  protected:
    struct bits {
        std::uint64_t high;
        std::uint64_t low;
    };
    [[nodiscard]] virtual bits make_bits() = 0;
};

class random_ids final : public ids {
  private:
    [[nodiscard]] bits make_bits() override {
        const std::array<std::uint64_t, 2> words = random_words();
        constexpr std::uint64_t version_4 = 0x4000;
        constexpr std::uint64_t variant = 0x8000'0000'0000'0000;
        return {.high = (words[0] & ~std::uint64_t{0xF000}) | version_4,
                .low = (words[1] & ~(std::uint64_t{3} << 62)) | variant};
    }

    /// Nothing is kept from one call to the next: a forked process must not mint the same ids.
    [[nodiscard]] static std::array<std::uint64_t, 2> random_words() {
        std::array<std::uint64_t, 2> words{};
#if __has_include(<sys/random.h>)
        // One call of the kernel. std::random_device may ask the processor for each 32 bits, which
        // in a virtual machine takes tens of microseconds.
        if (getentropy(words.data(), sizeof(words)) == 0) return words;
#endif
        thread_local std::random_device source;
        for (std::uint64_t& word : words)
            word = static_cast<std::uint64_t>(source()) << 32 | std::uint64_t{source()};
        return words;
    }
};

class numbered_ids final : public ids {
  public:
    explicit numbered_ids(std::uint64_t first = 1) : next_(first) {}

  private:
    [[nodiscard]] bits make_bits() override { return {.high = 0, .low = next_++}; }

    std::atomic<std::uint64_t> next_;
};

} // namespace timewright
