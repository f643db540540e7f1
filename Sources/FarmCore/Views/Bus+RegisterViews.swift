internal import MBusProtocol
internal import MeterModels
internal import ModbusProtocol
public import SimulatedTime

extension Bus {
    /// The registers of a meter as a master would read them, each by itself and without the
    /// faults that are armed.
    ///
    /// - Parameter place: the meter's place among those of the bus, as the farm file has them.
    /// - Returns: nil where there is no such meter, or it has no Modbus.
    public func registers(
        ofMeterAt place: Int,
        at instant: Instant,
        _ query: RegisterQuery = RegisterQuery()
    ) -> RegisterPage? {
        guard let present = bring(place, to: instant) else { return nil }
        let machine = units[place].device.machine
        guard let map = machine.model.modbus,
            var rehearsal = RegisterRehearsal(units[place], at: present)
        else { return nil }
        let wanted = map.descriptions.indices.filter { query.asksFor(map.descriptions[$0]) }
        let offset = min(max(query.offset, 0), wanted.count)
        let limit = min(max(query.limit, 0), RegisterQuery.pageLimit)
        return RegisterPage(
            registers: wanted[offset...].prefix(limit).compactMap { index in
                let request = RegisterRehearsal.request(map.descriptions[index])
                return rehearsal.view(
                    index,
                    faults: faultNames(meeting: request, ofMeterAt: place, at: present)
                )
            },
            offset: offset,
            total: wanted.count,
            isAnswering: machine.isAnswering
        )
    }

    /// The telegrams of a meter's whole readout on an M-Bus, as they would go out next and without
    /// the faults that are armed.
    ///
    /// - Returns: nil where there is no such meter, or it has no M-Bus.
    public func telegrams(ofMeterAt place: Int, at instant: Instant) -> [TelegramView]? {
        guard let present = bring(place, to: instant), let link = units[place].link else {
            return nil
        }
        let machine = units[place].device.machine
        let isAsBefore = machine.powerCycles == units[place].powerCycles
        return machine.telegramViews(
            at: present,
            accessNumber: (isAsBefore ? link.accessNumber : 0) &+ 1
        ) { record in
            valueFaultNames(ofRecord: record, ofMeterAt: place, at: present)
        }
    }

    /// Brings a meter to an instant, as far as it may go.
    ///
    /// - Returns: the instant at which it is; nil where there is no such meter.
    func bring(_ place: Int, to instant: Instant) -> Instant? {
        keepUp(to: instant)
        guard units.indices.contains(place) else { return nil }
        let present = reach(place, instant)
        units[place].device.machine.advance(to: present)
        settleStation(place)
        return present
    }

    /// The armed faults that a request to a meter may meet.
    func faultNames(
        meeting request: [UInt8],
        ofMeterAt place: Int,
        at instant: Instant
    ) -> [String] {
        guard !faults.isIdle else { return [] }
        let exchange = FaultExchange(
            meter: units[place].device.machine.name,
            model: units[place].device.machine.model,
            unit: address(of: place),
            pdu: request[...],
            client: "",
            frame: frames
        )
        return faults.armed.filter { fault in
            fault.plan.effect.layer != .connection && fault.isOpen(at: instant)
                && fault.concernsAnyClient(of: exchange)
        }.map(\.plan.name)
    }

    /// The armed faults that change the value of a record.
    func valueFaultNames(
        ofRecord index: Int,
        ofMeterAt place: Int,
        at instant: Instant
    ) -> [String] {
        guard !faults.isIdle else { return [] }
        let machine = units[place].device.machine
        return faults.armed.filter { fault in
            guard case .value = fault.plan.effect else { return false }
            return fault.isOpen(at: instant) && fault.concerns(meter: machine.name)
                && fault.scope(of: machine.model).contains(record: index)
        }.map(\.plan.name)
    }
}
