internal import Documents
internal import MeterModels

/// Reads a bus of the farm file.
struct BusReader {
    func read(_ node: Node) -> BusPlan? {
        guard let bus = node.object("a bus") else { return nil }
        let name = bus.required("name").flatMap(Names.read)
        let line = LinePlanReader.read(bus.optional("line"))
        let foreignUnit = bus.optional("foreignUnit")?.choice(of: ForeignUnit.self)
        let ports = (bus.optional("ports")?.array("a list of ports") ?? []).compactMap {
            PortReader(bus: name ?? "").read($0)
        }
        let allowsDuplicates = bus.optional("allowDuplicateAddresses")?.bool()
        bus.finish(allowing: ["description"])
        guard let name else { return nil }
        var plan = BusPlan(
            name: name,
            line: line,
            foreignUnit: foreignUnit ?? .exception,
            ports: ports
        )
        plan.allowsDuplicateAddresses = allowsDuplicates ?? false
        return plan
    }
}

/// What a name of a bus, port or meter may be.
enum Names {
    private static let rule = "1 to 64 letters, digits, dots, dashes and underscores"

    /// The name at a node, or nil after a complaint.
    static func read(_ node: Node) -> String? {
        guard let name = node.string("a name") else { return nil }
        guard isUsable(name) else {
            node.report("\"\(name)\" cannot be a name; \(rule)")
            return nil
        }
        return name
    }

    private static func isUsable(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"):
                    true
                default: byte >= 0x80
                }
            }
    }
}
