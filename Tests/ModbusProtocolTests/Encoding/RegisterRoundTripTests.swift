import ModbusProtocol
import Testing

struct RegisterRoundTripTests {
    static let codecs = RegisterType.allCases.flatMap { type in
        WordOrder.allCases.map { RegisterCodec(type, $0) }
    }

    @Test("What is written is read back, for every type and word order", arguments: codecs)
    func roundTrip(codec: RegisterCodec) throws {
        let seed: UInt64 = 31_337
        var generator = SeededGenerator(seed: seed)
        for round in 0..<300 {
            var output: [UInt8] = []
            let expected = write(with: codec, round: round, using: &generator, into: &output)
            #expect(output.count == 2 * (codec.type.words ?? 4), "seed \(seed)")
            let decoded = try codec.decode(output[...])
            #expect(decoded == expected, "seed \(seed), round \(round)")
            let words = stride(from: 0, to: output.count, by: 2).map {
                UInt16(output[$0]) << 8 | UInt16(output[$0 + 1])
            }
            let decodedWords = try codec.decode(words: words)
            #expect(decodedWords == expected, "seed \(seed), round \(round)")
        }
    }

    /// Writes a random value that fits, the bounds among them; returns what must be read back.
    private func write(
        with codec: RegisterCodec,
        round: Int,
        using generator: inout SeededGenerator,
        into output: inout [UInt8]
    ) -> RegisterValue {
        switch codec.type {
        case .ascii, .ascii16:
            let characters = (0..<round % 5).map { _ in
                Character(Unicode.Scalar(UInt8.random(in: 0x21...0xFF, using: &generator)))
            }
            codec.append(text: String(characters), words: 4, into: &output)
            return .text(String(characters))
        case .f32:
            let value = Double(Float.random(in: -1e9...1e9, using: &generator))
            codec.append(value, into: &output)
            return .float(value)
        case .f64:
            let value = Double.random(in: -1e200...1e200, using: &generator)
            codec.append(value, into: &output)
            return .float(value)
        case .u64:
            let value = round == 0 ? UInt64.max : generator.next()
            codec.append(wrapping: value, into: &output)
            return .unsigned(value)
        default:
            let value = integer(of: codec.type, round: round, using: &generator)
            codec.append(wrapping: value, into: &output)
            let isBits = codec.type == .bits16 || codec.type == .bits32
            return isBits ? .bits(UInt32(value)) : .integer(value)
        }
    }

    private func integer(
        of type: RegisterType,
        round: Int,
        using generator: inout SeededGenerator
    ) -> Int64 {
        guard let bounds = type.integerBounds else { return 0 }
        let maximum = Int64(clamping: bounds.maximum)
        return switch round {
        case 0: bounds.minimum
        case 1: maximum
        default: Int64.random(in: bounds.minimum...maximum, using: &generator)
        }
    }

    @Test("Not a number and the infinities come back from both floating point types")
    func specialFloats() throws {
        for type in [RegisterType.f32, .f64] {
            for value in [Double.infinity, -Double.infinity, 0, -0.0] {
                var output: [UInt8] = []
                RegisterCodec(type).append(value, into: &output)
                let decoded = try RegisterCodec(type).decode(output[...])
                #expect(decoded == .float(value))
            }
            var output: [UInt8] = []
            RegisterCodec(type).append(.nan, into: &output)
            guard case .float(let value) = try RegisterCodec(type).decode(output[...]) else {
                Issue.record("not a float")
                return
            }
            #expect(value.isNaN)
        }
    }
}
