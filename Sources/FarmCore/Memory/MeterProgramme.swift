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
    /// How the meter hangs on its bus.
    public var station: Station

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
        station = plan.station
    }

    /// The programme in force on a meter.
    init(_ machine: MeterMachine) {
        settings = machine.settings
        installation = machine.installation
        presets = []
        station = machine.station
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
        wiring.visitUpstream(&visitor)
    }
}

extension Wiring {
    /// Visits what comes from upstream as one number.
    ///
    /// 1 when the neutral is whole, and 2, 4 and 8 for L1, L2 and L3 when they are lost: states
    /// written before phases could be lost have 1 or 0 there.
    fileprivate mutating func visitUpstream(_ visitor: inout some StateVisitor) {
        var number = Int64(upstreamNeutralIsWhole ? 1 : 0) | Int64(lostPhases.rawValue) << 1
        visitor.visit("upstream", &number)
        upstreamNeutralIsWhole = number & 1 == 1
        lostPhases = PhaseSet(rawValue: UInt8(truncatingIfNeeded: number >> 1))
    }
}

extension Tap {
    /// Visits it as a number: the phase 1 to 3, negative when reversed, 0 when open, 4 when
    /// shorted.
    fileprivate mutating func visit(_ name: StaticString, _ visitor: inout some StateVisitor) {
        var number: Int64 =
            switch self {
            case .open: 0
            case .shorted: 4
            case .phase(let phase, let reversed):
                (Int64(phase.rawValue) + 1) * (reversed ? -1 : 1)
            }
        visitor.visit(name, &number)
        switch number {
        case 4: self = .shorted
        case -3 ... -1: self = .phase(Channel.phases[Int(-number) - 1], reversed: true)
        case 1...3: self = .phase(Channel.phases[Int(number) - 1], reversed: false)
        default: self = .open
        }
    }
}
