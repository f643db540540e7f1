// The methods of an open file.
//
// Version 1: no shared memory, which SQLite's WAL does without under locking_mode=EXCLUSIVE, and
// no mapped memory.

#include "parts.h"

#include <string.h>

static struct disk_handle *begin(sqlite3_file *base) {
    struct disk_handle *handle = (struct disk_handle *)base;
    disk_lock(handle->disk);
    return handle;
}

static int end(struct disk_handle *handle, int code) {
    disk_unlock(handle->disk);
    return code;
}

// Whether a call must fail: the handle's process is gone, or the power is.
static bool is_dead(const struct disk_handle *handle) {
    return handle->file == NULL || handle->disk->is_off;
}

static void release_file(struct disk_handle *handle) {
    if (handle->file != NULL) {
        handle->file->uses -= 1;
        handle->file = NULL;
    }
    handle->lock = SQLITE_LOCK_NONE;
}

void disk_handle_open(struct disk_handle *handle, struct simulated_disk *disk,
                      struct disk_file *file) {
    handle->base.pMethods = &disk_handle_methods;
    handle->disk = disk;
    handle->file = file;
    handle->lock = SQLITE_LOCK_NONE;
    handle->next = disk->handles;
    disk->handles = handle;
    file->uses += 1;
}

void disk_handles_kill(struct simulated_disk *disk) {
    for (struct disk_handle *handle = disk->handles; handle != NULL; handle = handle->next) {
        release_file(handle);
    }
    disk_files_sweep(&disk->files);
}

// A disk that was freed goes with its last handle.
static int close_handle(sqlite3_file *base) {
    struct disk_handle *handle = begin(base);
    struct simulated_disk *disk = handle->disk;
    struct disk_handle **place = &disk->handles;
    while (*place != handle) {
        place = &(*place)->next;
    }
    *place = handle->next;
    release_file(handle);
    disk_files_sweep(&disk->files);
    bool is_last = disk->is_freed && disk->handles == NULL;
    disk_unlock(disk);
    if (is_last) {
        disk_destroy(disk);
    }
    return SQLITE_OK;
}

// Copies what there is and fills the rest of the buffer with 0, as SQLite demands.
static int copy_out(const struct disk_bytes *bytes, uint8_t *buffer, int amount, int64_t offset) {
    int64_t available = bytes->count - offset;
    if (available >= amount) {
        memcpy(buffer, bytes->data + offset, (size_t)amount);
        return SQLITE_OK;
    }
    memset(buffer, 0, (size_t)amount);
    if (available > 0) {
        memcpy(buffer, bytes->data + offset, (size_t)available);
    }
    return SQLITE_IOERR_SHORT_READ;
}

static int read_bytes(sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset) {
    struct disk_handle *handle = begin(base);
    if (is_dead(handle)) {
        return end(handle, SQLITE_IOERR);
    }
    handle->disk->counters.reads += 1;
    if (disk_fault_fires(handle->disk, SIMULATED_DISK_READ_ERROR)) {
        return end(handle, SQLITE_IOERR_READ);
    }
    return end(handle, copy_out(&handle->file->seen, buffer, amount, offset));
}

static int write_bytes(sqlite3_file *base, const void *bytes, int amount, sqlite3_int64 offset) {
    struct disk_handle *handle = begin(base);
    if (is_dead(handle)) {
        return end(handle, SQLITE_IOERR);
    }
    struct simulated_disk_counters *counters = &handle->disk->counters;
    counters->writes += 1;
    struct disk_verdict verdict = disk_judge_write(handle->disk, handle->file, offset, amount);
    if (!disk_file_write(handle->file, offset, bytes, verdict.count)) {
        return end(handle, SQLITE_IOERR_NOMEM);
    }
    counters->bytes_written += (uint64_t)verdict.count;
    return end(handle, verdict.code);
}

static int truncate_file(sqlite3_file *base, sqlite3_int64 size) {
    struct disk_handle *handle = begin(base);
    if (is_dead(handle)) {
        return end(handle, SQLITE_IOERR);
    }
    handle->disk->counters.truncations += 1;
    bool loses_power = disk_power_fails(handle->disk);
    if (!disk_has_room(handle->disk, handle->file, size)) {
        return end(handle, SQLITE_FULL);
    }
    if (!disk_file_truncate(handle->file, size)) {
        return end(handle, SQLITE_IOERR_NOMEM);
    }
    return end(handle, loses_power ? SQLITE_IOERR : SQLITE_OK);
}

// What a sync of the file answers before it does anything. Each fault counts each sync.
static int judge_sync(struct disk_handle *handle) {
    bool loses_power = disk_power_fails(handle->disk);
    bool fails = disk_fault_fires(handle->disk, SIMULATED_DISK_SYNC_ERROR);
    bool loses_bytes = disk_fault_fires(handle->disk, SIMULATED_DISK_SYNC_LOSS);
    if (loses_power) {
        return SQLITE_IOERR;
    }
    if (loses_bytes) {
        disk_file_forget_writes(handle->file);
    }
    return fails || loses_bytes ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

// As SQLite's VFS for Unix does, the first sync of a new journal or WAL also syncs the directory,
// and with it the database's own name.
static int sync_file(sqlite3_file *base, int flags) {
    (void)flags;
    struct disk_handle *handle = begin(base);
    if (is_dead(handle)) {
        return end(handle, SQLITE_IOERR);
    }
    handle->disk->counters.syncs += 1;
    int code = judge_sync(handle);
    if (code != SQLITE_OK) {
        return end(handle, code);
    }
    if (!disk_file_sync(handle->file)) {
        return end(handle, SQLITE_IOERR_NOMEM);
    }
    if (handle->syncs_directory) {
        disk_names_sync(&handle->disk->names, NULL);
        disk_files_sweep(&handle->disk->files);
        handle->syncs_directory = false;
    }
    return end(handle, SQLITE_OK);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    struct disk_handle *handle = begin(base);
    if (is_dead(handle)) {
        return end(handle, SQLITE_IOERR);
    }
    *size = handle->file->seen.count;
    return end(handle, SQLITE_OK);
}

static int raise_lock(sqlite3_file *base, int lock) {
    struct disk_handle *handle = begin(base);
    return end(handle, is_dead(handle) ? SQLITE_IOERR : disk_handle_raise_lock(handle, lock));
}

static int lower_lock(sqlite3_file *base, int lock) {
    struct disk_handle *handle = begin(base);
    if (is_dead(handle)) {
        return end(handle, SQLITE_IOERR);
    }
    if (handle->lock > lock) {
        handle->lock = lock;
    }
    return end(handle, SQLITE_OK);
}

static int check_reserved_lock(sqlite3_file *base, int *is_reserved) {
    struct disk_handle *handle = begin(base);
    if (is_dead(handle)) {
        return end(handle, SQLITE_IOERR);
    }
    *is_reserved = disk_handle_is_reserved(handle);
    return end(handle, SQLITE_OK);
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
    (void)operation;
    (void)argument;
    struct disk_handle *handle = begin(base);
    return end(handle, is_dead(handle) ? SQLITE_IOERR : SQLITE_NOTFOUND);
}

static int sector_size(sqlite3_file *base) {
    (void)base;
    return DISK_SECTOR;
}

// A crash never changes a byte beside a write: see disk_file_crash. No more than that is promised:
// a write need not be atomic, nor arrive in order.
static int device_characteristics(sqlite3_file *base) {
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods disk_handle_methods = {
    .iVersion = 1,
    .xClose = close_handle,
    .xRead = read_bytes,
    .xWrite = write_bytes,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = raise_lock,
    .xUnlock = lower_lock,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
};
