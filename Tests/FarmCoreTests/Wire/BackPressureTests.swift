import FarmCore
import SimulatedTime
import Testing

@Suite("A serial client over a network that is faster than the line")
struct BackPressureTests {
    private static let ms = HostStage.millisecond

    private static func bench(_ line: String = #"{ "timing": "realistic", "baudRate": 9600 }"#)
        throws -> BusBench
    {
        try BusBench([BusBench.meter("a", 5)], line: line)
    }

    private static let read = Bytes.withCRC([5] + LegrandMeter.readIdentifier)
    private static let identifier = Bytes.withCRC([5] + LegrandMeter.identifier)

    @Test("It is not read from while it is half a second ahead of the line")
    func flood() throws {
        let bench = try Self.bench()
        let client = bench.rtu(isConnection: true)
        // At 9600 baud with eleven bits a character, half a second is 437 bytes.
        var sent = 0
        while !client.session.isWaiting, sent < 30_000 {
            client.send(Self.read)
            sent += Self.read.count
        }
        #expect((437...448).contains(sent))
        bench.stage.run(for: 100 * Self.ms)
        #expect(client.session.isWaiting)
        bench.stage.run(for: 400 * Self.ms)
        #expect(!client.session.isWaiting)
    }

    /// How long a line keeps a client that says no more, nanoseconds.
    private static func kept(_ client: SessionLine, _ bench: BusBench) -> Int64 {
        let begin = bench.stage.now
        while client.isKept, bench.stage.now - begin < 10 * HostStage.second {
            bench.stage.run(for: ms)
        }
        return bench.stage.now - begin
    }

    @Test("One that has said its last is kept until its answer is there, and not for much longer")
    func halfClosed() throws {
        for client in [0, 1] {
            let bench = try Self.bench()
            let (line, request, expected) =
                client == 0
                ? (bench.rtu(isConnection: true), Self.read, Self.identifier)
                : (
                    bench.ascii(), Bytes.ascii([5] + LegrandMeter.readIdentifier),
                    Bytes.ascii([5] + LegrandMeter.identifier)
                )
            line.send(request)
            let kept = Self.kept(line, bench)
            #expect(line.received == expected)
            #expect(kept < HostStage.second)
        }
    }

    @Test("It is kept while a fault delays its answer")
    func delayed() throws {
        let bench = try BusBench(
            [BusBench.meter("a", 5)],
            faults: #"[ { "name": "slow", "effect": { "delay": "4s" } } ]"#
        )
        let line = bench.rtu(isConnection: true)
        line.send(Self.read)
        let kept = Self.kept(line, bench)
        #expect(line.received == Self.identifier)
        #expect((4 * HostStage.second..<5 * HostStage.second).contains(kept))
    }

    @Test("It is not kept where no answer can come")
    func nobody() throws {
        let bench = try Self.bench()
        let line = bench.rtu(isConnection: true)
        line.send(Bytes.withCRC([9] + LegrandMeter.readIdentifier))
        #expect(Self.kept(line, bench) <= HostStage.second)
        #expect(line.received == [])
    }
}
