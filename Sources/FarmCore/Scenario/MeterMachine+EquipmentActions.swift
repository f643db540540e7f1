internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Carries out what a scenario does to inputs, sensors, relays and breaker.
    mutating func handle(_ action: ScenarioAction, at instant: Instant) throws(ScenarioRefusal) {
        let design = design.equipment ?? EquipmentDesign()
        switch action {
        case .inputs(let states):
            for n in states.keys { try require(n, of: design.inputCount, "digital input") }
            for (n, state) in states.sorted(by: { $0.key < $1.key }) {
                force(input: n, closed: state, at: instant)
            }
        case .relays(let states):
            for n in states.keys { try require(n, of: design.relays.count, "relay") }
            for (n, isOn) in states.sorted(by: { $0.key < $1.key }) {
                perform(.switchRelay(n, isOn), at: instant)
            }
        case .sensors(let values):
            let places = SensorPlace.all(design)
            let names = places.map(\.name).joined(separator: ", ")
            for place in values.keys where !places.contains(place) {
                let has = places.isEmpty ? "it has no sensors" : names
                throw .unknownPart("sensor \"\(place.name)\"", has: has, model: model.name)
            }
            for (place, value) in values.sorted(by: { $0.key.name < $1.key.name }) {
                force(place, at: value, from: instant)
            }
        case .breaker(let command): try handle(command, design, at: instant)
        default: return
        }
    }

    private mutating func handle(
        _ command: BreakerCommand,
        _ design: EquipmentDesign,
        at instant: Instant
    ) throws(ScenarioRefusal) {
        guard design.breaker != nil else {
            let has = design.isEmpty ? "it is a plain meter" : "it has \(design.summary)"
            throw .unknownPart("breaker", has: has, model: model.name)
        }
        advance(to: instant)
        if command == .close, equipment?.value.breaker?.position == .tripped {
            throw .breakerTripped(meter: name)
        }
        move(command, at: instant)
    }

    private func require(_ n: Int, of count: Int, _ what: String) throws(ScenarioRefusal) {
        guard n > count else { return }
        let has = count == 0 ? "it has none" : "1 to \(count)"
        throw .unknownPart("\(what) \(n)", has: has, model: model.name)
    }
}
