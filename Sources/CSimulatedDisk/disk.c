// The disk as its owner sees it.

#include "parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void disk_lock(struct simulated_disk *disk) {
    pthread_mutex_lock(&disk->mutex);
}

void disk_unlock(struct simulated_disk *disk) {
    pthread_mutex_unlock(&disk->mutex);
}

// The address makes the name unique: it is nobody else's as long as SQLite may know the name.
struct simulated_disk *simulated_disk_create(uint64_t seed) {
    struct simulated_disk *disk = calloc(1, sizeof *disk);
    if (disk == NULL) {
        return NULL;
    }
    sqlite3_snprintf((int)sizeof disk->name, disk->name, "simulated-%llx",
                     (unsigned long long)(uintptr_t)disk);
    disk->capacity = -1;
    struct disk_chance source = {seed};
    disk->randomness.state = disk_chance_next(&source);
    disk->chance.state = disk_chance_next(&source);
    pthread_mutex_init(&disk->mutex, NULL);
    disk_vfs_prepare(disk);
    if (sqlite3_vfs_register(&disk->vfs, 0) != SQLITE_OK) {
        disk_destroy(disk);
        return NULL;
    }
    return disk;
}

void simulated_disk_free(struct simulated_disk *disk) {
    sqlite3_vfs_unregister(&disk->vfs);
    disk_lock(disk);
    disk_handles_kill(disk);
    disk->is_off = true;
    disk->is_freed = true;
    bool is_last = disk->handles == NULL;
    disk_unlock(disk);
    if (is_last) {
        disk_destroy(disk);
    }
}

void disk_destroy(struct simulated_disk *disk) {
    for (struct disk_file *file = disk->files; file != NULL; file = file->next) {
        file->uses = 0;
    }
    disk_files_sweep(&disk->files);
    disk_names_free(&disk->names);
    pthread_mutex_destroy(&disk->mutex);
    free(disk);
}

const char *simulated_disk_name(const struct simulated_disk *disk) {
    return disk->name;
}

void simulated_disk_crash(struct simulated_disk *disk, uint64_t seed) {
    struct disk_chance chance = {seed};
    disk_lock(disk);
    disk_handles_kill(disk);
    for (struct disk_file *file = disk->files; file != NULL; file = file->next) {
        disk_file_crash(file, &chance);
    }
    disk_names_crash(&disk->names, &chance);
    disk_files_sweep(&disk->files);
    disk->is_off = false;
    disk_unlock(disk);
}

void simulated_disk_kill(struct simulated_disk *disk) {
    disk_lock(disk);
    disk_handles_kill(disk);
    disk_unlock(disk);
}

uint64_t simulated_disk_next_seed(struct simulated_disk *disk) {
    disk_lock(disk);
    uint64_t seed = disk_chance_next(&disk->chance);
    disk_unlock(disk);
    return seed;
}

bool simulated_disk_is_off(struct simulated_disk *disk) {
    disk_lock(disk);
    bool is_off = disk->is_off;
    disk_unlock(disk);
    return is_off;
}

void simulated_disk_set_capacity(struct simulated_disk *disk, int64_t bytes) {
    disk_lock(disk);
    disk->capacity = bytes;
    disk_unlock(disk);
}

int64_t simulated_disk_used(struct simulated_disk *disk) {
    disk_lock(disk);
    int64_t used = disk_used(disk);
    disk_unlock(disk);
    return used;
}

struct simulated_disk_counters simulated_disk_count(struct simulated_disk *disk) {
    disk_lock(disk);
    struct simulated_disk_counters counters = disk->counters;
    disk_unlock(disk);
    return counters;
}

void simulated_disk_set_time(struct simulated_disk *disk, int64_t milliseconds) {
    disk_lock(disk);
    disk->time = milliseconds;
    disk_unlock(disk);
}

void simulated_disk_seed_sqlite(uint32_t seed) {
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)seed, NULL);
}
