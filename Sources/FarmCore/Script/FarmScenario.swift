internal import Documents

/// A scenario of a farm, with what tells it from others.
struct FarmScenario: Sendable {
    /// Its name, for complaints: what the farm file calls it.
    let name: String
    let scenario: Scenario
    /// As it is written.
    var document = JSONValue.null
    /// A hash of its document.
    let mark: UInt64
    /// Where the farm file names it.
    let pointer: JSONPointer
}

/// Reads the scenarios of a farm file: by name, by path, or as they stand.
struct FarmScenarioReader {
    let library: ProfileLibrary
    let log: FaultLog

    func read(_ node: Node?) -> [FarmScenario] {
        (node?.array("a list of scenarios") ?? []).compactMap(scenario)
    }

    private func scenario(_ node: Node) -> FarmScenario? {
        if case .object = node.value {
            return Scenario.read(node, library: library).map {
                FarmScenario(
                    name: "scenario",
                    scenario: $0,
                    document: node.value,
                    mark: node.value.mark,
                    pointer: node.pointer
                )
            }
        }
        guard let reference = node.string("the name of a scenario, a path or a scenario") else {
            return nil
        }
        guard let found = library.find(reference, kind: .scenarios, from: log.file) else {
            let hint = Spelling.hint(for: reference, among: library.names(of: .scenarios))
            node.report("there is no scenario \"\(reference)\"\(hint)")
            return nil
        }
        return log.referenced(found) { root in
            Scenario.read(root, library: library).map {
                FarmScenario(
                    name: reference,
                    scenario: $0,
                    document: root.value,
                    mark: root.value.mark,
                    pointer: node.pointer
                )
            }
        }
    }
}

extension JSONValue {
    /// A hash of the document that stays the same from run to run: Fowler, Noll and Vo's FNV-1a.
    var mark: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        mix(into: &hash)
        return hash
    }

    private func mix(into hash: inout UInt64) {
        switch self {
        case .null: Self.mix("0", into: &hash)
        case .bool(let flag): Self.mix(flag ? "t" : "f", into: &hash)
        case .integer(let number): Self.mix("i\(number)", into: &hash)
        case .number(let number): Self.mix("n\(number.bitPattern)", into: &hash)
        case .string(let text): Self.mix("s\(text)", into: &hash)
        case .array(let elements):
            Self.mix("[\(elements.count)", into: &hash)
            for element in elements { element.mix(into: &hash) }
        case .object(let members):
            Self.mix("{\(members.count)", into: &hash)
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                Self.mix(key, into: &hash)
                value.mix(into: &hash)
            }
        }
    }

    private static func mix(_ text: String, into hash: inout UInt64) {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
}
