public import Metrology

/// What a write to a command register does.
public struct CommandRule: Hashable, Sendable {
    /// One thing that a write does.
    public enum Action: Hashable, Sendable {
        /// Always the same.
        case perform(MeterCommand)
        /// Selects the tariff whose number is written, 1 to `count`.
        case selectTariff(count: Int)
        /// Drives the tariff input: 1, or not: 0.
        case driveInput
        /// Switches the relay on: 1, or off: 0.
        case switchRelay(Int)
        /// Switches each of the relays as its bit says, the first the lowest.
        case switchRelays(count: Int)
    }

    /// How the value that is written chooses.
    public enum Choice: Hashable, Sendable {
        /// Whatever is written.
        case any([Action])
        /// One of these values; another is refused.
        case value([Int64: [Action]])
        /// Every bit that is set, the lowest first; a bit that means nothing is refused.
        case bits([[Action]])
    }

    /// How the value that is written chooses.
    public let choice: Choice

    /// A rule.
    public init(_ choice: Choice) { self.choice = choice }

    /// What a written value does, in order; nil when the value is refused.
    public func commands(for raw: Int64) -> [MeterCommand]? {
        switch choice {
        case .any(let actions): return Self.commands(actions, raw)
        case .value(let table): return table[raw].flatMap { Self.commands($0, raw) }
        case .bits(let table): return commands(bits: raw, table)
        }
    }

    private func commands(bits raw: Int64, _ table: [[Action]]) -> [MeterCommand]? {
        guard raw >= 0, table.count >= 63 || raw >> Int64(table.count) == 0 else { return nil }
        var commands: [MeterCommand] = []
        for (bit, actions) in table.enumerated() where raw >> Int64(bit) & 1 == 1 {
            guard !actions.isEmpty, let more = Self.commands(actions, raw) else { return nil }
            commands += more
        }
        return commands
    }

    private static func commands(_ actions: [Action], _ raw: Int64) -> [MeterCommand]? {
        var commands: [MeterCommand] = []
        for action in actions {
            switch action {
            case .perform(let command):
                commands.append(command)
            case .selectTariff(let count):
                guard raw >= 1, raw <= Int64(count) else { return nil }
                commands.append(.selectTariff(Int(raw)))
            case .driveInput:
                guard raw == 0 || raw == 1 else { return nil }
                commands.append(.driveInput(raw == 1))
            case .switchRelay(let n):
                guard raw == 0 || raw == 1 else { return nil }
                commands.append(.switchRelay(n, raw == 1))
            case .switchRelays(let count):
                guard raw >= 0, raw >> Int64(count) == 0 else { return nil }
                commands.append(.switchRelays(raw))
            }
        }
        return commands
    }
}
