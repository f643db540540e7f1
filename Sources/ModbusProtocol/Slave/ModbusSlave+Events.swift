extension ModbusSlave {
    /// Function 11 (section 6.9): status word and event counter.
    func getEventCounter(_ request: SlaveRequest, _ output: inout [UInt8]) -> SlaveOutcome {
        guard request.count == 1 else { return .refused(.illegalDataValue) }
        output.append(request.function.rawValue)
        output.append(word: status)
        output.append(word: counters.events)
        return .done
    }

    /// Function 12 (section 6.10): status word, event counter, message counter, events.
    func getEventLog(_ request: SlaveRequest, _ output: inout [UInt8]) -> SlaveOutcome {
        guard request.count == 1 else { return .refused(.illegalDataValue) }
        output.append(request.function.rawValue)
        output.append(UInt8(truncatingIfNeeded: 6 + log.count))
        output.append(word: status)
        output.append(word: counters.events)
        output.append(word: counters.busMessages)
        log.append(into: &output)
        return .done
    }

    private var status: UInt16 { isBusy ? 0xFFFF : 0 }

    /// A log is kept only where a master can read it: it costs 64 bytes and more a slave.
    func keepsLog(_ request: SlaveRequest) -> Bool {
        request.profile.functions.contains(.getCommEventLog)
    }

    /// Notes an event when the log can be read at all.
    mutating func record(_ event: UInt8, for request: SlaveRequest) {
        if keepsLog(request) { log.record(event) }
    }

    /// Notes that a request was finished.
    mutating func recordEnd(of request: SlaveRequest, _ outcome: SlaveOutcome) {
        guard keepsLog(request) else { return }
        var exception: ModbusException?
        if case .refused(let refusal) = outcome { exception = refusal }
        log.record(EventLog.finished(isListenOnly: isListenOnly, exception: exception))
    }
}
