internal import MeterModels
internal import ModbusProtocol

extension ModbusReading {
    /// Reads an answer.
    ///
    /// - Parameter request: what it answers; nil where that is not known.
    mutating func readResponse(to request: ModbusADU?) {
        guard let code = adu.pdu.first else { return sayCut() }
        add("function", "\(function) \(Self.name(of: function))")
        guard code & 0x80 == 0 else { return readException() }
        switch function {
        case 1, 2: readBits(request)
        case 3, 4, 23: readRegisters(request)
        case 5, 6, 15, 16, 22: readAcknowledgement()
        default:
            add("data", adu.pdu.dropFirst().hexText)
            say("unit \(adu.unit) answers \(Self.name(of: function))")
        }
    }

    private mutating func readException() {
        let code = adu.pdu.count > 1 ? adu.pdu[1] : 0
        let name = ModbusException(rawValue: code)?.meaning ?? "unknown exception"
        add("exception", "\(code) \(name)")
        say("unit \(adu.unit) refuses function \(function): exception \(code), \(name)")
    }

    private mutating func readRegisters(_ request: ModbusADU?) {
        let data = adu.pdu.dropFirst(2)
        add("bytes", adu.pdu.count > 1 ? "\(adu.pdu[1])" : "missing")
        add("data", data.hexText)
        let words = data.words
        if let asked = RequestedRange.first(of: request, function), asked.count == words.count {
            decoding.items = items(asked.lowerBound, words.count, function, words: words)
        }
        let count = words.count
        say("unit \(adu.unit) answers \(count) \(Self.noun(function == 4 ? 4 : 3, count))")
    }

    private mutating func readBits(_ request: ModbusADU?) {
        let data = Array(adu.pdu.dropFirst(2))
        add("data", data.hexText)
        if let asked = RequestedRange.first(of: request, function), asked.count <= 8 * data.count {
            decoding.items = items(asked.lowerBound, asked.count, function, bits: data)
        }
        say("unit \(adu.unit) answers the state of \(Self.noun(function, 2))")
    }

    private mutating func readAcknowledgement() {
        guard let address = word(1), let value = word(3) else { return sayCut() }
        add("address", "\(address.addressText) (\(address))")
        add(function >= 15 && function < 22 ? "count" : "value", "\(value)")
        say("unit \(adu.unit) has carried out \(Self.name(of: function)) at \(address.addressText)")
    }
}

extension RequestedRange {
    /// The addresses whose contents the answer to a request carries; nil where it is not known, or
    /// is of another function.
    fileprivate static func first(of request: ModbusADU?, _ function: UInt8) -> Range<Int>? {
        guard let request, request.pdu.first == function else { return nil }
        return all(in: request.pdu[...]).first(where: \.isRead)?.addresses
    }
}
