/// The two tables of 16-bit registers.
public enum RegisterTable: Hashable, CaseIterable, Sendable {
    /// Read and written: functions 3, 6, 16, 22 and 23.
    case holding
    /// Only read: function 4.
    case input
}

/// The two tables of single bits.
public enum BitTable: Hashable, CaseIterable, Sendable {
    /// Read and written: functions 1, 5 and 15.
    case coils
    /// Only read: function 2.
    case discreteInputs
}
