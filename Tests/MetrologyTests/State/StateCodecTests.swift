import Metrology
import TestSupport
import Testing

@Suite("A meter's state as bytes")
struct StateCodecTests {
    /// Everything a visitor can meet.
    private struct Sample: Equatable {
        var whole: Int64 = 0
        var number = 0.0
        var flag = false
        var known: Int64?
        var fixed: [Int64] = [0, 0, 0]
        var list: [Int64] = []
        var lanes = SIMD8<Int64>()

        mutating func visit(_ visitor: inout some StateVisitor) {
            visitor.visit("whole", &whole)
            visitor.visit("number", &number)
            visitor.part("part") { visitor in
                visitor.visit("flag", &flag)
                visitor.visit("known", &known)
            }
            visitor.visit("fixed", &fixed)
            visitor.list("list", &list, limit: 5, empty: 0) { $0.visit("value", &$1) }
            visitor.visit("lanes", &lanes)
        }

        var bytes: [UInt8] {
            var (copy, writer) = (self, StateWriter())
            copy.visit(&writer)
            return writer.bytes
        }

        static func random(_ generator: inout SeededGenerator) -> Sample {
            func number() -> Int64 {
                let edges: [Int64] = [.min, .max, 0, -1, 1, 63, 64, -64, -65]
                return Bool.random(using: &generator)
                    ? .random(in: .min ... .max, using: &generator)
                    : edges.randomElement(using: &generator) ?? 0
            }
            var sample = Sample()
            sample.whole = number()
            sample.number = Double(number()) / 7
            sample.flag = Bool.random(using: &generator)
            sample.known = Bool.random(using: &generator) ? number() : nil
            sample.fixed = [number(), number(), number()]
            sample.list = (0..<Int.random(in: 0...5, using: &generator)).map { _ in number() }
            for lane in 0..<8 { sample.lanes[lane] = number() }
            return sample
        }
    }

    @Test("What was written is read back, whatever the numbers")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5000 {
            let sample = Sample.random(&generator)
            var (read, reader) = (Sample(), StateReader(sample.bytes))
            read.visit(&reader)
            try reader.finish()
            #expect(read == sample)
        }
    }

    @Test("Numbers are written seven bits a byte after the sign has moved to the lowest bit")
    func encoding() {
        func bytes(_ value: Int64) -> [UInt8] {
            var (value, writer) = (value, StateWriter())
            writer.visit("value", &value)
            return writer.bytes
        }
        #expect(bytes(0) == [0x00])
        #expect(bytes(-1) == [0x01])
        #expect(bytes(1) == [0x02])
        #expect(bytes(63) == [0x7E])
        #expect(bytes(64) == [0x80, 0x01])
        #expect(bytes(-300) == [0xD7, 0x04])
        #expect(bytes(.max) == [0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x01])
        #expect(bytes(.min) == [UInt8](repeating: 0xFF, count: 9) + [0x01])
    }

    @Test("Bytes that end early, go on or are cut anywhere are refused and change no more")
    func cutAnywhere() {
        var generator = SeededGenerator(seed: 9)
        let bytes = Sample.random(&generator).bytes
        for length in 0..<bytes.count {
            var (read, reader) = (Sample(), StateReader(Array(bytes.prefix(length))))
            read.visit(&reader)
            #expect(throws: StateReader.Fault.self) { try reader.finish() }
        }
        var (read, reader) = (Sample(), StateReader(bytes + [0]))
        read.visit(&reader)
        #expect(throws: StateReader.Fault.continues(bytes: 1)) { try reader.finish() }
    }

    @Test("Random bytes never trap")
    func randomBytes() {
        var generator = SeededGenerator(seed: 77)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...60, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var (read, reader) = (Sample(), StateReader(bytes))
            read.visit(&reader)
            try? reader.finish()
            #expect(read.fixed.count == 3 && read.list.count <= 5)
        }
    }

    @Test("A list of fixed length must have it, another must keep its limit")
    func counts() {
        var long = Sample()
        long.fixed = [1, 2, 3, 4]
        var (read, reader) = (Sample(), StateReader(long.bytes))
        read.visit(&reader)
        let fault = StateReader.Fault.wrongCount(of: "fixed", found: 4, expected: 3)
        #expect(reader.fault == fault)
        long.fixed = [1, 2, 3]
        long.list = [1, 2, 3, 4, 5, 6]
        reader = StateReader(long.bytes)
        read.visit(&reader)
        let other = StateReader.Fault.wrongCount(of: "list", found: 6, expected: 5)
        #expect(reader.fault == other)
    }

    @Test("A list of fields names each with its place")
    func names() {
        var sample = Sample()
        sample.list = [7]
        var list = StateList()
        sample.visit(&list)
        let paths = list.fields.map(\.path)
        #expect(paths.contains("part.flag"))
        #expect(paths.contains("list[0].value"))
        #expect(paths.contains("lanes.apparentExport"))
        #expect(Set(paths).count == paths.count)
    }
}
