import MBusProtocol
import TestSupport
import Testing

struct ValueInformationTests {
    /// The lists of E.3, one row a code: bytes, unit, power of ten.
    static let known: [(String, ValueUnit, Int)] = [
        ("00", .wattHour, -3), ("03", .wattHour, 0), ("04", .wattHour, 1), ("06", .wattHour, 3),
        ("07", .wattHour, 4), ("28", .watt, -3), ("2B", .watt, 0), ("2E", .watt, 3),
        ("20", .second, 0), ("21", .minute, 0), ("22", .hour, 0), ("23", .day, 0),
        ("6C", .date, 0), ("6D", .dateTime, 0), ("78", .dimensionless, 0),
        ("79", .dimensionless, 0), ("7A", .dimensionless, 0),
        ("FD40", .volt, -9), ("FD47", .volt, -2), ("FD48", .volt, -1), ("FD49", .volt, 0),
        ("FD50", .ampere, -12), ("FD59", .ampere, -3), ("FD5B", .ampere, -1),
        ("FD5C", .ampere, 0), ("FD0E", .dimensionless, 0), ("FD17", .dimensionless, 0),
        ("FD3A", .dimensionless, 0), ("FD1A", .dimensionless, 0), ("FD1B", .dimensionless, 0),
        ("FB00", .wattHour, 5), ("FB01", .wattHour, 6), ("FB02", .voltAmpereReactiveHour, 3),
        ("FB03", .voltAmpereReactiveHour, 4), ("FB04", .voltAmpereHour, 3),
        ("FB05", .voltAmpereHour, 4), ("FB14", .voltAmpereReactive, 0),
        ("FB17", .voltAmpereReactive, 3), ("FB34", .voltAmpere, 0), ("FB37", .voltAmpere, 3),
        ("FB2C", .hertz, -3), ("FB2D", .hertz, -2), ("FB2F", .hertz, 0), ("FB2A", .degree, -1),
        ("FB2B", .degree, -1),
        ("08", .joule, 0), ("13", .cubicMetre, -3), ("5A", .celsius, -1),
        ("3B", .cubicMetrePerHour, -3),
        ("68", .bar, -3), ("62", .kelvin, -1), ("FB08", .joule, 8), ("6F", .reserved, 0),
        ("FB06", .reserved, 0), ("FD7F", .reserved, 0), ("FF01", .manufacturer, 0),
        ("7F", .manufacturer, 0),
    ]

    @Test("Each VIF has the unit and the power of ten of the tables", arguments: known)
    func tables(bytes: String, unit: ValueUnit, exponent: Int) throws {
        let value = try #require(ValueInformation(hex(bytes)))
        #expect(value.unit == unit)
        #expect(value.exponent == exponent)
        #expect(text(value.encoded) == bytes)
    }

    @Test("Factors of VIFEs are in the power of ten")
    func factors() throws {
        for (code, factor) in zip(0x70...0x77 as ClosedRange<UInt8>, -6...1) {
            let value = try #require(ValueInformation([0x84, code]))
            #expect(value.exponent == 1 + factor)
            #expect(value.qualifiers == [.factor(exponent: factor)])
        }
        #expect(ValueInformation(hex("84 7D"))?.exponent == 4)
        #expect(ValueInformation(hex("FD C8 7D"))?.exponent == 2)
    }

    @Test("A power factor is a number in thousandths, written as mW per V and A")
    func powerFactor() throws {
        let value = try #require(ValueInformation(hex("A8 B4 35")))
        #expect(value.unit == .dimensionless && value.unit.text == "")
        #expect(value.exponent == -3 && value.quantity == "power factor")
        let perVolt = try #require(ValueInformation(hex("A8 34")))
        #expect(perVolt.unit == .watt && perVolt.qualifiers == [.perVolt])
    }

    @Test("Import and export differ by a VIFE, phases by one of the maker")
    func qualifiers() throws {
        #expect(ValueInformation(hex("84 3B"))?.qualifiers == [.positiveOnly])
        #expect(ValueInformation(hex("84 3C"))?.qualifiers == [.negativeOnly])
        let phase = try #require(ValueInformation(hex("FD C9 FF 01")))
        #expect(phase.unit == .volt && phase.qualifiers.isEmpty)
        #expect(phase.manufacturerBytes == [1])
        #expect(ValueInformation(hex("83 7F"))?.manufacturerBytes == [])
        #expect(ValueInformation(hex("FF 80 84 3C"))?.manufacturerBytes == hex("80843C"))
        #expect(ValueInformation(hex("84 12"))?.qualifiers == [.average])
        #expect(ValueInformation(hex("84 00"))?.qualifiers == [.recordError(0)])
        #expect(ValueInformation(hex("93 22"))?.qualifiers == [.per("h")])
        #expect(ValueInformation(hex("84 79"))?.qualifiers == [.additive(exponent: -2)])
    }

    @Test("A unit in plain text stands between VIF and VIFEs, its last letter first")
    func plainText() throws {
        let value = try #require(ValueInformation(hex("FC 03 48 52 25 74")))
        #expect(value.plainText == "%RH" && value.unit == .plainText)
        #expect(value.exponent == -2)
        #expect(ValueInformation(hex("7C 00"))?.plainText == "")
    }

    @Test("Every block of three bytes has a meaning or is refused, and none traps")
    func all() {
        for first in 0...255 as ClosedRange<UInt8> {
            for second in 0...255 as ClosedRange<UInt8> {
                let bytes = [first, second, 0x01]
                var rest = bytes[...]
                guard let value = try? ValueInformation(decoding: &rest) else { continue }
                #expect(value.bytes + rest == bytes)
                #expect((-30...30).contains(value.exponent))
            }
        }
    }
}
