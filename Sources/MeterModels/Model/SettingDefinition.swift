public import Metrology

/// Something that can be programmed in a meter.
public struct SettingDefinition: Hashable, Sendable {
    /// What becomes of a setting that is changed.
    public enum Role: Hashable, Sendable {
        /// It changes how the meter measures.
        case metrology(MeterSetting)
        /// It changes the meter's serial line.
        case line(LineSetting)
        /// It is stored and read back.
        case stored
    }

    /// A value that can be chosen, with the number that stands for it in registers.
    public struct Choice: Hashable, Sendable {
        /// The value, in the setting's unit.
        public let value: Double
        /// The number in a register.
        public let code: Double
        /// What a person calls it.
        public let name: String

        /// A choice.
        public init(value: Double, code: Double, name: String) {
            self.value = value
            self.code = code
            self.name = name
        }
    }

    /// Its name in files.
    public let name: String
    /// What it acts on.
    public let role: Role
    /// The unit of its values; empty for a plain number.
    public let unit: String
    /// The value it leaves the factory with.
    public let defaultValue: Double
    /// The values it may have, unless there are choices.
    public let range: ClosedRange<Double>
    /// Whether only whole numbers will do.
    public let isWhole: Bool
    /// The only values it may have; empty when the range says it.
    public let choices: [Choice]
    /// What a change sets to zero.
    public let resets: Set<ResetScope>
    /// Who may change it, and how: a seal, a password; for people.
    public let access: String?

    /// Whether this is the setting that acts on metrology in this way.
    public func acts(as setting: MeterSetting) -> Bool { role == .metrology(setting) }

    /// Whether the setting may have a value.
    public func allows(_ value: Double) -> Bool {
        if !choices.isEmpty { return choices.contains { $0.value == value } }
        return range.contains(value) && (!isWhole || value == value.rounded(.towardZero))
    }

    /// The value of a choice's name, as farms write it; nil when there is no such choice.
    public func value(named name: String) -> Double? {
        choices.first { $0.name == name }?.value
    }

    /// The number that stands for a value in registers.
    public func code(of value: Double) -> Double {
        choices.first { $0.value == value }?.code ?? value
    }

    /// The value that a number in a register stands for; nil when it may not be written.
    ///
    /// A register of single precision brings 0.1 as the nearest such number.
    public func value(ofCode code: Double) -> Double? {
        if !choices.isEmpty {
            return choices.first { $0.code == code || Double(Float($0.code)) == code }?.value
        }
        return allows(code) ? code : nil
    }
}

/// The settings that change a meter's serial line.
public enum LineSetting: String, Hashable, Sendable, CaseIterable {
    /// The slave address.
    case address
    /// The speed, bit/s.
    case baudRate
    /// 0 none, 1 even, 2 odd.
    case parity
    /// 1 or 2.
    case stopBits
    /// Parity and stop bits in one: 0 none/1, 1 even/1, 2 odd/1, 3 none/2.
    case characterFormat
    /// The identification number of the secondary address on an M-Bus.
    case identification
}
