/// The protocol side of one M-Bus unit: takes frames, asks the device, and writes answers.
///
/// It holds what a slave forgets without power: frame count bits, selection, where in a readout it
/// is and which records were asked for. All that lasts is in the device.
///
/// *Frame count.* The primary address (with 254) and 253 have a memory each. REQ_UD2 with the bit
/// of the last REQ_UD2 gets its telegram again, the very same bytes (EN 13757-2, 5.5.2); any other
/// bit gets the next one. SND_UD with the bit of the SND_UD just before it, no request in
/// between, is acknowledged and not carried out. Behind SND_NKE and selection every bit is new.
public struct MBusSlave: Sendable {
    /// What became of a frame.
    public enum Answer: Hashable, Sendable {
        /// Nothing was appended: send nothing.
        case silence
        /// E5 was appended.
        case acknowledgement
        /// A long frame was appended.
        case telegram
    }

    /// The address that stands for the slave that is selected.
    public static let selectedAddress: UInt8 = 253
    /// The address that every slave answers to.
    public static let testAddress: UInt8 = 254
    /// The address that every slave obeys and none answers to.
    public static let broadcastAddress: UInt8 = 255

    /// Whether the slave is selected by its secondary address.
    public internal(set) var isSelected = false
    /// A fault: every frame with a frame count counts as repeated.
    public var isFrameCountStuck = false
    /// The number of the last new telegram; it goes up by one with each.
    public var accessNumber: UInt8 = 0
    /// What the next readout shall have.
    public internal(set) var readout = MBusReadout()

    var primary = SlaveChannel()
    var secondary = SlaveChannel()
    /// Whether a readout with the selectors was begun, so that the next is a full one again.
    var selectorsAreUsed = false
    /// What the next REQ_UD2 is told instead of the readout.
    var pendingError: ApplicationError?

    /// Makes a slave that has just been switched on.
    public init() {}

    /// Takes one frame; appends one whole frame to `output`, or nothing.
    public mutating func answer(
        _ frame: LinkFrame,
        device: inout some MBusDevice,
        into output: inout [UInt8]
    ) -> Answer {
        guard let control = frame.control, let address = frame.address, control.isFromMaster else {
            return .silence
        }
        if let isMatch = selects(frame, device) { return select(isMatch, into: &output) }
        guard let route = route(of: address, device) else { return .silence }
        let answer: Answer
        switch (frame, control.function) {
        case (.short, .sendNormalize): answer = normalize(route)
        case (.short, .requestClass2) where route != .broadcast:
            return readOut(control, route, &device, &output)
        case (.short, .requestClass1) where route != .broadcast:
            return reportAlarm(route, &device, &output)
        case (.long(_, _, let ci, let data), .sendUserData):
            take(control, UserData(ci: ci, data: data), route, &device)
            answer = .acknowledgement
        default: return .silence
        }
        guard answer == .acknowledgement, route != .broadcast else { return .silence }
        LinkFrame.acknowledgement.append(to: &output)
        return .acknowledgement
    }

    /// SND_NKE: forgets the frame count; to 253 it ends the selection instead, without an answer.
    private mutating func normalize(_ route: Route) -> Answer {
        self[route] = SlaveChannel()
        guard route == .selected else { return .acknowledgement }
        isSelected = false
        return .silence
    }

    private mutating func select(_ isMatch: Bool, into output: inout [UInt8]) -> Answer {
        isSelected = isMatch
        secondary = SlaveChannel()
        guard isMatch else { return .silence }
        LinkFrame.acknowledgement.append(to: &output)
        return .acknowledgement
    }
}
