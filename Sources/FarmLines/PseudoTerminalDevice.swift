internal import CPseudoTerminal
internal import FarmCore
internal import Glibc

/// The two ends of a pseudo-terminal, in raw mode and with nobody blocked by anybody.
///
/// Holding the slave's end open keeps a client's close from being a hang-up. The kernel's buffer
/// (about 14 kB) is all the memory that unread output can take: what does not fit is lost, as on
/// a real line that nobody hears.
final class PseudoTerminalDevice {
    /// The slave's path: `/dev/pts/7`.
    let path: String

    private let key: Int64
    private let master: CInt
    private var slave: CInt
    private var reader: CInt

    /// Opens a pair and parks it.
    ///
    /// - Parameters:
    ///   - link: what it is for, to be named in the error.
    ///   - key: the link's key, under which other processes see that it is served.
    init(for link: String, key: Int64) throws(LineError) {
        var master: CInt = -1
        var reader: CInt = -1
        var slave: CInt = -1
        var name = [CChar](repeating: 0, count: 128)
        let code = pseudo_terminal_open(key, &master, &reader, &slave, &name, name.count)
        guard code == 0 else {
            throw .noPseudoTerminal(link: link, reason: systemMessage(code))
        }
        self.key = key
        self.master = master
        self.reader = reader
        self.slave = slave
        self.path = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }

    deinit {
        if reader >= 0 { Glibc.close(reader) }
        if slave >= 0 { Glibc.close(slave) }
        Glibc.close(master)
    }

    /// A descriptor of the master that the caller closes.
    func takeReader() -> CInt {
        defer { reader = -1 }
        return reader
    }

    /// Writes as much as the kernel takes.
    ///
    /// - Returns: how many bytes it took.
    func write(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(
                    master,
                    bytes.baseAddress?.advanced(by: written),
                    bytes.count - written
                )
                guard count > 0 else {
                    if count < 0, errno == EINTR { continue }
                    break
                }
                written += count
            }
            return written
        }
    }

    /// Makes the line ready for the next client, whatever the last one set.
    func park() {
        _ = pseudo_terminal_park(master)
    }

    /// Makes the next setting of the line a change, once a client has set it.
    ///
    /// - Returns: whether a client had.
    func renewMark() -> Bool {
        var renewed = false
        return pseudo_terminal_renew_mark(master, &renewed) == 0 && renewed
    }

    /// Whether a client has the line open; costs some microseconds.
    ///
    /// A ``ClientWatch`` sees it, as a closing and an opening.
    ///
    /// - Returns: nil if the pair was lost over it and the line must be closed.
    func probe() -> Bool? {
        guard slave >= 0 else { return nil }
        var occupied = false
        guard pseudo_terminal_probe(key, master, &slave, path, &occupied) == 0 else { return nil }
        return occupied
    }

    /// Drops what was written and not read.
    func discardUnread() {
        _ = pseudo_terminal_discard_unread(slave)
    }

    /// How the client has set the line; nil if none has.
    var clientLine: ClientLine? {
        var settings = pseudo_terminal_settings()
        guard pseudo_terminal_read_settings(master, &settings) == 0 else { return nil }
        return ClientLine(settings)
    }
}
