import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

/// The front of the COUNTIS E44 as sections 9 to 11 of its manual have it.
@Suite("The front of a COUNTIS E44")
struct CountisFrontTests {
    /// 600 W on each phase at 230 V: 1.8 kW, 1.8 kWh an hour.
    private static let load = """
        { "phases": { "all": { "activePower": 600 } } }
        """

    private func walk(more: String = "") throws -> FrontWalk {
        try FrontWalk("socomec-countis-e44", load: Self.load, more: more)
    }

    // MARK: Reading

    @Test("ENTER leads through the menus in the manual's order, and back to the first")
    func menus() throws {
        var walk = try walk()
        var names: [String] = []
        for _ in 0..<9 {
            names.append(walk.view.place.menu)
            try walk.press("enter")
        }
        let all = ["tAr.1", "tAr.2", "tAr.3", "tAr.4", "tot", "PAr.b", "rt", "inFo", "SEtuP.2"]
        #expect(names == all)
        #expect(walk.view.place.menu == "tAr.1")
    }

    @Test("UP leads through the totals, phase by phase and in sum")
    func totals() throws {
        var walk = try walk()
        walk.wait(.hours(1))
        try walk.press("enter", times: 4)
        var seen: [String] = []
        for _ in 0..<4 {
            seen.append(walk.line)
            try walk.press("up")
        }
        #expect(seen == ["000000.60 kWh", "000000.60 kWh", "000000.60 kWh", "000001.80 kWh"])
        #expect(walk.line == "000000.00 kWh", "exported")
        #expect(walk.view.place.number == 5 && walk.view.place.count == 21)
        try walk.press("up", times: 17)
        #expect(walk.view.place.number == 1)
    }

    @Test("What the tariff menus show is what was booked in them")
    func tariffs() throws {
        var walk = try walk()
        walk.wait(.hours(1))
        walk.meter.perform(.selectTariff(3), at: walk.instant)
        walk.wait(.hours(2))
        #expect(walk.line == "000001.80 kWh")
        #expect(walk.signs.isSuperset(of: [.tariff3, .imported, .system]))
        #expect(!walk.signs.contains(.tariff1))
        try walk.press("enter", times: 2)
        #expect(walk.line == "000003.60 kWh")
        #expect(try walk.value("energy.active.import.t3") == 3600 * 3_600_000)
    }

    @Test("The realtime values stand with the digits of the table of characteristics")
    func realtime() throws {
        var walk = try walk()
        walk.wait(.seconds(1))
        try walk.press("enter", times: 6)
        var seen: [String] = []
        for _ in 0..<17 {
            seen.append(walk.line)
            try walk.press("up")
        }
        #expect(seen[0] == "0.600 kW" && seen[3] == "1.800 kW")
        #expect(seen[4] == "0.600 kVA" && seen[7] == "1.800 kVA")
        #expect(seen[8] == "0.000 kvar" && seen[11] == "0.000 kvar")
        #expect(seen[12...] == ["398.4 V", "230.0 V", "2.609 A", "PF 1.000", "50.00 Hz"])
    }

    @Test("The signs tell phase and sum, direction and nature of what is shown")
    func signs() throws {
        var walk = try FrontWalk(
            "socomec-countis-e44",
            load: """
                { "phases": { "all": { "activePower": -600, "reactivePower": 300 } } }
                """
        )
        walk.wait(.seconds(1))
        try walk.press("enter", times: 6)
        #expect(walk.signs.isSuperset(of: [.l1, .exported, .sequence123]))
        #expect(walk.signs.isDisjoint(with: [.system, .imported, .phaseMissing, .inductive]))
        #expect(walk.line == "0.600 kW", "the arrow tells the direction, there is no sign")
        try walk.press("up", times: 11)
        #expect(walk.signs.isSuperset(of: [.system, .imported, .capacitive]), "reactive power")
    }

    @Test("The information page shows the transformers that are programmed")
    func information() throws {
        var walk = try walk(more: #""settings": { "currentTransformerPrimary": 250 }"#)
        try walk.press("enter", times: 7)
        try walk.press("up", times: 5)
        #expect(walk.line == "CtP 250 A")
        try walk.press("up")
        #expect(walk.line == "FSA 5 A")
    }

    // MARK: Lamp, light, supply

    @Test("The lamp flashes with its constant at the present power")
    func lamp() throws {
        var walk = try walk()
        walk.wait(.seconds(7))
        let led = try #require(walk.view.leds.first)
        #expect(led.constant == 1000)
        #expect(led.rate == 0.5)
        #expect(led.lastPulse == TestMeter.start + .seconds(6))
    }

    @Test("The light goes out ten seconds after a key")
    func backlight() throws {
        var walk = try walk()
        #expect(!walk.view.isLit)
        try walk.press("up")
        walk.wait(.milliseconds(9900))
        #expect(walk.view.isLit)
        walk.wait(.milliseconds(100))
        #expect(!walk.view.isLit)
    }

    @Test("Without supply the front is dead, and afterwards it is on its first page")
    func supply() throws {
        var walk = try walk()
        try walk.press("enter", times: 4)
        try walk.meter.carryOut(.supply(false), at: walk.instant)
        walk.wait(.seconds(2))
        #expect(!walk.view.isAlive && !walk.view.isLit)
        #expect(walk.view.rows.map(\.text) == [""])
        #expect(walk.signs.isEmpty)
        #expect(walk.view.leds.allSatisfy { !$0.isOn && $0.rate == nil })
        #expect(try walk.press("up") == [])
        try walk.meter.carryOut(.supply(true), at: walk.instant)
        walk.wait(.seconds(2))
        #expect(walk.view.isAlive && walk.view.place.menu == "tAr.1")
    }

    @Test("A lost phase flashes, and the sequence is known no more")
    func lostPhase() throws {
        var walk = try walk()
        var wiring = Wiring()
        wiring.lostPhases = [.l3]
        try walk.meter.carryOut(.wiring(wiring), at: walk.instant)
        walk.wait(.seconds(2))
        let missing = try walk.icon(.phaseMissing)
        #expect(missing.isOn && missing.flashes)
        #expect(walk.signs.isDisjoint(with: [.sequence123, .sequence132]))
    }

    @Test("Communication is seen for a second after a request")
    func communication() throws {
        let walk = try walk()
        func isSeen(_ heard: Instant?, after span: TimeSpan) -> Bool {
            let view = walk.front.view(of: walk.meter, at: walk.instant + span, heard: heard)
            return view.icons.contains { $0.sign == .communication && $0.isOn }
        }
        #expect(!isSeen(nil, after: .zero))
        #expect(isSeen(walk.instant, after: .milliseconds(999)))
        #expect(!isSeen(walk.instant, after: .milliseconds(1000)))
    }

    // MARK: Partial counters

    @Test("Both keys stop the partial counter that is shown, start it, and reset it when held")
    func partials() throws {
        var walk = try walk()
        walk.wait(.hours(1))
        try walk.press("enter", times: 5)
        try walk.press("up", times: 4)
        let name = "energy.active.import.partial"
        #expect(walk.line == "000001.80 kWh")
        let running = try walk.icon(.partial)
        #expect(running.isOn && !running.flashes)
        #expect(try walk.press("up+enter") == [.partials(.stop, .named([name]))])
        let stopped = try walk.icon(.partial)
        #expect(stopped.isOn && stopped.flashes)
        walk.wait(.hours(1))
        #expect(walk.line == "000001.80 kWh")
        #expect(try walk.press("up+enter") == [.partials(.start, .named([name]))])
        walk.wait(.hours(1))
        #expect(walk.line == "000003.60 kWh")
        #expect(
            try walk.press("up+enter", .held(.seconds(3))) == [.partials(.reset, .named([name]))]
        )
        #expect(walk.line == "000000.00 kWh")
        #expect(try walk.value("energy.active.import.total") == 5400 * 3_600_000)
    }

    @Test("On a page without a partial counter both keys do nothing")
    func noPartial() throws {
        var walk = try walk()
        try walk.press("enter", times: 5)
        try walk.press("up", times: 13)
        #expect(walk.view.place.page == "Active energy balance")
        #expect(walk.signs.contains(.balance))
        #expect(try walk.press("up+enter") == [])
        #expect(try walk.press("up+enter", .long) == [])
    }

    @Test("Both keys held for ten seconds light every segment, until the next key")
    func displayTest() throws {
        var walk = try walk()
        try walk.press("enter", times: 4)
        try walk.press("up+enter", .held(.seconds(10)))
        #expect(walk.line == "8.8.8.8.8.8.8.8.")
        let dark = walk.view.icons.filter { !$0.isOn }
        #expect(dark.isEmpty)
        try walk.press("up")
        #expect(walk.view.place.menu == "tot" && walk.view.place.number == 1)
    }
}
