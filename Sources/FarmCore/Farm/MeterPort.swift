/// A listening TCP socket that serves one meter alone.
public struct MeterPort: Hashable, Sendable {
    /// The meter's name, which is the port's too.
    public var meter: String
    /// The meter's address on its bus.
    public var address: UInt8
    /// The meter's own IP address.
    public var host: String
    /// The TCP port; 0 lets the system choose.
    public var port: Int
}

extension PortPlan {
    /// The sockets of a port that serves each meter for itself, in the order of the farm file;
    /// none for other ports.
    ///
    /// - Parameter meters: those of the farm; meters of another bus and meters without an address
    ///   of their own are left out.
    public func meterPorts(of bus: String, _ meters: [MeterPlan]) -> [MeterPort] {
        guard case .eachMeter(let port) = place else { return [] }
        return meters.compactMap { meter in
            guard meter.bus == bus, let ip = meter.ip else { return nil }
            return MeterPort(meter: meter.name, address: meter.address, host: ip, port: port)
        }
    }
}
