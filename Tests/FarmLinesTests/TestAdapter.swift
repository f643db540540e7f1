import Glibc

/// A pseudo-terminal whose slave plays a serial device: a link to it is the device's name, and
/// closing the master is pulling the adapter.
final class TestAdapter: TestDescriptor {
    /// What `TCGETS2` reads: four flag words, a line discipline with control bytes, two speeds.
    struct Settings: Equatable {
        var words: [UInt32]

        var baud: UInt32 { words[10] }
        var twoStopBits: Bool { words[2] & UInt32(CSTOPB) != 0 }
        var oddParity: Bool { words[2] & UInt32(PARODD) != 0 }
        var checksParity: Bool { words[0] & UInt32(INPCK) != 0 }
        var controlsFlow: Bool {
            words[2] & 0o20_000_000_000 != 0 || words[0] & UInt32(IXON | IXOFF) != 0
        }
        /// No line discipline changes, echoes or interprets a byte.
        var isRaw: Bool {
            let input = UInt32(ISTRIP | INLCR | IGNCR | ICRNL | BRKINT | PARMRK)
            return words[0] & input == 0 && words[1] & UInt32(OPOST) == 0
                && words[3] & UInt32(ICANON | ECHO | ISIG | IEXTEN) == 0
        }
    }

    /// The device's own path: `/dev/pts/7`.
    let device: String
    private let link: String

    /// Plugs an adapter in: the link leads to it.
    init(at link: String) throws {
        self.link = link
        let master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        var unlocked: CInt = 0
        var number: CInt = -1
        guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0,
            ioctl(master, 0x8004_5430, &number) == 0
        else { throw ClientFailure("/dev/ptmx") }
        device = "/dev/pts/\(number)"
        super.init(master)
        guard symlink(device, link) == 0 else { throw ClientFailure("symlink") }
    }

    /// Pulls it: the device is gone, and so is its name.
    func pull() {
        unlink(link)
        close()
    }

    /// How the device is set, seen from the other end.
    func settings() throws -> Settings {
        var words = [UInt32](repeating: 0, count: 11)
        guard ioctl(descriptor, 0x802C_542A, &words) == 0 else { throw ClientFailure("TCGETS2") }
        return Settings(words: words)
    }
}
