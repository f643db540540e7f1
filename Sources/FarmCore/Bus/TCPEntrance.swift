internal import MeterModels
internal import ModbusProtocol
internal import SimulatedTime

/// The way from a Modbus TCP port to the meters of a bus: straight, or over the line.
///
/// One a port, shared by its connections; confined to the bus's event loop.
public final class TCPEntrance {
    private let bus: Bus
    private let plan: GatewayPlan?
    private let sender: ClientLine?
    private let port: String
    private var master: GatewayMaster?

    /// An entrance.
    ///
    /// - Parameters:
    ///   - gateway: the gateway that stands there; nil where clients reach the meters themselves as
    ///     long as nothing about the line keeps them from it.
    ///   - sender: how the end of the line is set here; nil when as the bus is.
    ///   - port: the name of the port, for whoever watches the frames.
    public init(
        bus: Bus,
        gateway: GatewayPlan? = nil,
        sender: ClientLine? = nil,
        port: String = ""
    ) {
        self.bus = bus
        self.port = port
        self.sender = sender
        plan = gateway
    }

    /// Whether a client's end of the line is played, and the meters care.
    var isOutOfTune: Bool { sender != nil && bus.linePlan.check == .strict }

    /// The session of a new connection.
    public func session(for client: String) -> any LineSession {
        let origin = bus.origin(of: client, isGateway: true, port: port)
        guard plan == nil else { return gatewaySession(origin) }
        return MBAPSession(bus: bus, origin: origin, entrance: self)
    }

    /// A connection whose requests go over the line.
    func gatewaySession(_ origin: RequestOrigin) -> GatewaySession {
        let bus = bus
        return GatewaySession(master: gatewayMaster(), origin: origin) { answer in
            bus.framed(answer, for: origin)
        }
    }

    private func gatewayMaster() -> GatewayMaster {
        if let master { return master }
        let master = plan.map { gateway($0, way: nil) } ?? plainGateway()
        self.master = master
        return master
    }

    /// The way without a gateway, which all ports of the bus share that see the line alike: two
    /// masters would talk across each other.
    private func plainGateway() -> GatewayMaster {
        if sender == nil, let shared = bus.plainGateway { return shared }
        let timing = bus.linePlan.timing
        let plan = GatewayPlan.plain(
            foreignUnit: bus.foreignUnit,
            timing: timing,
            pause: bus.longestPause
        )
        let master = gateway(plan) { [weak bus] in bus?.placeOnLine(of: $0) }
        if sender == nil { bus.plainGateway = master }
        return master
    }

    private func gateway(_ plan: GatewayPlan, way: ((UInt8) -> UInt8?)?) -> GatewayMaster {
        GatewayMaster(
            plan,
            timing: GatewayTiming(bus.linePlan, framing: plan.framing, sender: sender),
            sender: sender,
            wire: bus.wireUp(),
            way: way
        )
    }
}

extension Bus {
    /// An answer of a gateway as it goes out to its client, with the faults of TCP that strike it.
    fileprivate func framed(
        _ answer: GatewaySession.Answer,
        for origin: RequestOrigin
    ) -> OutgoingFrame {
        guard !faults.isIdle else { return OutgoingFrame(answer.frame) }
        let machine = index(of: answer.unit).map { units[$0].device.machine }
        let exchange = FaultExchange(
            meter: machine?.name,
            model: machine?.model,
            unit: answer.unit,
            pdu: answer.request[...],
            client: origin.client,
            frame: frames
        )
        let strikes = faults.strikes(.tcp, exchange, at: latest)
        let shape = FrameShape.mbap(transaction: answer.transaction)
        return strikes.framed(answer.response, unit: answer.unit, as: shape)
    }

    /// The rest that the slowest of the meters needs before a request.
    fileprivate var longestPause: TimeSpan {
        .milliseconds(units.map(\.device.machine.model.response.pause).max() ?? 0)
    }

    /// The address on the line for the unit that a Modbus TCP client asks; nil where no way leads.
    fileprivate func placeOnLine(of unit: UInt8) -> UInt8? {
        if index(of: unit) != nil { return unit }
        if meansSingleMeter(unit) { return address(of: 0) }
        return unit < 248 ? unit : nil
    }
}
