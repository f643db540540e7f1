// SQLite's five lock states between the handles of one file (https://sqlite.org/lockingv3.html).

#include "parts.h"

// The highest lock that the file's other handles have.
static int highest_of_others(const struct disk_handle *handle) {
    int highest = SQLITE_LOCK_NONE;
    const struct disk_handle *other = handle->disk->handles;
    for (; other != NULL; other = other->next) {
        bool is_other = other != handle && other->file == handle->file;
        if (is_other && other->lock > highest) {
            highest = other->lock;
        }
    }
    return highest;
}

// SQLite asks for SHARED, RESERVED and EXCLUSIVE; PENDING is the way to EXCLUSIVE and lets no new
// reader in while the last ones leave.
int disk_handle_raise_lock(struct disk_handle *handle, int lock) {
    if (handle->lock >= lock) {
        return SQLITE_OK;
    }
    int others = highest_of_others(handle);
    int tolerated = lock == SQLITE_LOCK_SHARED ? SQLITE_LOCK_RESERVED : SQLITE_LOCK_SHARED;
    if (others > tolerated) {
        return SQLITE_BUSY;
    }
    if (lock == SQLITE_LOCK_EXCLUSIVE && others >= SQLITE_LOCK_SHARED) {
        handle->lock = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
    }
    handle->lock = lock;
    return SQLITE_OK;
}

bool disk_handle_is_reserved(const struct disk_handle *handle) {
    return handle->lock >= SQLITE_LOCK_RESERVED
        || highest_of_others(handle) >= SQLITE_LOCK_RESERVED;
}
