/// One request that came with a Modbus TCP header.
///
/// The request itself stays in the decoder: `MBAPDecoder.bytes(of:)` shows it without a copy.
public struct MBAPFrame: Equatable, Sendable {
    /// The transaction identifier, to be given back in the response.
    public let transaction: UInt16
    /// The unit identifier: 0 and 255 the device itself, 1 to 247 a unit behind a gateway.
    public let unit: UInt8
    /// Where the protocol data unit stands in the decoder, until its next `receive`.
    public let pdu: Range<Int>
}
