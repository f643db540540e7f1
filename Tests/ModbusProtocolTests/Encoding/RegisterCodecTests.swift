import ModbusProtocol
import TestSupport
import Testing

/// Sequences of bytes worked out by hand.
struct RegisterCodecTests {
    struct Example: CustomTestStringConvertible, Sendable {
        var type: RegisterType
        var value: Int64
        var bytes: String
        var testDescription: String { "\(type) \(value)" }
        init(_ type: RegisterType, _ value: Int64, _ bytes: String) {
            self.type = type
            self.value = value
            self.bytes = bytes
        }
    }

    static let integers = [
        Example(.u16, 82, "00 52"), Example(.u16, 65_535, "FF FF"),
        Example(.i16, -2, "FF FE"), Example(.i16, -32_768, "80 00"),
        Example(.u32, 235_800, "00 03 99 18"), Example(.u32, 4_294_967_295, "FF FF FF FF"),
        Example(.i32, -19, "FF FF FF ED"), Example(.i32, 2_147_483_647, "7F FF FF FF"),
        Example(.u48, 281_474_976_710_655, "FF FF FF FF FF FF"),
        Example(.u48, 0x0A0B_0C0D_0E0F, "0A 0B 0C 0D 0E 0F"),
        Example(.u64, 0x0102_0304_0506_0708, "01 02 03 04 05 06 07 08"),
        Example(.i64, -2, "FF FF FF FF FF FF FF FE"),
        Example(.i64, .min, "80 00 00 00 00 00 00 00"),
        Example(.i16sm, -19, "80 13"), Example(.i16sm, 19, "00 13"), Example(.i16sm, 0, "00 00"),
        Example(.i32sm, -235_800, "80 03 99 18"), Example(.i48sm, -1, "80 00 00 00 00 01"),
        Example(.bcd16, 9876, "98 76"), Example(.bcd16, 7, "00 07"),
        Example(.bcd32, 12_345_678, "12 34 56 78"), Example(.bcd32, 50_060, "00 05 00 60"),
        Example(.bits16, 0x8001, "80 01"), Example(.bits32, 0x8000_0001, "80 00 00 01"),
        Example(.f32, 60, "42 70 00 00"), Example(.f32, -19, "C1 98 00 00"),
        Example(.f64, 60, "40 4E 00 00 00 00 00 00"),
    ]

    @Test(
        "A number becomes the bytes worked out by hand, wrapping or saturating",
        arguments: integers
    )
    func integer(example: Example) {
        var output = hex("AA")
        let codec = RegisterCodec(example.type)
        codec.append(wrapping: example.value, into: &output)
        codec.append(saturating: example.value, into: &output)
        #expect(text(output) == text(hex("AA") + hex(example.bytes) + hex(example.bytes)))
    }

    @Test("The four word orders of two and of three words")
    func wordOrders() {
        let two: [WordOrder: String] = [
            .big: "0A 0B 0C 0D", .little: "0C 0D 0A 0B", .bigSwapped: "0B 0A 0D 0C",
            .littleSwapped: "0D 0C 0B 0A",
        ]
        let three: [WordOrder: String] = [
            .big: "01 02 03 04 05 06", .little: "05 06 03 04 01 02",
            .bigSwapped: "02 01 04 03 06 05", .littleSwapped: "06 05 04 03 02 01",
        ]
        for order in WordOrder.allCases {
            var output: [UInt8] = []
            RegisterCodec(.u32, order).append(wrapping: 0x0A0B_0C0D as Int64, into: &output)
            #expect(text(output) == two[order])
            output = []
            RegisterCodec(.u48, order).append(wrapping: 0x0102_0304_0506 as Int64, into: &output)
            #expect(text(output) == three[order])
        }
    }

    @Test("Wrapping counts modulo the size of the type")
    func wrapping() throws {
        let cases: [(RegisterType, Int64, Int64)] = [
            (.u16, 65_536, 0), (.u16, 65_537, 1), (.u16, -1, 65_535), (.i16, 32_768, -32_768),
            (.u32, 4_294_967_298, 2), (.i32, -2_147_483_649, 2_147_483_647),
            (.u48, 281_474_976_710_657, 1), (.i16sm, 32_769, 1), (.i16sm, -32_769, -1),
            (.i16sm, -32_768, 0), (.bcd16, 10_001, 1), (.bcd32, 100_000_002, 2), (.bcd16, -1, 9999),
            (.bcd16, -10_000, 0),
        ]
        for (type, value, expected) in cases {
            var output: [UInt8] = []
            RegisterCodec(type).append(wrapping: value, into: &output)
            let decoded = try RegisterCodec(type).decode(output[...])
            #expect(decoded == .integer(expected), "\(type) \(value)")
        }
    }

    @Test("Saturating stops at the bounds of the type")
    func saturating() throws {
        for type in RegisterType.allCases {
            guard let bounds = type.integerBounds, type != .bits16, type != .bits32 else {
                continue
            }
            for extreme in [Int64.min, .max] {
                var output: [UInt8] = []
                RegisterCodec(type).append(saturating: extreme, into: &output)
                let fitting: Int64 =
                    extreme < 0
                    ? bounds.minimum
                    : bounds.maximum > UInt64(Int64.max) ? .max : Int64(bounds.maximum)
                let expected: RegisterValue =
                    type == .u64 ? .unsigned(UInt64(fitting)) : .integer(fitting)
                let decoded = try RegisterCodec(type).decode(output[...])
                #expect(decoded == expected, "\(type) \(extreme)")
            }
        }
    }

    @Test("Unsigned numbers beyond Int64 fill u64, saturate i64 and wrap u16")
    func unsigned() {
        var output: [UInt8] = []
        RegisterCodec(.u64).append(wrapping: UInt64.max - 1, into: &output)
        #expect(text(output) == "FF FF FF FF FF FF FF FE")
        output = []
        RegisterCodec(.i64).append(saturating: UInt64.max, into: &output)
        #expect(text(output) == "7F FF FF FF FF FF FF FF")
        output = []
        RegisterCodec(.u16).append(wrapping: UInt64.max - 1, into: &output)
        RegisterCodec(.u16).append(saturating: UInt64.max - 1, into: &output)
        #expect(text(output) == "FF FE FF FF")
    }

    @Test("The bounds are those of the types")
    func bounds() throws {
        let signAndMagnitude = try #require(RegisterType.i16sm.integerBounds)
        #expect(signAndMagnitude.minimum == -32_767 && signAndMagnitude.maximum == 32_767)
        let decimal = try #require(RegisterType.bcd32.integerBounds)
        #expect(decimal.contains(99_999_999) && !decimal.contains(100_000_000))
        #expect(!decimal.contains(-1))
        #expect(RegisterType.u64.integerBounds?.maximum == .max)
        #expect(RegisterType.i64.integerBounds?.minimum == .min)
        #expect(RegisterType.f32.integerBounds == nil && RegisterType.ascii.integerBounds == nil)
    }

    @Test("A floating point number given to an integer type is rounded and saturated")
    func floatsIntoIntegers() {
        let cases: [(Double, Int16)] = [
            (0.49999999999999994, 0), (0.5, 1), (-0.5, -1), (2.5, 3), (-19.4, -19), (1e300, .max),
            (-1e300, .min), (.infinity, .max), (-.infinity, .min), (.nan, 0),
        ]
        for (value, expected) in cases {
            var output: [UInt8] = []
            RegisterCodec(.i16).append(value, into: &output)
            #expect(text(output) == text(word(Int(expected))), "\(value)")
        }
    }

    @Test("A decimal digit above 9 is no number, a wrong length is told")
    func decodingErrors() {
        #expect(throws: RegisterDecodingError.notDecimal) {
            try RegisterCodec(.bcd16).decode(hex("1A 00")[...])
        }
        #expect(throws: RegisterDecodingError.wrongLength(bytes: 3)) {
            try RegisterCodec(.u32).decode([0, 0, 0])
        }
        #expect(throws: RegisterDecodingError.wrongLength(bytes: 1)) {
            try RegisterCodec(.ascii).decode([0x41])
        }
    }
}
