import Foundation
import Glibc
import Synchronization
import TestSupport

/// A pseudo-terminal whose far end answers each request with the next bytes of a script.
final class ScriptedLine: Sendable {
    /// The path of the serial device.
    let device: String
    private let terminal: CInt
    private let held: CInt
    private let heard = Mutex<[UInt8]>([])

    /// The bytes that came so far.
    var bytes: [UInt8] { heard.withLock { $0 } }

    /// Opens the pair and plays the script: after so many bytes, these are sent.
    init(_ script: [(after: Int, bytes: [UInt8])]) throws {
        terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var unlocked: CInt = 0
        var number: CInt = -1
        // TIOCSPTLCK and TIOCGPTN, macros that Swift does not import.
        guard ioctl(terminal, 0x4004_5431, &unlocked) == 0,
            ioctl(terminal, 0x8004_5430, &number) == 0
        else { throw PeerError() }
        device = "/dev/pts/\(number)"
        held = open(device, O_RDWR | O_NOCTTY)
        Thread.detachNewThread { [self] in play(script) }
    }

    private func play(_ script: [(after: Int, bytes: [UInt8])]) {
        for step in script {
            var count = 0
            while count < step.after {
                var chunk = [UInt8](repeating: 0, count: step.after - count)
                let read = read(terminal, &chunk, chunk.count)
                guard read > 0 else { return }
                count += read
                heard.withLock { $0 += chunk.prefix(read) }
            }
            _ = write(terminal, step.bytes, step.bytes.count)
        }
    }

    deinit {
        close(held)
        close(terminal)
    }
}

/// A serial frame: bytes and their checksum.
func serialFrame(_ bytes: [UInt8]) -> [UInt8] { ReferenceChecksum.withCRC(bytes) }
