/// @file
/// row_writer: what a batch changes in the file. Its caller begins and commits the transaction.
#pragma once

#include "connection.hpp"
#include "row_reader.hpp"

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>
#include <timewright/booking/ledger.hpp>
#include <timewright/ports/directory.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace timewright::sqlite {

class row_writer {
  public:
    [[nodiscard]] static result<row_writer, error> make(connection& on);

    [[nodiscard]] result<void, error> write(const writes& made);
    [[nodiscard]] result<void, error> write(const file_state& state);
    [[nodiscard]] result<void, error> forget_answers_before(sys_seconds cut);
    /// All entries of the feed up to this place in the table.
    [[nodiscard]] result<void, error> forget_feed_up_to(std::int64_t position);
    /// Whatever version it is at.
    [[nodiscard]] result<void, error> put(const directory_record& record);
    [[nodiscard]] result<void, error> remove(const directory_key& key);

  private:
    struct statements {
        statement put_user, delete_claim, put_booking, insert_claim, delete_booking, put_answer,
            insert_entry, put_state, delete_answers, delete_feed, put_record, delete_record;
    };
    explicit row_writer(statements prepared) : ask_(std::move(prepared)) {}

    [[nodiscard]] result<void, error> insert(const owned_claim& owned);
    [[nodiscard]] result<void, error> put(const answer_record& record);
    [[nodiscard]] result<void, error> insert(const feed_entry& entry);

    statements ask_;
};

} // namespace timewright::sqlite
