internal import Documents
internal import SimulatedTime

/// The agenda as a farm keeps it: instants in microseconds since the epoch.
extension FarmAgenda {
    /// What changes with each thing that is put there: for the note ``FarmNote/agenda``.
    public var text: String {
        JSONValue.object([
            "began": .integer(began.microseconds), "mark": .integer(mark),
            "loads": .array(recent.map(\.value)), "runs": .array(runs.map(\.value)),
            "settledUntil": .integer(settledUntil.microseconds),
        ]).text
    }

    /// What is settled: for the note ``FarmNote/loads``.
    public var settledText: String {
        let loads = settled.values.sorted { $0.meter < $1.meter }
        return JSONValue.array(loads.map(\.value)).text
    }

    /// The agenda of what is kept; nil for what no version of the program writes.
    public init?(_ text: String?, settled: String?) {
        self.init()
        if let settled {
            guard case .array(let loads)? = JSONValue.kept(settled) else { return nil }
            for load in loads {
                guard let load = Load(load) else { return nil }
                self.settled[load.meter] = load
            }
        }
        guard let text else { return }
        guard case .object(let members)? = JSONValue.kept(text),
            case .integer(let began)? = members["began"],
            case .integer(let mark)? = members["mark"],
            case .integer(let until)? = members["settledUntil"],
            case .array(let loads)? = members["loads"], case .array(let runs)? = members["runs"]
        else { return nil }
        (self.began, self.mark) = (Instant(microseconds: Int64(began)), Int64(mark))
        settledUntil = Instant(microseconds: Int64(until))
        recent = loads.compactMap(Load.init)
        self.runs = runs.compactMap(Run.init)
        guard recent.count == loads.count, self.runs.count == runs.count else { return nil }
    }
}

extension FarmAgenda.Load {
    fileprivate var value: JSONValue {
        var members: [String: JSONValue] = [
            "meter": .string(meter), "at": .integer(instant.microseconds),
            "scale": .number(scale), "mark": .integer(mark),
        ]
        members["load"] = load
        return .object(members)
    }

    fileprivate init?(_ value: JSONValue) {
        guard case .object(let members) = value, case .string(let meter)? = members["meter"],
            case .integer(let at)? = members["at"], case .integer(let mark)? = members["mark"],
            let scale = members["scale"]?.asNumber
        else { return nil }
        self.init(
            meter: meter,
            instant: Instant(microseconds: Int64(at)),
            load: members["load"],
            scale: scale,
            mark: Int64(mark)
        )
    }
}

extension FarmAgenda.Run {
    fileprivate var value: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "document": document, "began": .integer(began.microseconds),
        ]
        members["scenario"] = scenario.map { .string($0) }
        members["ended"] = ended.map { .integer($0.microseconds) }
        return .object(members)
    }

    fileprivate init?(_ value: JSONValue) {
        guard case .object(let members) = value, case .string(let name)? = members["name"],
            let document = members["document"], case .integer(let began)? = members["began"]
        else { return nil }
        var (scenario, ended): (String?, Instant?)
        if case .string(let text)? = members["scenario"] { scenario = text }
        if case .integer(let at)? = members["ended"] {
            ended = Instant(microseconds: Int64(at))
        }
        self.init(
            name: name,
            scenario: scenario,
            document: document,
            began: Instant(microseconds: Int64(began)),
            ended: ended
        )
    }
}

extension JSONValue {
    fileprivate static func kept(_ text: String) -> JSONValue? {
        try? JSONValue.parse(Array(text.utf8), file: "note")
    }

    /// The number, whole or not.
    fileprivate var asNumber: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
