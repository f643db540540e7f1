public import SimulatedTime

/// A pulse line of the farm file, checked: from an output to an input, or to the outside.
public struct PulseLinePlan: Hashable, Sendable {
    /// Where a line ends.
    public enum Target: Hashable, Sendable {
        /// At a meter's input, counted from 1; 0 is its tariff input.
        case input(meter: String, number: Int)
        /// Outside the farm.
        case outside(PulseOutletPlan)
    }

    /// What the contact does each time it changes.
    public struct Bounce: Hashable, Sendable {
        /// The most extra edges of a change; they come in pairs.
        public var edges: Int
        /// How long it bounces at most.
        public var within: TimeSpan

        /// The longest bouncing: less than the shortest time between two edges of IEC 62053-31.
        public static let longest = TimeSpan.milliseconds(25)
        /// The most extra edges.
        public static let mostEdges = 100

        /// A bounce.
        public init(edges: Int, within: TimeSpan) {
            self.edges = edges
            self.within = within
        }
    }

    /// The meter, or the source of pulses.
    public var meter: String
    /// Its output, counted from 1; 0 is the lamp.
    public var output: Int
    /// Where the line ends.
    public var target: Target
    /// How the contact bounces; nil for one that does not.
    public var bounce: Bounce?

    /// A line without bounces.
    public init(meter: String, output: Int, target: Target) {
        self.meter = meter
        self.output = output
        self.target = target
    }

    /// Tells the line from another at the same input; never 0.
    public var mark: Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(meter)/\(output)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int64(bitPattern: hash | 1)
    }
}

/// Where edges leave the farm; lines that name the same place share it.
public struct PulseOutletPlan: Hashable, Sendable {
    /// The kinds of places.
    public enum Place: Hashable, Sendable {
        /// A Unix socket at which readers connect.
        case unix(path: String)
        /// A TCP socket at which readers connect.
        case listen(host: String, port: Int)
        /// A named pipe with one reader.
        case fifo(path: String)
        /// The folder of a line of the kernel's gpio-sim, with its attribute `pull`.
        case gpioSim(path: String)

        /// What a person calls it.
        public var text: String {
            switch self {
            case .unix(let path): "unix \(path)"
            case .listen(let host, let port):
                host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            case .fifo(let path): "fifo \(path)"
            case .gpioSim(let path): "gpio-sim \(path)"
            }
        }
    }

    /// The name, as `run` prints it.
    public var name: String
    /// Where.
    public var place: Place

    /// A place.
    public init(name: String, place: Place) {
        self.name = name
        self.place = place
    }
}
