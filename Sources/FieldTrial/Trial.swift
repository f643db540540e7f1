public import Documents
import FarmCore
import FarmStore
import Metrology
import SimulatedDisk
import SimulatedTime

/// A farm's whole history out of one seed: lives and deaths of the daemon, masters on wires, a
/// disk that fails; watched after every step.
///
/// One thread, virtual host time, no chance but the seed's.
public final class Trial: Host {
    let options: TrialOptions
    let library: ProfileLibrary
    let chronicle = Chronicle()
    let shadow: ShadowFarm
    let disk: SimulatedDisk
    let witness = Witness()

    var agenda = Agenda()
    var fate: Chance
    var weather: Chance
    var draft: FarmDraft
    var ledger = Ledger()
    var life: Life?
    var masters: [Master] = []
    var livesLeft: Int
    var livesLived = 0
    /// A start whose first batch was refused: it may be on the disk all the same.
    var attempt: (plan: FarmPlan, start: FarmStart, newLoads: Set<String>)?
    var newLoads: Set<String> = []
    var failedStarts = 0
    var hasServed = false
    var isOver = false
    /// How long the disk takes at most at the moment, nanoseconds.
    var diskSlowness: Int64 = 2_000_000

    /// What became of requests on the disk, by bus and number; nil for silence.
    private var results: [String: [Int64: [UInt8]?]] = [:]
    /// The lease each bus has been told of.
    private var leases: [String: Instant] = [:]
    /// The latest instant at which anything was answered.
    private(set) var lastServed = Instant(microseconds: .min)
    private var current: Line?

    /// A trial of a seed.
    public init(_ options: TrialOptions, library: ProfileLibrary) {
        self.options = options
        self.library = library
        shadow = ShadowFarm(seed: options.seed)
        disk = SimulatedDisk(seed: options.seed)
        fate = Chance(seed: options.seed, .fate)
        weather = Chance(seed: options.seed, .disk)
        var farm = Chance(seed: options.seed, .farm)
        draft = FarmDraft(&farm, models: options.models)
        livesLeft = farm.number(2...5)
        shadow.observer = { [unowned self] in carriedOut($0, $1, $2, $3) }
        chronicle.listener = options.listener
    }

    /// Runs it to its end, or to the first violation.
    public func run() -> TrialReport {
        begin()
        var steps = 0
        while chronicle.violation == nil, !isOver, steps < options.steps {
            guard let event = agenda.next() else { break }
            event()
            steps += 1
            if steps % 64 == 0 { audit() }
        }
        life?.end()
        chronicle.count("steps", steps)
        chronicle.count("energies looked at", witness.looks)
        chronicle.count("refused writes that came back", shadow.returned)
        return TrialReport(
            seed: options.seed,
            hash: chronicle.hash,
            counts: chronicle.counts,
            violation: chronicle.violation
        )
    }

    func violate(_ rule: Violation.Rule, _ place: String, _ text: String) {
        chronicle.violate(rule, at: agenda.now, place, text)
    }

    // MARK: Host

    var now: Int64 { agenda.now }
    var sabotage: Sabotage? { options.sabotage }
    var sliceLength: Int { 2 }

    func after(_ delay: Int64, _ body: @escaping () -> Void) { agenda.after(delay, body) }

    func hop() -> Int64 { weather.spread(1000...1_000_000) }

    func diskDelay() -> Int64 { weather.spread(10_000...max(diskSlowness, 20_000)) }

    // MARK: What the watched tell

    /// A session is called; what it hands in comes from this line.
    func serve(_ line: Line, _ body: () -> Void) {
        current = line
        if sabotage == .countsLooks, fate.happens(percent: 3),
            let unit = shadow.names[line.loop.bus.name]?.keys.min()
        {
            _ = line.loop.bus.withMeter(at: unit, on: .epoch) {
                $0.perform(.reset(.energies), at: $0.bookedUntil)
            }
        }
        body()
        current = nil
    }

    /// What a sabotaged session sends instead.
    func tampered(_ output: [UInt8], _ withheld: inout [UInt8]) -> [UInt8] {
        switch sabotage {
        case .readsWait where life?.isWriting == true:
            withheld += output
            return []
        case .readsWait:
            defer { withheld = [] }
            return withheld + output
        case .mixesAnswers where output.count > 9 && fate.happens(percent: 2):
            return Array(output.reversed())
        case .answersForeigners where output.isEmpty && fate.happens(percent: 5):
            return Frames.serial(fate.byte(), [0x83, 2])
        default: return output
        }
    }

    var watch: Life.Watch {
        Life.Watch(
            recorded: { [unowned self] in recorded($0) },
            written: { [unowned self] in written($0, $1 == nil) },
            told: { [unowned self] in told($0, $1) }
        )
    }

    private func recorded(_ entry: JournalEntry) {
        chronicle.count("writes")
        guard let line = current, line.recorded(entry) else {
            return violate(.badInput, entry.bus, "a write that nobody sent: \(entry)")
        }
        let waiting = shadow.pending[entry.bus]?.last?.instant
        let instant = max(instant(on: line.loop), waiting ?? Instant(microseconds: .min))
        if entry.instant != instant {
            violate(.noStepBack, line.name, "entry at \(entry.instant), not at \(instant)")
        }
        lastServed = max(lastServed, entry.instant)
        ledger.record(entry)
        if draft.isStrict {
            shadow.wait(entry)
        } else {
            results[entry.bus, default: [:]][entry.sequence] = .some(
                shadow.carryOut(entry, isLoose: true)
            )
        }
    }

    private func written(_ batch: MemoryBatch, _ isDurable: Bool) {
        chronicle.note(
            now,
            "disk",
            isDurable ? "takes" : "refuses",
            [],
            "\(batch.entries.count) entries, \(batch.checkpoints.count) states"
        )
        chronicle.count(isDurable ? "batches" : "refused batches")
        ledger.written(batch, isDurable: isDurable)
        guard isDurable else {
            if disk.isOff { after(0) { [weak self] in self?.powerFails() } }
            return
        }
        chronicle.count("states", batch.checkpoints.count)
        for state in batch.checkpoints { shadow.keep(state.meter, through: state.sequence) }
    }

    private func told(_ word: Life.Word, _ loop: Life.Loop) {
        let bus = loop.bus.name
        if let lease = word.lease {
            if lease > ledger.lease { violate(.noStepBack, bus, "a lease that is not on the disk") }
            leases[bus] = lease
        }
        if word.isDurable { shadow.endDoubt(on: bus) }
        guard draft.isStrict, let sequence = word.settled else { return }
        for entry in shadow.pending[bus] ?? [] where entry.sequence <= sequence {
            shadow.release(entry)
            // Whoever acknowledges early is found out when the farm is started again.
            let isDurable = ledger.isDurable(entry) || sabotage == .acknowledgesEarly
            if !isDurable { shadow.doubt(entry) }
            let response = isDurable ? shadow.carryOut(entry) : refusal(of: entry)
            results[bus, default: [:]][entry.sequence] = .some(response)
        }
    }

    private func carriedOut(
        _ entry: JournalEntry?,
        _ meter: String,
        _ before: MeterMachine,
        _ after: MeterMachine
    ) {
        witness.excuse(meter, before, after)
        guard let entry, MeterState.bytes(of: before) != MeterState.bytes(of: after) else { return }
        ledger.note(entry, changes: meter)
    }

    private func refusal(of entry: JournalEntry) -> [UInt8]? {
        chronicle.count("refused writes")
        return entry.unit == 0 ? nil : [(entry.request.first ?? 0) | 0x80, 4]
    }

    // MARK: What must be

    /// The instant that a bus serves now: never one that no lease covers.
    func instant(on loop: Life.Loop) -> Instant {
        guard let life else { return .epoch }
        let lease = leases[loop.bus.name] ?? life.start.lease
        return min(life.start.clock.now(at: now), lease - .microseconds(1))
    }

    /// The address on the bus that a unit identifier means; nil for nobody.
    func unit(_ unit: UInt8, isSerial: Bool, on loop: Life.Loop) -> UInt8? {
        let meters = shadow.names[loop.bus.name] ?? [:]
        if meters[unit] != nil { return unit }
        if !isSerial, meters.count == 1, unit == 0 || unit == 255 { return meters.keys.first }
        return unit == 0 ? 0 : nil
    }

    /// What becomes of a request at this moment.
    func outcome(of item: Auditor.Item, on line: Line) -> Auditor.Outcome {
        let bus = line.loop.bus.name
        if let entry = item.entry {
            guard let result = results[bus]?[entry.sequence] else { return .waiting }
            return result.map { .answer($0) } ?? .silence
        }
        let address = unit(item.unit, isSerial: line.isSerial, on: line.loop)
        if address == 0 { return .silence }
        let instant = instant(on: line.loop)
        guard let address, shadow.isAnswering(address, on: bus, at: instant) else {
            let isSilent = line.isSerial || line.loop.bus.foreignUnit == .silence
            let gateway: UInt8 = address == nil && item.unit >= 248 ? 0x0A : 0x0B
            return isSilent || item.pdu.isEmpty ? .silence : .answer([item.pdu[0] | 0x80, gateway])
        }
        guard let answer = shadow.answer(item.pdu, unit: address, on: bus, at: instant) else {
            return .silence
        }
        // Whatever changes a meter goes through the journal.
        return isWrite(item.pdu, address, bus) ? .waiting : .answer(answer)
    }

    private func isWrite(_ pdu: [UInt8], _ address: UInt8, _ bus: String) -> Bool {
        guard let code = pdu.first, [5, 6, 15, 16, 22, 23].contains(code),
            let name = shadow.names[bus]?[address]
        else { return false }
        return shadow.meters[name]?.knows(code) == true
    }

    /// A master has got the right answer.
    func answered(_ item: Auditor.Item, _ response: [UInt8], on line: Line) {
        let bus = line.loop.bus.name
        chronicle.count("answers")
        if let entry = item.entry {
            let isRefused = response.first.map { $0 & 0x80 != 0 } == true && response.last == 4
            if !isRefused { ledger.acknowledge(entry) }
            return
        }
        lastServed = max(
            lastServed,
            min(instant(on: line.loop), shadow.ceiling(of: item.unit, on: bus))
        )
        guard let address = unit(item.unit, isSerial: line.isSerial, on: line.loop),
            let name = shadow.names[bus]?[address], let meter = shadow.meters[name]
        else { return }
        if let fault = witness.look(item.pdu, response, meter: name, meter.plan.model) {
            violate(.noStepBack, name, fault)
        }
    }

    /// Looks whether the books of all meters are exact.
    private func audit() {
        for loop in life?.loops ?? [] {
            for (unit, name) in shadow.meters(of: loop.bus.name) {
                // A preset index says nothing of the others.
                guard shadow.meters[name]?.plan.presets.isEmpty == true else { continue }
                let fault = loop.bus.withMeter(at: unit, on: .epoch) { Books.fault(in: $0) }
                if let fault = fault ?? nil { violate(.exactBooks, name, fault) }
            }
        }
    }

    // MARK: The end of a life

    /// Forgets what a dead process knew.
    func bury() {
        for master in masters { master.leave() }
        life?.end()
        life = nil
        (results, leases) = ([:], [:])
    }
}
