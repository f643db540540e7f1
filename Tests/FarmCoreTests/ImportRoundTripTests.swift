import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@Suite("A meter brought to the state of another one by a dump of its registers")
struct ImportRoundTripTests {
    static let models = [
        "socomec-countis-e44", "socomec-countis-e43", "legrand-004677", "eastron-sdm630",
        "meterfarm-reference", "eastron-sdm120", "sunspec-203", "sunspec-213", "legrand-412083",
    ]

    /// How a reason may begin where the dump is a faithful one of the same model.
    private static let expected = [
        "a value of the moment", "the mean of a period", "the end of a period",
        "belongs to the line", "the load curve begins anew", "pulses that wait",
        "follows from the value that the alarm watches", "the register can only be written",
    ]

    @Test(
        "It shows the same in every register but those that are named, and the books agree",
        arguments: models
    )
    func showsTheSame(model: String) throws {
        for seed in UInt64(1)...4 {
            let pair = try ImportPair(model, seed: seed)
            let context = "\(model), seed \(seed)"
            var fresh = pair.fresh
            let report = try fresh.importDump(
                Array(pair.text.utf8),
                readAt: pair.end,
                at: pair.end
            )
            compare(pair.words, fresh, report, context)
            for line in report.failures {
                guard case .notSet(let reason) = line.outcome else { continue }
                let isExpected = Self.expected.contains { reason.hasPrefix($0) }
                #expect(isExpected, "\(line), \(context)")
            }
            #expect(report.setCount > 2, "\(context)")
            ImportBooks.check(fresh, context)
            #expect(try fresh.keptAndRead(pair.plan).registers == fresh.registers, "\(context)")
            liveOn(fresh, context)
        }
    }

    /// Registers that are said to be set show the dump's words, the others are named.
    private func compare(
        _ words: [RegisterPlace: [UInt16]],
        _ meter: MeterMachine,
        _ report: ImportReport,
        _ context: String
    ) {
        let after = ImportPair.words(of: meter, at: meter.bookedUntil)
        var lines: [RegisterDump.Place: ImportLine] = [:]
        for line in report.lines { lines[RegisterDump.Place(line.table, line.address)] = line }
        for (place, before) in words {
            let key = RegisterDump.Place(place.table, place.register.address)
            guard let line = lines[key] else {
                Issue.record("no line for \(key), \(context)")
                continue
            }
            if case .notSet = line.outcome { continue }
            #expect(after[place] == before, "\(line), \(context)")
        }
    }

    /// What was imported goes on counting.
    private func liveOn(_ meter: MeterMachine, _ context: String) {
        var (meter, before) = (meter, meter.registers.totals)
        for _ in 0..<3 {
            meter.advance(to: meter.bookedUntil + .hours(7))
            #expect(all(meter.registers.totals .>= before), "\(context)")
            before = meter.registers.totals
        }
        ImportBooks.check(meter, context)
    }
}

/// A meter that has lived, what a master reads of it, and a new one of the same kind.
struct ImportPair {
    let old: MeterMachine
    let fresh: MeterMachine
    /// The plan of the new one.
    let plan: MeterPlan
    let end: Instant
    /// Every readable register with its words.
    let words: [RegisterPlace: [UInt16]]
    /// The same as text.
    let text: String

    init(_ model: String, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let life = RandomLife(seed: seed, resets: seed % 3 == 0)
        let days = Int64.random(in: 0...9, using: &generator)
        end = TestMeter.start + life.length + .days(days)
        let plans = try TestMeter.plan(
            """
            { "seed": \(seed), "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b" } ],
              "meters": [
                { "name": "old", "model": "\(model)", "bus": "b", "address": 1,
                  "load": \(life.load), "serialNumber": "12345678" },
                { "name": "new", "model": "\(model)", "bus": "b", "address": 2,
                  "load": { "phases": { "all": { "activePower": 100 } } },
                  "serialNumber": "12345678" } ] }
            """
        ).meters
        let plan = plans[0]
        self.plan = plans[1]
        var meter = MeterMachine(plan, at: TestMeter.start)
        Self.program(&meter, &generator)
        for (at, command) in life.commands { meter.perform(command, at: at) }
        var at = TestMeter.start + life.length
        while at < end {
            at = at + .seconds(.random(in: 1...200_000, using: &generator))
            meter.perform(.selectTariff(.random(in: 1...4, using: &generator)), at: min(at, end))
        }
        meter.advance(to: end)
        old = meter
        fresh = MeterMachine(plans[1], at: end)
        words = Self.words(of: meter, at: end)
        text = Self.text(words, &generator)
    }

    /// Random settings that the model has.
    private static func program(_ meter: inout MeterMachine, _ generator: inout SeededGenerator) {
        for (index, setting) in meter.model.settings.enumerated() {
            if case .line = setting.role { continue }
            guard Bool.random(using: &generator), !setting.acts(as: .network) else { continue }
            if let choice = setting.choices.randomElement(using: &generator) {
                meter.set(index, to: choice.value, at: TestMeter.start)
                continue
            }
            let low = max(setting.range.lowerBound, -1000)
            let high = min(setting.range.upperBound, 4000)
            let value = Double.random(in: low...max(low, high), using: &generator).rounded()
            if setting.allows(value) { meter.set(index, to: value, at: TestMeter.start) }
        }
    }

    /// What a master reads of all registers, in the requests it would send.
    static func words(of meter: MeterMachine, at instant: Instant) -> [RegisterPlace: [UInt16]] {
        guard let map = meter.model.modbus else { return [:] }
        var device = MeterDevice(meter)
        device.now = instant
        var words: [RegisterPlace: [UInt16]] = [:]
        for span in map.readPlan(for: map.readablePlaces) {
            var bytes: [UInt8] = []
            let refusal = device.readRegisters(
                span.table,
                at: span.start,
                count: span.count,
                into: &bytes
            )
            #expect(refusal == nil, "\(span.start)")
            let all = stride(from: 0, to: bytes.count, by: 2).map {
                UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
            }
            for register in span.registers {
                let first = Int(register.address - span.start)
                let place = RegisterPlace(table: span.table, register: register)
                words[place] = Array(all[first..<first + Int(register.words)])
            }
        }
        return words
    }

    /// The registers as somebody would write them down, in one of many ways.
    private static func text(
        _ words: [RegisterPlace: [UInt16]],
        _ generator: inout SeededGenerator
    ) -> String {
        let separator = [",", ";", "\t", ", "].randomElement(using: &generator) ?? ","
        let end = Bool.random(using: &generator) ? "\n" : "\r\n"
        var lines = ["# a dump"]
        if Bool.random(using: &generator) {
            lines.append(["address", "Value", "table"].joined(separator: separator))
        }
        let places = words.keys.sorted {
            $0.table == $1.table
                ? $0.register.address < $1.register.address : $0.table == .holding
        }
        for place in places {
            for (offset, word) in (words[place] ?? []).enumerated() {
                let address = Int(place.register.address) + offset
                let number = ["\(address)", "0x\(String(address, radix: 16))"]
                let value = [
                    "\(word)", "\(Int16(bitPattern: word))", "\(String(word, radix: 16))h",
                ]
                let fields = [
                    number.randomElement(using: &generator) ?? "",
                    value.randomElement(using: &generator) ?? "",
                    place.table == .holding ? "holding" : "input",
                ]
                lines.append(fields.joined(separator: separator))
            }
        }
        return lines.joined(separator: end) + end
    }
}

extension MeterMachine {
    /// The meter as it comes back from its state.
    fileprivate func keptAndRead(_ plan: MeterPlan) throws -> MeterMachine {
        try MeterState.machine(plan, at: bookedUntil, from: MeterState.bytes(of: self))
    }
}

/// The laws that the energies of a meter keep (DESIGN.md, rule 2), modulo what it counts to.
enum ImportBooks {
    static func check(_ meter: MeterMachine, _ context: String) {
        let (design, bank) = (meter.model.design, meter.registers.energies)
        let modulus = Int128(bank.modulus)
        func sum(_ channels: [Channel], _ bins: [Int], _ lanes: [Int]) -> Int128 {
            var sum: Int128 = 0
            for channel in channels {
                for bin in bins {
                    for lane in lanes { sum += Int128(bank.lanes(channel, bin: bin)?[lane] ?? 0) }
                }
            }
            return sum
        }
        func agree(_ a: Int128, _ b: Int128) -> Bool { (a - b) % modulus == 0 }
        let channels = design.keepsPhaseEnergies ? Channel.allCases : [.total]
        let tariffs = design.tariffCount > 1 ? Array(1...design.tariffCount) : []
        for channel in channels where !tariffs.isEmpty {
            for lane in 0..<8 {
                let (total, parts) = (sum([channel], [0], [lane]), sum([channel], tariffs, [lane]))
                #expect(agree(total, parts), "tariffs of \(channel), lane \(lane), \(context)")
            }
        }
        // Where phases have no powers of their own only the whole counts.
        guard design.keepsPhaseEnergies, meter.measurement.network.measures.has(.l1) else {
            return
        }
        for bin in [0] + tariffs {
            func differ(_ lanes: [Int]) -> Int128 {
                sum([.total], [bin], lanes) - sum(Channel.phases, [bin], lanes)
            }
            if design.totalCounting == .perPhase {
                for lane in 0..<8 { #expect(agree(differ([lane]), 0), "phases, \(context)") }
                continue
            }
            #expect(agree(differ([0]), differ([1])), "Ea+ − Ea−, \(context)")
            #expect(agree(differ([2, 3]), differ([4, 5])), "Er+ − Er−, \(context)")
            // One that is more by half of all it counts has begun again at zero.
            let more = differ([1])
            #expect(more <= 0 || more > modulus / 2, "export of phases and whole, \(context)")
        }
    }
}
