internal import LoadProfiles
internal import Metrology
internal import SimulatedTime

/// What a device has besides metrology, at work.
///
/// It is looked at on the meter's grid whenever something that drives it may have changed, and by
/// itself when an alarm, a delay or a protection is due; in between all stands still or runs
/// steadily. So its state depends on what was done and when, never on how often it was looked at.
struct Equipment: Sendable {
    let design: EquipmentDesign
    let drives: EquipmentDrives
    let places: [SensorPlace]

    var inputs: [DigitalInputState]
    var inputRules: [DigitalInputRule]
    var relays: [RelayState]
    var relayRules: [RelayRule]
    /// In the order of ``places``.
    var sensors: [SensorState]
    var inputScalings: [AnalogueScaling]
    var outputs: [AnalogueOutput]
    var breaker: BreakerState?
    var breakerRule: BreakerRule
    /// The relay that each of the meter's alarms switches, from 1; 0 none.
    var alarmOutputs: [Int] = []

    /// An analogue output with what it shows now.
    struct AnalogueOutput: Sendable {
        var quantity: Quantity?
        var scaling: AnalogueScaling
    }

    /// The equipment of a device; nil when there is none.
    init?(_ design: MeterDesign, _ drives: EquipmentDrives?) {
        guard let equipment = design.equipment else { return nil }
        self.design = equipment
        self.drives = drives ?? .none
        places = SensorPlace.all(equipment)
        inputs = Array(repeating: DigitalInputState(), count: equipment.inputCount)
        inputRules = Array(repeating: DigitalInputRule(), count: equipment.inputCount)
        relays = equipment.relays.map { _ in RelayState() }
        relayRules = equipment.relays.map(\.rule)
        sensors = places.map { _ in SensorState() }
        inputScalings = equipment.analogueInputs.map(\.scaling)
        outputs = equipment.analogueOutputs.map {
            AnalogueOutput(quantity: $0.quantities.first, scaling: $0.scaling)
        }
        breaker = equipment.breaker.map { _ in BreakerState() }
        breakerRule = equipment.breaker?.rule ?? BreakerRule()
    }

    /// Takes over what drives inputs and sensors at an instant, and tells until when it holds.
    mutating func takeSignals(at instant: Instant) -> Instant {
        var end = Instant.distantFuture
        for index in inputs.indices {
            var isClosed = false
            if drives.inputs.indices.contains(index), let signal = drives.inputs[index] {
                let piece = signal.piece(at: instant)
                end = min(end, piece.until)
                isClosed = piece.value >= 0.5
            }
            inputs[index].take(isClosed)
        }
        for (index, place) in places.enumerated() {
            let piece = drives.sensors[place]?.piece(at: instant)
            if let piece { end = min(end, piece.until) }
            sensors[index].take(piece.flatMap { Self.micro($0.value) })
        }
        return end
    }

    /// Lets the breaker feel what it carries, sensors included.
    ///
    /// - Returns: why it must trip now; nil when it need not.
    mutating func lookAtBreaker(carrying current: Double, at now: Int64) -> TripCause? {
        let load = BreakerLoad(
            current: current,
            residual: Double(sensor(.residualCurrent) ?? 0) / 1e6,
            temperature: sensor(.breakerTemperature).map { Double($0) / 1e6 }
        )
        return breaker?.look(load, at: now, breakerRule)
    }

    /// Whether a relay is switched by an alarm of the meter.
    var goesByAlarms: Bool {
        alarmOutputs.contains { $0 > 0 }
            || design.relays.contains { relay in
                relay.follows.contains { if case .alarm = $0 { true } else { false } }
            }
    }

    /// Lets everything last for a stretch, milliseconds since the epoch.
    mutating func hold(from start: Int64, to end: Int64, isPowered: Bool) {
        breaker?.hold(end - start, breakerRule)
        guard isPowered else { return }
        for index in inputs.indices { inputs[index].hold(from: start, to: end, inputRules[index]) }
    }

    /// When something will happen by itself, milliseconds since the epoch; nil for never.
    func nextChange(from now: Int64, isPowered: Bool) -> Int64? {
        var next = breaker?.nextTrip(from: now, breakerRule)
        guard isPowered else { return next }
        for (input, rule) in zip(inputs, inputRules) {
            guard let change = input.nextChange(from: now, rule) else { continue }
            next = min(next ?? change, change)
        }
        return next
    }

    /// What a sensor brings, in millionths of its unit; nil when nothing is connected.
    func sensor(_ place: SensorPlace) -> Int64? {
        places.firstIndex(of: place).flatMap { sensors[$0].value }
    }

    /// Falls back without supply: relays and alarms; the breaker stays as it is.
    mutating func loseSupply() {
        for index in relays.indices { relays[index].loseSupply() }
        for index in inputs.indices { inputs[index].forgetAlarm() }
    }

    /// A number in millionths.
    static func micro(_ value: Double) -> Int64? {
        value.isFinite ? Int64(min(max((value * 1e6).rounded(), -9e18), 9e18)) : nil
    }

    /// Goes through all that does not follow from settings, signals and load.
    mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.each("inputs", &inputs) { visitor, input in input.visit(&visitor) }
        visitor.each("relays", &relays) { visitor, relay in relay.visit(&visitor) }
        visitor.each("sensors", &sensors) { visitor, sensor in sensor.visit(&visitor) }
        visitor.part("breaker") { breaker?.visit(&$0) }
    }

    /// Whether what was read can be the state of this equipment.
    var isSound: Bool { breaker?.isSound ?? true }
}
