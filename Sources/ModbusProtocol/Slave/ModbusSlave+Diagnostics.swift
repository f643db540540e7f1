extension ModbusSlave {
    /// Function 8 (section 6.8): an unknown sub-function is 01, wrong data for a known one 03.
    mutating func diagnose(_ request: SlaveRequest, _ output: inout [UInt8]) -> SlaveOutcome {
        guard request.count >= 3 else { return .refused(.illegalDataValue) }
        guard let subfunction = DiagnosticSubfunction(rawValue: request.word(at: 1)),
            request.profile.diagnosticSubfunctions.contains(subfunction)
        else { return .refused(.illegalFunction) }
        guard Self.hasValidData(request, for: subfunction) else {
            return .refused(.illegalDataValue)
        }
        let count = counters.value(for: subfunction) ?? diagnosticRegister
        if subfunction != .forceListenOnlyMode {
            output.append(contentsOf: request.bytes)
        }
        switch subfunction {
        case .returnQueryData: return .done
        case .restartCommunications:
            restart(clearsLog: request.word(at: 3) == 0xFF00, keepsLog: keepsLog(request))
            return .restarted
        case .changeASCIIInputDelimiter: asciiDelimiter = request.byte(at: 3)
        case .forceListenOnlyMode:
            isListenOnly = true
            record(EventLog.enteredListenOnlyMode, for: request)
            return .unanswered
        case .clearCounters: clearCounters()
        case .clearOverrunCounter: counters.characterOverruns = 0
        default: output.replaceLastWord(with: count)
        }
        return .done
    }

    /// What the standard allows in the data field of each sub-function.
    private static func hasValidData(
        _ request: SlaveRequest,
        for subfunction: DiagnosticSubfunction
    ) -> Bool {
        if subfunction == .returnQueryData {
            return request.count >= 5 && !request.count.isMultiple(of: 2)
        }
        guard request.count == 5 else { return false }
        let data = request.word(at: 3)
        return switch subfunction {
        case .restartCommunications: data == 0 || data == 0xFF00
        case .changeASCIIInputDelimiter: data & 0xFF == 0
        default: data == 0
        }
    }

    /// In listen-only mode: nothing but a restart is carried out, nothing is answered.
    mutating func listen(_ request: SlaveRequest) -> Answer {
        if request.function == .diagnostics, !request.isBroadcast,
            request.word(at: 1) == DiagnosticSubfunction.restartCommunications.rawValue,
            Self.hasValidData(request, for: .restartCommunications)
        {
            restart(clearsLog: request.word(at: 3) == 0xFF00, keepsLog: keepsLog(request))
        } else {
            counters.noResponses &+= 1
            recordEnd(of: request, .unanswered)
        }
        return .silence
    }

    /// Starts the communication anew, as function 8, sub-function 1 does: counters 0, no longer
    /// listen-only, the event log kept.
    public mutating func restart() { restart(clearsLog: false, keepsLog: !log.isEmpty) }

    private mutating func restart(clearsLog: Bool, keepsLog: Bool) {
        counters = SerialCounters()
        isListenOnly = false
        if clearsLog { log.clear() }
        if keepsLog { log.record(EventLog.restarted) }
    }

    private mutating func clearCounters() {
        counters = SerialCounters()
        diagnosticRegister = 0
    }
}

extension SerialCounters {
    /// The counter that a sub-function of function 8 asks for; nil when it asks for none.
    func value(for subfunction: DiagnosticSubfunction) -> UInt16? {
        switch subfunction {
        case .returnBusMessageCount: busMessages
        case .returnBusCommunicationErrorCount: busCommunicationErrors
        case .returnBusExceptionErrorCount: exceptions
        case .returnServerMessageCount: serverMessages
        case .returnServerNoResponseCount: noResponses
        case .returnServerNAKCount: negativeAcknowledgements
        case .returnServerBusyCount: busyResponses
        case .returnBusCharacterOverrunCount: characterOverruns
        default: nil
        }
    }
}

extension [UInt8] {
    /// Puts a word, high byte first, in the place of the last two bytes.
    fileprivate mutating func replaceLastWord(with word: UInt16) {
        truncate(to: count - 2)
        append(word: word)
    }
}
