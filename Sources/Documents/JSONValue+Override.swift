extension JSONValue {
    /// The document with the value at a place replaced or added.
    ///
    /// - Throws: ``Fault`` when the place does not exist: a member is added to an existing object,
    ///   an element only to the end of an existing array.
    public func replacing(_ pointer: JSONPointer, with value: JSONValue, file: String) throws(Fault)
        -> JSONValue
    {
        try replacing(pointer.tokens[...], with: value, at: .root, file: file)
    }

    private func replacing(
        _ tokens: ArraySlice<String>,
        with value: JSONValue,
        at place: JSONPointer,
        file: String
    ) throws(Fault) -> JSONValue {
        guard let token = tokens.first else { return value }
        let rest = tokens.dropFirst()
        let inner = place.appending(token)
        switch self {
        case .object(var members):
            let member = members[token] ?? (rest.isEmpty ? .null : .object([:]))
            members[token] = try member.replacing(rest, with: value, at: inner, file: file)
            return .object(members)
        case .array(var elements):
            guard let index = Int(token), (0...elements.count).contains(index) else {
                throw Fault(
                    file: file,
                    pointer: place,
                    message: "has no element \"\(token)\"; 0 to \(elements.count - 1)"
                )
            }
            if index == elements.count { elements.append(.null) }
            elements[index] = try elements[index].replacing(
                rest,
                with: value,
                at: inner,
                file: file
            )
            return .array(elements)
        default:
            throw Fault(
                file: file,
                pointer: place,
                message: "is \(kind); nothing stands inside it"
            )
        }
    }

    /// Whether something stands at a place of this document.
    public func holds(_ pointer: JSONPointer) -> Bool {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let members):
                guard let member = members[token] else { return false }
                value = member
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index) else { return false }
                value = elements[index]
            default: return false
            }
        }
        return true
    }
}
