internal import Documents
internal import FarmCore
internal import NIOCore

/// What a reader of events wants to know.
struct EventWish: Sendable {
    /// The kinds of events.
    enum Topic: String, Sendable, CaseIterable {
        case clock, values, frames, changes, faults
    }

    /// The kinds that are wanted.
    let topics: Set<Topic>
    /// The buses by number.
    let buses: [Int]
    /// The meters, in the order of the farm file.
    let meters: [MeterIndex.Place]
    /// The buses on which they hang, those without a name too.
    let meterBuses: [Int]
    /// Whether meters were named, so that what concerns no meter is not wanted.
    let namesMeters: Bool
    /// Patterns of the quantities that are wanted; nil for those of a row of the list.
    let quantities: String?
    /// How many ticks lie between two events of values.
    let every: Int

    /// The query of a request.
    static let parameters: Set<String> = ["topics", "bus", "meters", "quantities", "every"]

    /// - Throws: ``Problem`` 400 for a parameter that is wrong, 404 for a bus that nobody has.
    init(_ query: Query, _ api: FarmAPI) throws {
        let words = try query.text("topics")?.split(separator: ",").map(String.init)
        topics = try Set(
            (words ?? Topic.allCases.map(\.rawValue)).map { word in
                guard let topic = Topic(rawValue: word) else {
                    let hint = Spelling.hint(for: word, among: Topic.allCases.map(\.rawValue))
                    throw Problem.parameter("topics", "\"\(word)\" is no topic\(hint)")
                }
                return topic
            }
        )
        let bus = try query.text("bus").map(api.index.bus)
        buses = bus.map { [$0] } ?? api.index.buses
        let pattern = try query.text("meters", atMost: 8000)
        namesMeters = pattern != nil
        meters = api.index.meters(pattern, onBus: bus)
        meterBuses = Set(meters.map(\.bus)).sorted()
        quantities = try query.text("quantities", atMost: 1000)
        let seconds = try query.number("every", in: 0.1...3600, 1)
        every = max(Int((seconds * Double(EventStream.ticksASecond)).rounded()), 1)
    }

    /// Events of some kinds, of all buses.
    ///
    /// - Parameter pattern: of which meters; nil for all, and for what concerns no meter.
    init(_ topics: Set<Topic>, meters pattern: String?, _ index: MeterIndex) {
        self.topics = topics
        buses = index.buses
        namesMeters = pattern != nil
        meters = index.meters(pattern)
        meterBuses = Set(meters.map(\.bus)).sorted()
        quantities = nil
        every = EventStream.ticksASecond
    }

    /// Whether something that concerns a meter of this name, or none, is wanted.
    func concerns(meter: String?, in names: Set<String>) -> Bool {
        guard namesMeters else { return true }
        return meter.map(names.contains) ?? false
    }
}
