import Documents
import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

@Suite("Fronts")
struct FrontTests {
    private static let load = """
        { "phases": { "l1": { "activePower": 2300, "reactivePower": -1000 } } }
        """

    // MARK: M1PRO 40

    @Test("The pages of the M1PRO 40 follow each other as in its general menu")
    func generalMenu() throws {
        var walk = try FrontWalk(mBus: "m1pro-40", load: Self.load)
        walk.wait(.hours(1))
        var seen: [String] = []
        for _ in 0..<16 {
            seen.append(walk.line)
            try walk.press("command")
        }
        #expect(seen[0...4] == ["0.00 kWh", "2.30 kWh", "2300 W", "230.0 V", "10.90 A"])
        #expect(seen[5] == "Fr 50.00 Hz")
        #expect(seen[6] == "Pfc 0.92")
        #expect(seen[7...8] == ["Addr 1", "br 2400"])
        #expect(seen[11...15] == ["Year 23", "Energy", "Ch 5C2A", "rEL 106", "8.8.8.8.8.8.8."])
        #expect(walk.view.place.number == 1)
    }

    @Test("The identification number rolls through its four places")
    func rolling() throws {
        var walk = try FrontWalk(mBus: "m1pro-40", load: Self.load, serialNumber: "12345678")
        try walk.press("command", times: 9)
        var seen: Set<String> = []
        for _ in 0..<9 {
            seen.insert(try #require(walk.view.rows.first).text)
            walk.wait(.seconds(1))
        }
        let all = [
            "1234", "2345", "3456", "4567", "5678", "678 ", "78 1", "8 12", " 123",
        ]
        #expect(seen == Set(all))
    }

    @Test("Its one key sets the address while it is held")
    func oneKey() throws {
        var walk = try FrontWalk(mBus: "m1pro-40", load: Self.load)
        try walk.press("command", .long)
        #expect(walk.view.place.menu == "SEt" && walk.line == "Addr 1")
        try walk.press("command", .long)
        #expect(walk.line == "Addr 001")
        try walk.press("command", .long)
        try walk.press("command", times: 4)
        try walk.press("command", .long)
        try walk.press("command", times: 8)
        #expect(walk.line == "Addr 049")
        #expect(try walk.press("command", .long) == [.set(["address": .number(49)])])
        #expect(walk.meter.station.address == 49)
        try walk.press("command", times: 2)
        #expect(walk.line == "End")
        try walk.press("command", .long)
        #expect(walk.view.place.menu == "General")
    }

    // MARK: Codes

    @Test("A wrong code is told and lets nobody in; the right one does")
    func code() throws {
        var walk = try FrontWalk("legrand-412083", load: Self.load)
        try walk.press("enter", .long)
        #expect(walk.line == "Code 0000" && walk.view.place.stage == .editing)
        for _ in 0..<4 { try walk.press("enter") }
        #expect(walk.line == "Error")
        try walk.press("enter")
        #expect(walk.view.place.stage == .reading && walk.view.place.menu == "Values")
        try walk.press("enter", .long)
        try walk.press("scroll")
        for _ in 0..<4 { try walk.press("enter") }
        #expect(walk.view.place.stage == .setup && walk.line == "Addr 1")
        try walk.press("enter", .long)
        #expect(walk.view.place.stage == .reading)
    }

    @Test("A code that was changed is the one that is asked for")
    func changedCode() throws {
        var walk = try FrontWalk(
            "legrand-004677",
            load: Self.load,
            more: #""settings": { "code": 20 }"#
        )
        try walk.press("prog", .long)
        #expect(walk.line == "CodE 0000")
        try walk.press("prog", times: 2)
        try walk.press("scroll", times: 2)
        try walk.press("prog", times: 2)
        #expect(walk.line == "Addr 1")
        try walk.press("scroll")
        try walk.press("prog", times: 2)
        try walk.press("scroll", times: 5)
        try walk.press("prog")
        #expect(walk.line == "Addr 6")
        try walk.press("prog", times: 5)
        #expect(walk.line == "SAU inG")
        #expect(try walk.press("scroll") == [.set(["address": .number(6)])])
        #expect(walk.meter.station.address == 6)
    }

    @Test("The cursor key leads through the digits, OK takes the value")
    func cursor() throws {
        var walk = try FrontWalk(
            "legrand-412051",
            load: #"{ "phases": { "all": { "activePower": 600 } } }"#
        )
        try walk.press("up", .held(.seconds(3)))
        try walk.press("up", times: 2)
        try walk.press("right", times: 3)
        try walk.press("up")
        #expect(walk.line == "PASSE 2001")
        try walk.press("ok")
        #expect(walk.view.place.menu == "LEVEL 2" && walk.view.place.stage == .setup)
        try walk.press("ok")
        try walk.press("right", times: 2)
        try walk.press("down")
        #expect(walk.view.rows.first?.cursor == 2)
        try walk.press("ok")
        #expect(walk.view.place.stage == .setup)
        #expect(try walk.press("ok", .long) == [], "left without SAUE")
    }

    // MARK: Time, journal, all models

    /// A meter whose front goes back to its first page after a minute.
    private func forgetful() throws -> FrontWalk {
        let text = """
            { "extends": "socomec-countis-e44", "name": "Forgetful",
              "panel": { "timeout": "60s" } }
            """
        let library = ModelLibrary(TestMeter.library)
        let plan = try TestMeter.plan(model: "socomec-countis-e44", load: Self.load)
        var meter = try #require(plan.meters.first)
        meter.model = try library.read(Array(text.utf8), file: "forgetful.json")
        return FrontWalk(meter)
    }

    @Test("Without a key for its time the front goes back to the first page, and drops changes")
    func timeout() throws {
        var walk = try forgetful()
        try walk.press("set", .long)
        try walk.press("enter")
        walk.wait(.milliseconds(59_999))
        #expect(walk.view.place.stage == .editing)
        walk.wait(.milliseconds(1))
        #expect(walk.view.place.stage == .reading && walk.view.place.menu == "tAr.1")
        try walk.press("up")
        #expect(walk.view.place.number == 2)
    }

    @Test("What a front asks for goes into the journal in the words of a scenario")
    func deeds() throws {
        let actions: [ScenarioAction] = [
            .set(["address": .number(7), "parity": .choice("even")]), .reset([.partials]),
            .partials(.stop, .named(["energy.active.import.partial"])), .partials(.start, .all),
        ]
        #expect(MeterDeeds(ofFront: actions)?.actions == actions)
        #expect(MeterDeeds(ofFront: []) == nil)
        #expect(MeterDeeds(ofFront: [.supply(false)]) == nil)
    }

    @Test("A bus keeps where each front stands, and lets its meter do what is asked")
    func bus() throws {
        let plan = try TestMeter.plan(model: "socomec-countis-e44", load: Self.load)
        let start = TestMeter.start
        let bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: FarmTime(FarmClock(start: start, speed: 1, hostTime: 0)),
            start: start
        )
        var done: [Instant] = []
        func press(_ key: String, _ press: PanelPress = .short) throws {
            try bus.press(key, press, ofMeterAt: 0, at: start) { result in
                if case .success(let instant) = result { done.append(instant) }
            }
        }
        for _ in 0..<5 { try press("enter") }
        try press("up+enter")
        #expect(done == Array(repeating: start, count: 6))
        let view = try #require(bus.panel(ofMeterAt: 0, at: start))
        #expect(view.place.menu == "PAr.b")
        #expect(view.icons.contains { $0.sign == .partial && $0.isOn && $0.flashes })
        #expect(bus.panel(ofMeterAt: 1, at: start) == nil)
    }

    @Test("Every page of the first menu can be shown", arguments: TestMeter.varied)
    func everyPage(model: String) throws {
        var walk = try FrontWalk(model, load: #"{ "phases": { "l1": { "activePower": 600 } } }"#)
        walk.wait(.seconds(2))
        let leafing = try #require(
            walk.meter.model.panel.keys.first { key in
                key.bindings.contains { $0.stage == .reading && $0.move == .nextPage }
            }
        )
        for _ in 0..<walk.view.place.count {
            #expect(walk.view.rows.allSatisfy { !$0.text.isEmpty }, "\(walk.view.place)")
            try walk.press(leafing.name)
        }
        #expect(walk.view.place.number == 1)
    }
}
