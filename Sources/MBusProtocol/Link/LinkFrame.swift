/// A frame of the link layer (EN 13757-2; "The M-Bus: A Documentation", 5.2).
public enum LinkFrame: Hashable, Sendable {
    /// The single character E5.
    case acknowledgement
    /// `10 C A CS 16`.
    case short(ControlField, address: UInt8)
    /// `68 L L 68 C A CI data CS 16`; without data it is a control frame.
    ///
    /// Of more than 252 bytes of data only the first 252 are written.
    case long(ControlField, address: UInt8, ci: UInt8, data: [UInt8])

    /// The largest number of data bytes behind CI: L is one byte, and counts C, A and CI too.
    public static let longestData = 252
    /// The largest number of bytes on the wire.
    public static let longestFrame = longestData + 9

    static let singleCharacter: UInt8 = 0xE5
    static let shortStart: UInt8 = 0x10
    static let longStart: UInt8 = 0x68
    static let stop: UInt8 = 0x16

    /// Makes a frame of what stands between start and checksum: nothing, `C A` or `C A CI data`.
    ///
    /// Nil for one byte and for more than 255.
    public init?(body: some Collection<UInt8>) {
        var bytes = body.makeIterator()
        guard let control = bytes.next() else {
            self = .acknowledgement
            return
        }
        guard let address = bytes.next() else { return nil }
        let field = ControlField(rawValue: control)
        guard let ci = bytes.next() else {
            self = .short(field, address: address)
            return
        }
        let data = Array(body.dropFirst(3))
        guard data.count <= Self.longestData else { return nil }
        self = .long(field, address: address, ci: ci, data: data)
    }

    /// What stands between start and checksum, as `init(body:)` takes it; at most 255 bytes.
    public var body: [UInt8] {
        var bytes: [UInt8] = []
        appendBody(to: &bytes)
        return bytes
    }

    /// The bytes of the frame on the wire.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the bytes of the frame on the wire, at most 261.
    public func append(to output: inout [UInt8]) {
        switch self {
        case .acknowledgement:
            output.append(Self.singleCharacter)
        case .short:
            output.append(Self.shortStart)
            appendBodyAndEnd(to: &output)
        case .long(_, _, _, let data):
            let length = UInt8(truncatingIfNeeded: min(data.count, Self.longestData) + 3)
            output.append(contentsOf: [Self.longStart, length, length, Self.longStart])
            appendBodyAndEnd(to: &output)
        }
    }

    /// The control field; nil for the single character.
    public var control: ControlField? {
        switch self {
        case .acknowledgement: nil
        case .short(let control, _), .long(let control, _, _, _): control
        }
    }

    /// The address field; nil for the single character.
    public var address: UInt8? {
        switch self {
        case .acknowledgement: nil
        case .short(_, let address), .long(_, let address, _, _): address
        }
    }

    /// The checksum of the bytes from C to the last before it: their sum modulo 256.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt8 { bytes.reduce(0, &+) }

    private func appendBody(to output: inout [UInt8]) {
        switch self {
        case .acknowledgement: break
        case .short(let control, let address):
            output.append(control.rawValue)
            output.append(address)
        case .long(let control, let address, let ci, let data):
            output.append(control.rawValue)
            output.append(address)
            output.append(ci)
            output.append(contentsOf: data.prefix(Self.longestData))
        }
    }

    private func appendBodyAndEnd(to output: inout [UInt8]) {
        let start = output.count
        appendBody(to: &output)
        output.append(Self.checksum(output[start...]))
        output.append(Self.stop)
    }
}
