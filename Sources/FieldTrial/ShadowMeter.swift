import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime

/// A meter that never stopped: driven by nothing but the requests that are known to have happened.
struct ShadowMeter {
    private(set) var plan: MeterPlan
    /// The meter with all that was carried out.
    private(set) var device: MeterDevice
    /// The meter without what a crash may still undo; nil when there is nothing of the kind.
    private var certain: MeterDevice?
    /// What was carried out and may be undone by a crash.
    private(set) var loose: [JournalEntry] = []

    init(_ plan: MeterPlan, at start: Instant) {
        self.plan = plan
        device = MeterDevice(MeterMachine(plan, at: start))
    }

    /// What the meter would answer at an instant; nil for silence.
    ///
    /// - Parameter stays: whether the meter is left at the instant: it must not matter.
    mutating func answer(_ request: [UInt8], at instant: Instant, stays: Bool) -> [UInt8]? {
        var copy = device
        copy.machine.advance(to: instant)
        if stays { device = copy }
        return copy.answer(request, isBroadcast: false, at: instant)
    }

    /// The farm has stopped at an instant, and nothing can be undone any more.
    mutating func stop(at instant: Instant) {
        device.machine.advance(to: instant)
        (certain, loose) = (nil, [])
    }

    /// Whether the meter is there at an instant: one without supply is not.
    func isAnswering(at instant: Instant) -> Bool { machine(at: instant).isAnswering }

    /// Whether the model has a function.
    func knows(_ function: UInt8) -> Bool {
        plan.model.modbus?.rules.functions.contains(FunctionCode(rawValue: function)) == true
    }

    /// The meter as it is at an instant.
    func machine(at instant: Instant) -> MeterMachine {
        var machine = device.machine
        machine.advance(to: instant)
        return machine
    }

    /// Carries out a request of the journal.
    ///
    /// - Parameter isLoose: whether a crash may still undo it.
    mutating func carryOut(_ entry: JournalEntry, isLoose: Bool) -> [UInt8]? {
        if isLoose {
            if certain == nil { certain = device }
            loose.append(entry)
        }
        return device.carryOut(entry)
    }

    /// A crash cannot undo an entry any more.
    mutating func keep(through sequence: Int64) {
        while let first = loose.first, first.sequence <= sequence {
            _ = certain?.carryOut(first)
            loose.removeFirst()
        }
        if loose.isEmpty { certain = nil }
    }

    /// After a crash: what survived of what could be undone.
    mutating func undo(except survives: (JournalEntry) -> Bool) {
        guard let certain else { return }
        device = certain
        for entry in loose where survives(entry) { _ = device.carryOut(entry) }
        self.certain = nil
        loose = []
    }

    /// The farm file has another line for the meter from an instant on.
    mutating func adopt(_ plan: MeterPlan, hasNewLoad: Bool, at start: Instant) {
        if hasNewLoad {
            let state = MeterState.bytes(of: device.machine)
            let until = device.machine.bookedUntil
            if let machine = try? MeterState.machine(plan, at: until, from: state) {
                device = MeterDevice(machine)
            }
        }
        for (index, value) in plan.settings.enumerated() where self.plan.settings[index] != value {
            device.machine.set(index, to: value, at: start)
        }
        let wiring = plan.installation.wiring
        if self.plan.installation.wiring != wiring { device.machine.connect(wiring, at: start) }
        self.plan = plan
    }
}

extension MeterDevice {
    /// Carries out an entry at its instant.
    fileprivate mutating func carryOut(_ entry: JournalEntry) -> [UInt8]? {
        answer(entry.request, isBroadcast: entry.unit == 0, at: entry.instant)
    }

    fileprivate mutating func answer(
        _ request: [UInt8],
        isBroadcast: Bool,
        at instant: Instant
    ) -> [UInt8]? {
        machine.advance(to: instant)
        now = instant
        guard machine.isAnswering else { return nil }
        var (slave, response) = (ModbusSlave(), [UInt8]())
        let answer = slave.answer(
            request[...],
            isBroadcast: isBroadcast,
            device: &self,
            into: &response
        )
        return answer == .reply ? response : nil
    }
}
