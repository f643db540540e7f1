public import ModbusProtocol

/// How the text of a register dump is to be understood where it does not say so itself.
public struct DumpOptions: Hashable, Sendable {
    /// How registers are numbered in a CSV dump.
    public enum Notation: String, Hashable, Sendable, CaseIterable {
        /// By their address, as on the wire.
        case address
        /// The classic way: 40001 (or 400001) is the first holding register, 30001 the first
        /// input register.
        case classic
    }

    /// The number of the register at address 0, 0 or 1; nil for what is usual: 1 in mbpoll's
    /// output (0 where it was called with -0), 0 in CSV.
    public var base: Int?
    /// How registers are numbered in a CSV dump.
    public var notation: Notation
    /// The table of registers in a dump that names none.
    public var table: RegisterTable
    /// The slave address whose lines are taken from an output of mbpoll that polls several.
    public var slave: UInt8?

    /// Options; all may be left out.
    public init(
        base: Int? = nil,
        notation: Notation = .address,
        table: RegisterTable = .holding,
        slave: UInt8? = nil
    ) {
        self.base = base
        self.notation = notation
        self.table = table
        self.slave = slave
    }
}
