import Documents
import ModbusProtocol

/// Reads what keeps registers from being written.
struct GuardReader {
    let parts: MeterModelParts

    /// The guards of a map by name, in the order of their names.
    func guards(_ node: Node?) -> [RegisterGuard] {
        guard let reader = node?.object("guards by name") else { return [] }
        let all = reader.each()
        if all.count > RegisterGuard.most {
            reader.node.report("has \(all.count) guards; at most \(RegisterGuard.most)")
        }
        return all.prefix(RegisterGuard.most).compactMap { read($0.key, $0.node) }
    }

    private func read(_ name: String, _ node: Node) -> RegisterGuard? {
        guard let reader = node.object("a guard with \"opensWith\"") else { return nil }
        defer { reader.finish() }
        let opener = reader.required("opensWith", "a register or a function").flatMap(opener)
        let longest = RegisterGuard.longest
        let duration = reader.optional("for")?.milliseconds(in: 1...longest)
        let closes = reader.optional("closesAfterWrite")?.bool() ?? false
        let refusal = reader.optional("refusal").flatMap(refusal) ?? .illegalDataValue
        guard let opener else { return nil }
        return RegisterGuard(
            name: name,
            opener: opener,
            duration: duration ?? 60_000,
            closesAfterWrite: closes,
            refusal: refusal
        )
    }

    private func refusal(_ node: Node) -> ModbusException? {
        node.word(of: [
            "illegalFunction": .illegalFunction, "illegalDataAddress": .illegalDataAddress,
            "illegalDataValue": .illegalDataValue, "serverDeviceFailure": .serverDeviceFailure,
            "serverDeviceBusy": .serverDeviceBusy,
        ])
    }

    private func opener(_ node: Node) -> RegisterGuard.Opener? {
        guard let reader = node.object("a register or a function, and a key") else { return nil }
        defer { reader.finish() }
        let key = key(reader)
        if let register = reader.optional("register") {
            if let function = reader.optional("function") {
                function.report("stands beside register; only one of them opens")
            }
            guard let address = register.address(), let key else { return nil }
            return .register(address, key)
        }
        guard let node = reader.required("function", "or \"register\": what is written to open"),
            let code = node.hexadecimal("a function code of the maker", in: 1...127)
        else { return nil }
        let function = FunctionCode(rawValue: UInt8(truncatingIfNeeded: code))
        if FunctionSet.implemented.contains(function) {
            node.report("function \(code) is the standard's; a maker's own is 65 to 72, 100 to 110")
        }
        let beginning = reader.optional("request").map(bytes) ?? []
        guard let beginning, let key else { return nil }
        return .function(function, beginning, key)
    }

    private func key(_ reader: ObjectReader) -> RegisterGuard.Key? {
        let value = reader.optional("value")
        guard let setting = reader.optional("setting") else {
            guard let value else {
                reader.node.report("has no key; \"value\", or the name of a \"setting\"")
                return nil
            }
            return value.hexadecimal("a number", in: 0...0xFFFF_FFFF)
                .map { .constant(Int64($0)) }
        }
        if let value { value.report("stands beside setting; only one of them is the key") }
        guard let name = setting.string("the name of a setting") else { return nil }
        guard let index = parts.settings.firstIndex(where: { $0.name == name }) else {
            let hint = Spelling.hint(for: name, among: parts.settings.map(\.name))
            setting.report("\"\(name)\" is no setting\(hint)")
            return nil
        }
        return .setting(index)
    }

    private func bytes(_ node: Node) -> [UInt8]? {
        guard let text = node.string("bytes such as \"FE 01\"") else { return nil }
        let parts = text.split(separator: " ")
        let bytes = parts.compactMap { $0.count == 2 ? UInt8($0, radix: 16) : nil }
        guard bytes.count == parts.count, bytes.count <= 64 else {
            node.report("is no list of bytes; two hexadecimal digits each, such as \"FE 01\"")
            return nil
        }
        return bytes
    }

    /// The makers' own functions that a map's guards open with, before they are read.
    static func functions(in reader: ObjectReader) -> [FunctionCode] {
        guard case .object(let modbus) = reader.node.value,
            case .object(let all)? = modbus["guards"]
        else { return [] }
        return all.values.compactMap { entry in
            guard case .object(let members) = entry,
                case .object(let opener)? = members["opensWith"], let value = opener["function"],
                let code = Node(value, log: FaultLog(file: "")).hexadecimal("", in: 1...127)
            else { return nil }
            return FunctionCode(rawValue: UInt8(truncatingIfNeeded: code))
        }
    }
}
