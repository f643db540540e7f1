// The directory.
//
// All files are in one directory, whatever slashes their paths have: a directory sync makes every
// name durable. Until then each name for itself may come back as anything that it stood for since
// the sync before; a journaling file system keeps more order than that.

#include "parts.h"

#include <stdlib.h>
#include <string.h>

static struct disk_name *find(struct disk_name *names, const char *path) {
    while (names != NULL && strcmp(names->path, path) != 0) {
        names = names->next;
    }
    return names;
}

struct disk_file *disk_names_find(struct disk_name *names, const char *path, bool durable) {
    const struct disk_name *name = find(names, path);
    if (name == NULL) {
        return NULL;
    }
    return name->states[durable ? 0 : name->count - 1];
}

// A name that stands for nothing yet, at the end of the list.
static struct disk_name *add(struct disk_name **names, const char *path) {
    if (strlen(path) >= DISK_PATH_SIZE) {
        return NULL;
    }
    struct disk_name *name = calloc(1, sizeof *name);
    struct disk_file **states = calloc(4, sizeof *states);
    if (name == NULL || states == NULL) {
        free(name);
        free(states);
        return NULL;
    }
    strcpy(name->path, path);
    name->states = states;
    name->count = 1;
    name->capacity = 4;
    while (*names != NULL) {
        names = &(*names)->next;
    }
    *names = name;
    return name;
}

static bool reserve_state(struct disk_name *name) {
    if (name->count < name->capacity) {
        return true;
    }
    struct disk_file **states = realloc(name->states, 2 * name->capacity * sizeof *states);
    if (states == NULL) {
        return false;
    }
    name->states = states;
    name->capacity *= 2;
    return true;
}

bool disk_names_set(struct disk_name **names, const char *path, struct disk_file *file) {
    struct disk_name *name = find(*names, path);
    if (name == NULL) {
        name = add(names, path);
    }
    if (name == NULL || !reserve_state(name)) {
        return false;
    }
    name->states[name->count] = file;
    name->count += 1;
    if (file != NULL) {
        file->uses += 1;
    }
    return true;
}

// Leaves one of the states; files of the others lose a user.
static void settle(struct disk_name *name, size_t chosen) {
    struct disk_file *file = name->states[chosen];
    for (size_t index = 0; index < name->count; index += 1) {
        if (index != chosen && name->states[index] != NULL) {
            name->states[index]->uses -= 1;
        }
    }
    name->states[0] = file;
    name->count = 1;
}

static void release(struct disk_name *name) {
    free(name->states);
    free(name);
}

// Takes names out that stand for nothing and have not stood for anything.
static void sweep(struct disk_name **names) {
    while (*names != NULL) {
        struct disk_name *name = *names;
        if (name->count > 1 || name->states[0] != NULL) {
            names = &name->next;
            continue;
        }
        *names = name->next;
        release(name);
    }
}

void disk_names_sync(struct disk_name **names, const char *path) {
    for (struct disk_name *name = *names; name != NULL; name = name->next) {
        if (path == NULL || strcmp(name->path, path) == 0) {
            settle(name, name->count - 1);
        }
    }
    sweep(names);
}

void disk_names_crash(struct disk_name **names, struct disk_chance *chance) {
    for (struct disk_name *name = *names; name != NULL; name = name->next) {
        settle(name, (size_t)disk_chance_below(chance, name->count));
    }
    sweep(names);
}

void disk_names_free(struct disk_name **names) {
    while (*names != NULL) {
        struct disk_name *name = *names;
        *names = name->next;
        release(name);
    }
}
