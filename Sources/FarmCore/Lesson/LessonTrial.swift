internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Tries a lesson on a copy of a meter: so a lesson is done only where it shows what its title
/// says, whatever the farm.
struct LessonTrial {
    private let lesson: Lesson
    private let bus: BusPlan
    private let addresses: Set<UInt8>
    private let instant: Instant
    /// The meter as it is.
    private let machine: MeterMachine
    /// What may show it; none where no quantity shows it.
    private let readings: [Reading]

    /// What a quantity reads before anything is done.
    private struct Reading {
        let name: String
        let quantity: Quantity
        let before: Int64
    }

    /// - Parameters:
    ///   - addresses: those of the meters of the bus.
    ///   - machine: a meter that has been brought to the instant.
    init(
        _ lesson: Lesson,
        _ bus: BusPlan,
        _ addresses: Set<UInt8>,
        _ machine: MeterMachine,
        at instant: Instant
    ) {
        (self.lesson, self.bus, self.addresses) = (lesson, bus, addresses)
        (self.machine, self.instant) = (machine, instant)
        if case .share(let pattern, _)? = lesson.seen {
            readings = Self.readings(pattern, machine)
        } else {
            readings = []
        }
    }

    /// Every way in which the lesson can be done to the meter.
    var options: [LessonOption] {
        // What a master has to find needs a line on which the meter is heard.
        let isHeard =
            machine.isAnswering && machine.station.isInTune(with: bus.line.format)
            && !bus.ports.isEmpty
        guard machine.isPowered, lesson.isShown ? !readings.isEmpty : isHeard else { return [] }
        return lesson.cases.enumerated().flatMap { number, made -> [LessonOption] in
            guard made.suits(bus) else { return [] }
            return made.ways.compactMap { option(number, $0) }
        }
    }

    private func option(_ number: Int, _ way: LessonCase.Way) -> LessonOption? {
        guard let actions = actions(of: way.deed) else { return nil }
        let (faults, deeds) = (actions.compactMap(\.fault), actions.filter { $0.fault == nil })
        var option = LessonOption(
            number: number,
            bus: bus.name,
            meter: machine.name,
            place: way.place,
            deeds: deeds,
            mending: [],
            faults: faults
        )
        guard option.plans.count == faults.count, option.plans.allSatisfy(means) else {
            return nil
        }
        guard !deeds.isEmpty else { return lesson.seen == nil ? option : nil }
        guard let read = option.meterDeeds, read.actions.allSatisfy(canBeTold),
            let mending = LessonMending(machine, bus.line.format).document(of: read.actions)
        else { return nil }
        option.mending = mending
        // What a meter has forgotten without supply cannot be put back.
        guard let wrong = machine(after: read.actions), shows(wrong, &option),
            wrong.isPowered || machine.design.supply.forgets.isEmpty,
            let mended = option.meterMending.flatMap({ machine(wrong, after: $0.actions) }),
            mended.isLike(machine, on: bus.line.format)
        else { return nil }
        return option
    }

    /// The actions on this very meter; nil where it has nothing for them.
    private func actions(of deed: LessonCase.Deed) -> [JSONValue]? {
        switch deed {
        case .meter(let actions): return actions
        case .bus: return nil
        case .ratio(let factor):
            let installed = machine.installation.currentTransformer
            guard installed != .direct else { return nil }
            var other = installed
            other.primary *= factor
            return [.object(["installation": .object(["currentTransformer": other.document])])]
        case .address(let kind): return address(kind).map { [.object(["address": $0])] }
        }
    }

    private func address(_ kind: LessonCase.Address) -> JSONValue? {
        let own = Int(machine.station.address)
        let range = machine.model.serial.addresses.clamped(to: 1...247)
        // From the meter's own address on, and round.
        let all = Array(range.filter { $0 > own }) + Array(range.filter { $0 < own })
        let found = all.first { addresses.contains(UInt8($0)) == (kind == .taken) }
        return found.map { .integer(Int64($0)) }
    }

    /// Whether a fault can strike something of the meter.
    private func means(_ fault: FaultPlan) -> Bool {
        guard bus.hasUse(for: fault) else { return false }
        let supply = machine.design.supply
        if fault.effect == .restart {
            // A meter that starts up in no time has only missed a request.
            guard supply.startTime > 0, supply.forgets.isEmpty else { return false }
        }
        guard case .value = fault.effect, let patterns = fault.target.quantities else {
            return true
        }
        let model = machine.model
        let shown =
            (model.modbus?.descriptions.map(\.shows) ?? [])
            + (model.mBus?.descriptions.map(\.shows) ?? [])
        return shown.contains { name in
            patterns.contains { MeterPattern.matches($0, name) }
        }
    }

    /// Whether a wrong wire is the only one, and at an input that the meter has.
    private func canBeTold(_ action: ScenarioAction) -> Bool {
        let wiring: Wiring? =
            switch action {
            case .wiring(let wiring): wiring
            case .installation(let change): change.wiring
            default: nil
            }
        guard let wiring else { return true }
        guard let network = machine.networkType else { return false }
        return machine.installation.wiring == .correct && wiring.isPossible(in: network)
    }

    /// The meter after some actions; nil where it refuses one.
    private func machine(_ before: MeterMachine? = nil, after actions: [ScenarioAction])
        -> MeterMachine?
    {
        var trial = before ?? machine
        do throws(ScenarioRefusal) {
            for action in actions { try trial.carryOut(action, at: instant) }
        } catch {
            return nil
        }
        return trial
    }

    /// Whether a meter shows what the lesson's title says.
    private func shows(_ trial: MeterMachine, _ option: inout LessonOption) -> Bool {
        switch lesson.seen {
        case nil: return true
        case .silence?:
            return !trial.isPowered || trial.station.address != machine.station.address
                || !trial.station.isInTune(with: bus.line.format)
        case .share(_, let range)?:
            option.quantity =
                readings.first { reading in
                    let reads = trial.value(of: reading.quantity).map(Double.init)
                    return reads.map { range.contains($0 / Double(reading.before)) } ?? false
                }?.name
            return option.quantity != nil
        }
    }

    /// What the meter reads of the quantities that may show it, where it reads anything.
    private static func readings(_ pattern: String, _ machine: MeterMachine) -> [Reading] {
        let catalogue = machine.model.catalogue
        let names =
            catalogue[pattern] != nil
            ? [pattern] : catalogue.names.filter { MeterPattern.matches(pattern, $0) }
        return names.compactMap { name in
            guard let quantity = catalogue[name], let before = machine.value(of: quantity),
                before != 0
            else { return nil }
            return Reading(name: name, quantity: quantity, before: before)
        }
    }
}

extension Lesson {
    /// Whether the meter itself shows it, so that its front is enough to find it.
    fileprivate var isShown: Bool {
        if case .share = seen { true } else { false }
    }
}

extension Wiring {
    /// Whether all that is wrong is at inputs and conductors of a network.
    fileprivate func isPossible(in network: NetworkType) -> Bool {
        let conductors: [SupplyConductor] = [.l1, .l2, .l3]
        let taps = zip(Channel.phases, conductors)
        let (voltages, currents) = ([u1, u2, u3], [i1, i2, i3])
        for (place, (phase, conductor)) in taps.enumerated() {
            let isConnected = network.connects(conductor)
            guard voltages[place] == .to(phase) || isConnected,
                currents[place] == .to(phase) || network.hasCurrentInput(phase),
                !lostPhases.contains(PhaseSet(phase)) || isConnected
            else { return false }
        }
        return network.hasNeutral || (neutralIsConnected && upstreamNeutralIsWhole)
    }
}

extension MeterMachine {
    /// Whether a meter is connected and set as another is.
    fileprivate func isLike(_ other: MeterMachine, on format: LineFormat) -> Bool {
        installation == other.installation && settings == other.settings
            && supplyIsOn == other.supplyIsOn && isPowered == other.isPowered
            && station.address == other.station.address
            && station.connection == other.station.connection
            && station.format(on: format) == other.station.format(on: format)
    }
}

extension LessonCase {
    /// Whether a bus has what it wants.
    func suits(_ bus: BusPlan) -> Bool {
        ports.isEmpty || bus.ports.contains { ports.contains($0.wireProtocol) }
    }
}

extension BusPlan {
    /// Whether a fault of the bus, or of one of its meters, means anything on it.
    func hasUse(for fault: FaultPlan) -> Bool {
        var anybody = fault
        anybody.target.meter = nil
        return AimCheck([self], []).misaim(of: anybody) == nil
    }
}

extension JSONValue {
    /// The fault that an action arms; nil for any other action.
    var fault: JSONValue? {
        if case .object(let members) = self { members["fault"] } else { nil }
    }
}
