import Foundation
import MBusProtocol
import TestSupport

/// A long frame put together by hand, apart from the program's own writer.
func long(_ body: [UInt8]) -> [UInt8] {
    let length = UInt8(body.count)
    let sum = UInt8(body.reduce(0) { $0 + Int($1) } % 256)
    return [0x68, length, length, 0x68] + body + [sum, 0x16]
}

/// A short frame put together by hand.
func short(_ control: UInt8, _ address: UInt8) -> [UInt8] {
    [0x10, control, address, control &+ address, 0x16]
}

/// Chance that can be repeated: from METERFARM_SEED, else of the clock.
enum Chance {
    static let seed: UInt64 =
        ProcessInfo.processInfo.environment["METERFARM_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 1...1_000_000_000)

    /// What a failing test says, so that it can be run again.
    static let note = "METERFARM_SEED=\(seed)"

    static var generator: SeededGenerator { SeededGenerator(seed: seed) }
}

extension SeededGenerator {
    /// A number of random bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

extension LinkDecoder {
    /// Feeds pieces; returns every frame.
    mutating func hear(_ pieces: [[UInt8]]) -> [LinkFrame] {
        var heard: [LinkFrame] = []
        for piece in pieces {
            receive(piece)
            while let frame = next() { heard.append(frame) }
        }
        return heard
    }
}

/// Every way of cutting a stream that a framer must not notice: whole, byte by byte, and in two
/// pieces at each place.
func everySplit(of stream: [UInt8]) -> [[[UInt8]]] {
    var ways: [[[UInt8]]] = [[stream], stream.map { [$0] }]
    for place in stream.indices.dropFirst() {
        ways.append([Array(stream[..<place]), Array(stream[place...])])
    }
    return ways
}
