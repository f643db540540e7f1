#define _GNU_SOURCE

#include "CSerialDevice.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct serial_device {
    int descriptor;
    struct termios2 before;
    /// RS485 mode was changed, from `rs485_before`.
    bool rs485_changed;
    struct serial_rs485 rs485_before;
};

// Whether the device is the slave of a pseudo-terminal (devices.txt: majors 136 to 143).
static bool is_pseudo_terminal(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return false;
    }
    unsigned number = major(status.st_rdev);
    return number >= 136 && number <= 143;
}

// Keeps others out: those who lock by flock, and those who only open. A super-user's opening does
// not fail on TIOCEXCL, so we ask for the mark as well.
//
// A pseudo-terminal would keep the mark when we are killed, and nobody could open it any more.
static int lock(int descriptor) {
    int exclusive = 0;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? EBUSY : errno;
    }
    if (ioctl(descriptor, TIOCGEXCL, &exclusive) == 0 && exclusive != 0) {
        return EBUSY;
    }
    if (is_pseudo_terminal(descriptor)) {
        return 0;
    }
    return ioctl(descriptor, TIOCEXCL) == 0 ? 0 : errno;
}

int serial_device_open(const char *path, struct serial_device **device) {
    struct serial_device *opened = calloc(1, sizeof *opened);
    *device = NULL;
    if (opened == NULL) {
        return ENOMEM;
    }
    int error = 0;
    opened->descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (opened->descriptor < 0) {
        error = errno;
    } else if (ioctl(opened->descriptor, TCGETS2, &opened->before) != 0) {
        error = errno;
    } else {
        error = lock(opened->descriptor);
    }
    if (error != 0) {
        if (opened->descriptor >= 0) {
            close(opened->descriptor);
        }
        free(opened);
        return error;
    }
    *device = opened;
    return 0;
}

static struct termios2 raw_line(const struct serial_device_format *format) {
    struct termios2 line;
    memset(&line, 0, sizeof line);
    line.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;
    line.c_iflag = IGNBRK;
    if (format->parity != SERIAL_DEVICE_PARITY_NONE) {
        line.c_cflag |= PARENB;
        // A character with the wrong parity is received as 0, which no checksum survives.
        line.c_iflag |= INPCK;
    }
    if (format->parity == SERIAL_DEVICE_PARITY_ODD) {
        line.c_cflag |= PARODD;
    }
    if (format->two_stop_bits) {
        line.c_cflag |= CSTOPB;
    }
    line.c_ispeed = line.c_ospeed = format->baud;
    line.c_cc[VMIN] = 1;
    return line;
}

static enum serial_device_parity parity_of(tcflag_t flags) {
    if ((flags & PARENB) == 0) {
        return SERIAL_DEVICE_PARITY_NONE;
    }
    return (flags & PARODD) == 0 ? SERIAL_DEVICE_PARITY_EVEN : SERIAL_DEVICE_PARITY_ODD;
}

int serial_device_set(struct serial_device *device, const struct serial_device_format *wanted,
                      struct serial_device_format *got) {
    struct termios2 line = raw_line(wanted);
    if (ioctl(device->descriptor, TCFLSH, TCOFLUSH) != 0 ||
        ioctl(device->descriptor, TCSETS2, &line) != 0 ||
        ioctl(device->descriptor, TCGETS2, &line) != 0 ||
        ioctl(device->descriptor, TCFLSH, TCIFLUSH) != 0) {
        return errno;
    }
    got->baud = line.c_ospeed;
    got->parity = parity_of(line.c_cflag);
    got->two_stop_bits = (line.c_cflag & CSTOPB) != 0;
    return 0;
}

int serial_device_set_rs485(struct serial_device *device,
                            const struct serial_device_rs485 *settings) {
    struct serial_rs485 mode;
    if (ioctl(device->descriptor, TIOCGRS485, &device->rs485_before) != 0) {
        return errno;
    }
    memset(&mode, 0, sizeof mode);
    mode.flags = SER_RS485_ENABLED |
                 (settings->rts_on_send ? SER_RS485_RTS_ON_SEND : SER_RS485_RTS_AFTER_SEND);
    mode.delay_rts_before_send = settings->delay_before;
    mode.delay_rts_after_send = settings->delay_after;
    if (ioctl(device->descriptor, TIOCSRS485, &mode) != 0) {
        return errno;
    }
    device->rs485_changed = true;
    return 0;
}

int serial_device_duplicate(const struct serial_device *device, int *descriptor) {
    *descriptor = fcntl(device->descriptor, F_DUPFD_CLOEXEC, 0);
    return *descriptor >= 0 ? 0 : errno;
}

void serial_device_close(struct serial_device *device) {
    // All of this fails on a device that was pulled; there is nothing to restore then.
    (void)ioctl(device->descriptor, TCFLSH, TCOFLUSH);
    if (device->rs485_changed) {
        (void)ioctl(device->descriptor, TIOCSRS485, &device->rs485_before);
    }
    (void)ioctl(device->descriptor, TCSETS2, &device->before);
    if (!is_pseudo_terminal(device->descriptor)) {
        (void)ioctl(device->descriptor, TIOCNXCL);
    }
    close(device->descriptor);
    free(device);
}
