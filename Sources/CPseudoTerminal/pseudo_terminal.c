#define _GNU_SOURCE

#include "CPseudoTerminal.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <unistd.h>

// The byte of the slave's device that a farm locks: an open-file-description lock, which the
// flock and TIOCEXCL of serial clients do not meet.
static struct flock farm_lock(int64_t key) {
    struct flock lock;
    memset(&lock, 0, sizeof lock);
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = key;
    lock.l_len = 1;
    return lock;
}

// Opens the slave and locks it.
static int open_slave(int64_t key, const char *path, int *slave) {
    struct flock lock = farm_lock(key);
    *slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*slave < 0) {
        return errno;
    }
    return fcntl(*slave, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}

static void close_if_open(int descriptor) {
    if (descriptor >= 0) {
        close(descriptor);
    }
}

int pseudo_terminal_open(int64_t key, int *master, int *reader, int *slave, char *path,
                         size_t capacity) {
    int error = 0;
    *reader = *slave = -1;
    *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*master < 0) {
        return errno;
    }
    if (grantpt(*master) != 0 || unlockpt(*master) != 0) {
        error = errno;
    }
    if (error == 0) {
        error = ptsname_r(*master, path, capacity);
    }
    if (error == 0) {
        error = open_slave(key, path, slave);
    }
    if (error == 0 && (*reader = fcntl(*master, F_DUPFD_CLOEXEC, 0)) < 0) {
        error = errno;
    }
    if (error == 0) {
        error = pseudo_terminal_park(*master);
    }
    if (error != 0) {
        close_if_open(*reader);
        close_if_open(*slave);
        close_if_open(*master);
        *master = *reader = *slave = -1;
    }
    return error;
}

int pseudo_terminal_park(int master) {
    struct termios2 line;
    memset(&line, 0, sizeof line);
    line.c_cflag = B134 | CS8 | CREAD | CLOCAL;
    line.c_lflag = ECHONL;
    line.c_ispeed = line.c_ospeed = PSEUDO_TERMINAL_PARKED_BAUD;
    line.c_cc[VMIN] = 1;
    return ioctl(master, TCSETS2, &line) == 0 ? 0 : errno;
}

int pseudo_terminal_renew_mark(int master, bool *renewed) {
    struct termios2 line;
    *renewed = false;
    if (ioctl(master, TCGETS2, &line) != 0) {
        return errno;
    }
    if ((line.c_lflag & (ECHONL | ICANON)) != 0) {
        return 0;
    }
    line.c_lflag |= ECHONL;
    if (ioctl(master, TCSETS2, &line) != 0) {
        return errno;
    }
    *renewed = true;
    return 0;
}

int pseudo_terminal_read_settings(int master, struct pseudo_terminal_settings *settings) {
    struct termios2 line;
    if (ioctl(master, TCGETS2, &line) != 0) {
        return errno;
    }
    settings->baud = line.c_ospeed;
    settings->two_stop_bits = (line.c_cflag & CSTOPB) != 0;
    settings->odd_parity = (line.c_cflag & PARODD) != 0;
    settings->checks_parity = (line.c_iflag & INPCK) != 0;
    return 0;
}

int pseudo_terminal_discard_unread(int slave) {
    return ioctl(slave, TCFLSH, TCIFLUSH) == 0 ? 0 : errno;
}

int pseudo_terminal_probe(int64_t key, int master, int *slave, const char *path, bool *occupied) {
    struct pollfd hang_up = {.fd = master, .events = 0, .revents = 0};
    close(*slave);
    *slave = -1;
    int count = poll(&hang_up, 1, 0);
    int error = count < 0 ? errno : 0;
    *occupied = (hang_up.revents & POLLHUP) == 0;
    int opening = open_slave(key, path, slave);
    return opening != 0 ? opening : error;
}

int pseudo_terminal_is_served(int64_t key, const char *path, bool *served) {
    *served = false;
    int device = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (device < 0) {
        return errno;
    }
    struct flock lock = farm_lock(key);
    lock.l_type = F_RDLCK;
    int error = fcntl(device, F_OFD_GETLK, &lock) == 0 ? 0 : errno;
    close(device);
    *served = error == 0 && lock.l_type != F_UNLCK;
    return error;
}

int pseudo_terminal_watch_open(int *watcher, int *reader) {
    *reader = -1;
    *watcher = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (*watcher < 0) {
        return errno;
    }
    *reader = fcntl(*watcher, F_DUPFD_CLOEXEC, 0);
    if (*reader < 0) {
        int error = errno;
        close(*watcher);
        *watcher = -1;
        return error;
    }
    return 0;
}

int pseudo_terminal_watch_add(int watcher, const char *path, int *watch) {
    *watch = inotify_add_watch(watcher, path, IN_OPEN | IN_CLOSE);
    return *watch >= 0 ? 0 : errno;
}

int pseudo_terminal_watch_remove(int watcher, int watch) {
    return inotify_rm_watch(watcher, watch) == 0 ? 0 : errno;
}

int pseudo_terminal_watch_pending(int watcher, bool *pending) {
    int bytes = 0;
    if (ioctl(watcher, FIONREAD, &bytes) != 0) {
        return errno;
    }
    *pending = bytes > 0;
    return 0;
}

size_t pseudo_terminal_next_notice(const void *bytes, size_t count,
                                   struct pseudo_terminal_notice *notice) {
    struct inotify_event event;
    if (count < sizeof event) {
        return 0;
    }
    memcpy(&event, bytes, sizeof event);
    if (count - sizeof event < event.len) {
        return 0;
    }
    notice->watch = event.wd;
    notice->opened = (event.mask & IN_OPEN) != 0;
    notice->closed = (event.mask & IN_CLOSE) != 0;
    notice->overflow = (event.mask & IN_Q_OVERFLOW) != 0;
    return sizeof event + event.len;
}
