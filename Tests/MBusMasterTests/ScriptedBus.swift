import Foundation
import Glibc
import MBusMaster
import Synchronization
import TestSupport

/// A level converter on TCP behind which a bus answers each frame with the next line of a script.
final class ScriptedBus: Sendable {
    /// Where it listens on 127.0.0.1.
    var port: Int { listener.port }
    private let listener: LoopbackListener
    private let heard = Mutex<[String]>([])

    /// The frames so far as hexadecimal digits.
    var frames: [String] { heard.withLock { $0 } }

    /// Starts to listen; an empty answer is silence.
    init(_ answers: [String]) throws {
        listener = try LoopbackListener()
        Thread.detachNewThread { [self] in play(answers) }
    }

    /// A master on the bus that waits no longer than the window.
    func master() throws -> MBusMaster {
        try MBusMaster(tcp: "127.0.0.1", port: port, baudRate: 9600, patience: 150)
    }

    private func play(_ answers: [String]) {
        let client = listener.acceptOne()
        guard client >= 0 else { return }
        defer { close(client) }
        for answer in answers {
            guard let frame = readFrame(client) else { return }
            heard.withLock { $0.append(frame.map { String(format: "%02X", $0) }.joined()) }
            let bytes = Self.bytes(answer)
            if !bytes.isEmpty { _ = send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL)) }
        }
        // Stays until the client has gone.
        _ = LoopbackListener.readExactly(1, client)
    }

    private func readFrame(_ client: CInt) -> [UInt8]? {
        guard let start = LoopbackListener.readExactly(1, client) else { return nil }
        if start == [0x10] { return LoopbackListener.readExactly(4, client).map { start + $0 } }
        guard let lengths = LoopbackListener.readExactly(3, client),
            let rest = LoopbackListener.readExactly(Int(lengths[0]) + 2, client)
        else { return nil }
        return start + lengths + rest
    }

    private static func bytes(_ text: String) -> [UInt8] {
        let digits = Array(text.filter { !$0.isWhitespace })
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
    }
}

/// An answer to REQ_UD2 of the meter at address 5: its identification number, energy 0.01 kWh
/// `123456` and, where more follows, DIF 1F.
func telegram(_ identification: String, more: Bool = false) -> String {
    let digits = Array(identification)
    let packed = stride(from: 6, through: 0, by: -2).map { String(digits[$0...$0 + 1]) }
    let body =
        "08 05 72 " + packed.joined(separator: " ") + " 43 04 07 02 01 00 00 00 0C 04 56 34 12 00"
        + (more ? " 1F" : "")
    let bytes = body.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    let sum = bytes.reduce(0) { $0 &+ $1 }
    let length = String(format: "%02X", bytes.count)
    return "68 \(length) \(length) 68 \(body) \(String(format: "%02X", sum)) 16"
}
