import Metrology
public import ModbusProtocol

/// Registers through which a device takes numbered commands with parameters (Schneider iEM3000).
///
/// A master writes the number, a reserved word and the parameters in one request that begins at
/// ``address``. The write itself is always answered; what became of the command stands in a
/// register of its own.
public struct CommandInterface: Hashable, Sendable {
    /// What a parameter does.
    public enum Target: Hashable, Sendable {
        /// Gives a setting a value, by its place in the model's list.
        case setting(Int, SettingDefinition)
        /// Sets a part of the clock.
        case clock(ClockField)
        /// Selects the tariff of that number, 1 to the count.
        case tariff(count: Int)
        /// Nothing; any value is taken.
        case nothing
    }

    /// A parameter of one or two words.
    public struct Parameter: Hashable, Sendable {
        /// What it is called.
        public let name: String
        /// How it is laid out.
        public let codec: RegisterCodec
        /// What it does.
        public let target: Target
    }

    /// A command.
    public struct Command: Hashable, Sendable {
        /// Its number.
        public let number: UInt16
        /// What it is called.
        public let name: String
        /// Its parameters in their order.
        public let parameters: [Parameter]
        /// What it does beside what its parameters do.
        public let rule: CommandRule?
        /// How sure it is.
        public let evidence: Evidence
        /// The id of the source that says so; nil where none does.
        public let source: String?
        /// What else there is to know.
        public let note: String?
    }

    /// What stands in the result register.
    public struct Results: Hashable, Sendable {
        /// Carried out.
        public var done: UInt16 = 0
        /// There is no such command.
        public var unknownCommand: UInt16 = 3000
        /// A parameter has a value that is not taken.
        public var illegalParameter: UInt16 = 3001
        /// There are more or fewer parameters than the command has.
        public var wrongCount: UInt16 = 3002

        /// The codes of Schneider's iEM3000 series.
        public init() {}
    }

    /// Where the number is written.
    public let address: UInt16
    /// Where the parameters begin.
    public let parameters: UInt16
    /// What stands in the result register.
    public let results: Results
    /// The commands, ascending by number.
    public let commands: [Command]

    /// What a write of the whole interface does, and the code that the result register shows.
    ///
    /// - Parameter words: from the number on, high byte first.
    func effects(of words: ArraySlice<UInt8>) -> (effects: [RegisterEffect], result: UInt16) {
        let bytes = Array(words)
        guard bytes.count >= 2 else { return ([], results.unknownCommand) }
        let number = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        guard let command = commands.first(where: { $0.number == number }) else {
            return ([], results.unknownCommand)
        }
        var rest = bytes.dropFirst(2 * Int(parameters - address))
        let wanted = command.parameters.reduce(0) { $0 + 2 * ($1.codec.type.words ?? 0) }
        guard rest.count == wanted else { return ([], results.wrongCount) }
        var effects: [RegisterEffect] = []
        for parameter in command.parameters {
            let length = 2 * (parameter.codec.type.words ?? 0)
            guard let effect = parameter.effect(of: rest.prefix(length)) else {
                return ([], results.illegalParameter)
            }
            effects += effect
            rest = rest.dropFirst(length)
        }
        effects += (command.rule?.commands(for: 0) ?? []).map { .command($0) }
        return (effects, results.done)
    }
}

extension CommandInterface.Parameter {
    /// What the value in some words does; nil where it is not taken.
    fileprivate func effect(of bytes: ArraySlice<UInt8>) -> [RegisterEffect]? {
        guard let number = (try? codec.decode(bytes))?.number else { return nil }
        switch target {
        case .setting(let index, let definition):
            return definition.value(ofCode: number).map { [.setting(index, $0)] }
        case .clock(let field):
            guard let whole = Int64(exactly: number), field.range.contains(whole) else {
                return nil
            }
            return [.clock(field, whole)]
        case .tariff(let count):
            guard let tariff = Int(exactly: number), (1...max(count, 1)).contains(tariff) else {
                return nil
            }
            return [.command(.selectTariff(tariff))]
        case .nothing: return []
        }
    }
}
