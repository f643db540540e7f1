import Documents
import FarmCore
import Metrology
import SimulatedTime
import TestSupport
import Testing

extension PulseFarm {
    /// Writes to the concentrator, and deeds that wire and programme the flats, as masters and
    /// people do them; settled at once.
    ///
    /// - Returns: what stands in the journal for it.
    func disturb(_ chance: inout SeededGenerator, at now: Instant) throws -> [JournalEntry] {
        time.clock = FarmClock(start: now, hostTime: 0)
        switch Int.random(in: 0..<4, using: &chance) {
        case 0:
            send([6, 0x90, 0xE0, 0, 1], to: 1, try session(on: "rs485"))
        case 1:
            let thousandths = UInt8.random(in: 1...255, using: &chance)
            let write: [UInt8] = [16, 0x9B, 0x01, 0, 2, 4, 0, 0, 3, thousandths]
            send(write, to: 1, try session(on: "rs485"))
        case 2:
            let wire = ["-l1", "l2", "open"].randomElement(using: &chance) ?? "l2"
            try ask(#"{ "wiring": { "i1": "\#(wire)" } }"#, of: "flats", at: now)
        default:
            let tariff = Int.random(in: 1...4, using: &chance)
            try ask(
                #"[ { "tariff": \#(tariff) }, { "reset": ["energies"] } ]"#,
                of: "flats",
                at: now
            )
        }
        return settle()
    }

    /// Asks the first meter of a bus to do something.
    func ask(_ deeds: String, of bus: String, at now: Instant) throws {
        let value = try JSONValue.parse(Array(deeds.utf8), file: "deeds")
        let log = FaultLog(file: "deeds")
        let read = MeterDeeds(Node(value, log: log), meter: "flat-1")
        let wanted = try #require(read, "\(log.faults)")
        let found = try #require(buses.first { $0.name == bus })
        found.carryOut(wanted, byMeterAt: 0, at: now) { _ in }
    }

    /// Lets all meters go on as a memory has them, as the daemon does it.
    ///
    /// - Returns: what goes to the disk before they take their places.
    func restore(
        _ memory: FarmMemory,
        madeAt start: Instant,
        at instant: Instant
    ) throws -> [MeterCheckpoint] {
        let restore = LoopRestore(buses, plan, from: memory, at: start)
        while restore.makeSome() {}
        for bus in buses { bus.holdWrites(true) }
        while restore.bringSome(to: instant) {}
        try #require(restore.refusals.isEmpty, "\(restore.refusals)")
        var states: [MeterCheckpoint] = []
        var hasMore = true
        while hasMore {
            let some = restore.someStates()
            states += some.checkpoints
            hasMore = some.hasMore
        }
        #expect(states.count == restore.meterCount)
        restore.install()
        for bus in buses { bus.holdWrites(false) }
        return states
    }

    /// Expects every field of every meter to be that of another farm.
    func expectSame(
        as other: PulseFarm,
        at instant: Instant,
        _ comment: String
    ) throws {
        let (ours, theirs) = (try states(at: instant), try other.states(at: instant))
        for meter in plan.meters {
            let left = (ours[meter.name] ?? []).map { "\($0.path) \($0.value)" }
            let right = (theirs[meter.name] ?? []).map { "\($0.path) \($0.value)" }
            let different = zip(left, right).filter { $0 != $1 }.prefix(5)
            #expect(left == right, "\(meter.name), \(comment): \(Array(different))")
        }
    }
}
