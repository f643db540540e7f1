public import Metrology

/// What an electrician changes of an installation: each part that is given is put in anew.
public struct InstallationChange: Hashable, Sendable {
    /// The current transformers that hang there from now on, all alike; nil leaves those there are.
    public var currentTransformer: TransformerRatio?
    /// The voltage transformers; nil leaves those there are.
    public var voltageTransformer: TransformerRatio?
    /// The wires; nil leaves them.
    public var wiring: Wiring?

    /// Nothing is changed.
    public init() {}

    /// New wires, and nothing else.
    public init(wiring: Wiring) { self.wiring = wiring }

    /// The names of the parts in files.
    static let parts = ["currentTransformer", "voltageTransformer", "wiring"]

    /// The installation after the change.
    public func applied(to installation: Installation) -> Installation {
        var installation = installation
        if let currentTransformer { installation.currentTransformer = currentTransformer }
        if let voltageTransformer { installation.voltageTransformer = voltageTransformer }
        if let wiring { installation.wiring = wiring }
        return installation
    }
}
