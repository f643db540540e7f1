internal import LoadProfiles

/// Some of the frames of a bus, oldest first.
public struct TrafficPage: Sendable {
    /// The most frames of a page.
    public static let limit = 500

    /// The frames with what they say.
    public let frames: [DecodedFrame]
    /// The number to ask behind for the next page.
    public let next: Int64
    /// The number of the oldest frame that is kept; above ``newest`` while there is none.
    public let oldest: Int64
    /// The number of the newest frame.
    public let newest: Int64
    /// How many frames behind the number asked for had given way before they were asked for.
    public let lost: Int64
    /// Whether frames are noted.
    public let isWatched: Bool
}

/// A frame with what it says.
public struct DecodedFrame: Hashable, Sendable {
    /// The frame.
    public let frame: TrafficFrame
    /// What it says.
    public let decoding: FrameDecoding
}

/// Which frames are wanted: those of which every part that is given holds.
public struct TrafficFilter: Hashable, Sendable {
    /// The meter by name, a pattern; nil for all, and for frames of nobody.
    public var meter: String?
    /// The function code, or the function of the link layer.
    public var function: UInt8?
    /// The address.
    public var unit: UInt8?
    /// The client by name, a pattern.
    public var client: String?
    /// The way it goes.
    public var direction: TrafficFrame.Direction?
    /// What became of it: ``TrafficOutcome/word``.
    public var outcome: String?
    /// The name of a fault that struck it, a pattern; `*` for any fault.
    public var fault: String?

    /// Every frame.
    public init() {}

    /// Whether a frame is wanted.
    func admits(_ frame: TrafficFrame) -> Bool {
        if let function, frame.function != function { return false }
        if let unit, frame.unit != unit { return false }
        if let direction, frame.direction != direction { return false }
        if let outcome, frame.outcome.word != outcome { return false }
        if let meter, !(frame.meter.map { MeterPattern.matches(meter, $0) } ?? false) {
            return false
        }
        if let client, !MeterPattern.matches(client, frame.client) { return false }
        guard let fault else { return true }
        return frame.faults.contains { MeterPattern.matches(fault, $0) }
    }
}
