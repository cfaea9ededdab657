/// @file
/// batch: the two statements of a batch, and the small ledger between them.
///
///     const pqxx::result rows = session.run(batch_question(changes, locks));
///     const batch_picture seen = to_picture(rows);
///     decision decided = decide(seen.known, changes, now);
///     session.run(batch_statement(seen.known, decided.made, now, forget_before));
#pragma once

#include "lock_set.hpp"
#include "row_reader.hpp"

#include <timewright/booking/change.hpp>
#include <timewright/booking/ledger.hpp>

#include <optional>
#include <pqxx/result>
#include <span>
#include <string>

namespace timewright::postgres {

/// "BEGIN; SELECT * FROM lock_and_load(...)": everything that decide() will ask for.
[[nodiscard]] std::string batch_question(std::span<const change> changes, const lock_set& locks);

struct batch_picture {
    ledger known{};
    present_row present{};
};

[[nodiscard]] batch_picture to_picture(const pqxx::result& rows);

/// "SELECT write_batch(...)". Claims that are dead now are written, but nobody is kept away by them.
[[nodiscard]] std::string write_statement(const ledger& before, const writes& made, sys_seconds now,
                                          std::optional<sys_seconds> forget_before);

/// The same "; COMMIT".
[[nodiscard]] std::string batch_statement(const ledger& before, const writes& made, sys_seconds now,
                                          std::optional<sys_seconds> forget_before);

} // namespace timewright::postgres
