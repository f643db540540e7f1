/// A value inside a document together with its place, so that every complaint names it.
public struct Node {
    /// The value.
    public let value: JSONValue
    /// Its place.
    public let pointer: JSONPointer
    /// Where complaints go.
    public let log: FaultLog

    /// A node; the root of a document when no pointer is given.
    public init(_ value: JSONValue, at pointer: JSONPointer = .root, log: FaultLog) {
        self.value = value
        self.pointer = pointer
        self.log = log
    }

    /// Notes that this value is wrong.
    public func report(_ message: String) {
        log.report(pointer, message)
    }

    /// Notes that this value is legal but surely meant otherwise.
    public func warn(_ message: String) {
        log.warn(pointer, message)
    }

    /// The object here, or nil after a complaint; members that are comments are passed over.
    ///
    /// - Parameter what: what is expected, for the complaint: "a farm", "a signal".
    public func object(_ what: String = "an object") -> ObjectReader? {
        guard case .object(let members) = value else {
            report("is \(value.kind); expected \(what)")
            return nil
        }
        return ObjectReader(members, at: self)
    }

    /// The elements of the array here, or nil after a complaint.
    public func array(_ what: String = "an array") -> [Node]? {
        guard case .array(let elements) = value else {
            report("is \(value.kind); expected \(what)")
            return nil
        }
        return elements.enumerated().map { index, element in
            Node(element, at: pointer.appending(index), log: log)
        }
    }

    /// The string here, or nil after a complaint.
    public func string(_ what: String = "a string") -> String? {
        guard case .string(let text) = value else {
            report("is \(value.kind); expected \(what)")
            return nil
        }
        return text
    }

    /// The truth value here, or nil after a complaint.
    public func bool() -> Bool? {
        guard case .bool(let flag) = value else {
            report("is \(value.kind); expected true or false")
            return nil
        }
        return flag
    }

    /// The finite number here inside `range`, or nil after a complaint.
    public func number(_ what: String = "a number", in range: ClosedRange<Double>? = nil) -> Double?
    {
        let number: Double
        switch value {
        case .integer(let whole): number = Double(whole)
        case .number(let real): number = real
        default:
            report("is \(value.kind); expected \(what)")
            return nil
        }
        guard let range else { return number }
        guard range.contains(number) else {
            let low = Node.text(range.lowerBound)
            let high = Node.text(range.upperBound)
            report("\(Node.text(number)) is out of range; \(what) from \(low) to \(high)")
            return nil
        }
        return number
    }

    /// The whole number here inside `range`, or nil after a complaint.
    public func integer(_ what: String = "a whole number", in range: ClosedRange<Int>? = nil)
        -> Int?
    {
        let whole: Int64
        switch value {
        case .integer(let number): whole = number
        case .number(let real):
            guard let exact = Int64(exactly: real) else { fallthrough }
            whole = exact
        default:
            report("is not a whole number; expected \(what)")
            return nil
        }
        let number = Int(whole)
        if let range, !range.contains(number) {
            report(
                "\(number) is out of range; \(what) from \(range.lowerBound) to "
                    + "\(range.upperBound)"
            )
            return nil
        }
        return number
    }

    /// One of the named choices, or nil after a complaint that names the nearest.
    public func choice<Choice: RawRepresentable & CaseIterable>(of _: Choice.Type = Choice.self)
        -> Choice? where Choice.RawValue == String
    {
        let names = Choice.allCases.map(\.rawValue)
        guard let text = string("one of \(names.joined(separator: ", "))") else { return nil }
        guard let choice = Choice(rawValue: text) else {
            report("\"\(text)\" is unknown\(Spelling.hint(for: text, among: names))")
            return nil
        }
        return choice
    }

    /// A number without a needless `.0`.
    public static func text(_ number: Double) -> String {
        guard let whole = Int64(exactly: number) else { return String(number) }
        return String(whole)
    }
}
