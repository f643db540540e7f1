// Serial devices, for what the Glibc module of Swift does not show: any baud rate (termios2,
// which <termios.h> excludes) and RS485 mode.
//
// Every function that can fail returns 0 or an errno value; none of them prints, blocks or keeps
// state outside of its `struct serial_device`.

#ifndef C_SERIAL_DEVICE_H
#define C_SERIAL_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

/// An open serial device with what it was like before.
struct serial_device;

/// The parity bit of a character.
enum serial_device_parity {
    SERIAL_DEVICE_PARITY_NONE,
    SERIAL_DEVICE_PARITY_EVEN,
    SERIAL_DEVICE_PARITY_ODD,
};

/// Speed and character format; eight data bits always.
struct serial_device_format {
    /// Bits per second, any number that the driver can make.
    uint32_t baud;
    enum serial_device_parity parity;
    /// Two stop bits instead of one.
    bool two_stop_bits;
};

/// How a driver turns an RS485 transceiver round.
struct serial_device_rs485 {
    /// RTS is high while the device sends and low otherwise, instead of the other way round.
    bool rts_on_send;
    /// Milliseconds from RTS to the first bit.
    uint32_t delay_before;
    /// Milliseconds from the last bit to RTS.
    uint32_t delay_after;
};

/// Opens the device at `path` for ourselves alone, non-blocking and close-on-exec, and remembers
/// its settings.
///
/// EBUSY: somebody else has it (a lock of flock, or TIOCEXCL). ENOTTY: it is no serial device.
int serial_device_open(const char *path, struct serial_device **device);

/// Sets a raw line without flow control and drops what was received or waits to be sent; `got` is
/// what the driver made of it.
int serial_device_set(struct serial_device *device, const struct serial_device_format *wanted,
                      struct serial_device_format *got);

/// Switches RS485 mode on; fails where the driver has none.
int serial_device_set_rs485(struct serial_device *device,
                            const struct serial_device_rs485 *settings);

/// Another descriptor of the device, close-on-exec, for somebody who closes it.
int serial_device_duplicate(const struct serial_device *device, int *descriptor);

/// Drops what waits to be sent, so that nobody waits for it, restores the settings, lets others
/// open the device and closes it.
void serial_device_close(struct serial_device *device);

#endif
