#include "owner_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

namespace timewright::sqlite {

namespace {

error cannot(const std::string& what, int number) {
    return {.code = errc::io,
            .message = "cannot " + what + ": " + std::generic_category().message(number),
            .again = retry::safe};
}

/// The process id that the owner wrote; empty if there is none to read.
std::string read_owner(int descriptor) {
    std::array<char, 24> text{};
    const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
    std::string digits;
    for (ssize_t i = 0; i < length && text[static_cast<std::size_t>(i)] >= '0' &&
                        text[static_cast<std::size_t>(i)] <= '9';
         ++i)
        digits += text[static_cast<std::size_t>(i)];
    return digits;
}

bool write_owner(int descriptor) {
    const std::string text = std::to_string(::getpid()) + "\n";
    return ::ftruncate(descriptor, 0) == 0 &&
           ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

} // namespace

result<owner_lock, error> owner_lock::take(const std::filesystem::path& database) {
    const std::string path = database.string() + ".lock";
    constexpr mode_t for_owner_and_group = 0660;
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, for_owner_and_group);
    if (descriptor < 0) return unexpected(cannot("open " + path, errno));
    owner_lock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return unexpected(cannot("lock " + path, errno));
        const std::string owner = read_owner(descriptor);
        return unexpected(
            error{.code = errc::unavailable,
                  .message = database.string() + " is in use by " +
                             (owner.empty() ? "another process" : "process " + owner) +
                             "; stop that process, or open the file read-only",
                  .again = retry::safe});
    }
    if (!write_owner(descriptor)) return unexpected(cannot("write " + path, errno));
    return lock;
}

owner_lock::~owner_lock() {
    // The file stays: removing it would let two processes lock two files of the same name.
    if (descriptor_ >= 0) ::close(descriptor_);
}

} // namespace timewright::sqlite
