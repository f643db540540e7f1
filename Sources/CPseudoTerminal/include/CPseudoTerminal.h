// Pseudo-terminals, for what the Glibc module of Swift does not show.
//
// Every function that can fail returns 0 or an errno value; none of them prints, blocks or keeps
// state. All descriptors are opened close-on-exec.

#ifndef C_PSEUDO_TERMINAL_H
#define C_PSEUDO_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The speed of a parked line: one that no client asks for.
#define PSEUDO_TERMINAL_PARKED_BAUD 134

/// What the client of a pseudo-terminal has set, as far as Linux keeps it.
struct pseudo_terminal_settings {
    /// Baud rate, exact for odd rates also.
    uint32_t baud;
    /// Two stop bits instead of one.
    bool two_stop_bits;
    /// PARODD: odd parity.
    bool odd_parity;
    /// INPCK: received parity is checked; libmodbus sets it for even and odd, pyserial never.
    bool checks_parity;
};

/// One notice of a watch.
struct pseudo_terminal_notice {
    /// The watched device, as pseudo_terminal_watch_add returned it.
    int watch;
    /// A client has opened the device.
    bool opened;
    /// A client has closed the device.
    bool closed;
    /// Notices were lost; `watch` means nothing.
    bool overflow;
};

/// Opens a pair in raw mode: the non-blocking master, a second descriptor of the master for a
/// reader that closes its own, the slave held open (without it a client's close is a hang-up),
/// and the slave's path.
///
/// `key` (0 or more) says what the pair serves; the slave carries a lock of its byte `key`, which
/// pseudo_terminal_is_served looks for.
int pseudo_terminal_open(int64_t key, int *master, int *reader, int *slave, char *path,
                         size_t capacity);

/// Puts an idle line into raw mode at PSEUDO_TERMINAL_PARKED_BAUD and marks it, so that whatever
/// the next client sets is a change.
///
/// glibc's tcsetattr fails with EINVAL if nothing changed but the parity, which a pty refuses.
int pseudo_terminal_park(int master);

/// Renews the mark alone, once a client has set the line; `*renewed` is false if none has.
///
/// The mark is ECHONL, without effect outside the canonical mode and cleared by every client that
/// asks for a raw line.
int pseudo_terminal_renew_mark(int master, bool *renewed);

/// Reads the line's settings through the master.
int pseudo_terminal_read_settings(int master, struct pseudo_terminal_settings *settings);

/// Drops what was written to the master and no client has read.
int pseudo_terminal_discard_unread(int slave);

/// Tells whether anybody but us has the slave open, by closing `*slave` for a moment: if the
/// master then sees a hang-up, nobody has.
///
/// The close and the opening that follows show up in a watch, in this order. On an error `*slave`
/// may be -1: the pair is of no use any more.
int pseudo_terminal_probe(int64_t key, int master, int *slave, const char *path, bool *occupied);

/// Whether a pair opened with `key` by a living process is behind the slave's path `path`.
int pseudo_terminal_is_served(int64_t key, const char *path, bool *served);

/// Opens a non-blocking watch (inotify) and a second descriptor of it for a reader.
int pseudo_terminal_watch_open(int *watcher, int *reader);

/// Watches the slave at `path` for clients that open and close it.
int pseudo_terminal_watch_add(int watcher, const char *path, int *watch);

/// Stops watching.
int pseudo_terminal_watch_remove(int watcher, int watch);

/// Whether there are notices that the reader has not read.
int pseudo_terminal_watch_pending(int watcher, bool *pending);

/// Takes one notice from the front of `bytes`, as read from a watch; returns how many bytes it
/// took, 0 if there is no whole one.
size_t pseudo_terminal_next_notice(const void *bytes, size_t count,
                                   struct pseudo_terminal_notice *notice);

#endif
