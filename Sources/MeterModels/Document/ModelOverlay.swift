import Documents

/// Lays a model's document over the one it extends.
///
/// Objects merge member by member, `null` removes one; anything else replaces what was there.
/// Registers, coils and discrete inputs merge by table and address, sources by id. What the upper
/// document says stands first, so that its elements keep their places.
enum ModelOverlay {
    /// The lists of the Modbus side whose elements have an address.
    static let placedLists = ["registers", "coils", "discreteInputs"]

    /// The elements of a list that take away what the base does not have.
    static func idleAbsences(in modbus: JSONValue, of base: JSONValue?, list: String) -> [Int] {
        let below = elements(base.flatMap { member("modbus", of: $0) }, list)
            .compactMap(ElementAddress.init)
        return elements(modbus, list).enumerated().compactMap { index, element in
            guard member("absent", of: element) == .bool(true),
                let here = ElementAddress(element)
            else { return nil }
            return below.contains { here.standsFor($0) } ? nil : index
        }
    }

    private static func elements(_ object: JSONValue?, _ list: String) -> [JSONValue] {
        guard let object, case .array(let found)? = member(list, of: object) else { return [] }
        return found
    }

    private static func member(_ key: String, of value: JSONValue) -> JSONValue? {
        guard case .object(let members) = value else { return nil }
        return members[key]
    }

    /// - Parameter grows: whether lists of objects grow where they would be replaced.
    static func lay(
        _ upper: JSONValue,
        over base: JSONValue,
        growing grows: Bool = false
    ) -> JSONValue {
        lay(upper, over: base, grows, at: [])
    }

    private static func lay(
        _ upper: JSONValue,
        over base: JSONValue,
        _ grows: Bool,
        at place: [String]
    ) -> JSONValue {
        switch (upper, base) {
        case (.object(let own), .object(var members)):
            for (key, value) in own {
                if value == .null {
                    members[key] = nil
                } else {
                    let below = members[key]
                    members[key] =
                        below.map { lay(value, over: $0, grows, at: place + [key]) } ?? value
                }
            }
            return .object(members)
        case (.array(let own), .array(let below)):
            switch place {
            case _ where place.first == "modbus" && placedLists.contains(place.last ?? ""):
                return .array(merged(own, below, ElementAddress.init))
            case ["sources"]: return .array(merged(own, below, SourcePlace.init))
            default:
                let hasParts = own.contains { if case .object = $0 { true } else { false } }
                return grows && hasParts ? .array(below + own) : upper
            }
        default: return upper
        }
    }

    /// The elements of the upper list, then those of the base that none of them stands for.
    private static func merged<Place: ElementPlace>(
        _ own: [JSONValue],
        _ base: [JSONValue],
        _ place: (JSONValue) -> Place?
    ) -> [JSONValue] {
        let taken = own.compactMap(place)
        return own
            + base.filter { element in
                guard let here = place(element) else { return true }
                return !taken.contains { $0.standsFor(here) }
            }
    }
}

/// What makes two elements of a list the same thing.
private protocol ElementPlace {
    func standsFor(_ other: Self) -> Bool
}

private struct SourcePlace: ElementPlace {
    let id: JSONValue

    init?(_ element: JSONValue) {
        guard case .object(let members) = element, let id = members["id"] else { return nil }
        self.id = id
    }

    func standsFor(_ other: SourcePlace) -> Bool { id == other.id }
}

/// The address and the tables of a register.
private struct ElementAddress: ElementPlace {
    let address: Int64
    let isHolding: Bool
    let isInput: Bool

    init?(_ element: JSONValue) {
        guard case .object(let members) = element else { return nil }
        switch members["address"] {
        case .integer(let number)?: address = number
        case .string(let text)? where text.lowercased().hasPrefix("0x"):
            guard let number = Int64(text.dropFirst(2), radix: 16) else { return nil }
            address = number
        default: return nil
        }
        isInput = members["table"] == .string("input") || members["table"] == .string("both")
        isHolding = members["table"] != .string("input")
    }

    func standsFor(_ other: ElementAddress) -> Bool {
        address == other.address
            && (isHolding && other.isHolding || isInput && other.isInput)
    }
}
