/// What a slave can do, and where it differs from the standard.
public struct MBusSlaveProfile: Hashable, Sendable {
    /// The speeds that a master may set, in bits per second.
    public var baudRates: Set<Int>
    /// Whether it answers to address 254.
    public var answersTestAddress: Bool
    /// Whether it reports errors with CI 70 in the next readout.
    public var reportsErrors: Bool
    /// Whether it can be selected by its secondary address.
    public var acceptsSecondary: Bool
    /// Whether it knows the selection with a fabrication number; if not, such a one never matches.
    public var enhancedSelection: Bool
    /// A quirk: each REQ_UD2 gives the first telegram, whatever its frame count bit.
    public var requestRestartsReadout: Bool

    /// Makes a profile; by default that of the standard for 300 to 9600 baud.
    public init(
        baudRates: Set<Int> = [300, 600, 1200, 2400, 4800, 9600],
        answersTestAddress: Bool = true,
        reportsErrors: Bool = false,
        acceptsSecondary: Bool = true,
        enhancedSelection: Bool = true,
        requestRestartsReadout: Bool = false
    ) {
        self.baudRates = baudRates
        self.answersTestAddress = answersTestAddress
        self.reportsErrors = reportsErrors
        self.acceptsSecondary = acceptsSecondary
        self.enhancedSelection = enhancedSelection
        self.requestRestartsReadout = requestRestartsReadout
    }
}
