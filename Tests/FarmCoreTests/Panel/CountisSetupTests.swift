import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

/// The setups of the COUNTIS E44, section 9 of its manual.
@Suite("The setups of a COUNTIS E44")
struct CountisSetupTests {
    private func walk() throws -> FrontWalk {
        try FrontWalk(
            "socomec-countis-e44",
            load: """
                { "phases": { "all": { "activePower": 600 } } }
                """
        )
    }

    /// At the first page of the second setup.
    private func inSetup2() throws -> FrontWalk {
        var walk = try walk()
        try walk.press("enter", times: 8)
        #expect(walk.line == "SEtuP.2" && walk.view.place.number == 0)
        #expect(walk.view.keys.first { $0.name == "enter" }?.long == .seconds(3))
        try walk.press("enter", .long)
        #expect(walk.view.place.stage == .setup)
        return walk
    }

    /// Enters the digits of a number over those that stand there.
    private func enter(_ digits: [Int], over old: [Int], _ walk: inout FrontWalk) throws {
        for (new, old) in zip(digits, old) {
            try walk.press("up", times: (new - old + 10) % 10)
            try walk.press("enter")
        }
    }

    @Test("The address becomes 247 digit by digit, as the manual's example has it")
    func address() throws {
        var walk = try inSetup2()
        #expect(walk.line == "Addr 1")
        try walk.press("enter")
        #expect(walk.line == "Addr 001" && walk.view.rows.first?.cursor == 0)
        try walk.press("up", times: 2)
        #expect(walk.line == "Addr 201")
        try walk.press("enter")
        #expect(walk.view.rows.first?.cursor == 1)
        try walk.press("up", times: 4)
        try walk.press("enter")
        try walk.press("up", times: 6)
        #expect(walk.line == "Addr 247" && walk.view.rows.first?.cursor == 2)
        try walk.press("enter")
        #expect(walk.view.place.stage == .setup && walk.line == "Addr 247")
        #expect(walk.meter.station.address == 1, "nothing holds before it is saved")
        try walk.press("enter", .held(.seconds(3)))
        #expect(walk.line == "ConF? Y")
        #expect(try walk.press("enter") == [.set(["address": .number(247)])])
        #expect(walk.meter.station.address == 247)
        #expect(walk.line == "SEtuP.2")
    }

    @Test("An address that is not allowed is not taken")
    func wrongAddress() throws {
        var walk = try inSetup2()
        try walk.press("enter")
        try enter([3, 0, 0], over: [0, 0, 1], &walk)
        #expect(walk.view.place.stage == .editing)
        #expect(walk.line == "Addr 300" && walk.view.rows.first?.cursor == 0)
        try enter([2, 0, 0], over: [3, 0, 0], &walk)
        #expect(walk.view.place.stage == .setup && walk.line == "Addr 200")
    }

    @Test("N leaves without saving, C goes on")
    func answers() throws {
        var walk = try inSetup2()
        try walk.press("enter")
        try enter([0, 4, 7], over: [0, 0, 1], &walk)
        try walk.press("enter", .long)
        try walk.press("up", times: 2)
        #expect(walk.line == "ConF? C")
        #expect(try walk.press("enter") == [])
        #expect(walk.line == "Addr 47" && walk.view.place.stage == .setup)
        try walk.press("enter", .long)
        try walk.press("up")
        #expect(walk.line == "ConF? n")
        #expect(try walk.press("enter") == [])
        #expect(walk.view.place.stage == .reading && walk.meter.station.address == 1)
    }

    @Test("Speed, parity and stop bits are chosen from what there is, in the manual's words")
    func line() throws {
        var walk = try inSetup2()
        try walk.press("up")
        #expect(walk.line == "bAud 19200", "as the bus is")
        try walk.press("enter")
        try walk.press("up")
        try walk.press("enter")
        try walk.press("up")
        #expect(walk.line == "Prty E")
        try walk.press("enter")
        try walk.press("up")
        #expect(walk.line == "Prty o")
        try walk.press("enter")
        try walk.press("enter", .long)
        #expect(
            try walk.press("enter")
                == [.set(["baudRate": .number(38_400), "parity": .number(2)])]
        )
        #expect(try walk.setting("baudRate") == 38_400)
    }

    @Test("All partial counters are reset after a yes")
    func reset() throws {
        var walk = try walk()
        walk.wait(.hours(1))
        try walk.press("enter", times: 8)
        try walk.press("enter", .long)
        try walk.press("up", times: 4)
        #expect(walk.line == "rES n")
        try walk.press("enter")
        try walk.press("up")
        try walk.press("enter")
        #expect(walk.line == "rES Y")
        try walk.press("enter", .long)
        #expect(try walk.press("enter") == [.reset([.partials])])
        #expect(try walk.value("energy.active.import.partial") == 0)
        #expect(try walk.value("energy.active.import.total") == 1800 * 3_600_000)
    }

    @Test("SET, held behind the seal, opens transformers and tariffs from every page")
    func transformers() throws {
        var walk = try walk()
        try walk.press("enter", times: 6)
        #expect(walk.view.keys.first { $0.name == "set" }?.behind != nil)
        try walk.press("set")
        #expect(walk.view.place.menu == "rt", "a touch is not enough")
        try walk.press("set", .long)
        #expect(walk.line == "FSA 5 A")
        try walk.press("enter")
        try walk.press("up")
        try walk.press("enter")
        #expect(walk.line == "FSA 1 A")
        try walk.press("up")
        try walk.press("enter")
        #expect(walk.line == "CtP 00005 A")
        try enter([0, 0, 1, 0, 0], over: [0, 0, 0, 0, 5], &walk)
        try walk.press("up")
        try walk.press("enter")
        try walk.press("up")
        #expect(walk.line == "tAr diG")
        try walk.press("enter")
        try walk.press("enter", .long)
        let actions = try walk.press("enter")
        let values: [String: ScenarioAction.SettingValue] = [
            "currentTransformerPrimary": .number(100),
            "currentTransformerSecondary": .number(1), "tariffSource": .number(1),
        ]
        #expect(actions == [.set(values)])
        #expect(walk.view.place.menu == "rt", "back where the person came from")
        #expect(try walk.setting("currentTransformerPrimary") == 100)
    }

    @Test("A key that the front does not have is refused with those that it has")
    func unknownKey() throws {
        var walk = try walk()
        #expect(throws: PanelRefusal.noKey("ok", has: ["set", "up", "enter", "up+enter"])) {
            try walk.press("ok")
        }
    }
}
