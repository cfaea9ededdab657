#include "faulty_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace timewright {

namespace {

struct plan {
    std::atomic<bool> armed{false};
    std::atomic<bool> struck{false};
    std::atomic<std::int64_t> calls_left{0};
    std::atomic<faulty_vfs::fault> kind{faulty_vfs::fault::full_disk};
    std::atomic<faulty_vfs::lasting> how_long{faulty_vfs::lasting::once};
};
plan current;

enum class call : std::uint8_t { write, sync, truncate };

/// The error with which this call fails, or SQLITE_OK.
int strike(call what) {
    if (!current.armed) return SQLITE_OK;
    const auto kind = current.kind.load();
    if (kind == faulty_vfs::fault::full_disk && what != call::write) return SQLITE_OK;
    if (kind == faulty_vfs::fault::failed_sync && what != call::sync) return SQLITE_OK;
    if (current.calls_left-- > 0) return SQLITE_OK;
    current.struck = true;
    if (current.how_long == faulty_vfs::lasting::once) current.armed = false;
    if (kind == faulty_vfs::fault::full_disk) return SQLITE_FULL;
    switch (what) {
        case call::write:
            return SQLITE_IOERR_WRITE;
        case call::sync:
            return SQLITE_IOERR_FSYNC;
        case call::truncate:
            return SQLITE_IOERR_TRUNCATE;
    }
    return SQLITE_IOERR;
}

/// The system's file follows this one in the same block.
struct faulty_file {
    sqlite3_file base;
    [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<faulty_file*>(file)->real(); }

sqlite3_vfs* system_vfs() {
    static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
    return found;
}

int close_file(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }
int read_file(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return real(f)->pMethods->xRead(real(f), to, n, at);
}
int write_file(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    if (const int failed = strike(call::write); failed != SQLITE_OK) return failed;
    return real(f)->pMethods->xWrite(real(f), from, n, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
    if (const int failed = strike(call::truncate); failed != SQLITE_OK) return failed;
    return real(f)->pMethods->xTruncate(real(f), size);
}
int sync_file(sqlite3_file* f, int flags) {
    if (const int failed = strike(call::sync); failed != SQLITE_OK) return failed;
    return real(f)->pMethods->xSync(real(f), flags);
}
int file_size(sqlite3_file* f, sqlite3_int64* size) {
    return real(f)->pMethods->xFileSize(real(f), size);
}
int lock_file(sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); }
int unlock_file(sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
int check_lock(sqlite3_file* f, int* held) {
    return real(f)->pMethods->xCheckReservedLock(real(f), held);
}
int control_file(sqlite3_file* f, int what, void* argument) {
    return real(f)->pMethods->xFileControl(real(f), what, argument);
}
int sector_size(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int characteristics(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int map_shared(sqlite3_file* f, int page, int size, int extend, void volatile** mapped) {
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, mapped);
}
int lock_shared(sqlite3_file* f, int offset, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
void barrier_shared(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int unmap_shared(sqlite3_file* f, int remove) {
    return real(f)->pMethods->xShmUnmap(real(f), remove);
}

// Version 2 has no memory-mapped reads of the database file: every byte goes through the above.
const sqlite3_io_methods methods{2,
                                 close_file,
                                 read_file,
                                 write_file,
                                 truncate_file,
                                 sync_file,
                                 file_size,
                                 lock_file,
                                 unlock_file,
                                 check_lock,
                                 control_file,
                                 sector_size,
                                 characteristics,
                                 map_shared,
                                 lock_shared,
                                 barrier_shared,
                                 unmap_shared,
                                 nullptr,
                                 nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    file->pMethods = nullptr;
    const int code = system_vfs()->xOpen(system_vfs(), path, real(file), flags, out_flags);
    if (real(file)->pMethods != nullptr) file->pMethods = &methods;
    return code;
}

sqlite3_vfs make_vfs(const std::string& name) {
    sqlite3_vfs made = *system_vfs();
    made.szOsFile += static_cast<int>(sizeof(faulty_file));
    made.pNext = nullptr;
    made.zName = name.c_str();
    made.xOpen = open_file;
    return made;
}

} // namespace

const std::string& faulty_vfs::name() {
    static const std::string named = "timewright-faulty";
    static sqlite3_vfs registered = make_vfs(named);
    static const int done = sqlite3_vfs_register(&registered, 0);
    static_cast<void>(done);
    return named;
}

void faulty_vfs::arm(fault kind, std::int64_t calls, lasting how_long) {
    current.kind = kind;
    current.how_long = how_long;
    current.calls_left = calls;
    current.struck = false;
    current.armed = true;
}

void faulty_vfs::heal() { current.armed = false; }

bool faulty_vfs::struck() { return current.struck; }

} // namespace timewright
