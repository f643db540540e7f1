internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MeterModels
internal import Metrology

extension FarmAPI {
    /// `/v1/meters/METER/explain`: why a value reads what it reads.
    func addExplain(to routes: inout Routes) {
        routes.get("/v1/meters/:meter/explain") { [self] request, context in
            let known: Set<String> = ["quantity", "table", "address", "telegram", "record"]
            let query = try Query(request, known)
            let subject = try Explanation.Subject(query)
            let place = try index.meter(context.parameters.require("meter"))
            try requireOpen(plan.meters[place.number].name)
            let meter = plan.meters[place.number]
            let found = try await farm.onBus(place.bus) { bus, now in
                bus.explanation(of: subject, ofMeterAt: place.place, at: now)
            }
            guard let found else { throw subject.isMissing(in: meter) }
            return found.output(subject).response
        }
    }
}

extension Explanation.Subject {
    fileprivate init(_ query: Query) throws {
        if let name = try query.text("quantity") {
            self = .quantity(name)
        } else if try query.text("address") != nil {
            let name = try query.text("table") ?? "holding"
            guard let table = RegisterQuery.tables[name] else {
                let hint = Spelling.hint(for: name, among: RegisterQuery.tables.keys.sorted())
                throw Problem.parameter("table", "\"\(name)\" is no table\(hint)")
            }
            self = .register(table, UInt16(try query.integer("address", in: 0...0xFFFF, 0)))
        } else if try query.text("record") != nil {
            self = .record(
                telegram: try query.integer("telegram", in: 1...255, 1),
                place: try query.integer("record", in: 1...255, 1)
            )
        } else {
            throw Problem(
                .badRequest,
                "what shall be explained? a \"quantity\", an \"address\" of a \"table\", or a "
                    + "\"record\" of a \"telegram\""
            )
        }
    }

    fileprivate func isMissing(in meter: MeterPlan) -> Problem {
        switch self {
        case .quantity(let name):
            return .missing("quantity", name, among: meter.model.catalogue.names)
        case .register(let table, let address):
            return Problem(.notFound, "\(table.tableName) has nothing at address \(address)")
        case .record(let telegram, let place):
            return Problem(.notFound, "there is no record \(place) in telegram \(telegram)")
        }
    }
}

extension Explanation {
    fileprivate func output(_ subject: Subject) -> JSONOutput {
        var (table, address): (JSONOutput, JSONOutput) = (.null, .null)
        var (telegram, record): (JSONOutput, JSONOutput) = (.null, .null)
        switch subject {
        case .quantity: break
        case .register(let place, let number):
            (table, address) = (.text(place.tableName), .integer(Int64(number)))
        case .record(let number, let place):
            (telegram, record) = (.integer(number), .integer(place))
        }
        return [
            "at": .instant(instant),
            "subject": [
                "quantity": .text(optional: quantity), "table": table, "address": address,
                "telegram": telegram, "record": record, "title": .text(name),
            ],
            "value": value?.output ?? .null, "unit": unit.isEmpty ? .null : .text(unit),
            "steps": .array(steps.map(\.output)), "suspects": .array(suspects.map(\.output)),
        ]
    }
}

extension Explanation.Step {
    /// The step with its figures.
    var output: JSONOutput {
        let figures = figures.map { figure -> JSONOutput in
            [
                "name": .text(figure.name), "value": .number(figure.value),
                "unit": figure.unit.isEmpty ? .null : .text(figure.unit),
            ]
        }
        return [
            "stage": .text(stage.rawValue), "text": .text(sentence), "figures": .array(figures),
        ]
    }
}

extension Suspect {
    /// What is amiss.
    var output: JSONOutput {
        [
            "suspect": .text(kind.rawValue),
            "inputs": .array(inputs.map { .integer($0) }), "text": .text(sentence),
        ]
    }
}
