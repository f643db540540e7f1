import Documents
import Metrology
import ModbusProtocol

/// Reads the registers through which numbered commands are given.
struct CommandInterfaceReader {
    let parts: MeterModelParts
    let order: WordOrder

    func read(_ node: Node) -> CommandInterface? {
        guard let reader = node.object("a command interface") else { return nil }
        defer { reader.finish() }
        let address = reader.required("command", "where the number is written")?.address()
        let parameters = reader.required("parameters", "where the first stands")?.address()
        let results = reader.optional("results").map(results) ?? CommandInterface.Results()
        let list = reader.required("commands")?.array("a list of commands") ?? []
        var commands: [CommandInterface.Command] = []
        for entry in list {
            guard let command = command(entry) else { continue }
            if commands.contains(where: { $0.number == command.number }) {
                entry.report("has the number \(command.number), which stands above")
            }
            commands.append(command)
        }
        guard let address, let parameters else { return nil }
        guard parameters > address, parameters - address <= 8 else {
            reader.node.report("parameters stand 1 to 8 words behind the command")
            return nil
        }
        return CommandInterface(
            address: address,
            parameters: parameters,
            results: results,
            commands: commands.sorted { $0.number < $1.number }
        )
    }

    private func results(_ node: Node) -> CommandInterface.Results {
        var results = CommandInterface.Results()
        guard let reader = node.object("codes of the result register") else { return results }
        func code(_ key: String, _ place: inout UInt16) {
            let found = reader.optional(key)?.integer("a code", in: 0...0xFFFF)
            found.map { place = UInt16(truncatingIfNeeded: $0) }
        }
        code("done", &results.done)
        code("unknownCommand", &results.unknownCommand)
        code("illegalParameter", &results.illegalParameter)
        code("wrongCount", &results.wrongCount)
        reader.finish()
        return results
    }

    private func command(_ node: Node) -> CommandInterface.Command? {
        guard let reader = node.object("a command with a number") else { return nil }
        defer { reader.finish() }
        let number = reader.required("number")?.integer("a command's number", in: 0...0xFFFF)
        let name = reader.required("name")?.string() ?? ""
        let parameters = (reader.optional("parameters")?.array("a list of parameters") ?? [])
            .compactMap(parameter)
        let rule = reader.optional("do").flatMap { CommandReader(parts).actions(of: $0) }
        let evidence = reader.required("evidence", "official, derived or assumed")?
            .choice(of: Evidence.self)
        let source = reader.optional("source").flatMap { SourceReference.read($0, parts.sources) }
        let note = reader.optional("note")?.string()
        guard let number, let evidence else { return nil }
        return CommandInterface.Command(
            number: UInt16(truncatingIfNeeded: number),
            name: name,
            parameters: parameters,
            rule: rule,
            evidence: evidence,
            source: source,
            note: note
        )
    }

    private func parameter(_ node: Node) -> CommandInterface.Parameter? {
        guard let reader = node.object("a parameter with a name and a type") else { return nil }
        defer { reader.finish() }
        let name = reader.required("name")?.string() ?? ""
        let type = reader.required("type")?.choice(of: RegisterType.self)
        if let type, type.words == nil { reader.node.report("\(type.rawValue) is no number") }
        let targets = ["setting", "clock", "tariff"].filter { reader.has($0) }
        if targets.count > 1 {
            reader.node.report("has \(targets.joined(separator: " and ")); only one of them")
        }
        let target = target(reader)
        guard let type, type.words != nil, let target else { return nil }
        return CommandInterface.Parameter(
            name: name,
            codec: RegisterCodec(type, order),
            target: target
        )
    }

    private func target(_ reader: ObjectReader) -> CommandInterface.Target? {
        if let node = reader.optional("setting") {
            guard let name = node.string("the name of a setting") else { return nil }
            guard let index = parts.settings.firstIndex(where: { $0.name == name }) else {
                let hint = Spelling.hint(for: name, among: parts.settings.map(\.name))
                node.report("\"\(name)\" is no setting\(hint)")
                return nil
            }
            return .setting(index, parts.settings[index])
        }
        if let node = reader.optional("clock") {
            return node.choice(of: ClockField.self).map { .clock($0) }
        }
        if let node = reader.optional("tariff") {
            return node.bool() == true ? .tariff(count: parts.design.tariffCount) : nil
        }
        return .nothing
    }
}
