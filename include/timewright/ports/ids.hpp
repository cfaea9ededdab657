/// @file
/// ids: where identifiers come from.
///
/// random_ids mints unguessable version 4 UUIDs from the system's random source; numbered_ids counts,
/// for tests and simulations that must repeat. Implementations are safe to call from any thread.
#pragma once

#include <timewright/base/id.hpp>

#include <atomic>
#include <cstdint>
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
        // One device a thread: std::random_device is the kernel's generator, but not shareable.
        thread_local std::random_device source;
        const auto word = [] {
            return static_cast<std::uint64_t>(source()) << 32 | static_cast<std::uint64_t>(source());
        };
        constexpr std::uint64_t version_4 = 0x4000;
        constexpr std::uint64_t variant = 0x8000'0000'0000'0000;
        return {.high = (word() & ~std::uint64_t{0xF000}) | version_4,
                .low = (word() & ~(std::uint64_t{3} << 62)) | variant};
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
