// The content of a file: seen, durable, and the changes between the two.

#include "parts.h"

#include <stdlib.h>
#include <string.h>

struct disk_file *disk_file_create(struct disk_file **list) {
    struct disk_file *file = calloc(1, sizeof *file);
    if (file != NULL) {
        file->next = *list;
        *list = file;
    }
    return file;
}

static void forget_changes(struct disk_file *file) {
    while (file->first != NULL) {
        struct disk_change *change = file->first;
        file->first = change->next;
        free(change);
    }
    file->last = NULL;
}

void disk_files_sweep(struct disk_file **list) {
    while (*list != NULL) {
        struct disk_file *file = *list;
        if (file->uses > 0) {
            list = &file->next;
            continue;
        }
        *list = file->next;
        forget_changes(file);
        disk_bytes_free(&file->seen);
        disk_bytes_free(&file->durable);
        free(file);
    }
}

// Adds a change to the end of the list; false if there is no memory.
static bool note(struct disk_file *file, bool truncates, int64_t offset, const uint8_t *bytes,
                 int64_t count) {
    struct disk_change *change = malloc(sizeof *change + (size_t)count);
    if (change == NULL) {
        return false;
    }
    change->next = NULL;
    change->offset = offset;
    change->count = count;
    change->truncates = truncates;
    if (count > 0) {
        memcpy(change->bytes, bytes, (size_t)count);
    }
    if (file->last == NULL) {
        file->first = change;
    } else {
        file->last->next = change;
    }
    file->last = change;
    return true;
}

bool disk_file_write(struct disk_file *file, int64_t offset, const uint8_t *bytes, int64_t count) {
    if (count == 0) {
        return true;
    }
    return disk_bytes_put(&file->seen, offset, bytes, count)
        && note(file, false, offset, bytes, count);
}

bool disk_file_truncate(struct disk_file *file, int64_t size) {
    if (size == file->seen.count) {
        return true;
    }
    return disk_bytes_resize(&file->seen, size) && note(file, true, size, NULL, 0);
}

static bool apply(struct disk_bytes *bytes, const struct disk_change *change) {
    return change->truncates
        ? disk_bytes_resize(bytes, change->offset)
        : disk_bytes_put(bytes, change->offset, change->bytes, change->count);
}

// The changes are carried out on the durable image, not the seen image copied to it: after a sync
// that lost its bytes, the two differ for good.
bool disk_file_sync(struct disk_file *file) {
    for (const struct disk_change *change = file->first; change != NULL; change = change->next) {
        if (!apply(&file->durable, change)) {
            return false;
        }
    }
    forget_changes(file);
    return true;
}

// Truncations stay: they are metadata, which a file system keeps in its journal until they are
// carried out. Bytes are forgotten one by one, where Linux writes the whole page of 4096 bytes
// again when another byte of it changes: the harder disk of the two.
void disk_file_forget_writes(struct disk_file *file) {
    struct disk_change **place = &file->first;
    file->last = NULL;
    while (*place != NULL) {
        struct disk_change *change = *place;
        if (change->truncates) {
            file->last = change;
            place = &change->next;
        } else {
            *place = change->next;
            free(change);
        }
    }
}

// Whether one thing of a file survives, at odds in 256ths.
static bool survives(struct disk_chance *chance, uint64_t odds) {
    return disk_chance_below(chance, 256) < odds;
}

// Lets each sector that a write touches survive for itself. Only bytes of the write change, which
// is what SQLITE_IOCAP_POWERSAFE_OVERWRITE promises.
static void tear(struct disk_file *file, const struct disk_change *change,
                 struct disk_chance *chance, uint64_t odds) {
    int64_t done = 0;
    while (done < change->count) {
        int64_t offset = change->offset + done;
        int64_t piece = DISK_SECTOR - offset % DISK_SECTOR;
        if (piece > change->count - done) {
            piece = change->count - done;
        }
        // What there is no memory for has not survived.
        if (survives(chance, odds)) {
            (void)disk_bytes_put(&file->durable, offset, change->bytes + done, piece);
        }
        done += piece;
    }
}

// The odds are drawn anew for each file, with none and all among them: so the crashes are also
// found in which one file arrived and another did not.
void disk_file_crash(struct disk_file *file, struct disk_chance *chance) {
    static const uint64_t choices[] = {0, 16, 128, 240, 256};
    uint64_t odds = choices[disk_chance_below(chance, sizeof choices / sizeof choices[0])];
    for (const struct disk_change *change = file->first; change != NULL; change = change->next) {
        if (!change->truncates) {
            tear(file, change, chance, odds);
        } else if (survives(chance, odds)) {
            (void)disk_bytes_resize(&file->durable, change->offset);
        }
    }
    forget_changes(file);
    (void)disk_bytes_assign(&file->seen, &file->durable);
}

bool disk_file_replace(struct disk_file *file, const uint8_t *bytes, int64_t count) {
    forget_changes(file);
    return disk_bytes_resize(&file->seen, count) && disk_bytes_put(&file->seen, 0, bytes, count)
        && disk_bytes_assign(&file->durable, &file->seen);
}
