public import Metrology

/// Where the value of a register comes from.
public enum RegisterSource: Hashable, Sendable {
    /// A quantity of the meter, scaled by ``RegisterScale``.
    case quantity(Quantity)
    /// A setting, by its place in the model's list; written it changes the setting.
    case setting(Int)
    /// An integer that never changes.
    case constant(Int64)
    /// A number that never changes.
    case number(Double)
    /// A text that never changes, by its place in ``ModbusMap/texts``.
    case text(Int)
    /// Words that never change, by their place in ``ModbusMap/blocks``.
    case words(Int)
    /// The meter's serial number, or a part of it.
    case serialNumber(SerialNumberPart)
    /// A part of the meter's clock; written it sets the clock.
    case clock(ClockField)
    /// The load curve and its command register.
    case loadCurve(LoadCurvePart)
    /// Nothing but commands; reads as zero where it can be read.
    case command
    /// A value that the model never has: always the not-available pattern.
    case unavailable
    /// What came of the last command given through the ``CommandInterface``.
    case commandInterface(CommandInterfacePart)
    /// Date and time of the meter's clock, packed.
    case dateTime
}

/// What of the command interface a register shows.
public enum CommandInterfacePart: String, Hashable, Sendable, CaseIterable {
    /// The number of the last command.
    case number
    /// What became of it.
    case result
}

/// What of the serial number a register shows.
public enum SerialNumberPart: Hashable, Sendable {
    /// All digits as one number.
    case number
    /// The serial number as it is written.
    case text
    /// Some of its digits, counted from 0 at the left; digits beyond its end are 0.
    case digits(from: UInt8, count: UInt8, isDecimalCoded: Bool)

    /// The number of this part, 0 where it has no digits; what is not a digit is skipped.
    public func value(of serialNumber: String) -> Int64 {
        let digits = serialNumber.utf8.compactMap { (48...57).contains($0) ? Int64($0 - 48) : nil }
        switch self {
        case .number, .text:
            return digits.suffix(18).reduce(0) { $0 * 10 + $1 }
        case .digits(let from, let count, let isDecimalCoded):
            let base: Int64 = isDecimalCoded ? 16 : 10
            return (Int(from)..<Int(from) + Int(min(count, 15))).reduce(0) { sum, place in
                sum * base + (place < digits.count ? digits[place] : 0)
            }
        }
    }
}

/// What of the clock a register shows.
public enum ClockField: String, Hashable, Sendable, CaseIterable {
    /// 1 to 31.
    case day
    /// 1 to 12.
    case month
    /// With the century.
    case year
    /// 0 to 99, from 2000.
    case yearOfCentury
    /// 0 to 23.
    case hour
    /// 0 to 59.
    case minute
    /// 0 to 59.
    case second
    /// 1 Monday to 7 Sunday.
    case weekday
    /// Seconds since 2000-01-01 00:00:00 of the meter's clock.
    case secondsSince2000
    /// Seconds since 1970-01-01 00:00:00 of the meter's clock.
    case secondsSince1970

    /// The values that may be written.
    public var range: ClosedRange<Int64> {
        switch self {
        case .day: 1...31
        case .month: 1...12
        case .year: 2000...2099
        case .yearOfCentury: 0...99
        case .hour: 0...23
        case .minute, .second: 0...59
        case .weekday: 1...7
        case .secondsSince2000, .secondsSince1970: 0...0xFFFF_FFFF
        }
    }
}

/// The two places of a load curve that is read block by block.
public enum LoadCurvePart: String, Hashable, Sendable, CaseIterable {
    /// Written: 1 for the newest block, FFFEh for the next older; read: what was written last.
    case command
    /// The block: a header of six words, then records of four.
    case block
}
