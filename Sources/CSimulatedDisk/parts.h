// What the parts of the disk know of each other; nothing here is seen outside.

#ifndef C_SIMULATED_DISK_PARTS_H
#define C_SIMULATED_DISK_PARTS_H

#include "CSimulatedDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

/// The unit in which a write is torn, in bytes.
///
/// The least that disks promise to write whole. Those with sectors of 4096 bytes tear less, so
/// what survives here survives there.
#define DISK_SECTOR 512

/// The room for a path, its end included.
#define DISK_PATH_SIZE 512

// bytes.c

/// An array of bytes that grows.
struct disk_bytes {
    uint8_t *data;
    int64_t count;
    int64_t capacity;
};

/// Sets the length; new bytes are 0. False if there is no memory; then nothing has changed.
bool disk_bytes_resize(struct disk_bytes *bytes, int64_t count);

/// Writes at an offset, past the end too: the gap is 0.
bool disk_bytes_put(struct disk_bytes *bytes, int64_t offset, const uint8_t *data, int64_t count);

/// Makes one array equal to another.
bool disk_bytes_assign(struct disk_bytes *bytes, const struct disk_bytes *other);

void disk_bytes_free(struct disk_bytes *bytes);

// chance.c

/// A stream of chance.
struct disk_chance {
    uint64_t state;
};

/// The next 64 bits.
uint64_t disk_chance_next(struct disk_chance *chance);

/// A number from 0 to `bound` - 1.
uint64_t disk_chance_below(struct disk_chance *chance, uint64_t bound);

// file.c

/// A write or truncation since the last sync.
struct disk_change {
    struct disk_change *next;
    /// Where the write begins; for a truncation the new size.
    int64_t offset;
    int64_t count;
    bool truncates;
    uint8_t bytes[];
};

/// A file (in Unix's words an inode): it has no name, and lives as long as anybody uses it.
struct disk_file {
    struct disk_file *next;
    /// What the process sees.
    struct disk_bytes seen;
    /// What is on the platter for certain.
    struct disk_bytes durable;
    /// The changes since the last sync, in order.
    struct disk_change *first;
    struct disk_change *last;
    /// How many handles and states of names refer to it.
    int uses;
};

/// A new, empty file in a list that nobody uses; NULL if there is no memory.
struct disk_file *disk_file_create(struct disk_file **list);

/// Frees the files of a list that nobody uses.
void disk_files_sweep(struct disk_file **list);

/// Writes; false if there is no memory.
bool disk_file_write(struct disk_file *file, int64_t offset, const uint8_t *bytes, int64_t count);

/// Sets the size; false if there is no memory.
bool disk_file_truncate(struct disk_file *file, int64_t size);

/// Makes the changes durable; false if there is no memory.
bool disk_file_sync(struct disk_file *file);

/// Forgets the writes since the last sync without undoing what is seen.
void disk_file_forget_writes(struct disk_file *file);

/// Lets a part of the changes survive and makes that the file.
void disk_file_crash(struct disk_file *file, struct disk_chance *chance);

/// Replaces the file's content, durably.
bool disk_file_replace(struct disk_file *file, const uint8_t *bytes, int64_t count);

// names.c

/// A name of the directory: the file it stood for at the last directory sync, then each file it
/// came to stand for since; NULL stands for none.
struct disk_name {
    struct disk_name *next;
    struct disk_file **states;
    size_t count;
    size_t capacity;
    char path[DISK_PATH_SIZE];
};

/// The file that a path stands for, as the process sees it (or durably); NULL if there is none.
struct disk_file *disk_names_find(struct disk_name *names, const char *path, bool durable);

/// Lets a path stand for another file, or for none; false if there is no memory.
bool disk_names_set(struct disk_name **names, const char *path, struct disk_file *file);

/// Makes the directory durable, or only the entry `path` of it if that is not NULL.
void disk_names_sync(struct disk_name **names, const char *path);

/// Draws for each name one of the states that it has had since the last directory sync.
void disk_names_crash(struct disk_name **names, struct disk_chance *chance);

void disk_names_free(struct disk_name **names);

// disk.c and faults.c

/// A fault that waits for its operation.
struct disk_fault {
    /// How many operations go well before.
    uint64_t skipped;
    uint64_t times;
};

struct disk_handle;

struct simulated_disk {
    /// As SQLite knows the disk; its application data is the disk.
    sqlite3_vfs vfs;
    char name[32];
    /// Held during every call; SQLite is never called while it is.
    pthread_mutex_t mutex;
    struct disk_file *files;
    struct disk_name *names;
    struct disk_handle *handles;
    struct disk_fault faults[SIMULATED_DISK_FAULTS];
    struct simulated_disk_counters counters;
    /// What SQLite draws, apart from what faults draw: one never shifts the other.
    struct disk_chance randomness;
    struct disk_chance chance;
    /// Bytes; negative: any number.
    int64_t capacity;
    /// Milliseconds since 1970.
    int64_t time;
    /// The power has failed and no crash has followed.
    bool is_off;
    /// To be destroyed with the last handle.
    bool is_freed;
};

/// Counts an operation that a fault can hit, and tells whether it is hit.
bool disk_fault_fires(struct simulated_disk *disk, enum simulated_disk_fault fault);

/// Counts a change of the disk, and tells whether the power fails during it.
bool disk_power_fails(struct simulated_disk *disk);

/// How many bytes of a write the disk takes, and what it answers.
struct disk_verdict {
    int64_t count;
    int code;
};

/// Counts a write and judges it by the faults and the capacity.
struct disk_verdict disk_judge_write(struct simulated_disk *disk, const struct disk_file *file,
                                     int64_t offset, int64_t count);

/// The bytes that the files hold.
int64_t disk_used(const struct simulated_disk *disk);

/// Whether a file may grow to `size`.
bool disk_has_room(const struct simulated_disk *disk, const struct disk_file *file, int64_t size);

/// Frees all memory of a disk that has no handles.
void disk_destroy(struct simulated_disk *disk);

void disk_lock(struct simulated_disk *disk);
void disk_unlock(struct simulated_disk *disk);

// handle.c, locks.c and vfs.c

/// An open file, in memory that SQLite provides.
struct disk_handle {
    sqlite3_file base;
    struct simulated_disk *disk;
    struct disk_handle *next;
    /// NULL once the handle is dead.
    struct disk_file *file;
    /// SQLITE_LOCK_NONE to SQLITE_LOCK_EXCLUSIVE.
    int lock;
    /// Whether the next sync also syncs the directory.
    bool syncs_directory;
};

/// The methods of every handle.
extern const sqlite3_io_methods disk_handle_methods;

/// Opens a handle on a file of a disk that is locked.
void disk_handle_open(struct disk_handle *handle, struct simulated_disk *disk,
                      struct disk_file *file);

/// Makes every handle of a disk dead.
void disk_handles_kill(struct simulated_disk *disk);

/// Raises a handle's lock; SQLITE_BUSY if others are in the way.
int disk_handle_raise_lock(struct disk_handle *handle, int lock);

/// Whether any handle, this one included, has the file reserved.
bool disk_handle_is_reserved(const struct disk_handle *handle);

/// Fills in the methods of a disk's VFS.
void disk_vfs_prepare(struct simulated_disk *disk);

#pragma GCC visibility pop

#endif
