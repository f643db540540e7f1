public import SimulatedTime

/// How a gateway between Modbus TCP and a serial line behaves.
///
/// The defaults are those of the Legrand RS485/IP interface 0 046 89 (screen of its web page:
/// RS485 timeout 1000 ms, socket timeout 10 min; data sheet: 32 devices); what the maker does not
/// say is marked as an assumption.
public struct GatewayPlan: Hashable, Sendable {
    /// What a client gets in place of an answer that does not come.
    public enum Refusal: String, Hashable, Sendable, CaseIterable {
        /// An exception: 0A where no way leads, 0B where nobody answers.
        case exception
        /// Nothing: the client's own time runs out.
        case silence
    }

    /// What a client gets for a broadcast.
    public enum BroadcastReply: String, Hashable, Sendable, CaseIterable {
        /// Nothing, as on the serial line.
        case silence
        /// The response that a unit would give, once the broadcast is on the line.
        case acknowledge
    }

    /// What ends the waiting for an answer.
    public enum Patience: Hashable, Sendable {
        /// The time-out alone.
        case timeout
        /// Also a line on which nothing more will come: no gateway can know that, but a simulated
        /// bus without one answers at once that way.
        case quietLine
    }

    /// Spans allowed for ``timeout``.
    public static let timeoutRange = TimeSpan.milliseconds(1)...TimeSpan.minutes(10)
    /// Spans allowed for ``socketTimeout``.
    public static let socketTimeoutRange = TimeSpan.milliseconds(100)...TimeSpan.days(365)
    /// Spans allowed for ``pause``.
    public static let pauseRange = TimeSpan.zero...TimeSpan.seconds(10)
    /// Spans allowed for ``turnaround``.
    public static let turnaroundRange = TimeSpan.zero...TimeSpan.seconds(10)
    /// Numbers allowed for ``queue``.
    public static let queueRange = 0...1024
    /// Numbers allowed for ``devices``: an unrepeated line carries 32 unit loads, addresses end
    /// at 247.
    public static let devicesRange = 1...247
    /// The addresses a slave can have (Modbus over serial line V1.02, 2.2).
    public static let slaves: ClosedRange<UInt8> = 1...247

    /// From the end of a request on the line until its answer must have begun.
    public var timeout = TimeSpan.seconds(1)
    /// How long a connection may say nothing until it is closed; nil for ever.
    public var socketTimeout: TimeSpan? = .minutes(10)
    /// Requests that wait behind the one on the line; further ones are refused with exception 06
    /// (an assumption: 16).
    public var queue = 16
    /// What a client gets when no answer comes in time.
    public var onTimeout = Refusal.exception
    /// What a client gets for a unit that no way leads to.
    public var onNoPath = Refusal.exception
    /// Devices that the gateway is made for.
    public var devices = 32
    /// The units that a way leads to.
    public var units = [slaves]
    /// What a client gets for a broadcast.
    public var broadcast = BroadcastReply.silence
    /// Rest after a broadcast, for the units to carry it out (Modbus over serial line V1.02,
    /// 2.4.1: typically 100 to 200 ms).
    public var turnaround = TimeSpan.milliseconds(100)
    /// How long the line must have rested before each request; at least 3.5 characters.
    public var pause = TimeSpan.zero
    /// How frames are written on the line.
    public var framing = WireFraming.rtu
    /// What ends the waiting for an answer.
    public var patience = Patience.timeout

    /// The 0 046 89 as it is delivered.
    public init() {}

    /// The names that the farm file may give in place of settings.
    public static let presets: [String: GatewayPlan] = ["legrand-004689": GatewayPlan()]
    /// The makers' order numbers of those, without spaces.
    static let references = ["004689": "legrand-004689"]

    /// A plain Modbus TCP port of a bus whose line takes part: no gateway that anybody has set up,
    /// only the shortest way to the line.
    ///
    /// It gives up as soon as nothing more will come, never closes a silent connection, and
    /// follows the bus in what a client gets for a unit that nobody has.
    ///
    /// - Parameter pause: what the slowest of the meters needs before a request.
    public static func plain(
        foreignUnit: ForeignUnit,
        timing: LinePlan.Timing,
        pause: TimeSpan = .zero
    ) -> GatewayPlan {
        var plan = GatewayPlan()
        let refusal: Refusal = foreignUnit == .exception ? .exception : .silence
        plan.timeout = .seconds(60)
        plan.socketTimeout = nil
        // Each connection is read no further than a few requests.
        plan.queue = .max
        plan.onTimeout = refusal
        plan.onNoPath = refusal
        plan.devices = devicesRange.upperBound
        plan.turnaround = timing == .instant ? .zero : plan.turnaround
        plan.pause = pause
        plan.patience = .quietLine
        return plan
    }

    /// Requests of one connection that may be unanswered before no more are read from it.
    ///
    /// A client that sends many at once sees the queue's limit, and can still not make the gateway
    /// remember more than a few refusals.
    var requestLimit: Int {
        switch patience {
        case .timeout: queue + 9
        case .quietLine: 16
        }
    }

    /// Whether a way leads to a unit.
    public func reaches(_ unit: UInt8) -> Bool { units.contains { $0.contains(unit) } }

    /// What is wrong with a gateway in front of so many meters; nil when nothing is.
    public func warning(meters: Int) -> String? {
        guard meters > devices else { return nil }
        return "the gateway is made for \(devices) devices; the bus has \(meters) meters"
    }
}
