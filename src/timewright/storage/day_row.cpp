#include "timewright/storage/day_row.hpp"

#include <cstdint>
#include <utility>

namespace timewright::detail {
namespace {

constexpr char form = 1; // another one is another number

class row_writer {
  public:
    row_writer& add(std::uint64_t number, int bytes = 8) {
        for (int i = 0; i < bytes; ++i) made_ += static_cast<char>(number >> 8 * i & 0xFF);
        return *this;
    }
    template <class Id>
    row_writer& add_id(const Id& id) {
        return add(id.high()).add(id.low());
    }
    row_writer& add_time(sys_seconds at) {
        return add(static_cast<std::uint64_t>(at.time_since_epoch().count()));
    }
    [[nodiscard]] std::string take() { return std::move(made_); }

  private:
    std::string made_{form};
};

class row_reader {
  public:
    explicit row_reader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number(int bytes = 8) {
        const auto size = static_cast<std::size_t>(bytes);
        if (rest_.size() < size) {
            good_ = false;
            return 0;
        }
        std::uint64_t made = 0;
        for (std::size_t i = 0; i < size; ++i)
            made |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << 8 * i;
        rest_.remove_prefix(size);
        return made;
    }
    template <class Id>
    Id id() {
        const std::uint64_t high = number();
        return Id(high, number());
    }
    sys_seconds time() {
        return sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(number())));
    }
    void refuse() { good_ = false; }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool ended() const { return rest_.empty(); }

  private:
    std::string_view rest_;
    bool good_ = true;
};

void write(row_writer& to, const live_claim& one) {
    to.add_id(one.id.booking).add(one.id.sequence).add(one.id.ordinal, 4).add(one.part);
    to.add_time(one.span.start()).add_time(one.span.end()).add(one.units, 4);
    to.add(static_cast<std::uint8_t>(one.effect), 1).add(static_cast<std::uint8_t>(one.type), 1);
}

std::optional<live_claim> read_claim(row_reader& from, calendar_user_id user) {
    const auto booking = from.id<booking_id>();
    const std::uint64_t sequence = from.number();
    const auto ordinal = static_cast<std::uint32_t>(from.number(4));
    const auto part = static_cast<part_id>(from.number());
    const sys_seconds start = from.time();
    const auto span = interval::make({.start = start, .end = from.time()});
    const auto units = static_cast<std::uint32_t>(from.number(4));
    const std::uint64_t effect = from.number(1);
    const std::uint64_t type = from.number(1);
    const bool known = effect <= static_cast<std::uint64_t>(claim_effect::waits) &&
                       type <= static_cast<std::uint64_t>(busy_type::busy);
    if (!from.good() || !span || !known) return std::nullopt;
    return live_claim{.id = {booking, sequence, ordinal},
                      .part = part,
                      .user = user,
                      .span = *span,
                      .units = units,
                      .effect = static_cast<claim_effect>(effect),
                      .type = static_cast<busy_type>(type)};
}

} // namespace

std::string encode(const day_row& row) {
    row_writer made;
    made.add(row.as_of.transaction).add(row.as_of.ordinal, 4);
    made.add_time(row.day);
    made.add_id(row.user.organization).add_id(row.user.user);
    made.add(row.user.limits.capacity, 4).add_time(row.user.limits.bookable_until);
    made.add(row.user.limits.disabled ? 1 : 0, 1);
    for (const live_claim& one : row.claims) write(made, one);
    return made.take();
}

std::optional<day_row> decode_day_row(std::string_view bytes) {
    if (bytes.empty() || bytes.front() != form) return std::nullopt;
    row_reader from(bytes.substr(1));
    day_row row;
    row.as_of.transaction = from.number();
    row.as_of.ordinal = static_cast<std::uint32_t>(from.number(4));
    row.day = from.time();
    row.user.organization = from.id<organization_id>();
    row.user.user = from.id<calendar_user_id>();
    row.user.limits.capacity = static_cast<std::uint32_t>(from.number(4));
    row.user.limits.bookable_until = from.time();
    row.user.limits.disabled = from.number(1) != 0;
    if (!from.good()) return std::nullopt;
    while (!from.ended()) {
        auto one = read_claim(from, row.user.user);
        if (!one) return std::nullopt;
        row.claims.push_back(*one);
    }
    return row;
}

} // namespace timewright::detail
