/*
 * A disk that is slow, full or broken on command: comes between a program and libc (LD_PRELOAD)
 * where files of one folder are written.
 *
 * FAULTY_DISK_FOLDER   the folder (a real path).
 * FAULTY_DISK_ORDER    a file that says what happens, looked at before each call:
 *                        write N   writing fails with errno N
 *                        half N    half of what is to be written arrives, then errno N
 *                        sync N    syncing fails with errno N; what was written stays
 *                        hold      syncing waits until the order is another; the file ORDER.held
 *                                  is made when the first call waits
 * FAULTY_DISK_DEATH    the program is killed instead of its Nth call that changes the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_long calls;

/* Whether a path lies in the folder. */
static int isInside(const char *path) {
    const char *folder = getenv("FAULTY_DISK_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    return length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/';
}

/* Whether a descriptor is a file of the folder. */
static int isOurs(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return isInside(path);
}

/* Counts a call that changes the folder; the program may not survive it. */
static void count(void) {
    const char *death = getenv("FAULTY_DISK_DEATH");
    if (atomic_fetch_add(&calls, 1) + 1 == (death ? atol(death) : -1)) raise(SIGKILL);
}

/* Reads the order's verb; returns its number. */
static int readOrder(char verb[16]) {
    const char *path = getenv("FAULTY_DISK_ORDER");
    int number = 0, saved = errno;
    char text[64] = "";
    verb[0] = 0;
    int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        ssize_t length = syscall(SYS_read, file, text, sizeof text - 1);
        text[length > 0 ? length : 0] = 0;
        syscall(SYS_close, file);
        sscanf(text, "%15s %d", verb, &number);
    }
    errno = saved;
    return number;
}

static void tellHeld(void) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s.held", getenv("FAULTY_DISK_ORDER"));
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file >= 0) syscall(SYS_close, file);
}

static int syncFile(int descriptor, int (*real)(int)) {
    if (!isOurs(descriptor)) return real(descriptor);
    count();
    char verb[16];
    int number = readOrder(verb);
    while (strcmp(verb, "hold") == 0) {
        struct timespec pause = {0, 2000000};
        tellHeld();
        nanosleep(&pause, NULL);
        number = readOrder(verb);
    }
    if (strcmp(verb, "sync") == 0) {
        errno = number;
        return -1;
    }
    return real(descriptor);
}

/* What is left of a write, or -1 when it fails at once. */
static ssize_t allowed(int descriptor, size_t length) {
    if (!isOurs(descriptor)) return (ssize_t)length;
    count();
    char verb[16];
    int number = readOrder(verb);
    if (strcmp(verb, "half") == 0 && length > 1) return (ssize_t)(length / 2);
    if (strcmp(verb, "write") == 0 || strcmp(verb, "half") == 0) {
        errno = number;
        return -1;
    }
    return (ssize_t)length;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int descriptor) { return syncFile(descriptor, REAL(fsync)); }
int fdatasync(int descriptor) { return syncFile(descriptor, REAL(fdatasync)); }

ssize_t write(int descriptor, const void *bytes, size_t length) {
    ssize_t part = allowed(descriptor, length);
    return part < 0 ? -1 : REAL(write)(descriptor, bytes, (size_t)part);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t place) {
    ssize_t part = allowed(descriptor, length);
    return part < 0 ? -1 : REAL(pwrite)(descriptor, bytes, (size_t)part, place);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t place) {
    ssize_t part = allowed(descriptor, length);
    return part < 0 ? -1 : REAL(pwrite64)(descriptor, bytes, (size_t)part, place);
}

int ftruncate(int descriptor, off_t length) {
    if (isOurs(descriptor)) count();
    return REAL(ftruncate)(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    if (isOurs(descriptor)) count();
    return REAL(ftruncate64)(descriptor, length);
}

int unlink(const char *path) {
    if (isInside(path)) count();
    return REAL(unlink)(path);
}

int unlinkat(int folder, const char *path, int flags) {
    if (isInside(path)) count();
    return REAL(unlinkat)(folder, path, flags);
}
