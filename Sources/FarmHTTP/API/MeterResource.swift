internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/meters`.
    func addMeters(to routes: inout Routes) {
        routes.get("/v1/meters") { [self] request, _ in
            let query = try Query(request, Page.parameters.union(["bus", "trouble"]))
            return try await list(query).response
        }
        routes.get("/v1/meters/:meter") { [self] request, context in
            _ = try Query(request, [])
            let place = try index.meter(context.parameters.require("meter"))
            let model = plan.meters[place.number].model
            let state = try await look(at: place) { meter in
                (meter.networkType, meter.station, meter.secondaryAddressText)
            }
            let health = try await rows([place]).first?.health ?? Health()
            let name = plan.meters[place.number].name
            let station = veil?.station(state.1, of: name) ?? state.1
            return output(model, place, state.0, station, state.2, health).response
        }
    }

    /// Looks at one meter at the present instant.
    func look<Result: Sendable>(
        at place: MeterIndex.Place,
        _ body: @escaping @Sendable (inout MeterMachine) -> Result
    ) async throws -> Result {
        let found = try await farm.onBus(place.bus) { bus, now in
            bus.withMeter(place: place.place, on: now, body)
        }
        guard let found else {
            throw Problem(.notFound, "there is no such meter any more")
        }
        return found
    }

    private func list(_ query: Query) async throws -> JSONOutput {
        let page = try Page(query)
        let bus = try query.text("bus").map(index.bus)
        let trouble = try query.bool("trouble")
        let found = index.places.filter { place in
            let meter = plan.meters[place.number]
            guard bus == nil || bus == place.bus else { return false }
            return page.finds([meter.name, meter.model.id, meter.model.name, meter.serialNumber])
        }
        guard let trouble else {
            let rows = try await rows(Array(page.part(of: found)))
            return page.output(rows.map { output($0) }, total: found.count)
        }
        let rows = try await rows(found).filter { $0.health.isTrouble == trouble }
        return page.output(page.part(of: rows).map { output($0) }, total: rows.count)
    }

    /// The rows of meters in their order.
    func rows(_ places: [MeterIndex.Place]) async throws -> [MeterRow] {
        let rows = try await look(at: places) { bus, place, now, veil in
            bus.row(place, on: now, veil)
        }.found
        return places.compactMap { rows[$0.number] }
    }

    private func output(_ row: MeterRow) -> JSONOutput {
        let meter = plan.meters[row.number]
        let isUnwired = plan.buses[index.places[row.number].bus].isUnnamed
        return [
            "name": .text(meter.name), "bus": isUnwired ? .null : .text(meter.bus),
            "address": isUnwired ? .null : .integer(Int64(row.address)),
            "model": .text(meter.model.id),
            "title": .text("\(meter.model.vendor) \(meter.model.name)"),
            "serialNumber": .text(meter.serialNumber), "values": row.values,
            "health": row.health.output,
        ]
    }

    private func output(
        _ model: MeterModel,
        _ place: MeterIndex.Place,
        _ network: NetworkType?,
        _ station: Station,
        _ secondary: String?,
        _ health: Health
    ) -> JSONOutput {
        let meter = plan.meters[place.number]
        let isUnwired = plan.buses[place.bus].isUnnamed
        let format = station.format(on: plan.buses[place.bus].line.format)
        let evidence = Evidence.allCases.map { evidence in
            (evidence.rawValue, JSONOutput.integer(model.statements.count { $0 == evidence }))
        }
        let line: JSONOutput = [
            "baudRate": .integer(format.baudRate), "parity": .text(format.parity.rawValue),
            "stopBits": .integer(format.stopBits),
        ]
        let own: JSONOutput = [
            "address": .integer(Int64(station.address)),
            "secondaryAddress": .text(optional: secondary), "line": line,
            "connection": .text(station.connection.rawValue),
        ]
        return [
            "name": .text(meter.name), "bus": isUnwired ? .null : .text(meter.bus),
            "model": .text(model.id), "title": .text("\(model.vendor) \(model.name)"),
            "vendor": .text(model.vendor),
            "references": .array(model.references.map { .text($0) }),
            "serialNumber": .text(meter.serialNumber),
            "network": .text(optional: network?.rawValue),
            "networks": .array(model.design.networks.map { .text($0.rawValue) }),
            "ratings": model.design.networks.isEmpty ? .null : model.ratings.output,
            "station": isUnwired ? .null : own,
            "features": .array(model.features.map(\.output)), "evidence": .object(evidence),
            "sources": .array(
                model.sources.map { ["id": .text($0.id), "title": .text($0.title)] }
            ),
            "parts": model.parts, "health": health.output,
            "isHidden": .bool(veil?.hides(meter: meter.name) ?? false),
        ]
    }
}

/// How a meter fares.
struct Health: Sendable {
    var isPowered = true
    var isConnected = true
    var alarms = 0
    var faults = 0

    var isTrouble: Bool { !isPowered || !isConnected || alarms > 0 || faults > 0 }

    var output: JSONOutput {
        [
            "powered": .bool(isPowered), "connected": .bool(isConnected),
            "alarms": .integer(alarms), "faults": .integer(faults),
        ]
    }
}

/// What a list shows of a meter.
struct MeterRow: Sendable {
    let number: Int
    let address: UInt8
    let health: Health
    let values: JSONOutput

    init(_ meter: MeterMachine, _ number: Int, faults: Int, _ veil: LessonVeil?) {
        let station = veil?.station(meter.station, of: meter.name) ?? meter.station
        self.number = number
        address = station.address
        health = Health(
            isPowered: meter.isPowered,
            isConnected: station.connection == .right,
            alarms: meter.activeAlarms,
            faults: faults
        )
        let wanted = ["power.active.total", "energy.active.import.total"]
        var members: [(String, JSONOutput)] = []
        for name in wanted where !meter.model.design.networks.isEmpty {
            members.append((name, meter.output(name)))
        }
        if meter.model.design.tariffCount > 1 { members.append(("tariff", meter.output("tariff"))) }
        values = .object(members)
    }
}

extension Bus {
    /// What a list shows of a meter, as far as it is told.
    func row(_ place: MeterIndex.Place, on now: Instant, _ veil: LessonVeil?) -> MeterRow? {
        let faults = faultCount(ofMeterAt: place.place, withLesson: veil == nil)
        return withMeter(place: place.place, on: now) { meter in
            MeterRow(meter, place.number, faults: faults, veil)
        }
    }
}

extension MeterMachine {
    /// The value of a quantity, exact, in its unit without prefix; `null` where it has none.
    func output(_ name: String) -> JSONOutput {
        guard let quantity = model.catalogue[name] else { return .null }
        return output(quantity)
    }

    /// The value of a quantity, exact, in its unit without prefix; `null` where it has none.
    func output(_ quantity: Quantity) -> JSONOutput {
        guard let value = value(of: quantity) else { return .null }
        let unit = quantity.unit
        let perUnit = unit.perUnit(unit.symbol).flatMap { Int64(exactly: $0) } ?? 1
        return .exact(value, perUnit: perUnit)
    }
}
