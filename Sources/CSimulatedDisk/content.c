// Files put in and taken out past SQLite.

#include "parts.h"

#include <string.h>

int64_t simulated_disk_read(struct simulated_disk *disk, const char *path, bool durable,
                            uint8_t *buffer, int64_t capacity) {
    int64_t size = -1;
    disk_lock(disk);
    const struct disk_file *file = disk_names_find(disk->names, path, durable);
    if (file != NULL) {
        const struct disk_bytes *bytes = durable ? &file->durable : &file->seen;
        size = bytes->count;
        if (size > 0 && capacity > 0) {
            memcpy(buffer, bytes->data, (size_t)(size < capacity ? size : capacity));
        }
    }
    disk_unlock(disk);
    return size;
}

// The file that is there gets the bytes: handles on it see them.
bool simulated_disk_write(struct simulated_disk *disk, const char *path, const uint8_t *bytes,
                          int64_t count) {
    disk_lock(disk);
    struct disk_file *file = disk_names_find(disk->names, path, false);
    bool is_done = file != NULL;
    if (file == NULL) {
        file = disk_file_create(&disk->files);
        is_done = file != NULL && disk_names_set(&disk->names, path, file);
    }
    is_done = is_done && disk_file_replace(file, bytes, count);
    disk_names_sync(&disk->names, path);
    disk_files_sweep(&disk->files);
    disk_unlock(disk);
    return is_done;
}

bool simulated_disk_remove(struct simulated_disk *disk, const char *path) {
    disk_lock(disk);
    bool exists = disk_names_find(disk->names, path, false) != NULL;
    if (exists && disk_names_set(&disk->names, path, NULL)) {
        disk_names_sync(&disk->names, path);
        disk_files_sweep(&disk->files);
    }
    disk_unlock(disk);
    return exists;
}

bool simulated_disk_next_path(struct simulated_disk *disk, const char *after, char *buffer) {
    const char *least = NULL;
    disk_lock(disk);
    for (const struct disk_name *name = disk->names; name != NULL; name = name->next) {
        bool exists = name->states[name->count - 1] != NULL;
        bool follows = strcmp(name->path, after) > 0;
        if (exists && follows && (least == NULL || strcmp(name->path, least) < 0)) {
            least = name->path;
        }
    }
    if (least != NULL) {
        strcpy(buffer, least);
    }
    disk_unlock(disk);
    return least != NULL;
}
