public import Documents
internal import SimulatedTime

/// One way in which a lesson can be done to a farm, with what mends it.
public struct LessonOption: Hashable, Sendable {
    /// Which of the lesson's cases it is, from 0.
    public var number: Int
    /// The bus.
    public var bus: String
    /// The meter; nil where the bus is wrong.
    public var meter: String?
    /// The place; nil where it is at none in particular.
    public var place: String?
    /// The quantity that shows it; nil where none does.
    public var quantity: String?
    /// What the meter does, in the words of a scenario.
    public var deeds: [JSONValue]
    /// What puts back what the meter was like, in the words of a scenario.
    public var mending: [JSONValue]
    /// The faults that are armed.
    public var faults: [JSONValue]
    /// The conditions of the line that change; nil where none does.
    public var line: JSONValue?
    /// The conditions that were there before.
    public var lineMending: JSONValue?
}

extension LessonOption {
    /// What every name of a lesson's fault begins with: no fault of a user can be named so.
    public static let faultPrefix = "lesson/"

    /// Whether a fault is a lesson's.
    public static func isOfLesson(fault name: String) -> Bool { name.hasPrefix(faultPrefix) }

    /// The faults as they are armed: under names of the lesson, for its meter or bus alone.
    public var plans: [FaultPlan] {
        faults.enumerated().compactMap { number, document in
            let node = Node(document, log: FaultLog(file: "lesson"))
            guard var plan = FaultReader.read(node) else { return nil }
            plan.name = "\(Self.faultPrefix)\(number + 1)"
            plan.target.bus = bus
            if plan.effect.layer != .connection { plan.target.meter = meter }
            return plan
        }
    }

    /// What the meter does; nil where it does nothing.
    public var meterDeeds: MeterDeeds? { Self.deeds(deeds, meter) }

    /// What mends the meter; nil where nothing has to.
    public var meterMending: MeterDeeds? { Self.deeds(mending, meter) }

    /// What the cable undergoes; nil where nothing does.
    public var lineAction: BusAction? { line.map { .line($0) } }

    /// What mends the cable; nil where nothing has to.
    public var lineMendingAction: BusAction? { lineMending.map { .line($0) } }

    private static func deeds(_ list: [JSONValue], _ meter: String?) -> MeterDeeds? {
        guard let meter, !list.isEmpty else { return nil }
        return MeterDeeds(Node(.array(list), log: FaultLog(file: "lesson")), meter: meter)
    }

    /// How the meter hung on its bus before, as far as the lesson changes that.
    public func stationBefore(_ station: Station) -> Station {
        var before = station
        for action in meterMending?.actions ?? [] {
            switch action {
            case .connection(let connection): before.connection = connection
            case .address(let address): before.address = address
            case .line(let change):
                before.baudRate = change.baudRate ?? before.baudRate
                before.parity = change.parity ?? before.parity
                before.stopBits = change.stopBits ?? before.stopBits
            default: break
            }
        }
        return before
    }

    /// What the cable was like before.
    public func conditionsBefore(_ conditions: LineConditions) -> LineConditions {
        lineMending.map { LinePlanReader.conditions($0, on: conditions) } ?? conditions
    }
}
