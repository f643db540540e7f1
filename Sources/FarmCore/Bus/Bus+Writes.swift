internal import ModbusProtocol
public import SimulatedTime

/// Something that a master wrote and a meter has carried out.
public struct MasterWrite: Hashable, Sendable {
    /// Its number on the bus, ascending from 1.
    public let number: Int64
    /// The instant at which it was carried out.
    public let instant: Instant
    /// The meter's name.
    public let meter: String
    /// What it did: `wrote currentTransformerPrimary = 400 A`.
    public let text: String
}

/// What masters write, for whoever wants to know: who does asks.
extension Bus {
    /// The most writes that are kept; older ones give way.
    public static var writeCapacity: Int { WriteLog.capacity }

    /// The number of the newest write that has changed a meter; 0 before the first.
    public var newestWrite: Int64 { writeLog.newest }

    /// What masters have written behind a number, in the order in which it was carried out; what
    /// has changed no meter is not among it.
    ///
    /// Who is slower than ``writeCapacity`` writes gets those that are left.
    public func writes(after number: Int64) -> [MasterWrite] {
        writeLog.entries(after: number).map { entry in
            let machine = units[entry.place].device.machine
            return MasterWrite(
                number: entry.number,
                instant: entry.instant,
                meter: machine.name,
                text: machine.deed(of: entry.request)
            )
        }
    }

    /// Lets a unit that is awake answer a request, and notes it when that has changed the meter.
    @inline(__always)
    func serve(
        _ request: ArraySlice<UInt8>,
        by index: Int,
        isBroadcast: Bool,
        at instant: Instant,
        into output: inout [UInt8]
    ) -> ModbusSlave.Answer {
        let (changes, start) = (units[index].device.machine.changes, output.count)
        let answer = units[index].answer(
            request,
            isBroadcast: isBroadcast,
            at: instant,
            into: &output
        )
        if units[index].device.machine.changes != changes {
            noteWrite(request, by: index, at: instant, answered: output[start...])
        }
        return answer
    }

    /// Notes a write, unless it was refused.
    @inline(never)
    private func noteWrite(
        _ request: ArraySlice<UInt8>,
        by index: Int,
        at instant: Instant,
        answered response: ArraySlice<UInt8>
    ) {
        let isRefused = (response.first ?? 0) & 0x80 != 0
        guard !isRefused else { return }
        writeLog.note(.modbus(Array(request)), by: index, at: instant)
    }
}
