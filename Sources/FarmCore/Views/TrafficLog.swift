internal import SimulatedTime

/// The last frames of a bus, while somebody watches.
///
/// A ring: what is older than ``capacity`` frames gives way. Confined to the bus's event loop.
final class TrafficLog {
    /// The most frames that are kept.
    static let capacity = 4096

    /// The number of the newest frame; 0 before the first.
    private(set) var newest: Int64
    /// Who watches.
    var watchers = 1
    private var frames: [TrafficFrame] = []
    private let first: Int64

    /// A log that goes on behind the frame of a number.
    init(after number: Int64) { (newest, first) = (number, number + 1) }

    /// The number of the oldest frame that is kept; above the newest while there is none.
    var oldest: Int64 { max(first, newest - Int64(Self.capacity) + 1) }

    /// Notes a frame.
    ///
    /// - Returns: its number.
    @discardableResult
    func note(_ frame: TrafficFrame) -> Int64 {
        newest += 1
        var frame = frame
        frame.number = newest
        if frames.count < Self.capacity {
            frames.append(frame)
        } else {
            frames[place(newest)] = frame
        }
        return newest
    }

    /// The frame of a number; nil when it is not kept.
    func frame(_ number: Int64) -> TrafficFrame? {
        (oldest...max(newest, oldest)).contains(number) && number <= newest
            ? frames[place(number)] : nil
    }

    /// Adds to what is known of a frame; nothing where it is not kept any more.
    func amend(_ number: Int64, _ body: (inout TrafficFrame) -> Void) {
        guard frame(number) != nil else { return }
        body(&frames[place(number)])
    }

    private func place(_ number: Int64) -> Int {
        Int((number - first) % Int64(Self.capacity))
    }
}
