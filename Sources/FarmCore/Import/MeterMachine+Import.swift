internal import MeterModels
internal import Metrology
internal import ModbusProtocol
public import SimulatedTime

extension MeterMachine {
    /// Brings the meter to the state that somebody found another meter of its model in: the text
    /// of a register dump from a field visit.
    ///
    /// Settings, energies by tariff, phase and quadrant, partial counters, demand maxima and
    /// other counters are taken over through the model's register map, so that the meter answers
    /// as the other did. The energies agree with each other to the last count afterwards, even
    /// where the dump's do not. What follows from load, wires or the bus stays as it is.
    ///
    /// - Parameters:
    ///   - text: CSV with address and value, or the output of mbpoll.
    ///   - options: what the text does not say itself.
    ///   - readAt: when the dump was read; without it the meter's own clock stays.
    ///   - instant: when the meter takes it over, by the farm's clock.
    /// - Returns: what was set, and what was not and why.
    /// - Throws: ``DumpFaults`` when the text is faulty, or the meter has no registers or no
    ///   supply; it is unchanged then.
    public mutating func importDump(
        _ text: [UInt8],
        options: DumpOptions = DumpOptions(),
        readAt: Instant? = nil,
        at instant: Instant
    ) throws(DumpFaults) -> ImportReport {
        let dump = try RegisterDump(text, options: options)
        guard let map = model.modbus else {
            throw DumpFaults([DumpFault(line: 0, message: "\(model.name) has no registers")])
        }
        var machine = self
        machine.advance(to: instant)
        guard machine.isPowered else {
            throw DumpFaults([
                DumpFault(line: 0, message: "\(name) has no supply; nothing can be set without")
            ])
        }
        let readings = DumpReadings(dump, map)
        var importer = DumpImporter(machine, map, readings.whole, at: instant, readAt: readAt)
        importer.run()
        self = importer.machine
        changes &+= 1
        var report = ImportReport()
        report.lines = (importer.lines() + readings.lines).sorted { a, b in
            a.table == b.table ? a.address < b.address : a.table == .holding
        }
        report.notes = importer.notes + dump.passedOver
        return report
    }
}

extension MeterMachine {
    /// The words of a register as a master would read them.
    ///
    /// - Parameter moment: the instant at which clock registers are looked at; nil for now.
    func words(of register: CompiledRegister, _ map: ModbusMap, at moment: Instant?) -> [UInt16] {
        var bytes: [UInt8] = []
        append(register, map, at: moment ?? bookedUntil, into: &bytes)
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
    }

    /// Sets the own clock so that it showed a time, to the second, at an instant of the farm.
    mutating func setShownTime(_ shown: CivilTime, of moment: Instant, at instant: Instant) {
        let second = moment.floored(to: .seconds(1))
        setClock(to: instant + (zone.instant(of: shown) - second), at: instant)
    }

    /// The instant of a time of the own clock, seconds since 2000; milliseconds since the epoch.
    func milliseconds(ofOwnSeconds seconds: Int64) -> Int64 {
        let shown = CivilTime(wallMicroseconds: (seconds + 946_684_800) * 1_000_000)
        let own = zone.instant(of: shown)
        return ownClock.instant(ofOwn: own).microseconds.floorDivided(by: 1000)
    }

    /// Lets a tariff be in force, as far as the meter's surroundings allow; else why not.
    mutating func takeTariff(_ n: Int, at instant: Instant) -> String? {
        guard registers.tariff != n else { return nil }
        guard (1...max(design.tariffCount, 1)).contains(n) else {
            return "the model has tariffs 1 to \(design.tariffCount)"
        }
        guard inputDecides else {
            perform(.selectTariff(n), at: instant)
            return nil
        }
        guard n <= 2 else { return "the tariff input of the model selects tariff 1 or 2" }
        return takeInput(n == 2, at: instant)
    }

    /// Drives the tariff input, unless the farm file does; else why not.
    mutating func takeInput(_ isClosed: Bool, at instant: Instant) -> String? {
        guard inputIsClosed != isClosed else { return nil }
        if tariffDrive?.input != nil || tariffDrive?.control?.drives == .input {
            return "the farm file drives the tariff input"
        }
        perform(.driveInput(isClosed), at: instant)
        return nil
    }

    /// Presets a count that depends on no other.
    mutating func preset(_ quantity: Quantity, to count: Int64) {
        switch quantity {
        case .charge: registers.preset(charge: count)
        case .operatingTime: registers.preset(operatingTime: count)
        case .alarm(let n, .activations):
            let index = Int(n) - 1
            guard let watch, watch.alarms.indices.contains(index) else { return }
            self.watch?.alarms[index].state.preset(activations: count)
        case .pulses(let n, let reading):
            let index = Int(n) - (pulses?.firstNumber ?? 0)
            guard let pulses, pulses.outputs.indices.contains(index) else { return }
            if reading == .emitted { self.pulses?.outputs[index].preset(pulses: count) }
            if reading == .lost { self.pulses?.outputs[index].preset(lost: count) }
        default: break
        }
    }
}
