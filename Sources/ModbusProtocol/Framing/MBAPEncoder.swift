/// Writes Modbus TCP headers in place (Modbus messaging on TCP/IP V1.0b, section 3.1.3).
///
/// Begin, append the protocol data unit to the same buffer, finish:
///
/// ```swift
/// let start = MBAPEncoder.begin(transaction: 7, unit: 1, in: &output)
/// output.append(contentsOf: pdu)
/// MBAPEncoder.finish(from: start, in: &output)
/// ```
public enum MBAPEncoder {
    /// The size of the header in bytes.
    public static let headerSize = 7

    /// Appends a header whose length is still open; returns where it starts.
    public static func begin(transaction: UInt16, unit: UInt8, in output: inout [UInt8]) -> Int {
        let start = output.count
        output.append(UInt8(truncatingIfNeeded: transaction >> 8))
        output.append(UInt8(truncatingIfNeeded: transaction))
        output.append(0)
        output.append(0)
        output.append(0)
        output.append(0)
        output.append(unit)
        return start
    }

    /// Writes the length into the header that `begin` left at `start`.
    public static func finish(from start: Int, in output: inout [UInt8]) {
        let length = output.count - start - 6
        guard start >= 0, length >= 1 else { return }
        output[start + 4] = UInt8(truncatingIfNeeded: length >> 8)
        output[start + 5] = UInt8(truncatingIfNeeded: length)
    }

    /// Takes back the header that `begin` left at `start`, and all behind it: nothing is sent.
    public static func cancel(from start: Int, in output: inout [UInt8]) {
        output.truncate(to: start)
    }

    /// Appends a whole frame.
    public static func append(
        transaction: UInt16,
        unit: UInt8,
        pdu: some Sequence<UInt8>,
        into output: inout [UInt8]
    ) {
        let start = begin(transaction: transaction, unit: unit, in: &output)
        output.append(contentsOf: pdu)
        finish(from: start, in: &output)
    }
}
