import Foundation
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@testable import FarmCore

/// Three registers of unit 5, as the examples of the standard have them.
private let answer: [UInt8] = [3, 6, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64]
private let request: [UInt8] = [3, 0x00, 0x6B, 0x00, 0x03]

/// The answer after the effects have struck it, as users write them.
private func struck(
    _ effects: String...,
    as shape: FrameShape = .rtu,
    gap: Int64 = 0,
    seed: UInt64 = 1
) throws -> OutgoingFrame {
    let bench = FaultBench(seed: seed)
    for (place, effect) in effects.enumerated() {
        bench.engine.arm(try .effect(effect, name: "f\(place)"), at: FaultBench.start)
    }
    let strikes = bench.strikes(request)
    #expect(strikes.count == effects.count)
    return strikes.framed(answer, unit: 5, as: shape, gap: gap)
}

@Suite("A fault on an RTU frame")
struct FaultRTUTests {
    private let right = Reference.rtu(5, answer)

    @Test("The reference checksum is the one of the standard's example")
    func reference() {
        // Modbus over serial line V1.02, appendix B: 02 07 gives 12 41.
        #expect(ReferenceChecksum.crc([0x02, 0x07]) == 0x1241)
        #expect(Reference.rtu(2, [7]) == [2, 7, 0x41, 0x12])
    }

    @Test("Without a strike the answer is the frame of the standard")
    func untouched() throws {
        #expect([FaultStrike]().framed(answer, unit: 5, as: .rtu).bytes == right)
    }

    @Test("Another unit or function goes out with the checksum that fits it")
    func fields() throws {
        var other = answer
        #expect(try struck(#"{ "unit": 7 }"#).bytes == Reference.rtu(7, answer))
        #expect(try struck(#"{ "unit": "+1" }"#).bytes == Reference.rtu(6, answer))
        #expect(try struck(#"{ "unit": "-6" }"#).bytes == Reference.rtu(255, answer))
        other[0] = 4
        #expect(try struck(#"{ "function": 4 }"#).bytes == Reference.rtu(5, other))
        #expect(try struck(#"{ "function": "+1" }"#).bytes == Reference.rtu(5, other))
    }

    @Test("Another function of an exception stays an exception")
    func exceptionFunction() throws {
        let bench = FaultBench(try .effect(#"{ "function": "+1" }"#))
        let frame = bench.strikes(request).framed([0x83, 2], unit: 5, as: .rtu)
        #expect(frame.bytes == Reference.rtu(5, [0x84, 2]))
    }

    @Test("A flipped bit is one bit of the checksum, and each of the sixteen has its turn")
    func bitFlip() throws {
        let bench = FaultBench(try .effect(#"{ "checksum": "bitFlip" }"#))
        var seen: Set<Int> = []
        for _ in 0..<400 {
            let bytes = bench.strikes(request).framed(answer, unit: 5, as: .rtu).bytes
            #expect(bytes.count == right.count && bytes.dropLast(2) == right.dropLast(2))
            let wrong = zip(bytes.suffix(2), right.suffix(2)).map { $0 ^ $1 }
            let bits = UInt16(wrong[0]) | UInt16(wrong[1]) << 8
            #expect(bits.nonzeroBitCount == 1)
            seen.insert(bits.trailingZeroBitCount)
        }
        #expect(seen.count == 16)
    }

    @Test("A checksum is swapped, zero, or one too much")
    func checksums() throws {
        let body = Array(right.dropLast(2))
        let sum = ReferenceChecksum.crc(body)
        let (low, high) = (UInt8(sum & 0xFF), UInt8(sum >> 8))
        #expect(try struck(#"{ "checksum": "swap" }"#).bytes == body + [high, low])
        #expect(try struck(#"{ "checksum": "zero" }"#).bytes == body + [0, 0])
        let next = sum &+ 1
        let off = body + [UInt8(next & 0xFF), UInt8(next >> 8)]
        #expect(try struck(#"{ "checksum": "offByOne" }"#).bytes == off)
    }

    @Test("A cut answer lacks its last bytes, or is lost")
    func truncate() throws {
        #expect(try struck(#"{ "truncate": 3 }"#).bytes == right.dropLast(3))
        #expect(try struck(#"{ "truncate": 500 }"#).pieces == [])
    }

    @Test("Extra bytes come behind, garbage before, both drawn by the seed")
    func noise() throws {
        let extra = try struck(#"{ "extra": 4 }"#).bytes
        #expect(extra.count == right.count + 4 && Array(extra.prefix(right.count)) == right)
        let garbage = try struck(#"{ "garbage": 4 }"#).bytes
        #expect(garbage.count == right.count + 4 && Array(garbage.suffix(right.count)) == right)
        #expect(try struck(#"{ "garbage": 4 }"#).bytes == garbage)
        #expect(try struck(#"{ "garbage": 4 }"#, seed: 2).bytes != garbage)
    }

    @Test("A split answer goes out in pieces of nearly the same length with pauses between")
    func split() throws {
        let frame = try struck(#"{ "split": { "pieces": 4, "pause": "5ms" } }"#)
        #expect(frame.bytes == right)
        #expect(frame.pieces.map(\.bytes.count) == [2, 3, 3, 3])
        #expect(frame.pieces.map(\.pauseBefore) == [0, 5_000_000, 5_000_000, 5_000_000])
        let single = try struck(#"{ "split": { "pieces": 200, "pause": 0 } }"#)
        #expect(single.pieces.map(\.bytes) == right.map { [$0] })
    }

    @Test("A duplicated answer is sent again after the gap that keeps frames apart")
    func duplicate() throws {
        let frame = try struck(#"{ "duplicate": 2 }"#, gap: 1_750_000)
        #expect(frame.pieces.map(\.bytes) == [right, right, right])
        #expect(frame.pieces.map(\.pauseBefore) == [0, 1_750_000, 1_750_000])
    }

    @Test("A late answer waits for the next request, a merged one for the next answer")
    func release() throws {
        #expect(try struck(#""late""#).release == .withNextRequest)
        #expect(try struck(#""merge""#).release == .withNextReply)
        #expect(try struck(#""late""#).bytes == right)
        #expect(try struck(#"{ "truncate": 1 }"#).release == .atOnce)
    }
}

@Suite("A fault on an ASCII frame")
struct FaultASCIITests {
    private let right = Reference.ascii(5, answer)

    private func text(_ effects: String..., seed: UInt64 = 1) throws -> String {
        let bench = FaultBench(seed: seed)
        for (place, effect) in effects.enumerated() {
            bench.engine.arm(try .effect(effect, name: "f\(place)"), at: FaultBench.start)
        }
        let frame = bench.strikes(request).framed(answer, unit: 5, as: .ascii())
        return String(decoding: frame.bytes, as: UTF8.self)
    }

    @Test("Without a strike the answer is the frame of the standard")
    func untouched() throws {
        #expect(right == ":050306022B0000006461\r\n")
        let frame = [FaultStrike]().framed(answer, unit: 5, as: .ascii())
        #expect(String(decoding: frame.bytes, as: UTF8.self) == right)
    }

    @Test("The last character is the one a master has chosen")
    func delimiter() {
        let frame = [FaultStrike]().framed(answer, unit: 5, as: .ascii(delimiter: 0x2A))
        #expect(frame.bytes == Array(right.dropLast().utf8) + [0x0D, 0x2A])
    }

    @Test("A checksum is swapped, zero, one too much, or has one bit wrong")
    func checksums() throws {
        let body = String(right.dropLast(3))
        #expect(try text(#"{ "checksum": "swap" }"#) == body + "16\r\n")
        #expect(try text(#"{ "checksum": "zero" }"#) == body + "00\r\n")
        #expect(try text(#"{ "checksum": "offByOne" }"#) == body + "62\r\n")
        for seed in UInt64(1)...50 {
            let flipped = try text(#"{ "checksum": "bitFlip" }"#, seed: seed)
            #expect(flipped.hasPrefix(body) && flipped.hasSuffix("\r\n"))
            let sum = try #require(UInt8(flipped.dropFirst(body.count).prefix(2), radix: 16))
            #expect((sum ^ 0x61).nonzeroBitCount == 1)
        }
    }

    @Test("Another unit goes out with the checksum that fits it")
    func unit() throws {
        #expect(try text(#"{ "unit": 9 }"#) == Reference.ascii(9, answer))
    }

    @Test("Extra digits stand before CR LF, garbage before the colon, and cuts begin at LF")
    func bytes() throws {
        let extra = try text(#"{ "extra": 3 }"#)
        let added = extra.dropFirst(right.count - 1).dropLast()
        #expect(extra.hasPrefix(String(right.dropLast())) && extra.hasSuffix("\r\n"))
        #expect(added.count == 3 && added.allSatisfy { $0.isHexDigit })
        let garbage = try text(#"{ "garbage": 5 }"#)
        #expect(garbage.hasSuffix(right) && garbage.count == right.count + 5)
        let noise = garbage.prefix(5).allSatisfy { $0.isHexDigit }
        #expect(noise)
        #expect(try text(#"{ "truncate": 1 }"#).utf8.elementsEqual(right.utf8.dropLast(1)))
    }
}

@Suite("Faults that strike one frame together")
struct FaultCombinationTests {
    private let right = Reference.rtu(5, answer)

    @Test("Fields change first, then the checksum, whatever the order")
    func stages() throws {
        let other = Reference.rtu(7, answer)
        let sum = ReferenceChecksum.crc(other.dropLast(2)) &+ 1
        let wanted = Array(other.dropLast(2)) + [UInt8(sum & 0xFF), UInt8(sum >> 8)]
        let one = try struck(#"{ "checksum": "offByOne" }"#, #"{ "unit": 7 }"#)
        let two = try struck(#"{ "unit": 7 }"#, #"{ "checksum": "offByOne" }"#)
        #expect(one.bytes == wanted && two.bytes == wanted)
    }

    @Test("Bytes come and go in the order of the list")
    func order() throws {
        let cutFirst = try struck(#"{ "truncate": 2 }"#, #"{ "extra": 2 }"#).bytes
        #expect(cutFirst.count == right.count)
        #expect(cutFirst.dropLast(2) == right.dropLast(2))
        #expect(try struck(#"{ "extra": 2 }"#, #"{ "truncate": 2 }"#).bytes == right)
        let twice = try struck(#"{ "duplicate": 1 }"#, #"{ "truncate": 2 }"#)
        #expect(twice.pieces.map(\.bytes) == [right, Array(right.dropLast(2))])
        let both = try struck(#"{ "truncate": 2 }"#, #"{ "duplicate": 1 }"#)
        #expect(both.pieces.map(\.bytes) == [Array(right.dropLast(2)), Array(right.dropLast(2))])
    }

    @Test("Changes of one field add up, and delays too")
    func sums() throws {
        let unit = try struck(#"{ "unit": "+1" }"#, #"{ "unit": "+2" }"#)
        #expect(unit.bytes == Reference.rtu(8, answer))
        let delay = try struck(#"{ "delay": "200ms" }"#, #"{ "delay": 0.05 }"#)
        #expect(delay.delay == 250_000_000)
        let long = try struck(#"{ "delay": "10m" }"#, #"{ "delay": "10m" }"#)
        #expect(long.delay == 600_000_000_000)
    }

    @Test("Of two checksums, splits or ways to wait the first holds")
    func first() throws {
        let body = Array(right.dropLast(2))
        let sums = try struck(#"{ "checksum": "zero" }"#, #"{ "checksum": "offByOne" }"#)
        #expect(sums.bytes == body + [0, 0])
        let split = try struck(
            #"{ "split": { "pieces": 2, "pause": 1 } }"#,
            #"{ "split": { "pieces": 5, "pause": 2 } }"#
        )
        #expect(split.pieces.count == 2)
        #expect(try struck(#""merge""#, #""late""#).release == .withNextReply)
    }

    @Test("Every run of a duplicated answer is split")
    func splitDuplicate() throws {
        let frame = try struck(
            #"{ "split": { "pieces": 2, "pause": "3ms" } }"#,
            #"{ "duplicate": 1 }"#,
            gap: 7
        )
        #expect(frame.pieces.map(\.pauseBefore) == [0, 3_000_000, 7, 3_000_000])
        #expect(frame.bytes == right + right)
    }

    @Test("Of silence, refusal and restart the first has its say")
    func verdicts() throws {
        func verdict(_ effects: String...) throws -> FaultVerdict {
            let bench = FaultBench()
            for (place, effect) in effects.enumerated() {
                bench.engine.arm(try .effect(effect, name: "f\(place)"), at: FaultBench.start)
            }
            return bench.strikes(request).verdict
        }
        #expect(try verdict(#""noReply""#) == .silent)
        #expect(try verdict(#"{ "exception": 6 }"#, #""noReply""#) == .refuses(6))
        #expect(try verdict(#""restart""#, #"{ "exception": 4 }"#) == .restarts)
        #expect(try verdict(#"{ "delay": 1 }"#, #""noReply""#) == .silent)
        #expect(try verdict(#"{ "delay": 1 }"#, #"{ "value": "zero" }"#) == .answers)
        let strikes = FaultBench(try .effect(#"{ "exception": 200 }"#)).strikes(request)
        #expect(strikes.exception == 200 && !strikes.isSilenced && !strikes.restarts)
        let restart = FaultBench(try .effect(#""restart""#)).strikes(request)
        #expect(restart.isSilenced && restart.restarts && restart.exception == nil)
    }

    @Test("A spoilt checksum is told, for frames that have none")
    func spoilt() throws {
        let bench = FaultBench(try .effect(#"{ "checksum": "swap" }"#))
        #expect(bench.strikes(request).spoilsChecksum)
        let other = FaultBench(try .effect(#"{ "truncate": 1 }"#))
        #expect(!other.strikes(request).spoilsChecksum)
    }
}
