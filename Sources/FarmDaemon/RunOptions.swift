/// What the user asked of `meterfarm run`.
public struct RunOptions: Sendable {
    /// The farm file.
    public var farm: String
    /// A folder with profiles that is searched first.
    public var profiles: String?
    /// The directory in which the farm's state is kept, `none` for a throw-away farm; nil for
    /// `.meterfarm` beside the farm file.
    public var state: String?
    /// Values that replace those of the farm file, `POINTER=VALUE` each, in order.
    public var overrides: [String] = []
    /// Scenarios that are played besides those of the farm file, by name or path.
    public var scenarios: [String] = []

    /// Where the control API is, `HOST:PORT`, or `none`; nil for 127.0.0.1:8502.
    public var http: String?
    /// A file with the token that the control API wants; nil for the environment's, if any.
    public var httpTokenFile: String?

    /// Runs a farm file as it is.
    public init(farm: String) {
        self.farm = farm
    }
}

/// Why a farm was not started; nothing of it is left open.
public struct RunRefusal: Error, Sendable {
    /// What to tell the user, a line each.
    public let lines: [String]

    /// A refusal.
    init(_ lines: [String]) {
        self.lines = lines
    }
}
