import Documents
import Metrology

extension CommandReader {
    /// `{ "do": "switchRelay", "relay": 1, "on": true }`; without `on` the value written says it.
    func relay(_ reader: ObjectReader, _ isFixed: Bool) -> [CommandRule.Action]? {
        let count = parts.design.equipment?.relays.count ?? 0
        guard count > 0 else {
            _ = (reader.optional("relay"), reader.optional("on"))
            reader.node.report("the model has no relays; see /relays")
            return nil
        }
        let relay = reader.required("relay")?.integer("a relay", in: 1...count)
        guard let node = reader.optional("on") else {
            if isFixed { reader.node.report("\"on\" is missing; true or false") }
            return isFixed ? nil : relay.map { [.switchRelay($0)] }
        }
        guard let relay, let isOn = node.bool() else { return nil }
        return [.perform(.switchRelay(relay, isOn))]
    }

    /// All relays by the bits of the value written.
    func relays(_ reader: ObjectReader, _ isFixed: Bool) -> [CommandRule.Action]? {
        let count = parts.design.equipment?.relays.count ?? 0
        if count == 0 { reader.node.report("the model has no relays; see /relays") }
        if isFixed { reader.node.report("goes by the value written; not in values and bits") }
        return count == 0 || isFixed ? nil : [.switchRelays(count: count)]
    }

    /// A command to the breaker.
    func breaker(_ command: BreakerCommand, _ reader: ObjectReader) -> [CommandRule.Action]? {
        guard parts.design.equipment?.breaker != nil else {
            reader.node.report("the model has no breaker; see /breaker")
            return nil
        }
        return [.perform(.breaker(command))]
    }
}
