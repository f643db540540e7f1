import Documents
import MeterModels
import Metrology
import ModbusProtocol
import Testing

@Suite("Scaling")
struct ScalingTests {
    private func register(
        _ model: String,
        _ address: UInt16,
        _ table: RegisterTable = .holding
    ) throws -> CompiledRegister {
        let map = try #require(Repository.model(model).modbus)
        return map.registers(table)[try #require(map.index(covering: address, in: table))]
    }

    private func bytes(_ register: CompiledRegister, _ value: Int64?) -> [UInt8] {
        var output: [UInt8] = []
        register.append(value, into: &output)
        return output
    }

    @Test("2079 W stand as 207 in a register of 10 W, and -2079 W as -207")
    func truncation() throws {
        let power = try register("socomec-countis-e44", 0xC568)
        #expect(power.scale.raw(from: 2_079_000_000) == 207)
        #expect(power.scale.raw(from: -2_079_000_000) == -207)
        #expect(power.scale.raw(from: 9_999_999) == 0)
        #expect(power.scale.raw(from: -9_999_999) == 0)
        #expect(bytes(power, -2_079_000_000) == [0xFF, 0xFF, 0xFF, 0x31])
    }

    @Test("The worked frames of the Legrand guide come out to the byte")
    func workedFrames() throws {
        let voltage = try register("legrand-004677", 0x2000)
        #expect(bytes(voltage, 235_800_000) == [0x00, 0x03, 0x99, 0x18])
        let factor = try register("legrand-004677", 0x2007)
        #expect(bytes(factor, 820_000) == [0x00, 0x52])
        let energy = try register("legrand-004677", 0x200C)
        // 20 Wh and a little less than a step more.
        #expect(bytes(energy, 20 * 3_600_000 + 35_999_999) == [0, 0, 0, 2])
    }

    @Test("A power without sign and its sign stand in two registers")
    func signAndMagnitude() throws {
        let (power, sign) = try (
            register("legrand-004677", 0x2004), register("legrand-004677", 0x2006)
        )
        #expect(bytes(power, -1_234_567_899) == [0, 0x01, 0xE2, 0x40])
        #expect(bytes(power, 1_234_567_899) == [0, 0x01, 0xE2, 0x40])
        #expect(bytes(sign, -1) == [0, 1])
        #expect(bytes(sign, 0) == [0, 0])
    }

    @Test("Energies of 1 kWh, 10 Wh and 1 MWh truncate")
    func energies() throws {
        let wh: Int64 = 3_600_000
        let energy = 1_234_567_890 * wh
        let model = "socomec-countis-e44"
        #expect(try register(model, 0xC652).scale.raw(from: energy) == 1_234_567)
        #expect(try register(model, 0xC702).scale.raw(from: energy) == 123_456_789)
        #expect(try register(model, 0xC86F).scale.raw(from: energy) == 1234)
    }

    @Test("Counters begin again past the width of their register")
    func wrap() throws {
        let fine = try register("socomec-countis-e44", 0xC702)
        let step: Int64 = 36_000_000
        #expect(fine.flags.contains(.counter))
        #expect(bytes(fine, (1 << 32 - 1) * step) == [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(bytes(fine, (1 << 32 + 5) * step) == [0, 0, 0, 5])
        let coarse = try register("socomec-countis-e44", 0xC86F)
        #expect(bytes(coarse, 65_537 * 3_600_000_000_000) == [0, 1])
    }

    @Test("Measured values stop at the ends of their register")
    func saturation() throws {
        let current = try register("socomec-countis-e44", 0xC858)
        #expect(bytes(current, 70_000_000) == [0xFF, 0xFF])
        let power = try register("socomec-countis-e44", 0xC85C)
        #expect(bytes(power, 400_000_000_000) == [0x7F, 0xFF])
        #expect(bytes(power, -400_000_000_000) == [0x80, 0x00])
        let unsigned = try register("socomec-countis-e44", 0xC56C)
        #expect(bytes(unsigned, -1_000_000_000) == [0, 0, 0, 0])
    }

    @Test("What cannot be measured answers the model's code for the type")
    func notAvailable() throws {
        #expect(try bytes(register("socomec-countis-e44", 0xC552), nil) == [255, 255, 255, 255])
        #expect(try bytes(register("socomec-countis-e44", 0xC568), nil) == [127, 255, 255, 255])
        #expect(try bytes(register("socomec-countis-e44", 0xC85C), nil) == [0x7F, 0xFF])
        #expect(try bytes(register("meterfarm-reference", 0x3000), nil) == [0x7F, 0xC0, 0, 0])
        #expect(try bytes(register("eastron-sdm630", 0, .input), nil) == [0, 0, 0, 0])
    }

    @Test("Floating point registers carry the value in their unit")
    func floats() throws {
        let voltage = try register("eastron-sdm630", 0, .input)
        let pattern = Float(230.5).bitPattern
        let expected = (0..<4).map { UInt8(truncatingIfNeeded: pattern >> (24 - 8 * $0)) }
        #expect(bytes(voltage, 230_500_000) == expected)
        let energy = try register("eastron-sdm630", 0x48, .input)
        #expect(energy.scale.number(from: 1_500 * 3_600_000) == 1.5)
    }

    @Test("Other word orders exchange words and bytes")
    func wordOrders() throws {
        let model = "meterfarm-reference"
        let value: Int64 = 230_000_000  // 23000 = 59D8h in 0.01 V
        #expect(try bytes(register(model, 0x1000), value) == [0, 0, 0x59, 0xD8])
        #expect(try bytes(register(model, 0x5000), value) == [0x59, 0xD8, 0, 0])
        #expect(try bytes(register(model, 0x5100), value) == [0, 0, 0xD8, 0x59])
        #expect(try bytes(register(model, 0x5200), value) == [0xD8, 0x59, 0, 0])
    }

    @Test("No value and no scale can make the arithmetic trap")
    func extremes() {
        let values: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        let factors: [Int64] = [.min, -1, 0, 1, 2, 3, 7, 1000, 1 << 40, .max - 1, .max]
        for multiplier in factors {
            for divisor in factors {
                let scale = RegisterScale(multiplier: multiplier, divisor: divisor)
                for value in values {
                    let raw = scale.raw(from: value)
                    #expect(raw == 0 || (raw < 0) == (value < 0))
                }
            }
        }
        let fine = RegisterScale(multiplier: 1000, divisor: 7)
        #expect(fine.raw(from: Int64.max) == Int64.max)
        #expect(fine.raw(from: Int64.min) == Int64.min)
        // 70 · 10¹⁵ × 1000 needs 128 bits; a seventh of it does not fit 64.
        #expect(fine.raw(from: 70_000_000_000_000_000) == .max)
        #expect(fine.raw(from: 63_000_000_000_000_000) == 9_000_000_000_000_000_000)
        #expect(RegisterScale(multiplier: 1000, divisor: 3000) == .init(multiplier: 1, divisor: 3))
    }

    @Test("Products beyond 64 bits are exact when the result fits")
    func wide() {
        let scale = RegisterScale(multiplier: 1_000_003, divisor: 1_000_000_007)
        let value: Int64 = 9_000_000_000_000_000_000
        let wide = value.magnitude.multipliedFullWidth(by: 1_000_003)
        let expected = UInt64(1_000_000_007).dividingFullWidth(wide).quotient
        #expect(scale.raw(from: value) == Int64(expected))
        #expect(scale.raw(from: -value) == -Int64(expected))
    }

    @Test("Decimal steps are exact fractions")
    func decimals() throws {
        for (number, up, down) in [
            (0.01, Int64(1), Int64(100)), (10, 10, 1), (0.001, 1, 1000), (1e-6, 1, 1_000_000),
            (2.5, 25, 10), (1000, 1000, 1), (0.1, 1, 10),
        ] {
            let scale = try #require(DecimalScale(number))
            #expect(scale.numerator == up && scale.denominator == down)
        }
        #expect(DecimalScale(0) == nil && DecimalScale(-1) == nil && DecimalScale(.nan) == nil)
        #expect(DecimalScale(1e13) == nil && DecimalScale(.infinity) == nil)
        #expect(DecimalScale(0.01)?.value(of: 23_580) == 235.8)
    }

    @Test("A power of ten stands in an i16 register of the same table, and replaces the scale")
    func scaleFactors() throws {
        let factor: [String: JSONValue] = [
            "address": .integer(5), "type": .string("i16"), "constant": .integer(-2),
            "evidence": .string("assumed"), "note": .string("x"),
        ]
        let scaled = try Sample.value().setting("modbus/registers/0/scale", to: nil)
            .setting("modbus/registers/0/scaleFactor", to: .integer(5))
        let good = Sample.read(scaled.setting("modbus/registers/6", to: .object(factor)))
        #expect(good.faults.isEmpty, "\(good.faults)")
        let about = good.model?.modbus?.descriptions.first { $0.address == 0x1000 }
        #expect(about?.scale == DecimalScale(0.01))
        #expect(about?.scaleFactor == UInt16(5))
        for (key, value) in [
            ("type", JSONValue.string("u16")), ("constant", .integer(11)),
            ("constant", .integer(-11)), ("constant", .string("0x0002")),
            ("table", .string("input")), ("address", .integer(6)), ("access", .string("w")),
        ] {
            let wrong = JSONValue.object(factor.merging([key: value]) { $1 })
            let faults = Sample.read(scaled.setting("modbus/registers/6", to: wrong)).faults
            #expect(
                faults.contains {
                    $0.pointer.description == "/modbus/registers/0/scaleFactor"
                        && $0.message.contains("from -10 to 10")
                },
                "\(key) \(faults)"
            )
        }
        let both = scaled.setting("modbus/registers/6", to: .object(factor))
            .setting("modbus/registers/0/scale", to: .number(0.01))
        #expect(
            Sample.read(both).faults.map(\.message) == ["stands beside scale; only one of them"]
        )
    }

    @Test("A register of the hot path holds no reference")
    func trivial() {
        #expect(_isPOD(CompiledRegister.self))
        #expect(_isPOD(CompiledBit.self))
        #expect(MemoryLayout<CompiledRegister>.stride <= 72)
    }

    @Test("Parts of the serial number are its digits")
    func serialNumber() {
        let serial = "1738 0421 00057"
        let year = SerialNumberPart.digits(from: 0, count: 4, isDecimalCoded: true)
        #expect(year.value(of: serial) == 0x1738)
        let order = SerialNumberPart.digits(from: 8, count: 4, isDecimalCoded: false)
        #expect(order.value(of: serial) == 5)
        #expect(SerialNumberPart.number.value(of: "12345678") == 12_345_678)
        #expect(SerialNumberPart.number.value(of: "no digits") == 0)
        #expect(SerialNumberPart.number.value(of: String(repeating: "9", count: 90)) > 0)
    }
}
