/// @file
/// change: the one form of every effect. Booking, holding, confirming, moving, cancelling, a whole
/// series, people and rooms together: each is claims added and released as one.
///
///     change book{.organization = org, .actor = ana, .request_key = "7f3e...",
///                 .edits = {{.booking = id, .expected_sequence = 0, .document = text}},
///                 .parts = {{.booking = id, .claims = {{.who = room, .span = nine_to_ten}}}}};
///     outcome answer = store.apply(book);
///
/// Every booking named by a release or a part must be named by an edit too: touching a booking's
/// claims raises its sequence, so that whoever read it before finds out. Removing a booking (an edit
/// without a document) frees all its claims.
#pragma once

#include <timewright/base/id.hpp>
#include <timewright/booking/claim.hpp>
#include <timewright/booking/fingerprint.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timewright {

/// What limits claims on a calendar user. Stores keep it, because it must change under the same lock
/// as the claims themselves; names, zones and features are the directory's.
struct bookable {
    std::uint32_t capacity = 1;                          ///< units at any instant, at least 1
    sys_seconds bookable_until = sys_seconds::max();     ///< blocks and informs beyond are refused
    bool disabled = false;                               ///< no new claims; old ones stay

    friend bool operator==(const bookable&, const bookable&) = default;
};

/// Makes a calendar user known to the store, or changes its limits. A capacity below what is
/// already claimed is refused.
struct user_edit {
    calendar_user_id user;
    bookable limits;
};

struct booking_edit {
    booking_id booking;
    std::uint64_t expected_sequence = 0;   ///< 0: it must not exist yet
    std::optional<std::string> document{}; ///< opaque to stores; none: the booking is removed
};

/// Frees claims before any part is placed.
struct release {
    booking_id booking;
    std::optional<part_id> part{}; ///< none: every part
    /// True to confirm a hold: the change is `expired` unless there is something to free and all of
    /// it is alive, and `already_confirmed` if any of it has no deadline.
    bool must_be_held = false;
};

/// One occurrence: all of its claims fit, or none is taken.
struct part {
    booking_id booking;
    part_id id = 0;
    std::vector<claim> claims{};
};

enum class change_mode : std::uint8_t {
    every_part,     ///< all or nothing
    parts_that_fit, ///< best effort, with an outcome for each
};

struct change {
    organization_id organization = default_organization;
    account_id actor{};
    std::string origin{};      ///< what it came through ("http", "import:ana.ics"); stops sync echoes
    std::string request_key{}; ///< minted by the client; empty: a retry is not recognised
    fingerprint request_digest{}; ///< of what the client sent, never of what we derived from it
    std::vector<user_edit> users{};
    std::vector<booking_edit> edits{};
    std::vector<release> releases{};
    std::vector<part> parts{};
    change_mode mode = change_mode::every_part;
};

/// Limits of one change; beyond them the outcome is `malformed` and names the limit.
struct change_limits {
    static constexpr std::size_t request_key_bytes_max = 255;
    static constexpr std::size_t origin_bytes_max = 1'024;
    static constexpr std::size_t document_bytes_max = 1U << 20;
    static constexpr std::size_t users_max = 10'000;
    static constexpr std::size_t edits_max = 10'000;
    static constexpr std::size_t releases_max = 200'000;
    static constexpr std::size_t parts_max = 200'000;
    static constexpr std::size_t claims_max = 200'000;
    static constexpr std::size_t candidates_max = 512;
};

} // namespace timewright
