import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@Suite("Dumps that contradict themselves")
struct ImportDisorderTests {
    /// The text of a dump in which a share of the values is another.
    private func text(
        _ words: [RegisterPlace: [UInt16]],
        _ generator: inout SeededGenerator,
        isWild: Bool
    ) -> String {
        let places = words.keys.sorted {
            $0.table == $1.table
                ? $0.register.address < $1.register.address : $0.table == .holding
        }
        let missing = Int.random(in: 0...60, using: &generator)
        var text = "address,value,table\n"
        for place in places {
            guard Int.random(in: 0..<100, using: &generator) >= missing else { continue }
            var all = words[place] ?? []
            if isWild {
                for k in all.indices where Bool.random(using: &generator) {
                    all[k] = .random(in: 0...0xFFFF, using: &generator)
                }
            } else if Int.random(in: 0..<4, using: &generator) == 0, let last = all.indices.last {
                // Read a moment later.
                all[last] &+= UInt16.random(in: 0...3, using: &generator)
            }
            for (offset, word) in all.enumerated() {
                let address = Int(place.register.address) + offset
                text += "\(address),\(word),\(place.table == .holding ? "holding" : "input")\n"
            }
        }
        return text
    }

    @Test(
        "Whatever is in them, books agree afterwards, and what is said to be set is shown",
        arguments: ImportRoundTripTests.models.filter { $0 != "socomec-countis-e43" },
        [false, true]
    )
    func disorder(model: String, isWild: Bool) throws {
        let pair = try ImportPair(model, seed: 7)
        for seed in UInt64(1)...3 {
            var generator = SeededGenerator(seed: seed)
            let text = text(pair.words, &generator, isWild: isWild)
            let context = "\(model), wild \(isWild), seed \(seed)"
            var meter = pair.fresh
            let readAt = seed % 2 == 0 ? pair.end : nil
            let report = try meter.importDump(Array(text.utf8), readAt: readAt, at: pair.end)
            let (before, after) = (
                try RegisterDump(Array(text.utf8)), ImportPair.words(of: meter, at: pair.end)
            )
            for line in report.lines where line.outcome == .set {
                guard let place = after.keys.first(where: { line.isOf($0) }) else { continue }
                let dumped = (0..<line.words).compactMap { offset in
                    before.words[RegisterDump.Place(line.table, line.address &+ UInt16(offset))]
                }
                #expect(after[place] == dumped, "\(line), \(context)")
            }
            ImportBooks.check(meter, context)
            meter.advance(to: pair.end + .hours(40))
            ImportBooks.check(meter, context)
        }
    }
}

extension ImportLine {
    /// Whether it is the line of a register.
    fileprivate func isOf(_ place: RegisterPlace) -> Bool {
        place.table == table && place.register.address == address
    }
}
