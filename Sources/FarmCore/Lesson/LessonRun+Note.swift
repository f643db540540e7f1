internal import Documents
internal import SimulatedTime

/// The text that a farm keeps of the lesson under way.
extension LessonRun {
    /// The text, from which ``init(note:)`` reads the run again.
    public var note: String {
        var members: [String: JSONValue] = [
            "name": .string(name), "lesson": lesson.document,
            "case": .integer(Int64(option.number)),
            "bus": .string(option.bus), "deeds": .array(option.deeds),
            "mending": .array(option.mending), "faults": .array(option.faults),
            "meters": .array(meters.map { .string($0) }),
            "buses": .array(buses.map { .string($0) }),
            "began": .string(began.rfc3339()), "done": .bool(isDone),
        ]
        members["meter"] = option.meter.map { .string($0) }
        members["place"] = option.place.map { .string($0) }
        members["quantity"] = option.quantity.map { .string($0) }
        members["line"] = option.line
        members["lineMending"] = option.lineMending
        members["grade"] = grade
        return JSONValue.object(members).text
    }

    /// The run of a text; nil for what is none.
    public init?(note: String) {
        guard let value = try? JSONValue.parse(Array(note.utf8), file: "note"),
            case .object(let members) = value, let document = members["lesson"],
            let lesson = Lesson.read(Node(document, log: FaultLog(file: "note"))),
            let name = members["name"]?.text(), let bus = members["bus"]?.text(),
            case .integer(let number)? = members["case"],
            let number = Int(exactly: number), lesson.cases.indices.contains(number),
            let began = members["began"]?.text().flatMap({ try? Instant(rfc3339: $0) })
        else { return nil }
        let option = LessonOption(
            number: number,
            bus: bus,
            meter: members["meter"]?.text(),
            place: members["place"]?.text(),
            quantity: members["quantity"]?.text(),
            deeds: members["deeds"]?.list ?? [],
            mending: members["mending"]?.list ?? [],
            faults: members["faults"]?.list ?? [],
            line: members["line"],
            lineMending: members["lineMending"]
        )
        self.init(
            name,
            lesson,
            option,
            meters: members["meters"]?.list.compactMap { $0.text() } ?? [],
            buses: members["buses"]?.list.compactMap { $0.text() } ?? [],
            began: began
        )
        isDone = members["done"] == .bool(true)
        grade = members["grade"]
    }
}

extension JSONValue {
    fileprivate func text() -> String? {
        if case .string(let text) = self { text } else { nil }
    }

    fileprivate var list: [JSONValue] {
        if case .array(let list) = self { list } else { [] }
    }
}
