/// @file
/// ids: where identifiers come from.
///
/// random_ids mints version 7 UUIDs (RFC 9562 section 5.7): the millisecond, then 74 bits of the
/// system's random source, which nobody guesses. What is made together lies together in the indexes
/// of a database instead of being scattered over them; in return an id tells when it was made.
/// numbered_ids counts, for tests and simulations that must repeat. Implementations are safe to call
/// from any thread.
#pragma once

#include <timewright/base/id.hpp>

#include <array>
#include <atomic>
#include <chrono>
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
        constexpr std::uint64_t version_7 = 0x7000;
        constexpr std::uint64_t variant = 0x8000'0000'0000'0000;
        const std::array<std::uint32_t, 3> words = random_words();
        const std::uint64_t tail = std::uint64_t{words[1]} << 32 | words[2];
        return {.high = milliseconds() << 16 | version_7 | (words[0] & 0xFFFU),
                .low = (tail & ~(std::uint64_t{3} << 62)) | variant};
    }

    /// Since 1970, in 48 bits. A clock that steps back costs the order and nothing else.
    [[nodiscard]] static std::uint64_t milliseconds() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
        return static_cast<std::uint64_t>(count) & 0xFFFF'FFFF'FFFFU;
    }

    [[nodiscard]] static std::array<std::uint32_t, 3> random_words() {
        // One device a thread, because it is not shareable. It keeps nothing from one call to the
        // next: a forked process must not mint the same ids.
        thread_local std::random_device source = open_source();
        std::array<std::uint32_t, 3> words{};
        for (std::uint32_t& word : words) word = static_cast<std::uint32_t>(source());
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
