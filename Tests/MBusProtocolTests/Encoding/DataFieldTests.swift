import MBusProtocol
import TestSupport
import Testing

struct DataFieldTests {
    static let codings: [DataCoding] = [
        .int8, .int16, .int24, .int32, .int48, .int64, .bcd2, .bcd4, .bcd6, .bcd8, .bcd12,
    ]

    private func wrapped(_ value: Int64, _ coding: DataCoding) -> [UInt8] {
        var bytes: [UInt8] = []
        DataField.append(wrapping: value, as: coding, into: &bytes)
        return bytes
    }

    private func saturated(_ value: Int64, _ coding: DataCoding) -> [UInt8] {
        var bytes: [UInt8] = []
        DataField.append(saturating: value, as: coding, into: &bytes)
        return bytes
    }

    @Test("Integers and decimals are low byte first, negative decimals have an F on top")
    func worked() {
        #expect(wrapped(-2, .int32) == hex("FEFFFFFF"))
        #expect(wrapped(-66, .int24) == hex("BEFFFF"))
        #expect(wrapped(172_868, .bcd8) == hex("68281700"))
        #expect(wrapped(-123, .bcd4) == hex("23F1"))
        #expect(DataField.integer(hex("23F1"), as: .bcd4) == -123)
        #expect(DataField.integer(hex("F0"), as: .bcd2) == 0)
    }

    @Test("Values out of range stop at the bounds, counters roll over")
    func range() {
        #expect(saturated(40_000, .int16) == hex("FF7F"))
        #expect(saturated(-40_000, .int16) == hex("0080"))
        #expect(saturated(10_000, .bcd4) == hex("9999"))
        #expect(saturated(-10_000, .bcd4) == hex("99F9"))
        #expect(wrapped(65_537, .int16) == hex("0100"))
        #expect(wrapped(10_001, .bcd4) == hex("0100"))
        #expect(wrapped(-1001, .bcd4) == hex("01F0"))
        #expect(DataField.bounds(of: .bcd4) == -999...9999)
        #expect(DataField.bounds(of: .int24) == -8_388_608...8_388_607)
    }

    @Test("Every integer within the bounds comes back, and each other one saturated")
    func roundTrip() {
        var generator = Chance.generator
        for coding in Self.codings {
            let bounds = DataField.bounds(of: coding)
            for round in 0..<300 {
                let inside = [bounds.lowerBound, bounds.upperBound, 0]
                let value = round < 3 ? inside[round] : .random(in: bounds, using: &generator)
                let bytes = wrapped(value, coding)
                #expect(bytes == saturated(value, coding), "\(Chance.note)")
                #expect(DataField.integer(bytes, as: coding) == value, "\(Chance.note)")
                let any = Int64(bitPattern: generator.next())
                let limited = min(max(any, bounds.lowerBound), bounds.upperBound)
                #expect(DataField.integer(saturated(any, coding), as: coding) == limited)
                #expect(wrapped(any, coding).count == coding.width)
            }
            _ = (wrapped(.min, coding), saturated(.min, coding))
        }
    }

    @Test("Digits above 9 are no number, but can be read")
    func strangeDigits() {
        #expect(DataField.integer(hex("A100"), as: .bcd4) == nil)
        #expect(DataField.digits(hex("A100")) == "00A1")
        #expect(DataField.integer(hex("01"), as: .bcd4) == nil)
        #expect(DataField.integer(hex("00000000"), as: .real32) == nil)
    }

    @Test("Real numbers come back, and go rounded and limited into integers")
    func real() {
        var bytes: [UInt8] = []
        DataField.append(0.15625, as: .real32, into: &bytes)
        #expect(bytes == hex("0000203E"))
        #expect(DataField.real(bytes) == 0.15625)
        let cases: [(Double, String)] = [
            (2.5, "0300"), (-2.5, "FDFF"), (1e30, "FF7F"), (-.infinity, "0080"), (.nan, "0000"),
        ]
        for (value, expected) in cases {
            var output: [UInt8] = []
            DataField.append(value, as: .int16, into: &output)
            #expect(text(output) == expected)
        }
        var nothing: [UInt8] = []
        DataField.append(1, as: .variable, into: &nothing)
        DataField.append(wrapping: 1, as: .none, into: &nothing)
        #expect(nothing.isEmpty)
    }

    @Test("Data of variable length are text, decimals, integers or real numbers")
    func variable() {
        var bytes: [UInt8] = []
        DataField.append(text: "Zähler€", into: &bytes)
        #expect(bytes == hex("07 3F 72 65 6C 68 E4 5A"))
        #expect(DataField.variableText(bytes) == "Zähler?")
        #expect(DataField.variableInteger(hex("C2 34 12")) == 1234)
        #expect(DataField.variableInteger(hex("D2 34 12")) == -1234)
        #expect(DataField.variableInteger(hex("E2 FE FF")) == -2)
        #expect(DataField.variableReal(hex("F4 00 00 20 3E")) == 0.15625)
        #expect(DataField.variableInteger(hex("C0")) == nil)
        #expect(DataField.variableInteger(hex("E0")) == nil)
        #expect(DataField.variableText([]) == nil && DataField.variableReal([]) == nil)
        let lengths: [(UInt8, Int?)] = [
            (0, 0), (0xBF, 191), (0xC5, 5), (0xDF, 15), (0xE8, 8), (0xFA, 10), (0xFB, nil),
        ]
        for (code, length) in lengths { #expect(DataField.variableLength(code) == length) }
    }

    @Test("A record applies the power of ten without an error in the last place")
    func scaled() throws {
        var bytes = hex("02 FD 48 44 09")[...]
        let record = try DataRecord(decoding: &bytes)
        #expect(record.number == 237.2 && record.integer == 2372)
        #expect(record.text == nil && record.time == nil)
        var energy = hex("0C 04 68 28 17 00")[...]
        let counter = try DataRecord(decoding: &energy)
        #expect(counter.number == 1_728_680 && counter.text == "00172868")
    }
}
