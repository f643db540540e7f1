import FarmCore
import Synchronization

@testable import FarmLines

/// A session made of closures.
final class ScriptedSession: LineSession {
    var onBytes: ([UInt8], inout LineActions) -> Void
    var onTimeout: (inout LineActions) -> Void = { _ in }
    var onClosed: () -> Void = {}
    /// How the client has set its end, as the line knows it.
    private(set) var clientLine: () -> ClientLine? = { nil }

    init(onBytes: @escaping ([UInt8], inout LineActions) -> Void) {
        self.onBytes = onBytes
    }

    /// Sends back what it hears, and closes after a `q`.
    static func echo() -> ScriptedSession {
        ScriptedSession { bytes, actions in
            actions.output += bytes
            if bytes.contains(UInt8(ascii: "q")) { actions.ending = .closes }
        }
    }

    func receive(_ bytes: Span<UInt8>, at hostTime: Int64, into actions: inout LineActions) {
        onBytes(bytes.indices.map { bytes[$0] }, &actions)
    }

    func timeout(at hostTime: Int64, into actions: inout LineActions) {
        onTimeout(&actions)
    }

    func closed() {
        onClosed()
    }

    func attachClientLine(_ settings: @escaping () -> ClientLine?) {
        clientLine = settings
    }
}

/// Something that a loop tells a test.
final class Log<Entry: Sendable>: Sendable {
    private let stored = Mutex<[Entry]>([])

    var entries: [Entry] { stored.withLock { $0 } }

    func append(_ entry: Entry) {
        stored.withLock { $0.append(entry) }
    }

    func count(where matches: (Entry) -> Bool) -> Int {
        entries.count(where: matches)
    }
}

/// Waits until `condition` holds; false if it does not for half a minute.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<15_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}

/// Runs a test on a host of its own and stops it afterwards.
func withHost(threads: Int = 1, _ body: (LineHost) async throws -> Void) async throws {
    let host = LineHost(threads: threads)
    do {
        try await body(host)
    } catch {
        await host.shutdown()
        throw error
    }
    await host.shutdown()
}

/// `count` bytes of which each differs from its neighbours.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }
}
