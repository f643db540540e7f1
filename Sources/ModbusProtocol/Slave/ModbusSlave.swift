/// The protocol side of one unit: checks requests in the order of the standard, asks the device,
/// and writes responses.
///
/// It holds what the serial line diagnostics of this unit need (functions 8, 11 and 12) and nothing
/// else; the data are in the device. The order of checks (Modbus application protocol V1.1b3,
/// section 7 and the flow charts of section 6) is: function 01, then quantity, byte count, value
/// and length 03, then address 02, then execution 04 and the rest.
public struct ModbusSlave: Sendable {
    /// What to do with what was appended.
    public enum Answer: Equatable, Sendable {
        /// The response was appended: send it.
        case reply
        /// Nothing was appended: send nothing.
        case silence
    }

    /// The largest protocol data unit in bytes (section 4.1).
    static let maximumPDU = 253

    /// What was counted since the last restart.
    public internal(set) var counters = SerialCounters()
    /// True after function 8, sub-function 4: nothing is carried out or answered until a restart.
    public internal(set) var isListenOnly = false
    /// The last character of ASCII frames; LF unless a master changed it.
    public internal(set) var asciiDelimiter: UInt8 = 0x0A
    /// The answer to function 8, sub-function 2; its bits mean what the device wants.
    public var diagnosticRegister: UInt16 = 0
    /// True while a long command is still going on; functions 11 and 12 show it.
    public var isBusy = false

    var log = EventLog()

    /// Makes a slave that has just been switched on.
    public init() {}

    /// Answers one request; appends at most 253 bytes to `output`, or nothing.
    ///
    /// A broadcast is carried out when it only writes, ignored otherwise, and never answered.
    public mutating func answer(
        _ request: ArraySlice<UInt8>,
        isBroadcast: Bool = false,
        device: inout some ModbusDevice,
        into output: inout [UInt8]
    ) -> Answer {
        guard let code = request.first, request.count <= Self.maximumPDU else { return .silence }
        let request = SlaveRequest(
            bytes: request,
            function: FunctionCode(rawValue: code),
            isBroadcast: isBroadcast,
            profile: device.slaveProfile
        )
        record(
            EventLog.received(isListenOnly: isListenOnly, isBroadcast: isBroadcast),
            for: request
        )
        if isListenOnly { return listen(request) }
        counters.serverMessages &+= 1
        let start = output.count
        let outcome = perform(request, device: &device, into: &output)
        return finish(request, outcome, from: start, in: &output)
    }

    /// Tells that messages with the right checksum passed on the bus, for whomever.
    public mutating func noteBusMessages(_ count: UInt16 = 1) { counters.busMessages &+= count }

    /// Tells that messages with a wrong checksum passed on the bus.
    public mutating func noteCommunicationErrors(_ count: UInt16 = 1) {
        counters.busCommunicationErrors &+= count
        if count > 0, !log.isEmpty { log.record(EventLog.communicationError) }
    }

    /// Tells that a character was lost on its way.
    public mutating func noteCharacterOverrun() {
        counters.characterOverruns &+= 1
        if !log.isEmpty { log.record(EventLog.characterOverrun) }
    }

    /// Carries out one request, unless the function is not enabled.
    private mutating func perform(
        _ request: SlaveRequest,
        device: inout some ModbusDevice,
        into output: inout [UInt8]
    ) -> SlaveOutcome {
        if request.isBroadcast, !FunctionSet.broadcastable.contains(request.function) {
            return .unanswered
        }
        guard request.profile.functions.contains(request.function) else { return unknown(request) }
        switch request.function.rawValue {
        case 1: return readBits(.coils, request, &device, &output)
        case 2: return readBits(.discreteInputs, request, &device, &output)
        case 3: return readRegisters(.holding, request, &device, &output)
        case 4: return readRegisters(.input, request, &device, &output)
        case 5: return writeSingleCoil(request, &device, &output)
        case 6: return writeSingleRegister(request, &device, &output)
        case 7: return readExceptionStatus(request, device, &output)
        case 8: return diagnose(request, &output)
        case 11: return getEventCounter(request, &output)
        case 12: return getEventLog(request, &output)
        case 15: return writeMultipleCoils(request, &device, &output)
        case 16: return writeMultipleRegisters(request, &device, &output)
        case 17: return reportServerID(request, &device, &output)
        case 22: return maskWriteRegister(request, &device, &output)
        case 23: return readWriteRegisters(request, &device, &output)
        case 43: return transportEncapsulated(request, device, &output)
        default:
            let data = request.bytes.dropFirst()
            let refusal = device.perform(own: request.function, data, into: &output)
            return refusal.map { .refused($0) } ?? .done
        }
    }

    private func unknown(_ request: SlaveRequest) -> SlaveOutcome {
        request.profile.unknownFunction == .silence ? .unanswered : .refused(.illegalFunction)
    }

    /// Counts what became of the request and leaves in `output` what is to be sent.
    private mutating func finish(
        _ request: SlaveRequest,
        _ outcome: SlaveOutcome,
        from start: Int,
        in output: inout [UInt8]
    ) -> Answer {
        var isAnswered = !request.isBroadcast
        switch outcome {
        case .restarted:
            return .reply
        case .done:
            if request.function != 11, request.function != 12 { counters.events &+= 1 }
        case .unanswered:
            isAnswered = false
        case .refused(let exception):
            output.truncate(to: start)
            exception.append(to: request.function, into: &output)
            counters.exceptions &+= 1
            if exception == .serverDeviceBusy { counters.busyResponses &+= 1 }
        }
        recordEnd(of: request, outcome)
        guard isAnswered else {
            output.truncate(to: start)
            counters.noResponses &+= 1
            return .silence
        }
        return .reply
    }
}
