import Documents
import Metrology

/// Reads what a write to a register does.
struct CommandReader {
    private enum Verb: String, CaseIterable {
        case startPartials, stopPartials, resetPartials, reset, selectTariff, driveInput, nothing
        case synchroniseDemand, acknowledgeAlarms, restart, restoreDefaults, resetInput
        case switchRelay, switchRelays, openBreaker, closeBreaker, resetBreaker, tripBreaker
        case clearTrips
    }

    let parts: MeterModelParts

    init(_ parts: MeterModelParts) { self.parts = parts }

    func rule(_ node: Node) -> CommandRule? {
        guard let reader = node.object("a command") else { return nil }
        if reader.has("values") || reader.has("bits") {
            let values = reader.optional("values").flatMap(values)
            let bits = reader.optional("bits").flatMap(bits)
            if reader.has("values"), reader.has("bits") {
                node.report("has values and bits; only one of them")
            }
            reader.finish()
            return values ?? bits
        }
        return actions(node).map { CommandRule(.any($0)) }
    }

    /// Actions that need no value that is written.
    func actions(of node: Node) -> CommandRule? {
        actions(node, fixed: true).map { CommandRule(.any($0)) }
    }

    private func values(_ node: Node) -> CommandRule? {
        guard let reader = node.object("what each value does") else { return nil }
        var table: [Int64: [CommandRule.Action]] = [:]
        for (key, entry) in reader.each() {
            guard let value = number(key, entry, in: 0...0xFFFF_FFFF) else { continue }
            guard let actions = actions(entry, fixed: true) else { continue }
            if table.updateValue(actions, forKey: Int64(value)) != nil {
                entry.report("the value \(value) stands twice")
            }
        }
        reader.finish()
        if table.isEmpty, reader.keys.isEmpty { node.report("is empty; at least one value") }
        return CommandRule(.value(table))
    }

    private func bits(_ node: Node) -> CommandRule? {
        guard let reader = node.object("what each bit does") else { return nil }
        var table: [[CommandRule.Action]] = []
        for (key, entry) in reader.each() {
            guard let bit = number(key, entry, in: 0...31) else { continue }
            guard let actions = actions(entry, fixed: true) else { continue }
            while table.count <= bit { table.append([]) }
            table[bit] = actions
        }
        reader.finish()
        if table.isEmpty, reader.keys.isEmpty { node.report("is empty; at least one bit") }
        return CommandRule(.bits(table))
    }

    private func number(_ key: String, _ node: Node, in range: ClosedRange<Int>) -> Int? {
        let number = key.hasPrefix("0x") ? Int(key.dropFirst(2), radix: 16) : Int(key)
        guard let number, range.contains(number) else {
            node.report(
                "\"\(key)\" is no number from \(range.lowerBound) to \(range.upperBound)"
            )
            return nil
        }
        return number
    }

    private func actions(_ node: Node, fixed: Bool = false) -> [CommandRule.Action]? {
        if case .array(let list) = node.value {
            let actions = list.enumerated().flatMap { index, entry in
                action(
                    Node(entry, at: node.pointer.appending(index), log: node.log),
                    fixed
                ) ?? []
            }
            if actions.isEmpty { node.report("does nothing; at least one action") }
            return actions
        }
        return action(node, fixed)
    }

    private func action(_ node: Node, _ isFixed: Bool) -> [CommandRule.Action]? {
        guard let reader = node.object("an action with \"do\"") else { return nil }
        defer { reader.finish() }
        guard let verb = reader.required("do")?.choice(of: Verb.self) else {
            _ = reader.optional("of")
            return nil
        }
        switch verb {
        case .startPartials: return partials(reader).map { [.perform(.startPartials($0))] }
        case .stopPartials: return partials(reader).map { [.perform(.stopPartials($0))] }
        case .resetPartials: return partials(reader).map { [.perform(.resetPartials($0))] }
        case .reset: return scopes(reader)
        case .selectTariff: return tariff(reader, isFixed)
        case .driveInput: return input(reader, isFixed)
        case .synchroniseDemand: return [.perform(.synchroniseDemand)]
        case .acknowledgeAlarms: return [.perform(.acknowledgeAlarms)]
        case .restart: return [.perform(.restart)]
        case .restoreDefaults: return [.perform(.restoreDefaults)]
        case .resetInput: return pulseInput(reader)
        case .nothing: return []
        case .switchRelay: return relay(reader, isFixed)
        case .switchRelays: return relays(reader, isFixed)
        case .openBreaker: return breaker(.open, reader)
        case .closeBreaker: return breaker(.close, reader)
        case .resetBreaker: return breaker(.reset, reader)
        case .clearTrips: return breaker(.clearTrips, reader)
        case .tripBreaker:
            guard let node = reader.optional("cause") else {
                return breaker(.trip(.release), reader)
            }
            return EquipmentReader.tripCause(node).flatMap { breaker(.trip($0), reader) }
        }
    }

    private func partials(_ reader: ObjectReader) -> [PartialSelection]? {
        let known = parts.design.partials
        guard let node = reader.optional("of") else {
            if known.isEmpty { reader.node.report("the meter has no partial counters") }
            return known
        }
        var found: [PartialSelection] = []
        for entry in node.array("names of partial counters") ?? [] {
            guard let selection = entry.partial(parts.catalogue) else { continue }
            if known.contains(selection) {
                found.append(selection)
            } else {
                entry.report("the meter has no such partial counter; see /partials/of")
            }
        }
        return found
    }

    private func pulseInput(_ reader: ObjectReader) -> [CommandRule.Action]? {
        let onlyPartial = reader.optional("partial")?.bool() ?? false
        guard let count = parts.design.pulseInputs?.count else {
            reader.node.report("the device has no pulse inputs; see /pulseInputs")
            _ = reader.optional("input")
            return nil
        }
        return reader.required("input", "a pulse input from 1 to \(count)")?
            .integer("a pulse input", in: 1...count)
            .map { [.perform(.resetInput($0, onlyPartial: onlyPartial))] }
    }

    private func scopes(_ reader: ObjectReader) -> [CommandRule.Action]? {
        let scopes = reader.required("of")?.array("a list of what is reset") ?? []
        return scopes.compactMap { $0.choice(of: ResetScope.self) }
            .map { .perform(.reset($0)) }
    }

    private func tariff(_ reader: ObjectReader, _ isFixed: Bool) -> [CommandRule.Action]? {
        let count = parts.design.tariffCount
        if let node = reader.optional("tariff") {
            return node.integer("a tariff", in: 1...count).map { [.perform(.selectTariff($0))] }
        }
        if isFixed {
            reader.node.report("\"tariff\" is missing; a tariff from 1 to \(count)")
            return nil
        }
        return [.selectTariff(count: count)]
    }

    private func input(_ reader: ObjectReader, _ isFixed: Bool) -> [CommandRule.Action]? {
        if let node = reader.optional("on") {
            return node.bool().map { [.perform(.driveInput($0))] }
        }
        if isFixed {
            reader.node.report("\"on\" is missing; true or false")
            return nil
        }
        return [.driveInput]
    }
}
