import Testing

@testable import MeterModels

@Suite("The cells of a register table")
struct ImportCellTests {
    @Test(
        "Types in many spellings",
        arguments: [
            ("u16", ["uint16", "UINT_16", "unsigned short", "WORD", "Unsigned int 16", "ushort"]),
            ("i16", ["int16", "INT", "signed 16 bit", "S16", "short", "SINT16", "Integer"]),
            ("u32", ["UINT32", "unsigned long", "DWORD", "U32", "2 words unsigned", "ULONG"]),
            ("i32", ["INT32", "Signed Long", "long", "DINT", "signed double int", "S_32"]),
            ("u64", ["UINT64", "qword", "unsigned 4 words"]), ("i64", ["INT64", "LINT"]),
            ("f32", ["float", "FLOAT32", "Real", "IEEE 754", "32-bit float", "Gleitkomma", "FP"]),
            ("f64", ["double", "FLOAT64", "LREAL"]), ("bcd16", ["BCD"]), ("bcd32", ["BCD 32"]),
            ("bits16", ["bitmap", "Bitfeld", "BITFIELD16"]), ("ascii", ["STRING(8)", "char[10]"]),
            ("i32sm", ["signed magnitude 32"]),
        ]
    )
    func types(name: String, spellings: [String]) {
        for spelling in spellings {
            #expect(CellType(spelling)?.format(words: nil)?.format.name == name, "\(spelling)")
        }
    }

    @Test("A type without a size takes that of the column of words, and no other")
    func sizes() {
        #expect(CellType("unsigned")?.format(words: 4)?.format.name == "u64")
        #expect(CellType("signed")?.format(words: 2)?.format.name == "i32")
        #expect(CellType("INT32")?.format(words: 1) == nil)
        #expect(CellType("string")?.format(words: 8)?.words == 8)
        #expect(CellType("nonsense") == nil)
    }

    @Test(
        "Units and the steps in them",
        arguments: [
            ("Volt", "V", nil), ("kVArh", "kvarh", nil), ("VAR", "var", nil), ("KWH", "kWh", nil),
            ("MWh", "MWh", nil), ("mA", "mA", nil), ("V/10", "V", 0.1), ("W / 0,1", "W", 10),
            ("0.1 Hz", "Hz", 0.1), ("V x 0.01", "V", 0.01), ("1/100 A", "A", 0.01), ("-", "", nil),
            ("[kW]", "kW", nil), ("0,001", "", 0.001), ("Stunden", "h", nil), ("°", "°", nil),
        ] as [(String, String, Double?)]
    )
    func units(cell: String, symbol: String, factor: Double?) {
        let unit = CellUnit(cell)
        #expect(unit?.symbol == symbol && unit?.factor == factor, "\(cell)")
    }

    @Test("Numbers with points, commas, fractions and powers")
    func numbers() {
        let cells: [(String, Double?)] = [
            ("0.1", 0.1), ("0,1", 0.1), ("1/10", 0.1), ("/100", 0.01), ("x0.01", 0.01),
            ("10^-2", 0.01), ("1E-3", 0.001), ("1.000,5", nil), ("A_SF", nil), ("1000", 1000),
        ]
        for (cell, number) in cells { #expect(CellNumber.factor(cell) == number, "\(cell)") }
    }

    @Test("Addresses in decimal and hexadecimal digits, and ranges of them")
    func addresses() {
        let cells: [(String, Int?, Int?)] = [
            ("4096", 4096, nil), ("0x1000", 4096, nil), ("1000h", 4096, nil), ("1000H", 4096, nil),
            ("$1000", 4096, nil), ("16#1000", 4096, nil), ("10 00", 4096, nil),
            ("4096-4097", 4096, 4097), ("0x1000 … 0x1001", 4096, 4097),
            ("0x1000..0x1001", 4096, 4097),
            ("-1", nil, nil), ("abc", nil, nil), ("99999999999", nil, nil), ("4097-4096", nil, nil),
        ]
        for (cell, number, last) in cells {
            let address = CellAddress(cell, isHexadecimal: false)
            #expect(address?.number == number && address?.last == last, "\(cell)")
        }
        #expect(CellAddress("C550", isHexadecimal: true)?.number == 0xC550)
    }

    @Test("References are taken for such only where every address is one")
    func references() {
        let cells = ["40001", "40003", "49999"]
        let none: [RegisterDescription.Place?] = [nil, nil, nil]
        let notation = AddressNotation(cells, title: "register", base: nil, functions: none)
        #expect(notation.isReference)
        let first = CellAddress("40001", isHexadecimal: false).flatMap(notation.place)
        #expect(first == AddressNotation.Place(address: 0, table: .holding))
        let mixed = AddressNotation(["40001", "50512"], title: "", base: nil, functions: none)
        #expect(!mixed.isReference)
        let plain = AddressNotation(cells, title: "", base: 0, functions: none)
        #expect(!plain.isReference)
        let inputs = AddressNotation(
            ["40001", "40003"],
            title: "",
            base: nil,
            functions: [.input, .input]
        )
        #expect(!inputs.isReference)
        let long = AddressNotation(["450513"], title: "", base: nil, functions: [nil])
        let place = CellAddress("450513", isHexadecimal: false).flatMap(long.place)
        #expect(place?.address == 50512)
    }

    @Test("Functions and access in several languages")
    func access() {
        for cell in ["R", "RO", "Read", "Lecture", "Lesen", "L", "read only"] {
            #expect(CellAccess.access(cell) == .read, "\(cell)")
        }
        for cell in ["R/W", "RW", "Read/Write", "L/E", "Lesen/Schreiben", "lettura/scrittura"] {
            #expect(CellAccess.access(cell) == .readWrite, "\(cell)")
        }
        for cell in ["W", "WO", "write only"] {
            #expect(CellAccess.access(cell) == .write, "\(cell)")
        }
        #expect(CellAccess.access("perhaps") == nil)
        #expect(CellAccess.function("0x03")?.tables == [.holding])
        #expect(CellAccess.function("3/4")?.tables == [.holding, .input])
        #expect(CellAccess.function("FC04")?.tables == [.input])
        #expect(CellAccess.function("Input register")?.tables == [.input])
        #expect(CellAccess.function("nine") == nil)
    }
}
