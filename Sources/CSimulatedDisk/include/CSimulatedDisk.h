// A disk in memory that SQLite can use, and that fails on purpose.
//
// Each disk is a SQLite VFS under a name of its own; a database on it is opened as
// "file:/farm.sqlite?vfs=NAME". Every file has two images: what the process sees (the page cache)
// and what is durable. What is written becomes durable by a sync; what is not is kept as a list of
// changes, of which a crash lets an arbitrary part survive. All chance comes from seeds.
//
// Every function may be called from any thread: a disk has a lock of its own. Nothing but SQLite's
// list of VFSes is shared between disks.

#ifndef C_SIMULATED_DISK_H
#define C_SIMULATED_DISK_H

#include <stdbool.h>
#include <stdint.h>

/// What can be made to go wrong.
enum simulated_disk_fault {
    /// A write is refused with SQLITE_IOERR_WRITE; nothing of it is written.
    SIMULATED_DISK_WRITE_ERROR,
    /// A write is refused with SQLITE_FULL; nothing of it is written.
    SIMULATED_DISK_WRITE_FULL,
    /// The first bytes of a write are written, then it fails with SQLITE_IOERR_WRITE.
    SIMULATED_DISK_SHORT_WRITE_ERROR,
    /// The first bytes of a write are written, then it fails with SQLITE_FULL.
    SIMULATED_DISK_SHORT_WRITE_FULL,
    /// A sync fails with SQLITE_IOERR_FSYNC; a later sync can still make the bytes durable.
    SIMULATED_DISK_SYNC_ERROR,
    /// A sync fails with SQLITE_IOERR_FSYNC and the file's unsynced bytes will never be durable,
    /// though they are still seen: Linux marks pages clean that it could not write.
    SIMULATED_DISK_SYNC_LOSS,
    /// A read fails with SQLITE_IOERR_READ.
    SIMULATED_DISK_READ_ERROR,
    /// The power fails during an operation that changes the disk (a write, truncation, sync,
    /// creation or deletion): from then on everything fails with SQLITE_IOERR, until
    /// simulated_disk_crash is called.
    SIMULATED_DISK_POWER_FAILURE,
};

/// How many faults there are.
#define SIMULATED_DISK_FAULTS 8

/// `times` of simulated_disk_arm: until it is disarmed.
#define SIMULATED_DISK_ALWAYS UINT64_MAX

/// What was asked of a disk since it was made, refused calls included.
struct simulated_disk_counters {
    uint64_t reads;
    uint64_t writes;
    uint64_t syncs;
    uint64_t truncations;
    uint64_t creations;
    uint64_t deletions;
    /// All of the above but the reads: what a power failure counts.
    uint64_t changes;
    /// Bytes that were taken.
    uint64_t bytes_written;
};

struct simulated_disk;

/// Makes an empty disk and registers its VFS; NULL if there is no memory.
struct simulated_disk *simulated_disk_create(uint64_t seed);

/// Unregisters the VFS and frees the disk.
///
/// Connections that are still open may be closed afterwards, nothing else: the memory goes with
/// the last of them.
void simulated_disk_free(struct simulated_disk *disk);

/// The name of the disk's VFS, unique among the disks that exist.
const char *simulated_disk_name(const struct simulated_disk *disk);

/// The power fails, and comes back.
///
/// Of each file the durable image stays, and of what was written since its last sync a part that
/// `seed` draws: each sector (512 bytes) of each write for itself, so that writes are torn and
/// reordered; each truncation; each creation and deletion that no directory sync has made durable.
/// All open handles are dead: every call on them but closing fails with SQLITE_IOERR.
void simulated_disk_crash(struct simulated_disk *disk, uint64_t seed);

/// The process is killed: handles are dead and locks free, all that was written stays.
///
/// It stays in the page cache: what was not synced is still at the mercy of a later crash.
void simulated_disk_kill(struct simulated_disk *disk);

/// The next number of the disk's own chance, as a seed for simulated_disk_crash.
uint64_t simulated_disk_next_seed(struct simulated_disk *disk);

/// Makes the `first`-th operation from now (1 is the next) that the fault can hit fail, and those
/// that follow, `times` in all. Replaces what was armed of this fault; 0 times disarms it.
void simulated_disk_arm(struct simulated_disk *disk, enum simulated_disk_fault fault,
                        uint64_t first, uint64_t times);

/// Disarms every fault; the capacity stays, and so does a power failure that has happened.
void simulated_disk_disarm(struct simulated_disk *disk);

/// Whether an armed power failure has happened and no crash has followed.
bool simulated_disk_is_off(struct simulated_disk *disk);

/// Lets all files together hold at most `bytes`; negative: any number.
///
/// As on a real full disk, overwriting in place goes on, and of a write that does not fit the
/// first bytes are written before it fails with SQLITE_FULL.
void simulated_disk_set_capacity(struct simulated_disk *disk, int64_t bytes);

/// The bytes that the files hold, those included that are deleted but still open.
int64_t simulated_disk_used(struct simulated_disk *disk);

/// The counters, as they stand.
struct simulated_disk_counters simulated_disk_count(struct simulated_disk *disk);

/// Sets the time that SQLite reads, in milliseconds since 1970-01-01 00:00 UTC (at first 0).
void simulated_disk_set_time(struct simulated_disk *disk, int64_t milliseconds);

/// Copies at most `capacity` bytes of a file into `buffer`: as the process sees it, or what is
/// certain to survive a crash.
///
/// Returns the file's size, -1 if there is none.
int64_t simulated_disk_read(struct simulated_disk *disk, const char *path, bool durable,
                            uint8_t *buffer, int64_t capacity);

/// Puts a file on the disk, or other bytes into a file, past every fault and durable at once;
/// false if there is no memory or the path is longer than 511 bytes.
bool simulated_disk_write(struct simulated_disk *disk, const char *path, const uint8_t *bytes,
                          int64_t count);

/// Takes a file off the disk, past every fault and durably; false if there was none.
bool simulated_disk_remove(struct simulated_disk *disk, const char *path);

/// The least path greater than `after` (bytewise; "" for the first) of the files that the process
/// sees, into `buffer` of 512 bytes; false if there is none.
bool simulated_disk_next_path(struct simulated_disk *disk, const char *after, char *buffer);

/// Starts SQLite's own generator, which is one for the whole process, from a seed that is not 0;
/// with 0, from the system's chance again.
///
/// WAL salts, journal nonces and SQL's random() come from there, whatever the VFS.
void simulated_disk_seed_sqlite(uint32_t seed);

#endif
