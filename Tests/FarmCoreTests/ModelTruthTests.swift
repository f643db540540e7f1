import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("Every register against the truth")
struct ModelTruthTests {
    static let models = [
        "socomec-countis-e44", "socomec-countis-e43", "legrand-004677", "eastron-sdm630",
        "meterfarm-reference",
    ]

    /// The meter after two and a half hours on the known site, the tariff changed on the way.
    private func bus(_ model: String, isTransformer: Bool) throws -> Bus {
        let transformers = """
            , "installation": { "currentTransformer": { "primary": 100, "secondary": 5 } },
              "settings": { "currentTransformerPrimary": 100, "currentTransformerSecondary": 5 }
            """
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" }, "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m", "model": "\(model)", "bus": "b", "address": 1,
                            "load": \(SiteTruth.load) \(isTransformer ? transformers : "") } ] }
            """
        )
        let bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            clock: FarmClock(start: TestMeter.start, hostTime: 0),
            start: TestMeter.start
        )
        for (tariff, hours) in [(2, 1.0), (3, 1.5)] {
            let at = TestMeter.start + .seconds(Int64(hours * 3600))
            _ = bus.withMeter(at: 1, on: at) { $0.perform(.selectTariff(tariff), at: at) }
        }
        return bus
    }

    @Test(
        "What a master reads is what the site carries, cut to the register's step",
        arguments: models
    )
    func readsTheTruth(name: String) throws {
        let model = try ModelLibrary(TestMeter.library).model(name)
        let map = try #require(model.modbus)
        let isTransformer = model.settings.contains { $0.name == "currentTransformerSecondary" }
        let truth = SiteTruth(
            isSinglePhase: model.design.networks.first == .singlePhase,
            isNet: model.design.totalCounting == .net,
            isVector: model.design.apparentTotal == .vector,
            ratio: isTransformer ? 20 : 1
        )
        let bus = try bus(name, isTransformer: isTransformer)
        var compared = 0
        for place in map.readablePlaces {
            guard case .quantity(let quantity) = place.register.source else { continue }
            let about = map.description(of: place.register)
            guard let expected = expected(quantity, about, truth, model) else { continue }
            let value = try read(place, map, bus)
            compared += 1
            check(value, expected, place.register, about)
        }
        #expect(compared > (truth.isSinglePhase ? 6 : 70), "only \(compared) were compared")
    }

    /// The truth in the register's unit; records an issue for a quantity that has none.
    private func expected(
        _ quantity: Quantity,
        _ about: RegisterDescription,
        _ truth: SiteTruth,
        _ model: MeterModel
    ) -> Double? {
        let name = about.shows
        let skipped = ["demand.time", "tariffInput", "quadrant", "partialsRunning"]
        if skipped.contains(where: { name.hasPrefix($0) }) { return nil }
        if name == "energy.overflow", model.design.overflowValue == nil { return nil }
        if name.hasSuffix(".overflows"), model.design.overflowValue == nil { return nil }
        if truth.isSinglePhase, ["tariff"].contains(name) { return nil }
        guard var value = truth.value(name) else {
            Issue.record("no truth for \(name) of \(model.id)")
            return nil
        }
        if case .powerFactor(let channel) = quantity {
            value *= sign(channel, model.design.powerFactorSign)
        }
        if name == "powerFactor.average" { return nil }
        return value * prefix(of: about.unit)
    }

    private func sign(_ channel: Channel, _ convention: PowerFactorSign) -> Double {
        // L3 exports with positive reactive power: IEC −, IEEE +, Socomec −.
        let exports = channel == .l3
        switch convention {
        case .unsigned: return 1
        case .iec, .socomec: return exports ? -1 : 1
        case .ieee: return exports ? 1 : -1
        }
    }

    private func prefix(of unit: String) -> Double {
        switch unit {
        case "min": 1 / 60
        case "h": 1 / 3600
        case "ms": 1000
        case _ where unit.hasPrefix("k"): 1e-3
        case _ where unit.hasPrefix("M"): 1e-6
        case _ where unit.hasPrefix("m") && unit.count > 1: 1e3
        default: 1
        }
    }

    private func read(_ place: RegisterPlace, _ map: ModbusMap, _ bus: Bus) throws -> Double {
        let register = place.register
        let function: UInt8 = place.table == .holding ? 3 : 4
        let request: [UInt8] = [
            0, 0, 0, 0, 0, 6, 1, function, UInt8(register.address >> 8),
            UInt8(register.address & 0xFF), 0, register.words,
        ]
        var actions = LineActions()
        let host = Int64(SiteTruth.hours * 3600 * 1e9)
        MBAPSession(bus: bus).receive(request.span, at: host, into: &actions)
        let words = stride(from: 9, to: actions.output.count - 1, by: 2).map {
            UInt16(actions.output[$0]) << 8 | UInt16(actions.output[$0 + 1])
        }
        guard case .number(let number)? = map.decode(words, as: register) else {
            Issue.record("\(map.description(of: register).name) reads \(actions.output)")
            return .nan
        }
        return number
    }

    private func check(
        _ value: Double,
        _ expected: Double,
        _ register: CompiledRegister,
        _ about: RegisterDescription
    ) {
        var wanted = expected
        if register.flags.contains(.magnitude) { wanted = abs(wanted) }
        if register.flags.contains(.sign) { wanted = wanted < 0 ? 1 : 0 }
        let scale = about.scale.value(of: 1)
        let isFloat = register.format.type?.isFloat == true
        let grain =
            abs(wanted) * 2e-5 + 1e-3 * min(scale, 1) + (isFloat ? 2e-3 : 0)
            + engineGrain(about.shows)
        let error = abs(wanted) - abs(value)
        let place = "\(about.place) \(about.address) \(about.shows): \(value), true \(wanted)"
        #expect(value * wanted >= 0 || abs(wanted) < scale + grain, "sign of \(place)")
        #expect(error >= -grain && error < (isFloat ? 0.02 : scale) + grain, "\(place)")
    }

    /// What the engine itself resolves, where a register of our own is finer: power factors to
    /// four decimals, currents that are summed over time to a milliampere a step and phase.
    private func engineGrain(_ name: String) -> Double {
        if name.hasPrefix("powerFactor") { return 1e-4 }
        if name.contains("demand.current") { return 1e-3 }
        return name == "charge" ? 3e-3 * SiteTruth.hours : 0
    }
}
