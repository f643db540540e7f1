/// A module that can be fitted to a device and adds to it.
public struct OptionModule: Hashable, Sendable {
    /// The name under which farms fit it, its order number mostly.
    public let name: String
    /// What it is.
    public let title: String
    /// The slots it fits.
    public let slots: [String]
    /// How many of it a device takes.
    public let most: Int
    /// How sure it is.
    public let evidence: Evidence
    /// The id of the source that says so; nil where none does.
    public let source: String?
    /// What else there is to know.
    public let note: String?

    /// Whether a text means it; spaces do not count, as in order numbers.
    func isNamed(_ text: String) -> Bool {
        name.filter { $0 != " " } == text.filter { $0 != " " }
    }
}

/// A module in a slot of a device.
public struct FittedModule: Hashable, Sendable {
    /// The slot.
    public let slot: String
    /// The name of the module.
    public let module: String

    /// A module in a slot.
    public init(slot: String, module: String) {
        self.slot = slot
        self.module = module
    }
}
