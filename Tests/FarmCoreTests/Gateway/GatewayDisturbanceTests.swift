import FarmCore
import Testing

@Suite("A gateway on a disturbed line")
struct GatewayDisturbanceTests {
    private static let ms = HostStage.millisecond
    private static let right = Bytes.withCRC([5, 3, 2, 0, 1])

    private func exchange(
        _ replies: [FakeWire.Reply],
        plan: GatewayPlan = GatewayPlan()
    ) -> (line: SessionLine, bench: GatewayBench) {
        let bench = GatewayBench(plan)
        bench.wire.answers = { _ in replies }
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: 3 * HostStage.second)
        return (line, bench)
    }

    /// Responses that a gateway must not pass on.
    private static let broken: [(String, [UInt8])] = [
        ("one bit of the data is wrong", Array(right.dropLast(3)) + [0x03] + right.suffix(2)),
        ("one bit of the checksum is wrong", Array(right.dropLast()) + [right[6] ^ 0x80]),
        ("the checksum is swapped", Array(right.dropLast(2)) + [right[6], right[5]]),
        ("the last byte is missing", Array(right.dropLast())),
        ("the first byte is missing", Array(right.dropFirst())),
        ("bytes stand before it", [0x00, 0xFF] + right),
        ("two frames are mixed", [5, 3, 2, 0, 5, 3, 2, 0, 1, 1] + right.suffix(2)),
        ("it is noise", (0..<40).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }),
        ("it never ends", [UInt8](repeating: 0x55, count: 400)),
    ]

    @Test("What has no right checksum is a time-out", arguments: broken)
    func brokenChecksum(_ name: String, _ bytes: [UInt8]) {
        let (line, bench) = exchange([.init(after: 50 * Self.ms, bytes: bytes)])
        #expect(line.received == Bytes.tcp(1, 5, [0x83, 0x0B]), "\(name)")
        #expect(line.arrivals.map(\.at) == [bench.wire.sent[0].end + 1000 * Self.ms], "\(name)")
    }

    @Test(
        "Noise before the answer is forgotten after 3.5 characters of silence",
        arguments: [
            true, false,
        ]
    )
    func noiseBefore(_ isApart: Bool) {
        let noise: [UInt8] = [0xAA, 0x55, 0xAA]
        let length = 3 * GatewayBench.character
        let gap = GatewayBench.rest - (isApart ? 0 : 1000)
        let (line, _) = exchange([
            .init(after: 10 * Self.ms, bytes: noise),
            .init(after: 10 * Self.ms + length + gap, bytes: Self.right),
        ])
        let pdu = isApart ? GatewayBench.value(1) : [0x83, 0x0B]
        #expect(line.received == Bytes.tcp(1, 5, pdu))
    }

    @Test("Bytes behind a whole answer do not reach the next one")
    func bytesBehind() {
        let bench = GatewayBench()
        bench.wire.answers = { request in
            let response = Bytes.withCRC([5, 3, 2, request[2], request[3]])
            return [.init(after: Self.ms, bytes: response + [0xDE, 0xAD, 0xBE])]
        }
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        let expected =
            Bytes.tcp(1, 5, GatewayBench.value(1)) + Bytes.tcp(2, 5, GatewayBench.value(2))
        #expect(line.received == expected)
        let end = bench.wire.sent[0].end + Self.ms + 10 * GatewayBench.character
        #expect(bench.wire.sent[1].start == end + GatewayBench.rest)
    }

    @Test("A broken frame at the time-out is waited out, then refused")
    func brokenAtTheTimeout() {
        let (line, bench) = exchange([
            .init(after: 998 * Self.ms, bytes: Array(Self.right.dropLast()))
        ])
        #expect(line.received == Bytes.tcp(1, 5, [0x83, 0x0B]))
        let last = bench.wire.sent[0].end + 998 * Self.ms + 6 * GatewayBench.character
        // 18 characters that a receiver may hold back, and 3.5 of silence.
        let expected = last + 18 * GatewayBench.character + GatewayBench.rest
        #expect(line.arrivals.map(\.at) == [expected])
    }

    @Test("Noise that never ends ends the waiting one longest frame after the time-out")
    func endlessNoise() {
        let noise = [UInt8](repeating: 0x55, count: 20)
        let replies = (0..<400).map {
            // 20 bytes, then 5 characters of rest: each burst looks like a frame of its own.
            FakeWire.Reply(after: Int64($0) * 25 * GatewayBench.character, bytes: noise)
        }
        let (line, bench) = exchange(replies)
        #expect(line.received == Bytes.tcp(1, 5, [0x83, 0x0B]))
        let longest = 274 * GatewayBench.character + GatewayBench.rest
        let latest = bench.wire.sent[0].end + 1000 * Self.ms + longest
        #expect((line.arrivals.first?.at ?? .max) <= latest)
    }

    @Test("A function whose length nobody knows ends at the silence")
    func unknownFunction() {
        let bench = GatewayBench()
        let response = Bytes.withCRC([5, 0x45, 9, 8, 7, 6, 5])
        bench.wire.answers = { _ in [.init(after: Self.ms, bytes: response)] }
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, [0x45, 1, 2]))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, [0x45, 9, 8, 7, 6, 5]))
        let last = bench.wire.sent[0].end + Self.ms + 9 * GatewayBench.character
        let expected = last + 18 * GatewayBench.character + GatewayBench.rest
        #expect(line.arrivals.map(\.at) == [expected])
    }

    @Test(
        "Exceptions of a unit pass as they are, whatever their code",
        arguments: [
            UInt8(1), 2, 3, 4, 5, 6, 8, 10, 11, 0x77,
        ]
    )
    func exceptions(_ code: UInt8) {
        let (line, _) = exchange([.init(after: Self.ms, bytes: Bytes.withCRC([5, 0x83, code]))])
        #expect(line.received == Bytes.tcp(1, 5, [0x83, code]))
    }

    @Test(
        "In ASCII a wrong LRC is a time-out, and a late colon begins anew",
        arguments: [
            (":0503020001F6\r\n", false), (":0503020001F5\r\n", true),
            ("junk:0503:0503020001F5\r\n", true), (":0503020001F5\n", false),
            (":0603020001F4\r\n", false),
        ]
    )
    func ascii(_ text: String, _ isRight: Bool) {
        var plan = GatewayPlan()
        plan.framing = .ascii
        let replies = [FakeWire.Reply(after: Self.ms, bytes: Array(text.utf8))]
        let (line, _) = exchange(replies, plan: plan)
        let pdu = isRight ? GatewayBench.value(1) : [0x83, 0x0B]
        #expect(line.received == Bytes.tcp(1, 5, pdu))
    }
}
