public import ModbusProtocol

/// What became of one register of a dump, or of a stretch that the model has no registers in.
public struct ImportLine: Hashable, Sendable, CustomStringConvertible {
    /// What became of it.
    public enum Outcome: Hashable, Sendable {
        /// The meter took it over and shows the dump's words.
        case set
        /// Nothing was to be set: the model has it so, or it follows from what was set.
        case agrees
        /// The meter does not show the dump's words, and why.
        case notSet(String)
    }

    /// The table.
    public let table: RegisterTable
    /// The address of the first word.
    public let address: UInt16
    /// How many words it has.
    public let words: Int
    /// The name of the quantity or of what else it is.
    public let name: String
    /// What the dump says, with its unit.
    public let value: String
    /// What became of it.
    public let outcome: Outcome

    /// `holding 0xC652 energy.active.import.total = 12 kWh: set`.
    public var description: String {
        let place = "\(table.name) \(Hexadecimal.text(address))"
        let text = value.isEmpty ? "\(place) \(name)" : "\(place) \(name) = \(value)"
        return switch outcome {
        case .set: "\(text): set"
        case .agrees: "\(text): as the meter has it"
        case .notSet(let reason): "\(text): not set: \(reason)"
        }
    }
}

/// What an import did to a meter.
public struct ImportReport: Hashable, Sendable, CustomStringConvertible {
    /// One for each register of the dump, holding registers first, by address.
    public internal(set) var lines: [ImportLine] = []
    /// What concerns more than one register: what was assumed, what was passed over.
    public internal(set) var notes: [String] = []

    /// How many registers were set.
    public var setCount: Int { lines.count { $0.outcome == .set } }

    /// How many registers were found as the meter has them.
    public var agreeingCount: Int { lines.count { $0.outcome == .agrees } }

    /// The lines of what could not be set.
    public var failures: [ImportLine] {
        lines.filter { line in
            if case .notSet = line.outcome { true } else { false }
        }
    }

    /// A line for each register, then the notes, then how many there were.
    public var description: String {
        let counts =
            "\(setCount) registers set, \(agreeingCount) as the meter has them, "
            + "\(failures.count) not set"
        return (lines.map(\.description) + notes.map { "note: \($0)" } + [counts])
            .joined(separator: "\n")
    }
}

/// Writes addresses as tables of registers do.
enum Hexadecimal {
    /// `0xC652`.
    static func text(_ address: UInt16) -> String {
        let digits = String(address, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
