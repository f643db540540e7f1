import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("What an import sets, and what it says of the rest")
struct ImportStateTests {
    private func machine(_ model: String, _ more: String = "") throws -> MeterMachine {
        let load = "{ \"phases\": { \"all\": { \"activePower\": 100 } } }"
        let plan = try TestMeter.plan(model: model, load: load, more: more).meters[0]
        return MeterMachine(plan, at: TestMeter.start)
    }

    /// Lines of CSV for values of 32 bits, high word first.
    private func pairs(_ values: [(UInt16, UInt32)]) -> String {
        values.map { "\($0),\($1 >> 16)\n\(Int($0) + 1),\($1 & 0xFFFF)\n" }.joined()
    }

    private func read(
        _ text: String,
        into meter: inout MeterMachine,
        readAt: Instant? = nil
    ) throws -> ImportReport {
        let (report, context) = (
            try meter.importDump(Array(text.utf8), readAt: readAt, at: TestMeter.start), text
        )
        ImportBooks.check(meter, context)
        return report
    }

    /// What became of the register at an address.
    private func outcome(_ report: ImportReport, _ address: UInt16) -> ImportLine.Outcome? {
        report.lines.first { $0.address == address }?.outcome
    }

    /// Why the register at an address was not set; empty when it was.
    private func reason(_ report: ImportReport, _ address: UInt16) -> String {
        guard case .notSet(let reason)? = outcome(report, address) else { return "" }
        return reason
    }

    /// An energy in the register's own unit of 10 Wh.
    private func energy(_ name: String, _ meter: MeterMachine) throws -> Int64? {
        let quantity = try #require(meter.model.catalogue[name])
        return meter.value(of: quantity).map { $0 / 36_000_000 }
    }

    @Test("A total without tariffs stands in the tariff in force, and is spread over the phases")
    func totalAlone() throws {
        var meter = try machine("socomec-countis-e44")
        let report = try read("0xC6A1,3\n" + pairs([(0xC900, 1000)]), into: &meter)
        #expect(outcome(report, 0xC900) == .set)
        #expect(try energy("energy.active.import.t3", meter) == 1000)
        #expect(try energy("energy.active.import.t1", meter) == 0)
        #expect(try energy("energy.active.import.l2", meter) == 333)
        #expect(report.notes.count == 2, "\(report)")
        #expect(report.notes.first?.contains("all stands in tariff 3") == true)
    }

    @Test("Tariffs without a total add up to it")
    func tariffsAlone() throws {
        var meter = try machine("socomec-countis-e44")
        let report = try read(pairs([(0xC980, 70), (0xCA00, 30), (0xCB00, 5)]), into: &meter)
        #expect(report.setCount == 3)
        #expect(try energy("energy.active.import.total", meter) == 105)
    }

    @Test("A tariff that is missing has what the others leave of the total")
    func tariffMissing() throws {
        var meter = try machine("socomec-countis-e44")
        let text = pairs([(0xC900, 1000), (0xC980, 70), (0xCA00, 30), (0xCB00, 5)])
        let report = try read(text, into: &meter)
        #expect(report.setCount == 4)
        #expect(try energy("energy.active.import.t3", meter) == 895)
        #expect(report.notes.contains { $0.contains("tariff 3 is not in the dump") })
    }

    @Test("What registers cut off lies between them, so that tariffs add up exactly")
    func truncation() throws {
        var meter = try machine("socomec-countis-e44")
        let text = pairs([(0xC900, 13), (0xC980, 3), (0xCA00, 3), (0xCA80, 3), (0xCB00, 1)])
        let report = try read(text, into: &meter)
        #expect(report.failures.isEmpty, "\(report)")
        let more = pairs([(0xC900, 14), (0xC980, 3), (0xCA00, 3), (0xCA80, 3), (0xCB00, 1)])
        let other = try read(more, into: &meter)
        #expect(other.failures.count == 1, "\(other)")
        #expect(try energy("energy.active.import.total", meter) == 14)
    }

    @Test("Where total and tariffs differ by more, the total holds and the report says so")
    func disagreement() throws {
        for (total, t1) in [(UInt32(1000), Int64(892)), (150, 42)] {
            var meter = try machine("socomec-countis-e44")
            let text = pairs([
                (0xC900, total), (0xC980, 70), (0xCA00, 60), (0xCA80, 43), (0xCB00, 5),
            ])
            let report = try read(text, into: &meter)
            #expect(outcome(report, 0xC900) == .set)
            #expect(outcome(report, 0xCA00) == .set)
            #expect(reason(report, 0xC980).hasPrefix("total and tariffs differ"), "\(report)")
            #expect(try energy("energy.active.import.t1", meter) == t1)
        }
    }

    @Test("A sum sets the quadrant that is not known, and is compared where all are")
    func quadrants() throws {
        var meter = try machine("socomec-countis-e44")
        let report = try read(pairs([(0xC904, 100), (0xC90A, 30)]), into: &meter)
        #expect(report.failures.isEmpty, "\(report)")
        #expect(try energy("energy.reactive.q2.total", meter) == 70)
        let all = pairs([(0xC904, 90), (0xC90A, 30), (0xC90E, 50)])
        let other = try read(all, into: &meter)
        #expect(reason(other, 0xC904).hasPrefix("does not add up with its parts"), "\(other)")
        #expect(try energy("energy.reactive.q2.total", meter) == 50)
    }

    @Test("Phases that contradict the whole are not taken")
    func phases() throws {
        var meter = try machine("eastron-sdm630")
        func word(_ address: Int, _ value: Float) -> String {
            let pattern = value.bitPattern
            return "\(address),\(pattern >> 16),input\n\(address + 1),\(pattern & 0xFFFF),input\n"
        }
        let agreeing = word(72, 60) + word(346, 10) + word(348, 20) + word(350, 30)
        #expect(try read(agreeing, into: &meter).failures.isEmpty)
        let report = try read(
            word(72, 50) + word(346, 10) + word(348, 20) + word(350, 30),
            into: &meter
        )
        #expect(outcome(report, 72) == .set)
        #expect(report.failures.count == 1)
        #expect(reason(report, 350).hasPrefix("does not add up with the whole"), "\(report)")
        // More digits than the meter counts.
        let fine = try read(word(72, 1.2345), into: &meter)
        #expect(reason(fine, 72).hasSuffix("the meter shows 1.234 kWh"), "\(fine)")
    }

    @Test("Settings come before the energies that a change of them resets")
    func settingsFirst() throws {
        var meter = try machine("meterfarm-reference")
        let total = pairs([(0x104E, 4711)])
        let ratio = pairs([(0x0100, 400)])
        let report = try read(total + ratio, into: &meter)
        #expect(outcome(report, 0x0100) == .set)
        #expect(outcome(report, 0x104E) == .set)
        let wrong = try read(pairs([(0x0102, 3)]) + "0x0110,77\n", into: &meter)
        #expect(reason(wrong, 0x0102).contains("allowed: 1, 5"), "\(wrong)")
        #expect(reason(wrong, 0x0110).hasPrefix("belongs to the line"))
    }

    @Test("A setting of 0.1 comes out of a float of 32 bits")
    func decimalSetting() throws {
        var meter = try machine("meterfarm-reference")
        let report = try read(pairs([(0x012A, Float(0.1).bitPattern)]), into: &meter)
        #expect(outcome(report, 0x012A) == .set, "\(report)")
    }

    @Test("Half a value, no value, no register and another model's constant are named")
    func whatCannotBe() throws {
        var meter = try machine("socomec-countis-e44", "\"serialNumber\": \"254600011234\"")
        let text = """
            0xC652,1
            0xC65C,0xFFFF
            0xC65D,0xFFFF
            0xC570,0
            0xC571,5
            0xC355,43
            0xC356,201
            0xC358,0x2546
            0xC359,0x0002
            0x1000,7
            0x1001,0xFFFF
            0xC600,0xFFFF
            0xE500,1
            0xF000,1
            """
        let report = try read(text, into: &meter)
        #expect(reason(report, 0xC652) == "1 of its 2 words are missing")
        #expect(reason(report, 0xC65C).hasPrefix("not available"))
        #expect(reason(report, 0xC570).hasPrefix("a value of the moment"))
        #expect(reason(report, 0xC355).hasPrefix("the model has another value"))
        #expect(outcome(report, 0xC356) == .agrees)
        #expect(outcome(report, 0xC358) == .agrees)
        #expect(reason(report, 0xC359).hasSuffix("the serial number 254600011234"))
        #expect(reason(report, 0x1000) == "the model has no register there")
        #expect(outcome(report, 0xC600) == .agrees, "a hole, filled as the device fills it")
        #expect(reason(report, 0xE500) == "the register can only be written")
        #expect(reason(report, 0xF000).hasPrefix("the load curve begins anew"))
        #expect(report.lines.map(\.address) == report.lines.map(\.address).sorted())
        var other = try machine("eastron-sdm630")
        let table = try read("72,17984\n73,1", into: &other)
        #expect(reason(table, 72).hasSuffix("give input as the table"), "\(table)")
    }

    @Test("Of two registers that disagree the finer one is taken")
    func contradiction() throws {
        var meter = try machine("socomec-countis-e44")
        let report = try read(pairs([(0xC652, 12), (0xC702, 1299)]), into: &meter)
        #expect(report.failures.isEmpty, "\(report)")
        let wrong = try read(pairs([(0xC652, 13), (0xC702, 1299)]), into: &meter)
        #expect(outcome(wrong, 0xC652) == .set)
        #expect(reason(wrong, 0xC702).hasPrefix("holding 0xC652 says 13 kWh"), "\(wrong)")
    }

    @Test("A register that has begun again is read with those that have more room")
    func overflow() throws {
        var meter = try machine("socomec-countis-e44")
        // 50 GWh and 10 Wh: the register of 10 Wh began again at 42.9 GWh, the counter of
        // 10 GWh stands at 5.
        let fine = UInt32(truncatingIfNeeded: 5_000_000_001)
        let text = pairs([(0xC652, 50_000_000), (0xC702, fine), (0xC900, fine)]) + "0x9002,5\n"
        let report = try read(text, into: &meter)
        #expect(report.failures.isEmpty, "\(report)")
        #expect(try energy("energy.active.import.total", meter) == 5_000_000_001)
        var other = try machine("socomec-countis-e44")
        let counted = try read(pairs([(0xC900, fine)]) + "0x9002,5\n", into: &other)
        #expect(counted.failures.isEmpty, "\(counted)")
        #expect(try energy("energy.active.import.total", other) == 5_000_000_001)
    }

    @Test("The own clock is set where it is known when the dump was read")
    func clock() throws {
        var meter = try machine("socomec-countis-e44")
        let shown = "0xE100,4\n0xE101,1\n0xE102,26\n0xE103,23\n0xE104,58\n0xE105,30\n"
        let without = try read(shown, into: &meter)
        #expect(reason(without, 0xE100) == "the clock was not set: say when the dump was read")
        #expect(meter.ownClock.offset == .zero)
        // Read a week before, 90.4 s before that midnight by the farm's clock.
        let readAt = TestMeter.start - .days(7) - .milliseconds(90_400)
        let report = try read(shown, into: &meter, readAt: readAt)
        #expect(report.failures.isEmpty, "\(report)")
        #expect(meter.ownClock.offset == .days(6) + .days(1) + .seconds(1))
        let part = try read("0xE100,5\n0xE101,2\n", into: &meter, readAt: readAt)
        #expect(reason(part, 0xE100).contains("a part of date or time is missing"))
    }

    @Test("Another power of ten in a SunSpec meter is reckoned with")
    func scaleFactor() throws {
        var meter = try machine("sunspec-203")
        let text = pairs([(0x9CB4, 1234)]) + "0x9CBC,1\n"
        let report = try read(text, into: &meter)
        let total = try #require(meter.model.catalogue["energy.active.import.total"])
        let expected: Int64 = 12_340 * 3_600_000
        #expect(meter.value(of: total) == expected)
        #expect(reason(report, 0x9CB4).hasSuffix("the meter shows 12340 Wh"), "\(report)")
        #expect(reason(report, 0x9CBC).hasPrefix("the model has another value"))
    }

    @Test("A tariff that the farm drives is not set")
    func tariff() throws {
        let driven = "\"inputs\": { \"tariff\": 1 }, \"settings\": { \"tariffSource\": \"input\" }"
        var meter = try machine("socomec-countis-e44", driven)
        let report = try read("0xC6A1,1\n", into: &meter)
        #expect(reason(report, 0xC6A1).hasPrefix("the farm file drives the tariff input"))
        var other = try machine("socomec-countis-e44")
        let wrong = try read("0xC6A1,5\n0xE200,5\n", into: &other)
        #expect(reason(wrong, 0xC6A1).hasPrefix("the model has tariffs 1 to 4"), "\(wrong)")
    }

    @Test("A faulty dump and a meter without supply change nothing")
    func unchanged() throws {
        var meter = try machine("socomec-countis-e44")
        let before = meter.registers
        let faulty = Array((pairs([(0xC900, 1000)]) + "x,1\n").utf8)
        #expect(throws: DumpFaults.self) {
            try meter.importDump(faulty, at: TestMeter.start + .hours(1))
        }
        #expect(meter.registers == before)
        #expect(meter.bookedUntil == TestMeter.start)
        meter.setSupply(false, at: TestMeter.start)
        let text = Array(pairs([(0xC900, 1000)]).utf8)
        #expect(throws: DumpFaults.self) {
            try meter.importDump(text, at: TestMeter.start + .hours(1))
        }
    }
}
