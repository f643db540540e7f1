import FarmCore
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("Meters on a shared line")
struct BusStationTests {
    private static let second: Int64 = 1_000_000_000

    /// A bus of reference meters, whose address and speed can be written.
    private static func bus(
        _ meters: String,
        line: String = "{}",
        more: String = "",
        scenarios: String = "[]"
    ) throws -> Bus {
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b", "line": \(line) \(more) } ],
              "meters": [ \(meters) ], "scenarios": \(scenarios) }
            """
        )
        return Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: FarmTime(FarmClock(start: TestMeter.start, hostTime: 0)),
            start: TestMeter.start
        )
    }

    private static func meter(_ name: String, _ address: Int, _ more: String = "") -> String {
        """
        { "name": "\(name)", "model": "meterfarm-reference", "bus": "b", "address": \(address),
          "load": "constant-test-load" \(more) }
        """
    }

    /// What a session answers to an RTU frame, given everything that comes in a second.
    private static func ask(
        _ session: any LineSession,
        _ unit: UInt8,
        _ pdu: [UInt8],
        at hostTime: Int64 = 0
    ) -> [UInt8] {
        var actions = LineActions()
        session.receive(frame(unit, pdu).span, at: hostTime, into: &actions)
        session.proceed(at: hostTime, into: &actions)
        return actions.output
    }

    private static func frame(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        ReferenceChecksum.withCRC([unit] + pdu)
    }

    private static func session(_ bus: Bus) -> RTUSession {
        RTUSession(bus: bus, silence: 4_000_000)
    }

    /// Reads the tariff in force, which every reference meter answers alike.
    private static let readTariff: [UInt8] = [3, 0x00, 0x20, 0, 1]
    private static func tariff(_ unit: UInt8, _ tariff: UInt8) -> [UInt8] {
        frame(unit, [3, 2, 0, tariff])
    }
    /// Selects the third tariff.
    private static let selectTariff3: [UInt8] = [6, 0x02, 0x00, 0, 3]

    /// The tariffs in force of meters by name.
    private static func tariffs(_ bus: Bus, _ names: String...) -> [Int64?] {
        names.map { name in
            bus.withMeter(named: name, on: TestMeter.start) { $0.value(of: .tariff) } ?? nil
        }
    }

    // MARK: Two at one address

    @Test("Two meters at one address are a mistake of the file, unless the bus allows it")
    func duplicateAddress() throws {
        let twins = Self.meter("a", 5) + "," + Self.meter("b", 5)
        #expect(throws: (any Error).self) { try Self.bus(twins) }
        _ = try Self.bus(twins, more: #", "allowDuplicateAddresses": true"#)
    }

    @Test("Both answer a request, and what collides is no frame; both carry out a write")
    func collision() throws {
        let bus = try Self.bus(
            Self.meter("a", 5) + "," + Self.meter("b", 5) + "," + Self.meter("c", 6),
            more: #", "allowDuplicateAddresses": true"#
        )
        let session = Self.session(bus)
        // Alike, two answers of the same bits are one.
        #expect(Self.ask(session, 5, Self.readTariff) == Self.tariff(5, 1))
        _ = Self.ask(session, 5, Self.selectTariff3, at: 1)
        #expect(Self.tariffs(bus, "a", "b", "c") == [3, 3, 1])
        #expect(Self.ask(session, 6, Self.readTariff, at: 2) == Self.tariff(6, 1))
    }

    // MARK: Moving

    @Test("A meter whose address is written answers there from then on, and nowhere else")
    func newAddress() throws {
        let bus = try Self.bus(Self.meter("a", 5) + "," + Self.meter("b", 6))
        let session = Self.session(bus)
        bus.withMeter(at: 5, on: TestMeter.start) {
            try? $0.carryOut(.address(77), at: TestMeter.start)
        }
        #expect(Self.ask(session, 5, Self.readTariff) == [])
        #expect(Self.ask(session, 77, Self.readTariff, at: 1) == Self.tariff(77, 1))
        #expect(Self.ask(session, 6, Self.readTariff, at: 2) == Self.tariff(6, 1))
    }

    @Test("A meter that moves to the address of another makes a pair of them")
    func becomesATwin() throws {
        let bus = try Self.bus(Self.meter("a", 5) + "," + Self.meter("b", 6))
        let session = Self.session(bus)
        #expect(bus.wire == nil)
        bus.withMeter(at: 5, on: TestMeter.start) {
            try? $0.carryOut(.address(6), at: TestMeter.start)
        }
        #expect(bus.wire != nil)
        #expect(Self.ask(session, 5, Self.readTariff) == [])
        #expect(Self.ask(session, 6, Self.selectTariff3, at: 1).count >= 8)
        #expect(Self.tariffs(bus, "a", "b") == [3, 3])
    }

    // MARK: Who hears whom

    @Test(
        "A meter with another speed, another parity or exchanged wires hears nothing",
        arguments: [
            #", "line": { "baudRate": 4800 }"#, #", "line": { "parity": "none" }"#,
            #", "line": { "parity": "odd" }"#, #", "connection": "reversed""#,
            #", "connection": "open""#,
        ]
    )
    func deaf(_ mistake: String) throws {
        let bus = try Self.bus(
            Self.meter("a", 5, mistake) + "," + Self.meter("b", 6),
            line: #"{ "baudRate": 9600, "parity": "even" }"#
        )
        let session = Self.session(bus)
        #expect(Self.ask(session, 5, Self.readTariff) == [])
        #expect(Self.ask(session, 6, Self.readTariff, at: 1) == Self.tariff(6, 1))
        // Nor does it hear what is said to all.
        _ = Self.ask(session, 0, Self.selectTariff3, at: 2)
        #expect(Self.tariffs(bus, "a", "b") == [1, 3])
    }

    @Test("Two stop bits for one are understood")
    func stopBits() throws {
        let bus = try Self.bus(Self.meter("a", 5, #", "line": { "stopBits": 2 }"#))
        #expect(Self.ask(Self.session(bus), 5, Self.readTariff) == Self.tariff(5, 1))
    }

    /// Who answers a master that has set its end to 9600 baud without parity.
    @Test(
        "With a strict check the master must have set its end as the meter has",
        arguments: [("lenient", [5]), ("strict", [6])]
    )
    func check(_ check: String, answers: [UInt8]) throws {
        let bus = try Self.bus(
            Self.meter("a", 5) + "," + Self.meter("b", 6, #", "line": { "parity": "none" }"#),
            line: #"{ "baudRate": 9600, "parity": "even", "check": "\#(check)" }"#
        )
        let session = Self.session(bus)
        session.attachClientLine { ClientLine(baudRate: 9600, stopBits: 1, parity: .none) }
        for unit in [5, 6] as [UInt8] {
            let answer = Self.ask(session, unit, Self.readTariff, at: Int64(unit) * Self.second)
            #expect(answer == (answers.contains(unit) ? Self.tariff(unit, 1) : []))
        }
    }

    // MARK: Scenarios

    @Test("A scenario moves meters at its instants, whoever is asked first")
    func scenario() throws {
        let bus = try Self.bus(
            Self.meter("a", 5) + "," + Self.meter("b", 6),
            scenarios: """
                [ { "steps": [
                    { "at": "+10s", "meter": "a", "do": { "address": 9 } },
                    { "at": "+20s", "meter": "b", "do": { "connection": "reversed" } },
                    { "at": "+30s", "meter": "b", "do": { "connection": "right" } } ] } ]
                """
        )
        let session = Self.session(bus)
        func answers(_ unit: UInt8, _ seconds: Int64) -> Bool {
            !Self.ask(session, unit, Self.readTariff, at: seconds * Self.second).isEmpty
        }
        #expect(answers(5, 9) && !answers(9, 9))
        #expect(answers(9, 10) && !answers(5, 11))
        #expect(answers(6, 19) && !answers(6, 20) && !answers(6, 29))
        #expect(answers(6, 30))
    }

    @Test("A scenario arms a fault and clears it")
    func fault() throws {
        let bus = try Self.bus(
            Self.meter("a", 5) + "," + Self.meter("b", 6),
            scenarios: """
                [ { "steps": [
                    { "at": "+10s", "meter": "a",
                      "do": { "fault": { "name": "busy", "effect": { "exception": 6 } } } },
                    { "at": "+20s", "do": { "clearFault": "busy" } } ] } ]
                """
        )
        let session = Self.session(bus)
        func answer(_ unit: UInt8, _ seconds: Int64) -> [UInt8] {
            Self.ask(session, unit, Self.readTariff, at: seconds * Self.second)
        }
        #expect(answer(5, 9) == Self.tariff(5, 1))
        #expect(answer(5, 10) == Self.frame(5, [0x83, 6]))
        #expect(answer(6, 11) == Self.tariff(6, 1))
        #expect(answer(5, 20) == Self.tariff(5, 1))
    }

    @Test("A fault changes a value once, on the wire and on Modbus TCP")
    func valueOnce() throws {
        let bus = try Self.bus(
            Self.meter("a", 5),
            scenarios: """
                [ { "steps": [ { "at": "+0s", "meter": "a", "do": {
                    "fault": { "name": "double", "effect": { "value": { "scale": 2 } } } } } ] } ]
                """
        )
        let serial = Self.session(bus)
        #expect(Self.ask(serial, 5, Self.selectTariff3) == Self.frame(5, Self.selectTariff3))
        #expect(Self.ask(serial, 5, Self.readTariff, at: 1) == Self.tariff(5, 6))
        var actions = LineActions()
        MBAPSession(bus: bus)
            .receive(([0, 1, 0, 0, 0, 6, 5] + Self.readTariff).span, at: 2, into: &actions)
        #expect(actions.output == [0, 1, 0, 0, 0, 5, 5, 3, 2, 0, 6])
    }

    @Test("A request that is half there when the line changes is answered, the next one struck")
    func halfRequest() throws {
        let request = Self.frame(5, Self.readTariff)
        for cut in 1..<request.count {
            let bus = try Self.bus(
                Self.meter("a", 5),
                scenarios: """
                    [ { "steps": [ { "at": "+10s", "do": {
                        "fault": { "name": "busy", "effect": { "exception": 6 } } } } ] } ]
                    """
            )
            let session = Self.session(bus)
            var actions = LineActions()
            let change = 10 * Self.second
            session.receive(Array(request[..<cut]).span, at: change - 1, into: &actions)
            session.receive(Array(request[cut...]).span, at: change + 1, into: &actions)
            #expect(actions.output == Self.tariff(5, 1), "cut at \(cut)")
            let next = Self.ask(session, 5, Self.readTariff, at: change + Self.second)
            #expect(next == Self.frame(5, [0x83, 6]), "cut at \(cut)")
        }
    }

    @Test("Actions that are due together are carried out in their order, the first ones too")
    func actionsInOrder() throws {
        let bus = try Self.bus(
            Self.meter("a", 5),
            scenarios: """
                [ { "steps": [
                    { "at": "+10s", "do": { "fault": { "name": "f", "effect": "noReply" } } },
                    { "at": "+20s", "do": { "clearFault": "f" } },
                    { "at": "+30s",
                      "do": { "fault": { "name": "f", "effect": { "exception": 6 } } } } ] } ]
                """
        )
        // As in a daemon, whatever drives the wire looks at the time when it gets it.
        bus.wireIsThere = { wire in wire.run(at: 40 * Self.second) }
        let session = Self.session(bus)
        let answer = Self.ask(session, 5, Self.readTariff, at: 40 * Self.second)
        #expect(answer == Self.frame(5, [0x83, 6]))
    }

    @Test("The cable changes with a scenario: what is broken is silence")
    func cable() throws {
        let bus = try Self.bus(
            Self.meter("a", 5),
            scenarios: """
                [ { "steps": [
                    { "at": "+10s", "bus": "b", "do": { "line": { "reversed": true } } },
                    { "at": "+20s", "bus": "b", "do": { "line": { "reversed": false } } } ] } ]
                """
        )
        let session = Self.session(bus)
        let answers = [9, 10, 19, 20].map { seconds in
            !Self.ask(session, 5, Self.readTariff, at: Int64(seconds) * Self.second).isEmpty
        }
        #expect(answers == [true, false, false, true])
    }
}
