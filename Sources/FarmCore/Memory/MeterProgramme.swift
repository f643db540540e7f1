internal import MeterModels
public import Metrology

/// What the farm file says of a meter and what may be changed later: the programmed settings, the
/// electrician's work and the preset indexes.
public struct MeterProgramme: Equatable, Sendable {
    /// The values of the settings in the order of the model.
    public var settings: [Double]
    /// Transformers and wires.
    public var installation: Installation
    /// The energy indexes of the farm file.
    public var presets: [Preset]

    /// An energy index with the value it starts from.
    public struct Preset: Hashable, Sendable {
        /// Which.
        public var index: EnergyIndex
        /// Millijoules.
        public var millijoules: Int64
    }

    /// The programme that a farm file gives a meter.
    public init(_ plan: MeterPlan) {
        settings = plan.settings
        installation = plan.installation
        presets = plan.presets.map { Preset(index: $0.index, millijoules: $0.millijoules) }
    }

    /// The programme in force on a meter.
    init(_ machine: MeterMachine) {
        settings = machine.settings
        installation = machine.installation
        presets = []
    }

    /// Goes through its fields.
    mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.each("settings", &settings) { visitor, value in visitor.visit("value", &value) }
        visitor.part("installation") { installation.visit(&$0) }
        visitor.list(
            "presets",
            &presets,
            limit: 1000,
            empty: Preset(index: EnergyIndex(.all), millijoules: 0)
        ) { visitor, preset in preset.visit(&visitor) }
    }
}

extension MeterProgramme.Preset {
    fileprivate mutating func visit(_ visitor: inout some StateVisitor) {
        var plus = Int64(index.plus.rawValue)
        var bins = Int64(index.bins.rawValue)
        var channel = Int64(index.channel.rawValue)
        visitor.visit("lanes", &plus)
        visitor.visit("bins", &bins)
        visitor.visit("channel", &channel)
        visitor.visit("millijoules", &millijoules)
        index = EnergyIndex(
            EnergyLanes(rawValue: UInt8(truncatingIfNeeded: plus)),
            channel: Channel(rawValue: .init(truncatingIfNeeded: channel)) ?? .total,
            bins: EnergyBins(rawValue: UInt16(truncatingIfNeeded: bins))
        )
    }
}

extension Installation {
    fileprivate mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("currentTransformerPrimary", &currentTransformer.primary)
        visitor.visit("currentTransformerSecondary", &currentTransformer.secondary)
        visitor.visit("voltageTransformerPrimary", &voltageTransformer.primary)
        visitor.visit("voltageTransformerSecondary", &voltageTransformer.secondary)
        wiring.u1.visit("u1", &visitor)
        wiring.u2.visit("u2", &visitor)
        wiring.u3.visit("u3", &visitor)
        wiring.i1.visit("i1", &visitor)
        wiring.i2.visit("i2", &visitor)
        wiring.i3.visit("i3", &visitor)
        visitor.visit("neutralIsConnected", &wiring.neutralIsConnected)
        visitor.visit("upstreamNeutralIsWhole", &wiring.upstreamNeutralIsWhole)
    }
}

extension Tap {
    /// Visits it as a number: the phase 1 to 3, negative when reversed, 0 when open.
    fileprivate mutating func visit(_ name: StaticString, _ visitor: inout some StateVisitor) {
        var number: Int64 =
            switch self {
            case .open: 0
            case .phase(let phase, let reversed):
                (Int64(phase.rawValue) + 1) * (reversed ? -1 : 1)
            }
        visitor.visit(name, &number)
        let phases: [Channel] = [.l1, .l2, .l3]
        let place = Int(clamping: number.magnitude) - 1
        self = phases.indices.contains(place) ? .phase(phases[place], reversed: number < 0) : .open
    }
}
