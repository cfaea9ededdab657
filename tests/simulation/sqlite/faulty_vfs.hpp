/// @file
/// faulty_vfs: SQLite's way to the disk, failing where a test says.
///
/// A SQLite VFS over the system's that counts the calls which make things durable (write, sync,
/// truncate) and fails from the k-th on: for one call, or until it is healed. A sync that fails
/// leaves the written bytes where a reader sees them, as the kernel's page cache does.
#pragma once

#include <cstdint>
#include <string>

namespace timewright {

class faulty_vfs {
  public:
    enum class fault : std::uint8_t {
        full_disk,   ///< writes fail with "no space"
        failed_sync, ///< syncs fail with an I/O error
        broken_disk, ///< writes, syncs and truncations fail with an I/O error
    };
    enum class lasting : std::uint8_t { once, until_healed };

    /// Registers the VFS under a name of its own; there is one for the process.
    static const std::string& name();

    /// From now on: lets `calls` of the counted calls pass and fails then.
    static void arm(fault kind, std::int64_t calls, lasting how_long);
    static void heal();
    /// Whether a fault has struck since it was armed.
    [[nodiscard]] static bool struck();
};

} // namespace timewright
