internal import Documents
internal import LoadProfiles
internal import ModbusProtocol

/// Finds what buses of the one kind cannot have: a fault of M-Bus where all is Modbus, and the
/// other way round.
extension AimCheck {
    /// What is wrong with a fault for all the buses that it means.
    func misfit(of fault: FaultPlan) -> Misaim? {
        let meant = buses.filter { bus in
            let names = meters.lazy.filter { $0.bus == bus.name }.map(\.name)
            return fault.target.concerns(bus: bus.name, meters: names)
        }
        guard let first = meant.first, meant.allSatisfy({ $0.isMBus == first.isMBus }) else {
            return nil
        }
        return first.isMBus ? fault.misfitOnMBus : fault.misfitOnModbus
    }

    /// What is wrong with a step on buses for all those that it means.
    func misfit(of action: BusAction, on pattern: String) -> Misaim? {
        guard case .line(.object(let members)) = action else { return nil }
        let meant = buses.filter { MeterPattern.matches(pattern, $0.name) }
        guard !meant.isEmpty, meant.allSatisfy(\.isMBus),
            let key = LineConditions.rs485Keys.first(where: members.keys.contains)
        else { return nil }
        return Misaim(path: ["line", key], text: LineConditions.noneOfMBus)
    }
}

extension FaultPlan {
    /// What it asks for that no M-Bus has.
    fileprivate var misfitOnMBus: Misaim? {
        switch effect {
        case .transactionID, .protocolID:
            return Misaim(
                path: ["effect"],
                text: "a frame on an M-Bus has no identifiers; checksum, length, unit and function "
                    + "change"
            )
        default: break
        }
        if target.addresses != nil {
            return Misaim(
                path: ["target", "addresses"],
                text: "an M-Bus has no registers; \"quantities\" names what its records show"
            )
        }
        if target.linkFunctions?.isEmpty ?? false {
            let names = FaultTargetReader.linkFunctions.keys.sorted().joined(separator: ", ")
            return Misaim(
                path: ["target", "functions"],
                text: "an M-Bus has no function codes; \(names)"
            )
        }
        return nil
    }

    /// What it asks for that a bus of Modbus does not have.
    fileprivate var misfitOnModbus: Misaim? {
        if effect == .stuckFrameCount {
            return Misaim(
                path: ["effect"],
                text: "only meters on an M-Bus count frames; here is Modbus alone"
            )
        }
        if target.functions == [], target.linkFunctions?.isEmpty == false {
            return Misaim(
                path: ["target", "functions"],
                text: "Modbus has function codes; 1 to 127 such as [3, 4]"
            )
        }
        return nil
    }
}
