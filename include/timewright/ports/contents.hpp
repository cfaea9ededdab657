/// @file
/// contents: everything that a database holds, as values: what is backed up, moved to a database of
/// another kind, and inspected.
///
/// The feed is no part of it. A database that was filled has a feed of its own, and readers with a
/// cursor from before are told to load anew: what they were told after the backup never happened here.
///
///     postgres_contents from({.connection = "dbname=timewright"});
///     sqlite_contents to("backup.db");
///     auto done = to.fill([&](const contents::visitor& write) { return from.read(write); });
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/ports/directory.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace timewright {

/// When contents were read.
struct contents_moment {
    sys_seconds as_of{};  ///< the present by which they were read
    feed_cursor newest{}; ///< of the feed that they were read beside

    friend bool operator==(const contents_moment&, const contents_moment&) = default;
};

/// Some of the rows, of one kind.
struct contents_page {
    static constexpr std::size_t rows_max = 256;

    contents_moment moment{}; ///< the same in every page of a reading
    std::vector<user_record> users{};
    std::vector<booking_record> bookings{};
    std::vector<owned_claim> claims{}; ///< dead holds included
    std::vector<answer_record> answers{};
    std::vector<directory_record> records{};

    friend bool operator==(const contents_page&, const contents_page&) = default;
};

class contents {
  public:
    /// An error ends what it is called from, which returns it.
    using visitor = std::function<result<void, error>(contents_page&&)>;

    virtual ~contents() = default;

    /// Visits every row, all of one moment: calendar users, then bookings, claims, answers to keyed
    /// requests, records; at least one page. Others may go on writing.
    /// Errors: those of the database, of rows that contradict themselves, and the visitor's.
    virtual result<void, error> read(const visitor& visit) = 0;

    /// Creates the database, or fills one that holds nothing, with the pages that `source` hands to
    /// its visitor, in the order of read(). Durable when it returns; after an error it is as before.
    /// Answers are dated at the moment of the pages.
    /// Errors: forbidden when it holds something, unavailable when another process owns it, those of
    /// the database, and the source's.
    virtual result<void, error> fill(
        const std::function<result<void, error>(const visitor&)>& source) = 0;

    /// What the database by itself finds wrong with its tables, or with how it is used: a sentence
    /// each. For what the rows mean, see service/inspection.hpp.
    virtual result<std::vector<std::string>, error> find_faults() = 0;
};

} // namespace timewright
