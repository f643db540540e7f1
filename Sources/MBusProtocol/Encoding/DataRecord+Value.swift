extension DataRecord {
    /// The integer in the data, before the power of ten; nil when it is none.
    public var integer: Int64? {
        information.coding == .variable
            ? DataField.variableInteger(data)
            : DataField.integer(data, as: information.coding)
    }

    /// The value in its unit, the power of ten applied; nil for dates and text.
    public var number: Double? {
        guard value.unit != .date, value.unit != .dateTime else { return nil }
        return plainNumber.map { Self.scale($0, value.exponent) }
    }

    /// The text of a variable length, or the digits of decimal data; nil for other codings.
    public var text: String? {
        if information.coding == .variable { return DataField.variableText(data) }
        return information.coding.isDecimal ? DataField.digits(data) : nil
    }

    /// The date or time; nil when the unit is none or the date does not exist.
    public var time: MBusTime? {
        let isTime = value.unit == .date || value.unit == .dateTime
        return isTime && information.coding.isBinary ? MBusTime(data) : nil
    }

    private var plainNumber: Double? {
        switch information.coding {
        case .real32: DataField.real(data)
        case .variable: DataField.variableReal(data) ?? integer.map { Double($0) }
        default: integer.map { Double($0) }
        }
    }

    /// Divides where it can, so that 2372 × 10⁻¹ is 237.2 and not its neighbour.
    private static func scale(_ number: Double, _ exponent: Int) -> Double {
        let power = Double(DataField.powerOfTen(Int(exponent.magnitude)))
        return exponent < 0 ? number / power : number * power
    }
}
