import MeterModels
import Metrology
import TestSupport
import Testing

@Suite("Register tables that are read with some judgement")
struct ImportJudgementTests {
    private func remark(_ imported: Imported) -> String {
        imported.report.remarks.first { $0.hasPrefix("addresses") } ?? ""
    }

    private func row(_ table: String, line: Int = 2) throws -> TableReport.Row {
        try #require(try Imported(table).report.rows.first { $0.line == line })
    }

    private func fault(_ table: String) -> String {
        do {
            _ = try Imported(table)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("A row whose address is none has no vote on the notation", arguments: [65536, 70000])
    func vote(number: Int) throws {
        let imported = try Imported(
            """
            Address;Name;Type;Unit
            40003;Voltage L1;u32;V
            40005;Voltage L2;u32;V
            40007;Voltage L3;u32;V
            \(number);Frequency;u16;Hz
            """
        )
        #expect(imported.shown() == [2: "voltage.l1", 4: "voltage.l2", 6: "voltage.l3"])
        #expect(imported.verdicts == [.proposed, .proposed, .proposed, .leftOut])
        #expect(remark(imported).contains("4xxxx and 3xxxx name the table"))
    }

    @Test("A mixture of references and plain numbers is told")
    func mixture() throws {
        let imported = try Imported(
            "Address;Name;Type;Unit\n40003;Voltage L1;u32;V\n120;Frequency;u16;Hz\n"
        )
        #expect(imported.shown() == [40003: "voltage.l1", 120: "frequency"])
        #expect(remark(imported).contains("1 look like 4xxxx or 3xxxx, but 120 does not"))
        let plain = try Imported("Address;Name;Type;Unit\n120;Frequency;u16;Hz\n")
        #expect(!remark(plain).contains("look like"))
    }

    @Test(
        "A column of steps with units in its cells is understood",
        arguments: ["Auflösung / Einheit", "Resolution / Unit", "Einheit / Auflösung"]
    )
    func resolution(title: String) throws {
        let imported = try Imported(
            """
            Adresse;Bezeichnung;Typ;\(title)
            0;Spannung L1;u32;0,1 V
            2;Strom L1;u32;mA
            4;Wirkleistung gesamt;i32;10 W
            6;Leistungsfaktor;i16;0,001
            """
        )
        #expect(
            imported.lines == [
                "0 u32 voltage.l1 0.1 V", "2 u32 current.l1 1 mA",
                "4 i32 power.active.total 10 W", "6 i16 powerFactor.total 0.001 ",
            ]
        )
        let numbers = try Imported("Address;Name;Type;Resolution\n0;Voltage L1;u32;0.1\n")
        #expect(numbers.lines == ["0 u32 voltage.l1 0.1 V"])
    }

    @Test("Where no line names the columns, those that were recognised are named")
    func columns() {
        let noName = fault("Energy meter\nAdresse;Kuvaus;Typ;Einheit\n0;Jännite;u16;V\n")
        #expect(noName.contains("line 2 has address \"Adresse\", type \"Typ\", unit \"Einheit\""))
        #expect(noName.contains("but no name; of its titles \"Kuvaus\" nothing was made"))
        #expect(noName.contains("--column name=TITLE gives"))
        let noAddress = fault("Osoite;Name;Type\n0;Voltage;u16\n")
        #expect(noAddress.contains("but no address") && noAddress.contains("--column address="))
        #expect(fault("one;two\n1;2\n").contains("an address and a name are needed"))
    }

    @Test(
        "A unit among the words of a name counts where the cell is empty",
        arguments: [
            ("Total kWh", "energy.active.import.total 1 kWh"),
            ("kWh import T2", "energy.active.import.t2 1 kWh"),
            ("Export kvarh", "energy.reactive.export.total 1 kvarh"),
            ("Power kW total", "power.active.total 1 kW"),
        ]
    )
    func namedUnit(name: String, shown: String) throws {
        let table = "Address;Name;Type;Unit\n0;\(name);u32;\n2;Frequency;u16;Hz\n"
        #expect(try Imported(table).lines.first == "0 u32 " + shown)
    }

    @Test("A unit in one name does not make the table one with units")
    func namedUnitAlone() throws {
        let imported = try Imported(
            "Address;Name;Type\n0;Total kWh;u32\n2;Voltage A;u16\n3;Voltage L2;u16\n"
        )
        #expect(
            imported.shown() == [
                0: "energy.active.import.total", 2: "voltage.l1", 3: "voltage.l2",
            ]
        )
        #expect(imported.lines.first == "0 u32 energy.active.import.total 1 kWh")
    }

    @Test(
        "A step that no meter has is assumed, with what may be wrong",
        arguments: [
            ("Gain", "Active power", "1/1000", "kW", true),
            ("Gain", "Active energy import", "1e-3", "MWh", true),
            ("Gain", "Active power", "1000", "kW", false),
            ("Gain", "Active energy import", "10", "kWh", false),
            ("Scale", "Active power", "1000", "kW", true),
            ("Scale", "Current L1", "1000", "A", true),
            ("Scale", "Active energy import", "1", "MWh", false),
        ]
    )
    func coarse(title: String, name: String, cell: String, unit: String, isCoarse: Bool) throws {
        let row = try row("Address;Name;Type;Unit;\(title)\n0;\(name);u32;\(unit);\(cell)\n")
        #expect(row.verdict == (isCoarse ? .assumed : .proposed), "\(row.text)")
        #expect(row.text.contains("is coarse") == isCoarse, "\(row.text)")
        if isCoarse, title == "Gain" { #expect(row.text.contains("--column scale=")) }
    }

    @Test(
        "Eight bits are taken as a register, and that is said",
        arguments: [("U8", "u16"), ("int8_t", "i16"), ("8 bit unsigned", "u16"), ("BYTE", "u16")]
    )
    func byte(type: String, taken: String) throws {
        let row = try row("Address;Name;Type;Unit\n0;Frequency;\(type);Hz\n")
        #expect(row.verdict == .assumed)
        #expect(row.text.contains("\"\(type)\" is taken as \(taken)"), "\(row.text)")
    }

    @Test("Types of sixteen bits are not", arguments: ["u16", "WORD", "uint16", "unsigned int"])
    func word(type: String) throws {
        let row = try row("Address;Name;Type;Unit\n0;Frequency;\(type);Hz\n")
        #expect(row.verdict == .proposed, "\(row.text)")
    }
}
