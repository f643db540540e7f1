// What goes wrong, and when.

#include "parts.h"

#include <string.h>

void simulated_disk_arm(struct simulated_disk *disk, enum simulated_disk_fault fault,
                        uint64_t first, uint64_t times) {
    disk_lock(disk);
    disk->faults[fault].skipped = first > 0 ? first - 1 : 0;
    disk->faults[fault].times = times;
    disk_unlock(disk);
}

void simulated_disk_disarm(struct simulated_disk *disk) {
    disk_lock(disk);
    memset(disk->faults, 0, sizeof disk->faults);
    disk_unlock(disk);
}

bool disk_fault_fires(struct simulated_disk *disk, enum simulated_disk_fault kind) {
    struct disk_fault *fault = &disk->faults[kind];
    if (fault->times == 0) {
        return false;
    }
    if (fault->skipped > 0) {
        fault->skipped -= 1;
        return false;
    }
    if (fault->times != SIMULATED_DISK_ALWAYS) {
        fault->times -= 1;
    }
    return true;
}

bool disk_power_fails(struct simulated_disk *disk) {
    disk->counters.changes += 1;
    if (disk_fault_fires(disk, SIMULATED_DISK_POWER_FAILURE)) {
        disk->is_off = true;
    }
    return disk->is_off;
}

// Whether anybody can still reach a file without a crash.
static bool is_reachable(const struct simulated_disk *disk, const struct disk_file *file) {
    for (const struct disk_name *name = disk->names; name != NULL; name = name->next) {
        if (name->states[name->count - 1] == file) {
            return true;
        }
    }
    for (const struct disk_handle *handle = disk->handles; handle != NULL; handle = handle->next) {
        if (handle->file == file) {
            return true;
        }
    }
    return false;
}

int64_t disk_used(const struct simulated_disk *disk) {
    int64_t used = 0;
    for (const struct disk_file *file = disk->files; file != NULL; file = file->next) {
        if (is_reachable(disk, file)) {
            used += file->seen.count;
        }
    }
    return used;
}

// The size that a file can have: what it has and what is free.
static int64_t room(const struct simulated_disk *disk, const struct disk_file *file) {
    if (disk->capacity < 0) {
        return INT64_MAX;
    }
    int64_t available = disk->capacity - disk_used(disk);
    return file->seen.count + (available > 0 ? available : 0);
}

bool disk_has_room(const struct simulated_disk *disk, const struct disk_file *file, int64_t size) {
    return size <= file->seen.count || size <= room(disk, file);
}

// Linux writes what fits and says how much that was; the rest fails with ENOSPC.
static struct disk_verdict fit(const struct simulated_disk *disk, const struct disk_file *file,
                               int64_t offset, int64_t count) {
    struct disk_verdict verdict = {count, SQLITE_OK};
    if (!disk_has_room(disk, file, offset + count)) {
        int64_t fitting = room(disk, file) - offset;
        verdict.count = fitting > 0 ? fitting : 0;
        verdict.code = SQLITE_FULL;
    }
    return verdict;
}

// Each of these faults counts each write; the first that fires has it.
struct disk_verdict disk_judge_write(struct simulated_disk *disk, const struct disk_file *file,
                                     int64_t offset, int64_t count) {
    bool loses_power = disk_power_fails(disk);
    bool fails = disk_fault_fires(disk, SIMULATED_DISK_WRITE_ERROR);
    bool is_full = disk_fault_fires(disk, SIMULATED_DISK_WRITE_FULL);
    bool fails_short = disk_fault_fires(disk, SIMULATED_DISK_SHORT_WRITE_ERROR);
    bool fits_short = disk_fault_fires(disk, SIMULATED_DISK_SHORT_WRITE_FULL);
    if (loses_power) {
        // The whole write is on its way; the crash says which sectors of it arrive.
        return (struct disk_verdict){fit(disk, file, offset, count).count, SQLITE_IOERR};
    }
    if (fails || is_full) {
        return (struct disk_verdict){0, fails ? SQLITE_IOERR_WRITE : SQLITE_FULL};
    }
    struct disk_verdict verdict = fit(disk, file, offset, count);
    if ((fails_short || fits_short) && verdict.count > 1) {
        uint64_t bound = (uint64_t)verdict.count - 1;
        verdict.count = 1 + (int64_t)disk_chance_below(&disk->chance, bound);
    }
    if (fails_short || fits_short) {
        verdict.code = fails_short ? SQLITE_IOERR_WRITE : SQLITE_FULL;
    }
    return verdict;
}
