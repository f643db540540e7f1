/// One protocol data unit that a slave works on, with the words in it by their place.
struct SlaveRequest {
    let bytes: ArraySlice<UInt8>
    let function: FunctionCode
    let isBroadcast: Bool
    let profile: SlaveProfile

    /// The number of bytes, function code included.
    var count: Int { bytes.count }

    /// The byte at a place, 0 when it is not there; the function code is at place 0.
    func byte(at place: Int) -> UInt8 {
        place < bytes.count ? bytes[bytes.startIndex + place] : 0
    }

    /// The big-endian word at a place, zeros when it is not there.
    func word(at place: Int) -> UInt16 {
        UInt16(byte(at: place)) << 8 | UInt16(byte(at: place + 1))
    }

    /// The bytes from a place to the end.
    func data(from place: Int) -> ArraySlice<UInt8> { bytes.dropFirst(place) }

    /// The bytes in a range of places.
    func data(_ places: Range<Int>) -> ArraySlice<UInt8> {
        bytes.dropFirst(places.lowerBound).prefix(places.count)
    }

    /// Tells whether a range of addresses ends at 65535 or below: there is no wrap to 0.
    static func fits(_ address: UInt16, _ quantity: Int) -> Bool {
        Int(address) + quantity <= 65_536
    }
}

/// What became of a request inside the slave.
enum SlaveOutcome: Equatable {
    /// The response was appended.
    case done
    /// The communication was restarted; the response was appended.
    case restarted
    /// Carried out, or ignored, without a response.
    case unanswered
    /// Refused.
    case refused(ModbusException)

    /// What became of a call to the device.
    init(_ exception: ModbusException?) {
        if let exception { self = .refused(exception) } else { self = .done }
    }
}
