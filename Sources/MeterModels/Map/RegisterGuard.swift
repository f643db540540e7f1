public import ModbusProtocol

/// What keeps registers from being written until a master has shown that it may: a password, or
/// a key that is written first.
public struct RegisterGuard: Hashable, Sendable {
    /// What opens it.
    public enum Opener: Hashable, Sendable {
        /// A value written to a holding register.
        case register(UInt16, Key)
        /// A request of a maker's own function: its bytes behind the function code, then the
        /// key's.
        case function(FunctionCode, [UInt8], Key)
    }

    /// What must be shown.
    public enum Key: Hashable, Sendable {
        /// Always the same number.
        case constant(Int64)
        /// The value of a setting, by its place in the model's list.
        case setting(Int)
    }

    /// Its name in the file.
    public let name: String
    /// What opens it.
    public let opener: Opener
    /// How long it stays open, milliseconds.
    public let duration: Int64
    /// Whether one write to what it guards closes it again.
    public let closesAfterWrite: Bool
    /// What a write gets while it is closed, and what a wrong key gets.
    public let refusal: ModbusException

    /// The longest that one stays open, milliseconds: a day.
    public static let longest: Int64 = 86_400_000
    /// The most guards of a map.
    public static let most = 16
}

/// What a map needs to know of the meter to tell what a write does.
public struct WriteContext: Sendable {
    /// Bit n is set while the guard in place n of the map's list is open.
    public var openGuards: UInt64
    /// The values of the settings in the model's order.
    public var settings: [Double]

    /// A context; without one every guard is closed.
    public init(openGuards: UInt64 = 0, settings: [Double] = []) {
        self.openGuards = openGuards
        self.settings = settings
    }

    /// Whether a guard is open.
    func isOpen(_ index: Int) -> Bool { openGuards >> UInt64(index) & 1 == 1 }

    /// Whether a number is what a guard wants to be shown.
    func fits(_ number: Double, _ key: RegisterGuard.Key) -> Bool {
        switch key {
        case .constant(let value): number == Double(value)
        case .setting(let index): settings.indices.contains(index) && number == settings[index]
        }
    }
}
