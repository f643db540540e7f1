internal import Documents

/// Why a meter cannot be read through its model.
public enum PollerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The model has no Modbus side.
    case hasNoModbus(String)
    /// The model has no M-Bus side.
    case hasNoMBus(String)
    /// The model shows no such quantity; the names it has follow.
    case unknownQuantity(String, [String])

    /// A sentence that names the nearest right spelling.
    public var description: String {
        switch self {
        case .hasNoModbus(let name): "\(name) has no Modbus interface"
        case .hasNoMBus(let name): "\(name) has no M-Bus interface"
        case .unknownQuantity(let name, let known):
            "nothing of the model shows \"\(name)\"\(Spelling.hint(for: name, among: known))"
        }
    }
}
