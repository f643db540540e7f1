import MeterModels
import Metrology
import TestSupport
import Testing

@Suite("What is wrong with a register table")
struct ImportFaultTests {
    private static let head = "Address;Name;Type;Unit;Scale\n"

    private func row(_ line: String) throws -> TableReport.Row {
        let imported = try Imported(Self.head + "900;Frequency;u16;Hz;0.01\n" + line)
        return try #require(imported.report.rows.first { $0.line == 3 })
    }

    @Test(
        "A faulty row is left out, with its line and what is allowed",
        arguments: [
            ("x12;Voltage L1;u16;V;0.1", "\"x12\" is no address; such as 4096, 0x1000"),
            ("70000;Voltage L1;u16;V;0.1", "is no address; 0 to 65535"),
            ("65535;Voltage L1;u32;V;0.1", "ends behind address 65535"),
            ("0;Voltage L1;int24;V;0.1", "no type"),
            (";Voltage L1;u16;V;0.1", "has no address"),
            ("0;Voltage L1;;V;0.1", "neither type nor words"),
            ("900;Voltage L1;u16;V;0.1", "stands there twice, line 2"),
            ("899;Voltage L1;u32;V;0.1", "overlaps \"Frequency\" at 0x0384, line 2"),
        ]
    )
    func leftOut(line: String, message: String) throws {
        let row = try row(line)
        #expect(row.verdict == .leftOut)
        #expect(row.text.contains(message), "\(row.text)")
    }

    @Test(
        "A row that is not understood keeps its place and says why",
        arguments: [
            ("0;Voltage L1;u16;A;0.1", "voltage.l1 cannot be in A"),
            ("0;Voltage L1;u16;;0.1", "needs a unit"),
            ("0;Voltage L1;u16;furlong;0.1", "\"furlong\" is no unit"),
            ("0;Voltage L1;u16;V;V_SF", "\"V_SF\" is no step"),
            ("0;Voltage L1 alarm threshold;u16;V;0.1", "\"alarm\" makes it no quantity"),
            ("0;Reactive power L1;u16;W;0.1", "cannot be in W"),
            ("0;Current of input L4;u16;A;0.1", "makes it no quantity"),
            ("0;Tariff 7 active energy;u32;kWh;1", "tariff 7 is none of the four"),
            ("0;Demand of active power L1;u32;kW;1", "of a phase's power is not kept"),
            ("0;Import active power;u32;kW;1", "of one direction"),
            ("0;Whatever;u16;;", "does not say what is measured"),
            ("0;Apparent current L2;u16;A;1", "are not kept"),
        ]
    )
    func notUnderstood(line: String, message: String) throws {
        let row = try row(line)
        #expect(row.verdict == .notUnderstood)
        #expect(row.text.contains(message), "\(row.text)")
    }

    @Test(
        "A row that says too little is proposed as assumed, with what was filled in",
        arguments: [
            ("0;Active energy;u32;kWh;1", "energy.active.import.total", "imported"),
            ("0;Zorp voltage L1;u16;V;0.1", "voltage.l1", "\"zorp\" in the name"),
            ("0;Voltage L1;u16;mV;1", "voltage.l1", "too fine for u16"),
            ("0;Voltage L1;u16;V;1000", "voltage.l1", "coarse"),
            ("0;Sign of active power;u16;;", "sign of power.active.total", "0 plus, 1 minus"),
            ("0;Total current;u32;mA;1", "current.sum", "may also be their mean"),
        ]
    )
    func assumed(line: String, shown: String, remark: String) throws {
        let row = try row(line)
        #expect(row.verdict == .assumed)
        #expect(row.text.contains(shown) && row.text.contains(remark), "\(row.text)")
    }

    @Test("A table without columns or registers is refused as a whole")
    func refused() {
        #expect(throws: ImportFault.self) { try Imported("") }
        #expect(throws: ImportFault.self) { try Imported("one;two\n1;2\n") }
        #expect(throws: ImportFault.self) { try Imported(Self.head + "a;b;c;d;e\n") }
        #expect(throws: ImportFault.self) {
            try Imported(Self.head + "0;Voltage L1;u16;V;1") { $0.columns = [.name: "Nobody"] }
        }
    }

    @Test("Columns that are named in no known word are given a use")
    func assigned() throws {
        let imported = try Imported("Addr;Kuvaus;Type;Unit\n7;Voltage L1;u16;V\n") {
            $0.columns = [.name: "kuvaus"]
        }
        #expect(imported.shown() == [7: "voltage.l1"])
    }

    @Test("Tables that chance has changed never break anything, and every model is sound")
    func garbage() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let rows = (0..<20).map { "\($0 * 2);Voltage L\($0 % 3 + 1);u32;V;0.1;\"3,4\"" }
        let table = Array(
            (["Address;Name;Type;Unit;Scale;Function"] + rows).joined(separator: "\n").utf8
        )
        var sound = 0
        for _ in 0..<300 {
            var bytes = table
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes.randomElement(using: &generator) ?? 0, at: place)
                }
            }
            do {
                _ = try Imported(bytes: bytes)
                sound += 1
            } catch is ImportFault {
                continue
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
        #expect(sound > 30, "seed \(seed)")
    }
}
