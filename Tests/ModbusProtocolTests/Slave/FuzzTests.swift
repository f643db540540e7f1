import ModbusProtocol
import TestSupport
import Testing

/// Random bytes: nothing traps, nothing grows, every answer is well formed.
struct FuzzTests {
    @Test(
        "Random bytes in all decoders: no trap, bounded memory",
        arguments: 1...6 as ClosedRange<UInt64>
    )
    func decoders(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (tcp, line, text) = (MBAPDecoder(), RTUDecoder(), ASCIIDecoder())
        for _ in 0..<1500 {
            let bytes = piece(using: &generator)
            _ = tcp.hear([bytes])
            #expect(tcp.pendingCount < 260, "seed \(seed)")
            if tcp.hear([mbap(1, 1, [7])]).isEmpty { tcp = MBAPDecoder() }
            _ = line.hear([bytes], thenSilence: Bool.random(using: &generator))
            #expect(line.pendingCount <= 256, "seed \(seed)")
            _ = text.hear([bytes])
            #expect(text.pendingCount <= 255, "seed \(seed)")
        }
        #expect(line.communicationErrors > 0 && text.communicationErrors > 0)
    }

    /// Noise, a good frame of each kind, or a good frame with one bit flipped.
    private func piece(using generator: inout SeededGenerator) -> [UInt8] {
        let pdu = request(using: &generator)
        var bytes =
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: generator.bytes(Int.random(in: 0...300, using: &generator))
            case 1: rtu(UInt8.random(in: 0...255, using: &generator), pdu)
            case 2: ascii(1, pdu)
            default: mbap(1, 1, pdu)
            }
        if let index = bytes.indices.randomElement(using: &generator),
            Bool.random(using: &generator)
        {
            bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        }
        return bytes
    }

    /// A good request, one with some bytes changed or cut off, or anything.
    private func request(using generator: inout SeededGenerator) -> [UInt8] {
        guard Int.random(in: 0..<4, using: &generator) > 0,
            var pdu = RTUDecoderTests.requests.randomElement(using: &generator)?.pdu
        else { return generator.bytes(Int.random(in: 1...253, using: &generator)) }
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            let place = Int.random(in: 0..<pdu.count, using: &generator)
            pdu[place] = UInt8.random(in: 0...255, using: &generator)
        }
        if Int.random(in: 0..<8, using: &generator) == 0, pdu.count > 1 { pdu.removeLast() }
        return pdu
    }

    @Test(
        "Random requests to a slave: every answer is well formed",
        arguments: 1...6 as ClosedRange<UInt64>
    )
    func slave(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bench = Bench()
        bench.device.objects = [
            0: [1, 2], 1: [3], 2: [4], 0x80: [UInt8](repeating: 5, count: 250),
        ]
        var (replies, refusals) = (0, 0)
        for _ in 0..<5000 {
            if bench.slave.isListenOnly { bench.slave.restart() }
            let pdu = request(using: &generator)
            let isBroadcast = Int.random(in: 0..<8, using: &generator) == 0
            let response = bench.ask(pdu, isBroadcast: isBroadcast)
            if isBroadcast { #expect(response == nil, "seed \(seed): \(text(pdu))") }
            guard let response else { continue }
            #expect((2...253).contains(response.count), "seed \(seed): \(text(pdu))")
            #expect(response[0] & 0x7F == pdu[0] & 0x7F, "seed \(seed): \(text(pdu))")
            if response[0] == pdu[0] | 0x80 {
                #expect(response.count == 2, "seed \(seed): \(text(pdu))")
                #expect((1...4).contains(response[1]), "seed \(seed): \(text(pdu))")
                refusals += 1
            } else {
                replies += 1
            }
        }
        #expect(replies > 500 && refusals > 500, "seed \(seed): both kinds are exercised")
    }

    @Test("Random registers decode to a value or to an error, in every type and order")
    func codecs() {
        let seed: UInt64 = 99
        var generator = SeededGenerator(seed: seed)
        var values = 0
        for _ in 0..<300 {
            for codec in RegisterRoundTripTests.codecs {
                let bytes = generator.bytes(Int.random(in: 0...9, using: &generator))
                if (try? codec.decode(bytes[...])) != nil { values += 1 }
                var output: [UInt8] = []
                codec.append(Double(bitPattern: generator.next()), into: &output)
                codec.append(saturating: generator.next(), into: &output)
                codec.append(wrapping: Int64(bitPattern: generator.next()), into: &output)
                #expect(output.count == 6 * (codec.type.words ?? 0), "seed \(seed)")
            }
        }
        #expect(values > 1000)
    }
}
