import MeterModels
import ModbusProtocol
import SimulatedTime
import Testing

@testable import FarmCore

@Suite("A fault of values")
struct FaultValueTests {
    private static let reference = Result { try FaultBench.models.model("meterfarm-reference") }
    private static let e44 = Result { try FaultBench.models.model("socomec-countis-e44") }

    private func read(
        _ effect: String,
        _ words: [UInt16],
        at address: UInt16,
        of model: MeterModel,
        target: String = ""
    ) throws -> [UInt16] {
        let more = target.isEmpty ? "" : #", "target": { \#(target) }"#
        let bench = FaultBench(try .effect(#"{ "value": \#(effect) }"#, more: more))
        return bench.read(words, at: address, of: model)
    }

    // 0x1000 i32 V/100, 0x104E i32 10 Wh, 0x209C i64 mWh, 0x304E f32 kWh, 0x409C f64 kWh,
    // 0x5006 i32 little, 0x5106 bigSwapped, 0x5206 littleSwapped, 0x0029 bcd16 V/10,
    // 0x002A u48 Wh, 0x002D u64 Wh, 0x0026 u16 kW without sign: the model's file says so.
    private static let steps: [(address: UInt16, before: [UInt16], after: [UInt16])] = [
        (0x104E, [0x0001, 0x0000], [0x0000, 0xFFFF]),
        (0x104E, [0, 0], [0xFFFF, 0xFFFF]),
        (0x5006, [0x0000, 0x0001], [0xFFFF, 0x0000]),
        (0x5106, [0x0100, 0x0000], [0x0000, 0xFFFF]),
        (0x5206, [0x0000, 0x0100], [0xFFFF, 0x0000]),
        (0x209C, [0, 1, 0, 0], [0, 0, 0xFFFF, 0xFFFF]),
        (0x002A, [1, 0, 0], [0, 0xFFFF, 0xFFFF]),
        (0x002D, [0x8000, 0, 0, 0], [0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF]),
        (0x002D, [0, 0, 0, 0], [0, 0, 0, 0]),
        (0x0029, [0x2300], [0x2299]),
        (0x0029, [0x23A0], [0x23A0]),
        (0x0026, [0], [0]),
        (0x0026, [7], [6]),
        // 1234.5 and 1.0 with the number next below.
        (0x304E, [0x449A, 0x5000], [0x449A, 0x4FFF]),
        (0x304E, [0x3F80, 0x0000], [0x3F7F, 0xFFFF]),
        (0x304E, [0, 0], [0, 0]),
        (0x409C, [0x3FF0, 0, 0, 0], [0x3FEF, 0xFFFF, 0xFFFF, 0xFFFF]),
    ]

    @Test("A step back is one count, in every type and order of words", arguments: steps.indices)
    func stepBack(index: Int) throws {
        let (address, before, after) = Self.steps[index]
        let model = try Self.reference.get()
        #expect(try read(#""stepBack""#, before, at: address, of: model) == after, "\(address)")
    }

    @Test("What cannot be measured has no counts to lose")
    func stepOfNothing() throws {
        let model = try Self.e44.get()
        for effect in [#""stepBack""#, #"{ "scale": 10 }"#] {
            // C568: P, i32, 7FFF FFFF when it cannot be measured.
            let words: [UInt16] = [0x7FFF, 0xFFFF]
            #expect(try read(effect, words, at: 0xC568, of: model) == words)
        }
        #expect(try read(#""stepBack""#, [0x7FFF, 0xFFFE], at: 0xC568, of: model)[1] == 0xFFFD)
    }

    @Test("A step back of one count is the 0.01 kWh that the fine register resolves")
    func scaledStep() throws {
        let model = try Self.e44.get()
        let map = try #require(model.modbus)
        let words = try read(#""stepBack""#, [0x0001, 0x86A0], at: 0xC702, of: model)
        let index = try #require(map.index(covering: 0xC702, in: .holding))
        #expect(map.decode(words, as: map.holding[index]) == .number(999.99))
    }

    @Test("Zero is zero, and the greatest number is that of the type")
    func extremes() throws {
        let model = try Self.reference.get()
        for (address, words, greatest) in [
            (0x1000, [1, 2], [0x7FFF, 0xFFFF]), (0x5006, [1, 2], [0xFFFF, 0x7FFF]),
            (0x5106, [1, 2], [0xFF7F, 0xFFFF]), (0x002A, [1, 2, 3], [0xFFFF, 0xFFFF, 0xFFFF]),
            (0x0029, [0x2300], [0x9999]), (0x304E, [1, 2], [0x7F7F, 0xFFFF]),
            (0x409C, [1, 2, 3, 4], [0x7FEF, 0xFFFF, 0xFFFF, 0xFFFF]),
            (0x0026, [5], [0xFFFF]),
        ] as [(UInt16, [UInt16], [UInt16])] {
            let zeros = [UInt16](repeating: 0, count: words.count)
            #expect(try read(#""zero""#, words, at: address, of: model) == zeros)
            #expect(try read(#""maximum""#, words, at: address, of: model) == greatest)
        }
    }

    @Test("Not available is what the model answers for it")
    func notAvailable() throws {
        let e44 = try Self.e44.get()
        #expect(try read(#""notAvailable""#, [0, 5], at: 0xC558, of: e44) == [0xFFFF, 0xFFFF])
        #expect(try read(#""notAvailable""#, [0, 5], at: 0xC568, of: e44) == [0x7FFF, 0xFFFF])
        let sunspec = try FaultBench.models.model("sunspec-203")
        // 9C8E: PhVphA, int16, 8000h by the SunSpec models.
        #expect(try read(#""notAvailable""#, [5], at: 0x9C8E, of: sunspec) == [0x8000])
        let none = try FaultBench.models.model("legrand-412083")
        #expect(try read(#""notAvailable""#, [0, 5], at: 0x2000, of: none) == [0, 0])
    }

    @Test("Not a number is for floating point alone")
    func nan() throws {
        let model = try Self.reference.get()
        let single = try read(#""nan""#, [0x449A, 0x5000], at: 0x304E, of: model)
        #expect(Float(bitPattern: UInt32(single[0]) << 16 | UInt32(single[1])).isNaN)
        let double = try read(#""nan""#, [0x3FF0, 0, 0, 0], at: 0x409C, of: model)
        #expect(double[0] & 0x7FF8 == 0x7FF8)
        #expect(try read(#""nan""#, [0, 5], at: 0x1000, of: model) == [0, 5])
    }

    @Test("A stuck value is given in the register's unit")
    func stuck() throws {
        let model = try Self.e44.get()
        // U1 in V/100, P in 10 W.
        #expect(try read(#"{ "stuck": 230.0 }"#, [0, 5], at: 0xC558, of: model) == [0, 23_000])
        #expect(
            try read(#"{ "stuck": -1500 }"#, [0, 5], at: 0xC568, of: model) == [0xFFFF, 0xFF6A]
        )
        let reference = try Self.reference.get()
        #expect(try read(#"{ "stuck": 231.4 }"#, [0], at: 0x0029, of: reference) == [0x2314])
        let float = try read(#"{ "stuck": 1234.5 }"#, [0, 0], at: 0x304E, of: reference)
        #expect(float == [0x449A, 0x5000])
    }

    @Test("A scale multiplies the value, and stops at the ends of the type")
    func scale() throws {
        let model = try Self.e44.get()
        #expect(try read(#"{ "scale": 10 }"#, [0, 23_000], at: 0xC558, of: model) == [3, 33_392])
        #expect(try read(#"{ "scale": 0.1 }"#, [0, 23_005], at: 0xC558, of: model) == [0, 2301])
        let top = try read(#"{ "scale": 10 }"#, [0x7000, 0], at: 0xC558, of: model)
        #expect(top == [0xFFFF, 0xFFFF])
        #expect(try read(#"{ "scale": -1 }"#, [0, 5], at: 0xC568, of: model) == [0xFFFF, 0xFFFB])
        let reference = try Self.reference.get()
        let float = try read(#"{ "scale": 10 }"#, [0x4120, 0], at: 0x304E, of: reference)
        #expect(float == [0x42C8, 0])
    }

    @Test("Swapped words stand in the opposite order, bytes as they were")
    func wordsSwapped() throws {
        let model = try Self.reference.get()
        let swap = #""wordsSwapped""#
        #expect(try read(swap, [0x0102, 0x0304], at: 0x1000, of: model) == [0x0304, 0x0102])
        #expect(try read(swap, [0x0102, 0x0304], at: 0x5106, of: model) == [0x0304, 0x0102])
        #expect(try read(swap, [1, 2, 3, 4], at: 0x209C, of: model) == [4, 3, 2, 1])
        #expect(try read(swap, [1, 2, 3], at: 0x002A, of: model) == [3, 2, 1])
        #expect(try read(swap, [0x2300], at: 0x0029, of: model) == [0x2300])
    }

    @Test("Only what the meter measures and counts changes, unless addresses name more")
    func extent() throws {
        let model = try Self.e44.get()
        let map = try #require(model.modbus)
        let constant = try #require(
            map.holding.first { register in
                guard case .constant = register.source else { return false }
                return register.words == 1 && register.flags.contains(.readable)
            }
        )
        let zero = #""zero""#
        #expect(try read(zero, [7], at: constant.address, of: model) == [7])
        let place = #""addresses": [\#(constant.address)]"#
        #expect(try read(zero, [7], at: constant.address, of: model, target: place) == [0])
    }

    @Test("Only the registers of the target change, and none that is cut")
    func cut() throws {
        let model = try Self.reference.get()
        let words: [UInt16] = [1, 2, 3, 4, 5, 6]
        // 0x1000, 0x1002, 0x1004: three voltages; the read begins and ends inside one.
        #expect(try read(#""zero""#, words, at: 0x1001, of: model) == [1, 0, 0, 0, 0, 6])
        let target = #""addresses": ["0x1002-0x1003"]"#
        let found = try read(#""zero""#, words, at: 0x1000, of: model, target: target)
        #expect(found == [1, 2, 0, 0, 5, 6])
        let quantity = #""quantities": ["voltage.l1", "voltage.l3"]"#
        let named = try read(#""zero""#, words, at: 0x1000, of: model, target: quantity)
        #expect(named == [0, 0, 3, 4, 0, 0])
    }

    @Test("Functions 4 and 23 are changed as 3 is, exceptions and other answers are not")
    func functions() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(try .effect(#"{ "value": "zero" }"#))
        #expect(bench.read([1, 2], at: 0x1000, of: model, function: 4) == [0, 0])
        let both: [UInt8] = [23, 0x10, 0, 0, 2, 0x70, 0, 0, 1, 2, 0, 0]
        let exchange = bench.exchange(both, model: model)
        let strikes = bench.engine.strikes([.meter], exchange, at: FaultBench.start)
        var response: [UInt8] = [23, 4, 1, 2, 3, 4]
        bench.engine.changeValues(of: &response, by: strikes, exchange)
        #expect(response == [23, 4, 0, 0, 0, 0])
        for other in [[0x97, 2], [23, 4, 1, 2], [23, 2, 1, 2], [23, 6, 1, 2, 3, 4, 5, 6], []]
            as [[UInt8]]
        {
            var changed = other
            bench.engine.changeValues(of: &changed, by: strikes, exchange)
            #expect(changed == other)
        }
    }

    @Test("Text, structured areas, bits and lone signs keep what has no meaning for them")
    func others() throws {
        let model = try Self.reference.get()
        let map = try #require(model.modbus)
        for register in map.holding where register.flags.contains(.readable) {
            let target = #""addresses": [\#(register.address)]"#
            let words = (1...UInt16(register.words)).map { $0 }
            let isText = register.format.type?.isText ?? true
            let isSign = register.flags.contains(.sign)
            let isBits = [.bits16, .bits32].contains(register.format.type)
            for effect in ["maximum", "stepBack", "zero"] {
                let value = "\"\(effect)\""
                let found = try read(value, words, at: register.address, of: model, target: target)
                let stays = isText || effect != "zero" && (isSign || isBits)
                if stays { #expect(found == words, "\(effect) at \(register.address)") }
                if !stays, effect != "stepBack" { #expect(found != words, "\(register)") }
            }
        }
    }

    @Test("Several faults of values act one after the other")
    func order() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(
            try .effect(#"{ "value": { "stuck": 10 } }"#, name: "a"),
            try .effect(#"{ "value": { "scale": 2 } }"#, name: "b"),
            try .effect(#"{ "value": "wordsSwapped" }"#, name: "c")
        )
        #expect(bench.read([1, 2], at: 0x1000, of: model) == [2000, 0])
    }
}
