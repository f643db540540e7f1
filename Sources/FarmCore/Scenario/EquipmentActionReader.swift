internal import Documents
internal import Metrology

/// Reads what a scenario does to inputs, sensors, relays and breaker.
enum EquipmentActionReader {
    private enum Word: String, CaseIterable { case open, close, reset, test, clearTrips }

    /// `{ "3": true, "4": "signal" }`.
    static func inputs(_ node: Node) -> ScenarioAction? {
        let what = "digital inputs by number"
        guard let entries = numbers(node, what, EquipmentDesign.mostInputs) else { return nil }
        var states: [Int: Bool?] = [:]
        for (n, entry) in entries {
            if isSignal(entry) {
                states[n] = .some(nil)
            } else if let state = bool(entry, "true (closed), false (open) or \"signal\"") {
                states[n] = .some(state)
            }
        }
        return states.count == entries.count ? .inputs(states) : nil
    }

    /// `{ "1": true }`.
    static func relays(_ node: Node) -> ScenarioAction? {
        let what = "relays by number"
        guard let entries = numbers(node, what, EquipmentDesign.mostRelays) else { return nil }
        var states: [Int: Bool] = [:]
        for (n, entry) in entries { states[n] = bool(entry, "true (on) or false (off)") }
        return states.count == entries.count ? .relays(states) : nil
    }

    /// `{ "temperature1": 80, "residualCurrent": "signal" }`.
    static func sensors(_ node: Node) -> ScenarioAction? {
        guard let object = node.object("sensors by name") else { return nil }
        if object.keys.isEmpty { node.report("is empty; at least one sensor") }
        let most = 1...EquipmentDesign.mostSensors
        let places =
            most.map { SensorPlace.temperature($0) } + most.map { .current($0) }
            + [.residualCurrent, .breakerTemperature]
        var values: [SensorPlace: Double?] = [:]
        for place in places {
            guard let entry = object.optional(place.name) else { continue }
            if isSignal(entry) {
                values[place] = .some(nil)
            } else if let value = entry.number("\(place.what), or \"signal\"", in: place.range) {
                values[place] = .some(value)
            }
        }
        object.finish()
        return values.isEmpty || values.count < object.keys.count ? nil : .sensors(values)
    }

    /// `"open"`, `"close"`, `"reset"`, `"test"`, `"clearTrips"`, or `{ "trip": "overload" }`.
    static func breaker(_ node: Node) -> ScenarioAction? {
        guard case .object = node.value else {
            return node.choice(of: Word.self).map { word in
                switch word {
                case .open: .breaker(.open)
                case .close: .breaker(.close)
                case .reset: .breaker(.reset)
                case .test: .breaker(.trip(.testButton))
                case .clearTrips: .breaker(.clearTrips)
                }
            }
        }
        guard let object = node.object() else { return nil }
        let entry = object.required("trip", "a cause such as overload")
        object.finish()
        guard let entry, let name = entry.string("the cause of a trip") else { return nil }
        if let cause = TripCause(name: name) { return .breaker(.trip(cause)) }
        let names = TripCause.allCases.map(\.name)
        entry.report("\"\(name)\" is no cause of a trip\(Spelling.hint(for: name, among: names))")
        return nil
    }

    private static func numbers(_ node: Node, _ what: String, _ most: Int) -> [(Int, Node)]? {
        guard let object = node.object(what) else { return nil }
        if object.keys.isEmpty { node.report("is empty; \(what)") }
        let found = object.each().compactMap { key, entry -> (Int, Node)? in
            guard let n = Int(key), (1...most).contains(n) else {
                entry.report("\"\(key)\" is no number from 1 to \(most)")
                return nil
            }
            return (n, entry)
        }
        return found.isEmpty || found.count < object.keys.count ? nil : found
    }

    private static func isSignal(_ node: Node) -> Bool { node.value == .string("signal") }

    private static func bool(_ node: Node, _ allowed: String) -> Bool? {
        if case .bool(let state) = node.value { return state }
        node.report("is \(node.value.kind); \(allowed)")
        return nil
    }
}
