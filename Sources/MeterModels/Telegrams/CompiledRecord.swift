public import MBusProtocol
public import Metrology

/// One record of a telegram as it is written: no string, no closure.
public struct CompiledRecord: Hashable, Sendable {
    /// DIF and DIFEs.
    public let information: DataInformation
    /// VIF and VIFEs.
    public let value: ValueInformation
    /// Where the value comes from.
    public let source: RecordSource
    /// From the source's integer to the record's.
    public let scale: RegisterScale
    /// How the value is formed.
    public let flags: RegisterFlags
    /// The data of a value that cannot be measured.
    public let notAvailable: [UInt8]

    /// How many bytes its data have.
    public var width: Int {
        switch source {
        case .data(let bytes): bytes.count
        default: information.coding.width ?? 0
        }
    }

    /// How many bytes it has as a whole.
    public var length: Int { information.bytes.count + value.bytes.count + width }

    /// Appends DIB, VIB and what the closure appends as data.
    public func append(into output: inout [UInt8], data: (inout [UInt8]) -> Void) {
        output += information.bytes
        output += value.bytes
        data(&output)
    }

    /// Appends a quantity, evaluated in the integer of its unit; nil where it cannot be measured.
    ///
    /// Counters go on at zero past their greatest value, other values stop there.
    public func append(_ number: Int64?, into output: inout [UInt8]) {
        guard let number else { return output.append(contentsOf: notAvailable) }
        if information.coding == .real32 {
            return DataField.append(scale.number(from: number), as: .real32, into: &output)
        }
        let raw = transformed(scale.raw(from: number), of: number)
        if flags.contains(.counter) {
            DataField.append(wrapping: raw, as: information.coding, into: &output)
        } else {
            DataField.append(saturating: raw, as: information.coding, into: &output)
        }
    }

    private func transformed(_ raw: Int64, of number: Int64) -> Int64 {
        if flags.contains(.sign) { return number < 0 ? 1 : 0 }
        guard flags.contains(.magnitude), raw < 0 else { return raw }
        return raw == .min ? .max : -raw
    }
}

/// Where the value of a record comes from.
public enum RecordSource: Hashable, Sendable {
    /// A quantity of the meter.
    case quantity(Quantity)
    /// A setting, by its place in the model's list.
    case setting(Int)
    /// A whole number that never changes.
    case constant(Int64)
    /// Data bytes that never change.
    case data([UInt8])
    /// The serial number as eight digits.
    case fabricationNumber
    /// The identification number, which a master may change.
    case identification
    /// The primary address.
    case address
    /// Date and time of the meter's clock (EN 13757-3, types F and I).
    case dateTime
    /// The date of the meter's clock (EN 13757-3, type G).
    case date
    /// A value that the model never has.
    case unavailable
}
