// The methods of the VFS: names, time and chance.

#include "parts.h"

#include <string.h>

/// 1970-01-01 00:00 UTC as a Julian day, in milliseconds.
static const int64_t unix_epoch = INT64_C(210866760000000);

static struct simulated_disk *disk_of(sqlite3_vfs *vfs) {
    return vfs->pAppData;
}

// The name of a temporary file does not matter: it is gone with its handle.
static bool is_anonymous(const char *path, int flags) {
    return path == NULL || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
}

// Creates a file under a name. The power may fail meanwhile: then it may be there after the crash.
static int create_file(struct simulated_disk *disk, const char *path, struct disk_file **file) {
    disk->counters.creations += 1;
    bool loses_power = disk_power_fails(disk);
    *file = disk_file_create(&disk->files);
    if (*file == NULL || !disk_names_set(&disk->names, path, *file)) {
        disk_files_sweep(&disk->files);
        return SQLITE_IOERR_NOMEM;
    }
    return loses_power ? SQLITE_IOERR : SQLITE_OK;
}

// The file to open; `*is_new` if it had to be created.
static int find_file(struct simulated_disk *disk, const char *path, int flags,
                     struct disk_file **file, bool *is_new) {
    *is_new = false;
    if (is_anonymous(path, flags)) {
        *file = disk_file_create(&disk->files);
        return *file != NULL ? SQLITE_OK : SQLITE_IOERR_NOMEM;
    }
    *file = disk_names_find(disk->names, path, false);
    bool may_exist = (flags & SQLITE_OPEN_EXCLUSIVE) == 0;
    bool may_create = (flags & SQLITE_OPEN_CREATE) != 0;
    if (*file != NULL) {
        return may_exist ? SQLITE_OK : SQLITE_CANTOPEN;
    }
    if (!may_create || strlen(path) >= DISK_PATH_SIZE) {
        return SQLITE_CANTOPEN;
    }
    *is_new = true;
    return create_file(disk, path, file);
}

static int open_file(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *base, int flags,
                     int *out_flags) {
    const int journals =
        SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    struct simulated_disk *disk = disk_of(vfs);
    struct disk_handle *handle = (struct disk_handle *)base;
    struct disk_file *file = NULL;
    bool is_new = false;
    memset(handle, 0, sizeof *handle);
    disk_lock(disk);
    int code = disk->is_off ? SQLITE_IOERR : find_file(disk, path, flags, &file, &is_new);
    if (code == SQLITE_OK) {
        disk_handle_open(handle, disk, file);
        handle->syncs_directory = is_new && (flags & journals) != 0;
    }
    disk_unlock(disk);
    if (code == SQLITE_OK && out_flags != NULL) {
        *out_flags = flags;
    }
    return code;
}

// Handles on the file keep it, nameless.
static int delete_file(sqlite3_vfs *vfs, const char *path, int sync_directory) {
    struct simulated_disk *disk = disk_of(vfs);
    disk_lock(disk);
    int code = SQLITE_OK;
    if (disk->is_off) {
        code = SQLITE_IOERR;
    } else if (disk_names_find(disk->names, path, false) == NULL) {
        code = SQLITE_IOERR_DELETE_NOENT;
    } else {
        disk->counters.deletions += 1;
        bool loses_power = disk_power_fails(disk);
        if (!disk_names_set(&disk->names, path, NULL)) {
            code = SQLITE_IOERR_NOMEM;
        } else if (loses_power) {
            code = SQLITE_IOERR;
        } else if (sync_directory != 0) {
            disk_names_sync(&disk->names, NULL);
            disk_files_sweep(&disk->files);
        }
    }
    disk_unlock(disk);
    return code;
}

// An empty file does not exist for SQLite, as in its VFS for Unix: a journal of no bytes is none.
static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    struct simulated_disk *disk = disk_of(vfs);
    disk_lock(disk);
    const struct disk_file *file = disk_names_find(disk->names, path, false);
    *result = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->seen.count > 0);
    int code = disk->is_off ? SQLITE_IOERR : SQLITE_OK;
    disk_unlock(disk);
    return code;
}

static int full_path(sqlite3_vfs *vfs, const char *path, int capacity, char *result) {
    (void)vfs;
    const char *slash = path[0] == '/' ? "" : "/";
    if ((int)(strlen(slash) + strlen(path)) >= capacity) {
        return SQLITE_CANTOPEN;
    }
    sqlite3_snprintf(capacity, result, "%s%s", slash, path);
    return SQLITE_OK;
}

// No extension can be loaded from this disk.
static void *open_library(sqlite3_vfs *vfs, const char *path) {
    (void)vfs;
    (void)path;
    return NULL;
}

static void explain_library(sqlite3_vfs *vfs, int capacity, char *message) {
    (void)vfs;
    sqlite3_snprintf(capacity, message, "a simulated disk has no libraries");
}

static void (*find_symbol(sqlite3_vfs *vfs, void *library, const char *symbol))(void) {
    (void)vfs;
    (void)library;
    (void)symbol;
    return NULL;
}

static void close_library(sqlite3_vfs *vfs, void *library) {
    (void)vfs;
    (void)library;
}

static int fill_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
    struct simulated_disk *disk = disk_of(vfs);
    disk_lock(disk);
    for (int index = 0; index < count; index += 1) {
        bytes[index] = (char)(disk_chance_next(&disk->randomness) >> 56);
    }
    disk_unlock(disk);
    return count;
}

// Nobody waits in a simulation.
static int sleep_not(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return microseconds;
}

static int current_time_in_milliseconds(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
    struct simulated_disk *disk = disk_of(vfs);
    disk_lock(disk);
    *milliseconds = unix_epoch + disk->time;
    disk_unlock(disk);
    return SQLITE_OK;
}

static int current_time(sqlite3_vfs *vfs, double *days) {
    sqlite3_int64 milliseconds = 0;
    current_time_in_milliseconds(vfs, &milliseconds);
    *days = (double)milliseconds / 86400000.0;
    return SQLITE_OK;
}

static int last_error(sqlite3_vfs *vfs, int capacity, char *message) {
    (void)vfs;
    (void)capacity;
    (void)message;
    return 0;
}

void disk_vfs_prepare(struct simulated_disk *disk) {
    disk->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct disk_handle),
        .mxPathname = DISK_PATH_SIZE,
        .zName = disk->name,
        .pAppData = disk,
        .xOpen = open_file,
        .xDelete = delete_file,
        .xAccess = access_file,
        .xFullPathname = full_path,
        .xDlOpen = open_library,
        .xDlError = explain_library,
        .xDlSym = find_symbol,
        .xDlClose = close_library,
        .xRandomness = fill_randomness,
        .xSleep = sleep_not,
        .xCurrentTime = current_time,
        .xGetLastError = last_error,
        .xCurrentTimeInt64 = current_time_in_milliseconds,
    };
}
