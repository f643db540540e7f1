internal import Documents
internal import LoadProfiles
internal import MBusProtocol
internal import Metrology
internal import ModbusProtocol

/// Reads what a fault concerns.
enum FaultTargetReader {
    static func read(_ node: Node) -> FaultTarget {
        var target = FaultTarget()
        guard let object = node.object("what the fault concerns, such as { \"unit\": 5 }") else {
            return target
        }
        target.bus = object.optional("bus").flatMap { pattern($0, "buses such as \"rs485-*\"") }
        target.meter = object.optional("meter").flatMap { pattern($0, "meters such as \"flat-*\"") }
        target.client = object.optional("client")
            .flatMap { pattern($0, "clients such as \"10.0.0.*\"") }
        target.unit = object.optional("unit")?.integer("an address", in: 0...255)
            .map { UInt8(truncatingIfNeeded: $0) }
        if let node = object.optional("functions") { readFunctions(node, into: &target) }
        target.addresses = object.optional("addresses").flatMap {
            list($0, "a list of addresses such as [\"0xC550-0xC5FF\", 100]", addresses)
        }
        target.quantities = object.optional("quantities").flatMap {
            list($0, "a list of quantities such as [\"energy.active.*\"]", quantity)
        }
        object.finish()
        return target
    }

    private static func pattern(_ node: Node, _ what: String) -> String? {
        guard let text = node.string("the names of \(what)") else { return nil }
        guard text.split(separator: ",").contains(where: { $0.contains { $0 != " " } }) else {
            node.report("is empty; expected the names of \(what)")
            return nil
        }
        return text
    }

    private static func list<Element>(
        _ node: Node,
        _ what: String,
        _ read: (Node) -> Element?
    ) -> [Element]? {
        guard let nodes = node.array(what) else { return nil }
        if nodes.isEmpty { node.report("is empty; expected \(what)") }
        return nodes.compactMap(read)
    }

    // MARK: Functions

    /// What a meter on an M-Bus answers, by the names of the standard.
    static let linkFunctions = LinkFunction.named.filter { _, function in
        switch function {
        case .sendNormalize, .sendUserData, .requestClass1, .requestClass2: true
        case .respondUserData, .requestLinkStatus, .other: false
        }
    }

    /// Function codes of Modbus and functions of M-Bus by name; a list of the one kind alone means
    /// nothing of the other.
    private static func readFunctions(_ node: Node, into target: inout FaultTarget) {
        guard
            let nodes = list(
                node,
                "a list of functions such as [3, 4] or [\"REQ_UD2\"]",
                Optional.some
            )
        else { return }
        var (codes, links): (FunctionSet, Set<LinkFunction>) = ([], [])
        for node in nodes {
            if case .string(let name) = node.value {
                if let function = linkFunctions[name] {
                    links.insert(function)
                } else {
                    let hint = Spelling.hint(for: name, among: linkFunctions.keys.sorted())
                    node.report("\"\(name)\" is no function of the M-Bus\(hint)")
                }
            } else if let code = node.integer("a function code", in: 1...127) {
                codes.insert(FunctionCode(rawValue: UInt8(truncatingIfNeeded: code)))
            }
        }
        (target.functions, target.linkFunctions) = (codes, links)
    }

    // MARK: Addresses

    private static let expectedAddresses =
        "an address from 0 to 65535 such as 100 or \"0xC550\", or a range such as "
        + "\"0xC550-0xC5FF\""

    private static func addresses(_ node: Node) -> ClosedRange<UInt16>? {
        guard case .string(let text) = node.value else {
            return node.integer(expectedAddresses, in: 0...65_535)
                .map { UInt16(truncatingIfNeeded: $0) }.map { $0...$0 }
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(address)
        guard let first = ends.first, let low = first, let last = ends.last, let high = last,
            ends.count <= 2
        else {
            node.report("\"\(text)\" is no address; expected \(expectedAddresses)")
            return nil
        }
        guard low <= high else {
            node.report("\"\(text)\" begins with the greater number; expected the lesser first")
            return nil
        }
        return low...high
    }

    private static func address(_ text: Substring) -> UInt16? {
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = isHexadecimal ? text.dropFirst(2) : text
        guard let first = digits.first, first != "+", first != "-" else { return nil }
        return UInt16(digits, radix: isHexadecimal ? 16 : 10)
    }

    // MARK: Quantities

    private static let catalogue = QuantityCatalogue()

    private static func quantity(_ node: Node) -> String? {
        guard let text = pattern(node, "quantities such as \"energy.active.*\"") else { return nil }
        for part in text.split(separator: ",") {
            let name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            if name.isEmpty || dependsOnModel(name) { continue }
            guard catalogue[name] == nil,
                !catalogue.names.contains(where: { MeterPattern.matches(name, $0) })
            else { continue }
            node.report(
                "\"\(name)\" is no quantity\(Spelling.hint(for: name, among: catalogue.names))"
            )
        }
        return text
    }

    /// Whether only a model can tell: its alarms, pulse outputs, inputs, relays, sensors and
    /// breaker, and what it watches.
    private static func dependsOnModel(_ name: String) -> Bool {
        let parts = [
            "alarm", "pulses", "digitalInput", "relay", "temperature", "analogue", "breaker",
        ]
        return parts.contains { name.hasPrefix($0) }
            || ["minimum", "maximum", "time"].contains { name.hasSuffix($0) }
    }
}
