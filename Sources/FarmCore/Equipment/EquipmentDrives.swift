public import LoadProfiles
internal import Metrology
internal import SimulatedTime

/// What the farm file connects to a device's inputs and sensors; shared by reference.
public final class EquipmentDrives: Sendable {
    /// What drives the digital inputs, in their order: closed from 0.5 upwards; nil leaves the
    /// contact open.
    public let inputs: [CompiledSignal?]
    /// What is connected to the sensors, by place; a place that is missing has nothing.
    public let sensors: [SensorPlace: CompiledSignal]

    /// What drives a device.
    public init(inputs: [CompiledSignal?], sensors: [SensorPlace: CompiledSignal]) {
        self.inputs = inputs
        self.sensors = sensors
    }

    /// Nothing.
    static let none = EquipmentDrives(inputs: [], sensors: [:])
}

/// Where a sensor is connected.
public enum SensorPlace: Hashable, Sendable {
    /// Temperature input n, °C.
    case temperature(Int)
    /// Analogue input n, A.
    case current(Int)
    /// The sum current transformer of the residual-current protection, A.
    case residualCurrent
    /// Inside the breaker, °C.
    case breakerTemperature

    /// The name in files.
    var name: String {
        switch self {
        case .temperature(let n): "temperature\(n)"
        case .current(let n): "current\(n)"
        case .residualCurrent: "residualCurrent"
        case .breakerTemperature: "breakerTemperature"
        }
    }

    /// What its values may be.
    var range: ClosedRange<Double> {
        switch self {
        case .temperature, .breakerTemperature: -200...850
        case .current: 0...0.05
        case .residualCurrent: 0...100_000
        }
    }

    /// What a signal there gives, for complaints.
    var what: String {
        switch self {
        case .temperature, .breakerTemperature: "a temperature in °C"
        case .current: "a current in A, 0.004 for 4 mA"
        case .residualCurrent: "a residual current in A"
        }
    }

    /// The places of a device, in the order of its state.
    static func all(_ design: EquipmentDesign) -> [SensorPlace] {
        var places = (0..<design.temperatureCount).map { SensorPlace.temperature($0 + 1) }
        places += design.analogueInputs.indices.map { .current($0 + 1) }
        return design.breaker == nil ? places : places + [.residualCurrent, .breakerTemperature]
    }
}
