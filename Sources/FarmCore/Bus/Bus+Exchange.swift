internal import MeterModels
internal import ModbusProtocol
internal import SimulatedTime

/// Requests on a bus where faults may be armed.
extension Bus {
    /// Lets a unit answer a request, with what faults make of it.
    ///
    /// - Parameters:
    ///   - layers: what the way of the answer has that a fault can strike.
    ///   - waiter: who is told when the answer comes later.
    func attend(
        _ index: Int,
        _ request: ArraySlice<UInt8>,
        client: String,
        _ layers: FaultLayer,
        at instant: Instant,
        for waiter: any JournalWaiter
    ) -> Attendance {
        let present = reach(index, instant)
        guard units[index].wakes(at: present) else { return .absent }
        let struck = strike(index, request, client: client, layers, at: instant)
        switch struck.strikes.verdict {
        case .answers: break
        case .silent: return .silence(struck)
        case .restarts:
            restart(index, at: instant)
            return .silence(struck)
        case .refuses(let code):
            return .reply([struck.exchange.function | 0x80, code], struck)
        }
        var response: [UInt8] = []
        switch answer(request, unit: index, at: instant, for: waiter, into: &response) {
        case .reply: return .reply(changed(response, struck), struck)
        case .silence: return .silence(nil)
        case .absent: return .absent
        case .later: return .later(struck)
        }
    }

    /// Decides which faults strike a request for a unit.
    ///
    /// - Parameter records: what the answer on an M-Bus carries; nil for a request of Modbus.
    func strike(
        _ index: Int,
        _ request: ArraySlice<UInt8>,
        client: String,
        _ layers: FaultLayer,
        records: [RecordPlace]? = nil,
        at instant: Instant
    ) -> StruckExchange {
        frames += 1
        var exchange = FaultExchange(
            meter: units[index].device.machine.name,
            model: units[index].device.machine.model,
            unit: address(of: index),
            pdu: request,
            client: client,
            frame: frames
        )
        exchange.records = records
        let strikes = faults.isIdle ? [] : faults.strikes(layers, exchange, at: instant)
        return StruckExchange(exchange: exchange, strikes: strikes)
    }

    /// A response with the values that faults make a master see.
    func changed(_ response: [UInt8], _ struck: StruckExchange) -> [UInt8] {
        guard !faults.isIdle || !struck.strikes.isEmpty else { return response }
        var response = response
        faults.changeValues(of: &response, by: struck.strikes, struck.exchange)
        return response
    }
}
