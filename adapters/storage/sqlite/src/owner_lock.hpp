/// @file
/// owner_lock: that one process owns a database file.
///
/// A flock on FILE.lock: the kernel frees it when the process dies, however it dies. The file holds
/// the owner's process id in text, for people. It is not the database file itself, because SQLite's
/// own POSIX locks are lost when anybody in the process closes a descriptor of that.
#pragma once

#include <timewright/base/error.hpp>
#include <timewright/base/result.hpp>

#include <filesystem>
#include <utility>

namespace timewright::sqlite {

class owner_lock {
  public:
    /// Does not wait. Errors: unavailable when it is held; the message names who holds it.
    [[nodiscard]] static result<owner_lock, error> take(const std::filesystem::path& database);

    owner_lock(owner_lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    owner_lock& operator=(owner_lock&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~owner_lock();

  private:
    explicit owner_lock(int descriptor) noexcept : descriptor_(descriptor) {}

    int descriptor_;
};

} // namespace timewright::sqlite
