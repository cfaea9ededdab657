#include "storage/encoding/encoding.hpp"

#include "storage/encoding/id_bytes.hpp"

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace timewright::storage {

namespace {

constexpr std::uint8_t outcome_form = 1;
constexpr std::uint8_t touched_form = 1;

class byte_writer {
  public:
    void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
    void number(std::uint64_t value) {
        while (value >= 0x80) {
            byte(static_cast<std::uint8_t>((value & 0x7F) | 0x80));
            value >>= 7;
        }
        byte(static_cast<std::uint8_t>(value));
    }
    void signed_number(std::int64_t value) {
        const auto bits = static_cast<std::uint64_t>(value);
        number(bits << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0));
    }
    void instant(sys_seconds t) { signed_number(t.time_since_epoch().count()); }
    void span(const interval& s) {
        instant(s.start());
        instant(s.end());
    }
    template <class Tag>
    void id(const basic_id<Tag>& value) {
        const id_bytes bytes = to_bytes(value.high(), value.low());
        bytes_.append(bytes.data(), bytes.size());
    }
    void text(std::string_view value) {
        number(value.size());
        bytes_ += value;
    }
    template <class List, class F>
    void list(const List& values, F&& write) {
        number(values.size());
        for (const auto& value : values) write(value);
    }
    [[nodiscard]] std::string take() && { return std::move(bytes_); }

  private:
    std::string bytes_;
};

/// Reads on after a failure, answering zeros; failed() tells at the end.
class byte_reader {
  public:
    explicit byte_reader(std::string_view bytes) : left_(bytes) {}

    [[nodiscard]] bool done() const noexcept { return !failed_ && left_.empty(); }
    void fail() noexcept {
        failed_ = true;
        left_ = {};
    }
    [[nodiscard]] bool failed() const noexcept { return failed_; }

    std::uint8_t byte() {
        if (left_.empty()) {
            fail();
            return 0;
        }
        const auto value = static_cast<std::uint8_t>(left_.front());
        left_.remove_prefix(1);
        return value;
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const std::uint8_t next = byte();
            const std::uint64_t digits = next & 0x7FU;
            if (shift == 63 && digits > 1) break;
            value |= digits << shift;
            if ((next & 0x80U) == 0) return value;
        }
        fail();
        return 0;
    }
    std::int64_t signed_number() {
        const std::uint64_t bits = number();
        return std::bit_cast<std::int64_t>(bits >> 1 ^ ((bits & 1U) != 0 ? ~std::uint64_t{0} : 0));
    }
    std::uint32_t small_number() {
        const std::uint64_t value = number();
        if (value > std::numeric_limits<std::uint32_t>::max()) fail();
        return static_cast<std::uint32_t>(value);
    }
    sys_seconds instant() { return sys_seconds(std::chrono::seconds(signed_number())); }
    interval span() {
        const sys_seconds start = instant();
        const sys_seconds end = instant();
        if (start < end) return interval(start, end);
        fail();
        return interval(sys_seconds(), std::chrono::seconds(1));
    }
    template <class Id>
    Id id() {
        const auto value = to_id<Id>(left_.substr(0, 16));
        if (!value) {
            fail();
            return Id();
        }
        left_.remove_prefix(16);
        return *value;
    }
    std::string text() {
        const std::uint64_t length = number();
        if (length > left_.size()) {
            fail();
            return {};
        }
        std::string value(left_.substr(0, static_cast<std::size_t>(length)));
        left_.remove_prefix(static_cast<std::size_t>(length));
        return value;
    }
    /// An enumerator no greater than the last known one.
    template <class Enum>
    Enum enumerator(Enum last) {
        const std::uint8_t value = byte();
        if (value > static_cast<std::uint8_t>(last)) fail();
        return failed_ ? Enum() : static_cast<Enum>(value);
    }
    template <class T, class F>
    std::vector<T> list(F&& read) {
        std::vector<T> values;
        // Each element takes a byte at least, so a false count ends with the bytes.
        for (std::uint64_t count = number(); count > 0 && !failed_; --count)
            values.push_back(read());
        return values;
    }

  private:
    std::string_view left_;
    bool failed_ = false;
};

void write(byte_writer& to, const conflict& c) {
    to.id(c.user);
    to.span(c.span);
    to.byte(static_cast<std::uint8_t>(c.reason));
    to.byte(c.with ? 1 : 0);
    if (c.with) to.id(*c.with);
}

conflict read_conflict(byte_reader& from) {
    const auto user = from.id<calendar_user_id>();
    const interval span = from.span();
    const auto reason = from.enumerator(conflict_reason::search_limit);
    std::optional<booking_id> with;
    if (from.byte() != 0) with = from.id<booking_id>();
    return {user, span, with, reason};
}

void write(byte_writer& to, const live_claim& c) {
    to.id(c.id.booking);
    to.number(c.id.sequence);
    to.number(c.id.ordinal);
    to.signed_number(c.part);
    to.id(c.user);
    to.span(c.span);
    to.number(c.units);
    to.byte(static_cast<std::uint8_t>(c.effect));
    to.byte(static_cast<std::uint8_t>(c.type));
    to.byte(c.deadline ? 1 : 0);
    if (c.deadline) to.instant(*c.deadline);
}

live_claim read_claim(byte_reader& from) {
    const auto booking = from.id<booking_id>();
    const std::uint64_t sequence = from.number();
    const std::uint32_t ordinal = from.small_number();
    const part_id part = from.signed_number();
    const auto user = from.id<calendar_user_id>();
    const interval span = from.span();
    const std::uint32_t units = from.small_number();
    const auto effect = from.enumerator(claim_effect::waits);
    const auto type = from.enumerator(busy_type::busy);
    std::optional<sys_seconds> deadline;
    if (from.byte() != 0) deadline = from.instant();
    return {{booking, sequence, ordinal}, part, user, span, units, effect, type, deadline};
}

} // namespace

std::string encode(const outcome& answer) {
    byte_writer to;
    to.byte(outcome_form);
    to.byte(static_cast<std::uint8_t>(answer.code));
    to.byte(static_cast<std::uint8_t>(answer.decided));
    to.list(answer.bookings, [&](const booking_sequence& b) {
        to.id(b.booking);
        to.number(b.sequence);
    });
    to.list(answer.parts, [&](const part_outcome& p) {
        to.id(p.booking);
        to.signed_number(p.part);
        to.byte(p.applied ? 1 : 0);
        to.list(p.users, [&](const calendar_user_id& user) { to.id(user); });
    });
    to.list(answer.conflicts, [&](const conflict& c) { write(to, c); });
    to.number(answer.conflicts_left_out);
    to.text(answer.detail);
    return std::move(to).take();
}

std::optional<outcome> decode_outcome(std::string_view bytes) {
    byte_reader from(bytes);
    if (from.byte() != outcome_form) return std::nullopt;
    outcome answer;
    answer.code = from.enumerator(outcome_code::vetoed);
    answer.decided = from.enumerator(outcome_code::vetoed);
    answer.bookings = from.list<booking_sequence>([&] {
        const auto booking = from.id<booking_id>();
        return booking_sequence{booking, from.number()};
    });
    answer.parts = from.list<part_outcome>([&] {
        part_outcome p;
        p.booking = from.id<booking_id>();
        p.part = from.signed_number();
        p.applied = from.byte() != 0;
        p.users = from.list<calendar_user_id>([&] { return from.id<calendar_user_id>(); });
        return p;
    });
    answer.conflicts = from.list<conflict>([&] { return read_conflict(from); });
    answer.conflicts_left_out = static_cast<std::size_t>(from.number());
    answer.detail = from.text();
    if (!from.done()) return std::nullopt;
    return answer;
}

std::string encode_touched(const std::vector<live_claim>& released,
                           const std::vector<live_claim>& added,
                           const std::vector<calendar_user_id>& users) {
    byte_writer to;
    to.byte(touched_form);
    to.list(released, [&](const live_claim& c) { write(to, c); });
    to.list(added, [&](const live_claim& c) { write(to, c); });
    to.list(users, [&](const calendar_user_id& user) { to.id(user); });
    return std::move(to).take();
}

std::optional<touched_claims> decode_touched(std::string_view bytes) {
    byte_reader from(bytes);
    if (from.byte() != touched_form) return std::nullopt;
    touched_claims touched;
    touched.released = from.list<live_claim>([&] { return read_claim(from); });
    touched.added = from.list<live_claim>([&] { return read_claim(from); });
    touched.users = from.list<calendar_user_id>([&] { return from.id<calendar_user_id>(); });
    if (!from.done()) return std::nullopt;
    return touched;
}

} // namespace timewright::storage
