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
#include <exception>
#include <random>

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

    [[nodiscard]] static std::array<std::uint64_t, 2> random_words() {
        // One device a thread, because it is not shareable. It keeps nothing from one call to the
        // next: a forked process must not mint the same ids.
        thread_local std::random_device source = open_source();
        std::array<std::uint64_t, 2> words{};
        for (std::uint64_t& word : words)
            word = static_cast<std::uint64_t>(source()) << 32 | std::uint64_t{source()};
        return words;
    }

    /// The kernel's generator. By default some libraries ask the processor for each 32 bits, which
    /// in a virtual machine takes tens of microseconds.
    [[nodiscard]] static std::random_device open_source() {
        try {
            return std::random_device("getentropy");
        } catch (const std::exception&) { // a library that knows no such source
            return std::random_device();
        }
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
