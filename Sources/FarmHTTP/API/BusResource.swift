internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MeterModels
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/buses`.
    func addBuses(to routes: inout Routes) {
        routes.get("/v1/buses") { [self] request, _ in
            let page = try Page(Query(request, Page.parameters))
            let found = index.buses.filter { page.finds([plan.buses[$0].name]) }
            var items: [JSONOutput] = []
            for number in page.part(of: found) { items.append(try await output(number)) }
            return page.output(items, total: found.count).response
        }
        routes.get("/v1/buses/:bus") { [self] request, context in
            _ = try Query(request, [])
            return try await output(index.bus(context.parameters.require("bus"))).response
        }
        routes.patch("/v1/buses/:bus/line") { [self] request, context in
            let number = try index.bus(context.parameters.require("bus"))
            let change = try await request.read { node in BusAction.line(node) }
            if veil?.hides(lineOf: plan.buses[number].name) ?? false { throw LessonVeil.problem }
            if let misaim = plan.misaim(of: change, onBus: plan.buses[number].name) {
                throw Problem(misaim, skipping: 1)
            }
            let at = try await farm.onBus(number) { bus, now in
                bus.carryOut(change, at: now)
                return now
            }
            let name = plan.buses[number].name
            hub.note(
                FarmChange(
                    instant: at,
                    meter: nil,
                    bus: name,
                    author: .api,
                    what: "line",
                    text: "the line of \(name) has changed"
                )
            )
            return JSONOutput.done(at).response
        }
    }

    private func output(_ number: Int) async throws -> JSONOutput {
        let plan = plan.buses[number]
        let ports = farm.ports.filter { $0.bus == plan.name }
        let veil = veil
        let state = try await farm.onBus(number) { bus, _ in
            (
                bus.tally(withLesson: veil == nil), bus.wire?.conditions ?? plan.line.conditions,
                bus.meterCount, bus.current
            )
        }
        let protocols = Set(plan.ports.map(\.wireProtocol.rawValue)).sorted()
        return [
            "name": .text(plan.name), "protocols": .array(protocols.map { .text($0) }),
            "line": [
                "baudRate": .integer(plan.line.baudRate),
                "parity": .text(plan.line.parity.rawValue),
                "stopBits": .integer(plan.line.stopBits),
                "timing": .text(plan.line.timing.rawValue),
                "check": .text(plan.line.check.rawValue),
            ],
            "conditions": (veil?.conditions(state.1, of: plan.name) ?? state.1).output,
            "ports": .array(ports.map(\.output)),
            "meters": .integer(state.2), "counters": state.0.output,
            "current": state.3.map { .number($0.milliamperes / 1000) } ?? .null,
        ]
    }
}

extension JSONOutput {
    /// What was done, and when.
    static func done(_ instant: Instant) -> JSONOutput { ["at": .instant(instant)] }

    /// A duration in the words of a farm file.
    static func span(_ span: TimeSpan) -> JSONOutput { .text("\(span)") }
}

extension BusTally {
    var output: JSONOutput {
        [
            "requests": .integer(requests), "answers": .integer(answers),
            "errors": .integer(errors), "faults": .integer(strikes),
        ]
    }
}

extension LineConditions {
    var output: JSONOutput {
        var members: [(String, JSONOutput)] = [
            ("length", .number(length)), ("terminators", .integer(terminators)),
            ("unitLoad", .number(unitLoad)), ("drivers", .number(drivers)),
            ("bitErrorRate", .number(bitErrorRate)),
        ]
        if let noise {
            members.append(
                ("noise", ["every": .span(noise.every), "length": .integer(noise.length)])
            )
        }
        members += [
            ("echo", .bool(echo)), ("reversed", .bool(isReversed)), ("bias", .bool(isBiased)),
        ]
        if !foreignTraffic.isEmpty {
            members.append(("foreignTraffic", .array(foreignTraffic.map(\.output))))
        }
        return .object(members)
    }
}

extension LineConditions.ForeignTraffic {
    fileprivate var output: JSONOutput {
        var members: [(String, JSONOutput)] = [
            ("every", .span(every)), ("unit", .integer(Int64(unit))),
            ("request", .text(HexadecimalBytes.text(request))),
        ]
        if let answer { members.append(("answer", .text(HexadecimalBytes.text(answer)))) }
        return .object(members)
    }
}
