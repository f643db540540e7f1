/// Writes RTU frames in place: address, protocol data unit, checksum.
///
/// Begin, append the protocol data unit to the same buffer, finish.
public enum RTUEncoder {
    /// Appends the slave address; returns where the frame starts.
    public static func begin(unit: UInt8, in output: inout [UInt8]) -> Int {
        output.append(unit)
        return output.count - 1
    }

    /// Appends the checksum of the frame that `begin` left at `start`, low byte first.
    public static func finish(from start: Int, in output: inout [UInt8]) {
        CRC16.append(from: start, to: &output)
    }

    /// Takes back what `begin` left at `start`, and all behind it: nothing is sent.
    public static func cancel(from start: Int, in output: inout [UInt8]) {
        output.truncate(to: start)
    }

    /// Appends a whole frame.
    public static func append(
        unit: UInt8,
        pdu: some Sequence<UInt8>,
        into output: inout [UInt8]
    ) {
        let start = begin(unit: unit, in: &output)
        output.append(contentsOf: pdu)
        finish(from: start, in: &output)
    }
}
