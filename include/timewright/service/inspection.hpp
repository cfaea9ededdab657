/// @file
/// inspection: whether what a database holds can be true. Reads contents page by page and finds what
/// contradicts itself, whoever wrote it.
///
///     inspection look(clock.now(), zones);
///     auto done = database.read([&](contents_page&& page) { look.take(page); return result<void, error>(); });
///     for (const inspection_fault& fault : std::move(look).finish().faults) tell(fault);
#pragma once

#include <timewright/base/export.hpp>
#include <timewright/base/id.hpp>
#include <timewright/ports/contents.hpp>
#include <timewright/time/zone_registry.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace timewright {

/// Append only; slugs are stable.
enum class fault_kind : std::uint8_t {
    overbooked = 0, ///< living blocks take more units at an instant than there are
    claim_without_booking = 1,
    claim_without_user = 2,
    claim_ahead_of_booking = 3, ///< of a sequence that its booking has not reached
    user_without_record = 4,    ///< may be booked, and nobody can see what it is
    record_without_user = 5,    ///< can be seen and never be booked
    damaged_document = 6,
    damaged_record = 7,
};

[[nodiscard]] constexpr const char* to_slug(fault_kind kind) noexcept {
    switch (kind) {
        case fault_kind::overbooked:
            return "overbooked";
        case fault_kind::claim_without_booking:
            return "claim-without-booking";
        case fault_kind::claim_without_user:
            return "claim-without-user";
        case fault_kind::claim_ahead_of_booking:
            return "claim-ahead-of-booking";
        case fault_kind::user_without_record:
            return "user-without-record";
        case fault_kind::record_without_user:
            return "record-without-user";
        case fault_kind::damaged_document:
            return "damaged-document";
        case fault_kind::damaged_record:
            return "damaged-record";
    }
    return "fault";
}

struct inspection_fault {
    fault_kind kind{};
    std::string message; ///< a sentence that names what is meant

    friend bool operator==(const inspection_fault&, const inspection_fault&) = default;
};

struct inspection_report {
    std::size_t users = 0, bookings = 0, claims = 0, answers = 0, records = 0;
    std::vector<inspection_fault> faults{}; ///< the first faults_max
    std::size_t faults_left_out = 0;
};

class TIMEWRIGHT_EXPORT inspection {
  public:
    static constexpr std::size_t faults_max = 1'000;

    /// Holds that ran out before `now` are dead. Zones are what documents are read with.
    inspection(sys_seconds now, zone_registry zones);

    /// The pages of one reading, in its order.
    void take(const contents_page& page);
    /// Complexity: O(n log n), n the claims.
    [[nodiscard]] inspection_report finish() &&;

  private:
    /// A living block, as small as it gets: there may be millions.
    struct block {
        sys_seconds start, end;
        booking_id booking;
        std::uint32_t units;
    };
    struct user_seen {
        bookable limits;
        bool has_record = false;
        std::vector<block> blocks{};
    };

    void take(const user_record& user);
    void take(const booking_record& booking);
    void take(const owned_claim& owned);
    void take(const directory_record& record);
    void check_capacity(calendar_user_id id, user_seen& user);
    void find(fault_kind kind, std::string message);

    sys_seconds now_;
    zone_registry zones_;
    inspection_report report_;
    std::unordered_map<detail::tenant_key<calendar_user_id>, user_seen, detail::tenant_hash> users_;
    std::unordered_map<detail::tenant_key<booking_id>, std::uint64_t, detail::tenant_hash>
        sequences_;
};

} // namespace timewright
