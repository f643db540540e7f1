import Documents
import ModbusProtocol

/// Reads what functions 43/14 and 17 tell.
enum IdentificationReader {
    private static let names: [String: UInt8] = [
        "vendorName": 0, "productCode": 1, "revision": 2, "vendorURL": 3, "productName": 4,
        "modelName": 5, "userApplicationName": 6,
    ]
    private static let conformities: [String: IdentificationConformity] = [
        "basicStream": .basicStream, "regularStream": .regularStream,
        "extendedStream": .extendedStream, "basic": .basic, "regular": .regular,
        "extended": .extended,
    ]

    static func read(_ reader: ObjectReader, _ functions: FunctionSet) -> ModelIdentification {
        var found = ModelIdentification()
        let node = reader.optional("identification")
        if let entry = node?.object("what functions 43/14 and 17 tell") {
            found.conformity = entry.optional("conformity")?.word(of: conformities)
            found.objects = objects(entry.optional("objects"))
            found.serverID = entry.optional("serverID")?.latin1() ?? []
            found.serverAdditional = entry.optional("serverAdditional")?.latin1() ?? []
            entry.finish()
        }
        let place = node ?? reader.node
        if functions.contains(.encapsulatedInterfaceTransport) {
            let ids = Set(found.objects.map(\.id))
            if found.conformity == nil || !ids.isSuperset(of: [0, 1, 2]) {
                place.report(
                    "function 43 needs identification with a conformity and the objects "
                        + "vendorName, productCode and revision"
                )
            }
        }
        if functions.contains(.reportServerID), found.serverID.isEmpty {
            place.report("function 17 needs identification with a serverID")
        }
        return found
    }

    private static func objects(_ node: Node?) -> [ModelIdentification.Object] {
        guard let reader = node?.object("objects by name or number") else { return [] }
        var objects: [ModelIdentification.Object] = []
        for (key, entry) in reader.each() {
            guard let id = names[key] ?? privateID(key) else {
                let hint = Spelling.hint(for: key, among: names.keys)
                entry.report("no object; or a private one from \"0x80\" to \"0xFF\"\(hint)")
                continue
            }
            guard let bytes = entry.latin1() else { continue }
            if bytes.count > 240 { entry.report("is longer than 240 characters") }
            objects.append(.init(id: id, bytes: bytes))
        }
        reader.finish()
        return objects.sorted { $0.id < $1.id }
    }

    private static func privateID(_ key: String) -> UInt8? {
        guard key.hasPrefix("0x"), key.count == 4, let id = UInt8(key.dropFirst(2), radix: 16)
        else {
            return nil
        }
        return id >= 0x80 ? id : nil
    }
}

extension Node {
    /// The characters of a string as bytes of ISO 8859-1.
    fileprivate func latin1() -> [UInt8]? {
        guard let text = string() else { return nil }
        let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        guard bytes.count == text.unicodeScalars.count else {
            report("has characters outside ISO 8859-1")
            return nil
        }
        return bytes
    }
}
