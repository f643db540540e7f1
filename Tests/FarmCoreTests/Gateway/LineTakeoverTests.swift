import FarmCore
import SimulatedTime
import Testing

/// A plain Modbus TCP port answers straight from the meters until a scenario does something to the
/// line that decides what its clients get.
@Suite("A Modbus TCP connection whose bus gets a line")
struct LineTakeoverTests {
    private static let second = HostStage.second

    /// Ten seconds after the beginning the cable is 20 m long, which harms nothing.
    private static func bench(faults: String = "[]") throws -> BusBench {
        try BusBench(
            [BusBench.meter("a", 5), BusBench.meter("b", 6)],
            faults: faults,
            scenarios: """
                [ { "steps": [
                    { "at": "+10s", "bus": "b", "do": { "line": { "length": 20 } } } ] } ]
                """
        )
    }

    private static func read(_ transaction: UInt16, _ unit: UInt8 = 5) -> [UInt8] {
        Bytes.tcp(transaction, unit, LegrandMeter.readIdentifier)
    }

    private static func identifier(_ transaction: UInt16, _ unit: UInt8 = 5) -> [UInt8] {
        Bytes.tcp(transaction, unit, LegrandMeter.identifier)
    }

    @Test(
        "A request that has come in part is answered, and what comes behind it",
        arguments: 0...11
    )
    func half(_ cut: Int) throws {
        let bench = try Self.bench()
        let client = bench.tcp()
        let request = Self.read(1)
        bench.stage.run(until: 9 * Self.second)
        #expect(bench.ask(client, Array(request[..<cut])) == [])
        bench.stage.run(until: 11 * Self.second)
        #expect(bench.ask(client, Array(request[cut...])) == Self.identifier(1))
        #expect(bench.ask(client, Self.read(2, 6)) == Self.identifier(2, 6))
        #expect(bench.ask(client, Self.read(3, 9)) == Bytes.tcp(3, 9, [0x83, 0x0B]))
        #expect(client.ending == .stays)
    }

    @Test("An answer that a fault delays still comes, before those that are asked after it")
    func delayed() throws {
        let slow = """
            [ { "name": "slow", "effect": { "delay": "5s" }, "trigger": { "count": 1 } } ]
            """
        let bench = try Self.bench(faults: slow)
        let client = bench.tcp()
        bench.stage.run(until: 8 * Self.second)
        client.send(Self.read(1))
        bench.stage.run(until: 11 * Self.second)
        client.send(Self.read(2, 6))
        #expect(client.received == [])
        bench.stage.run(until: 14 * Self.second)
        #expect(client.take() == Self.identifier(1) + Self.identifier(2, 6))
        #expect(client.arrivals.isEmpty)
        #expect(bench.ask(client, Self.read(3)) == Self.identifier(3))
    }

    @Test("An answer that is held for a later request is not lost", arguments: ["late", "merge"])
    func held(_ effect: String) throws {
        let fault = #"[ { "name": "f", "effect": "\#(effect)", "trigger": { "count": 1 } } ]"#
        let bench = try Self.bench(faults: fault)
        let client = bench.tcp()
        bench.stage.run(until: 9 * Self.second)
        #expect(bench.ask(client, Self.read(1)) == [])
        bench.stage.run(until: 11 * Self.second)
        #expect(bench.ask(client, Self.read(2, 6)) == Self.identifier(1) + Self.identifier(2, 6))
        #expect(bench.ask(client, Self.read(3)) == Self.identifier(3))
    }

    @Test("With nothing in hand the line decides from its instant on")
    func takeover() throws {
        let bench = try BusBench(
            [BusBench.meter("a", 5)],
            scenarios: """
                [ { "steps": [
                    { "at": "+10s", "bus": "b", "do": { "line": { "reversed": true } } } ] } ]
                """
        )
        let client = bench.tcp()
        bench.stage.run(until: 9 * Self.second)
        #expect(bench.ask(client, Self.read(1), for: 0) == Self.identifier(1))
        bench.stage.run(until: 10 * Self.second)
        #expect(bench.ask(client, Self.read(2)) == Bytes.tcp(2, 5, [0x83, 0x0B]))
    }
}
