internal import Documents

/// Looks at the ports of a farm together with its meters.
struct PortAdvice {
    private let meters: [MeterPlan]
    private let log: FaultLog

    init(_ meters: [MeterPlan], log: FaultLog) {
        self.meters = meters
        self.log = log
    }

    /// Reports addresses that two meters want to listen at, and warns of ports that serve nobody,
    /// of meters that no port serves, and of gateways that are made for fewer devices.
    ///
    /// - Parameter node: the list of buses.
    func check(_ buses: [BusPlan], _ node: Node?) {
        guard let node else { return }
        var taken: [String: String] = [:]
        for bus in buses {
            let own = meters.filter { $0.bus == bus.name }
            warn(of: bus, own, node)
            for port in bus.ports {
                for meter in port.meterPorts(of: bus.name, own) where meter.port != 0 {
                    let place = "\(meter.host):\(meter.port)"
                    guard let other = taken.updateValue(meter.meter, forKey: place) else {
                        continue
                    }
                    log.report(
                        node.pointer,
                        "\(place) is wanted by meters \"\(other)\" and \"\(meter.meter)\"; "
                            + "an \"ip\" of its own for each"
                    )
                }
            }
        }
    }

    private func warn(of bus: BusPlan, _ meters: [MeterPlan], _ node: Node) {
        let withAddress = meters.count { $0.ip != nil }
        let servesEach = bus.ports.contains {
            if case .eachMeter = $0.place { true } else { false }
        }
        if servesEach, withAddress == 0 {
            log.warn(
                node.pointer,
                "bus \"\(bus.name)\" has a port for each meter with an \"ip\", and no such meter"
            )
        } else if !servesEach, withAddress > 0 {
            log.warn(
                node.pointer,
                "bus \"\(bus.name)\" has \(withAddress) meters with an \"ip\", and no port with "
                    + "\"eachMeter\" that would serve them"
            )
        }
        if let current = bus.current(of: meters), current.meters > 0 {
            tell(of: current, bus, node)
        }
        for port in bus.ports {
            guard let warning = port.gateway?.warning(meters: meters.count) else { continue }
            log.warn(node.pointer, "port \"\(port.name)\" of bus \"\(bus.name)\": \(warning)")
        }
    }

    /// What the meters of an M-Bus draw, and whether it is too much.
    private func tell(of current: BusCurrent, _ bus: BusPlan, _ node: Node) {
        func text(_ number: Double) -> String { Node.text((number * 100).rounded() / 100) }
        let draw = "bus \"\(bus.name)\": its meters draw \(text(current.milliamperes)) mA"
        let (loads, limit) = (text(current.unitLoads), text(current.limit))
        guard current.isOverLimit else {
            let text = draw + ", \(loads) of the \(limit) unit loads that its level converter feeds"
            return log.remark(node.pointer, text)
        }
        log.warn(
            node.pointer,
            draw + ", \(loads) unit loads; its level converter is made for \(limit)"
                + (current.switchesOff ? " and switches off: nobody is heard" : "")
        )
    }
}
