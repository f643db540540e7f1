import SimulatedTime
import Testing

@testable import FarmCore

@Suite("Faults on the ports of a bus")
struct BusFaultTests {
    private static let ms = HostStage.millisecond

    private static func bench(
        _ effect: String,
        trigger: String = "{}",
        line: String = "{}",
        scenarios: String = "[]"
    ) throws -> BusBench {
        try BusBench(
            [BusBench.meter("a", 5)],
            line: line,
            faults: #"[ { "name": "f", "effect": \#(effect), "trigger": \#(trigger) } ]"#,
            scenarios: scenarios
        )
    }

    private static func fired(_ bench: BusBench) -> Int64? {
        bench.bus.faults.states.first { $0.tally.name == "f" }?.tally.fired
    }

    // MARK: What is held back

    /// The transactions that a Modbus TCP client has been answered after each of its requests.
    private static func transactions(_ bench: BusBench, _ client: SessionLine, _ count: UInt16)
        -> [[UInt16]]
    {
        (1...count).map { number in
            let request = Bytes.tcp(number, 5, LegrandMeter.readIdentifier)
            let frames = Bytes.frames(bench.ask(client, request, for: ms))
            #expect(frames.allSatisfy { $0.pdu == LegrandMeter.identifier })
            return frames.map(\.transaction)
        }
    }

    @Test(
        "What is held back goes out with the next answer, struck or not",
        arguments: [
            #""late""#, #""merge""#,
        ]
    )
    func held(_ effect: String) throws {
        let once = try Self.bench(effect, trigger: #"{ "count": 1 }"#)
        #expect(Self.transactions(once, once.tcp(), 4) == [[], [1, 2], [3], [4]])
        let second = try Self.bench(effect, trigger: #"{ "every": 2 }"#)
        #expect(Self.transactions(second, second.tcp(), 5) == [[1], [], [2, 3], [], [4, 5]])
    }

    @Test("It does so after its fault is cleared, too", arguments: [#""late""#, #""merge""#])
    func heldBeyondClearing(_ effect: String) throws {
        let bench = try Self.bench(
            effect,
            scenarios: #"[ { "steps": [ { "at": "+1s", "do": { "clearFault": "f" } } ] } ]"#
        )
        let client = bench.tcp()
        #expect(Self.transactions(bench, client, 1) == [[]])
        bench.stage.run(until: 2 * HostStage.second)
        let request = Bytes.tcp(2, 5, LegrandMeter.readIdentifier)
        let frames = Bytes.frames(bench.ask(client, request))
        #expect(frames.map(\.transaction) == [1, 2])
        #expect(Self.transactions(bench, client, 2) == [[1], [2]])
    }

    @Test("On RTU it is the same", arguments: [#""late""#, #""merge""#])
    func heldOnRTU(_ effect: String) throws {
        let bench = try Self.bench(effect, trigger: #"{ "count": 1 }"#)
        let client = bench.rtu(isConnection: true)
        let request = Bytes.withCRC([5] + LegrandMeter.readIdentifier)
        let answer = Bytes.withCRC([5] + LegrandMeter.identifier)
        let answers = (0..<3).map { _ in bench.ask(client, request) }
        #expect(answers == [[], answer + answer, answer])
    }

    // MARK: Connections that end

    /// A client with the request and the answer as its framing has them.
    private static func serial(_ framing: WireFraming, _ bench: BusBench)
        -> (client: SessionLine, request: [UInt8], answer: [UInt8])
    {
        let (request, answer) = (
            [5] + LegrandMeter.readIdentifier, [5] + LegrandMeter.identifier
        )
        return switch framing {
        case .rtu, .mBus:
            (bench.rtu(isConnection: true), Bytes.withCRC(request), Bytes.withCRC(answer))
        case .ascii: (bench.ascii(), Bytes.ascii(request), Bytes.ascii(answer))
        }
    }

    @Test(
        "A serial frame's TCP connection is reset, cut in the answer, or half closed behind it",
        arguments: [WireFraming.rtu, .ascii],
        LinePlan.Timing.allCases
    )
    func endings(_ framing: WireFraming, _ timing: LinePlan.Timing) throws {
        let endings: [(String, LineActions.Ending)] = [
            ("reset", .resets), ("dropMidFrame", .closes), ("halfClose", .closesSending),
        ]
        for (effect, ending) in endings {
            let bench = try Self.bench(
                #"{ "tcp": "\#(effect)" }"#,
                trigger: #"{ "count": 1 }"#,
                line: #"{ "timing": "\#(timing.rawValue)" }"#
            )
            let (client, request, answer) = Self.serial(framing, bench)
            let received = bench.ask(client, request)
            #expect(client.ending == ending, "\(effect)")
            switch ending {
            case .closes:
                #expect(!received.isEmpty && received.count < answer.count)
                #expect(answer.starts(with: received))
            case .closesSending: #expect(received == answer)
            default: #expect(received == [])
            }
            #expect(Self.fired(bench) == 1)
            // Another connection has nothing to do with it.
            let (second, _, _) = Self.serial(framing, bench)
            #expect(bench.ask(second, request) == answer && second.ending == .stays)
        }
    }

    @Test("An end comes with the last byte that goes out, not before")
    func endingInTime() throws {
        let bench = try Self.bench(
            #"{ "tcp": "dropMidFrame" }"#,
            line: #"{ "timing": "realistic", "baudRate": 1200 }"#
        )
        let (client, request, _) = Self.serial(.rtu, bench)
        _ = bench.ask(client, request, for: 0)
        while client.ending == .stays, bench.stage.now < HostStage.second {
            bench.stage.run(for: Self.ms)
        }
        #expect(client.ending == .closes)
        let last = try #require(client.arrivals.last)
        let ended = try #require(client.endedAt)
        #expect(last.at <= ended && ended - last.at < Self.ms)
    }

    @Test("A pseudo-terminal has no connection: the answer comes, and nothing is counted")
    func noConnection() throws {
        for effect in ["reset", "dropMidFrame", "halfClose"] {
            let bench = try Self.bench(#"{ "tcp": "\#(effect)" }"#)
            let client = bench.rtu()
            let request = Bytes.withCRC([5] + LegrandMeter.readIdentifier)
            let answer = Bytes.withCRC([5] + LegrandMeter.identifier)
            #expect(bench.ask(client, request) == answer && client.ending == .stays)
            #expect(Self.fired(bench) == 0)
        }
    }

    // MARK: Meters that do not hear

    /// The SDM630 answers two seconds after it was started.
    @Test("A meter that is starting is not restarted again, however often it is polled")
    func starting() throws {
        let bench = try BusBench(
            [BusBench.meter("m", 5, model: "eastron-sdm630")],
            faults: #"[ { "name": "f", "effect": "restart", "trigger": { "count": 2 } } ]"#
        )
        let client = bench.rtu()
        var answered: [Int64] = []
        for tick in Int64(0)...12 {
            bench.stage.run(until: tick * 500 * Self.ms)
            let request = Bytes.withCRC([5] + EastronMeter.readVoltage)
            if !bench.ask(client, request, for: Self.ms).isEmpty { answered.append(tick) }
            // At the beginning, and when it answers again.
            #expect(Self.fired(bench) == (tick < 4 ? 1 : 2), "tick \(tick)")
        }
        #expect(answered == [8, 9, 10, 11, 12])
    }

    @Test(
        "A dead meter refuses nothing, and no fault strikes it",
        arguments: [
            #""noReply""#, #"{ "exception": 6 }"#, #"{ "delay": "1s" }"#,
        ]
    )
    func dead(_ effect: String) throws {
        let bench = try Self.bench(
            effect,
            scenarios: """
                [ { "steps": [ { "at": "+1s", "meter": "a", "do": { "supply": "off" } } ] } ]
                """
        )
        bench.stage.run(until: 2 * HostStage.second)
        let request = Bytes.tcp(1, 5, LegrandMeter.readIdentifier)
        #expect(bench.ask(bench.tcp(), request) == Bytes.tcp(1, 5, [0x83, 0x0B]))
        #expect(Self.fired(bench) == 0)
    }
}
