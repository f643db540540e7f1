#include "parts.h"

#include <stdlib.h>
#include <string.h>

// Makes room for `count` bytes, at least doubling, so that appending stays cheap.
static bool reserve(struct disk_bytes *bytes, int64_t count) {
    if (count <= bytes->capacity) {
        return true;
    }
    int64_t capacity = bytes->capacity < INT64_MAX / 2 ? 2 * bytes->capacity : count;
    if (capacity < count) {
        capacity = count;
    }
    uint8_t *data = realloc(bytes->data, (size_t)capacity);
    if (data == NULL) {
        return false;
    }
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

bool disk_bytes_resize(struct disk_bytes *bytes, int64_t count) {
    if (!reserve(bytes, count)) {
        return false;
    }
    if (count > bytes->count) {
        memset(bytes->data + bytes->count, 0, (size_t)(count - bytes->count));
    }
    bytes->count = count;
    return true;
}

bool disk_bytes_put(struct disk_bytes *bytes, int64_t offset, const uint8_t *data, int64_t count) {
    if (count == 0) {
        return true;
    }
    if (offset + count > bytes->count && !disk_bytes_resize(bytes, offset + count)) {
        return false;
    }
    memcpy(bytes->data + offset, data, (size_t)count);
    return true;
}

bool disk_bytes_assign(struct disk_bytes *bytes, const struct disk_bytes *other) {
    return disk_bytes_resize(bytes, other->count)
        && disk_bytes_put(bytes, 0, other->data, other->count);
}

void disk_bytes_free(struct disk_bytes *bytes) {
    free(bytes->data);
    memset(bytes, 0, sizeof *bytes);
}
