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
        "meterfarm-reference", "eastron-sdm120", "sunspec-203", "sunspec-213", "legrand-412083",
    ]

    /// The meter after two and a half hours on the known site, the tariff changed on the way.
    private func bus(
        _ model: String,
        isTurned: Bool = false,
        isTransformer: Bool = false,
        isInputOnly: Bool = false
    ) throws -> Bus {
        let transformers = """
            , "installation": { "currentTransformer": { "primary": 100, "secondary": 5 } },
              "settings": { "currentTransformerPrimary": 100, "currentTransformerSecondary": 5 }
            """
        let input = """
            , "inputs": { "tariff": { "points": [["00:00", 0], ["01:00", 1]], "every": "day" } }
            """
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" }, "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m", "model": "\(model)", "bus": "b", "address": 1,
                            "load": \(SiteTruth.load(isTurned: isTurned))
                            \(isTransformer ? transformers : "") \(isInputOnly ? input : "") } ] }
            """
        )
        let bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: FarmTime(FarmClock(start: TestMeter.start, hostTime: 0)),
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
        arguments: models,
        [false, true]
    )
    func readsTheTruth(name: String, isTurned: Bool) throws {
        let model = try ModelLibrary(TestMeter.library).model(name)
        let map = try #require(model.modbus)
        let isTransformer = model.settings.contains { $0.name == "currentTransformerSecondary" }
        let isInputOnly = model.design.inputTariffs > 1 && model.settingIndex("tariffSource") == nil
        var countsWhileImporting = false
        if case .activePowerAbove = model.design.operatingTime { countsWhileImporting = true }
        let truth = SiteTruth(
            isTurned: isTurned,
            isSinglePhase: model.design.networks.first == .singlePhase,
            isNet: model.design.totalCounting == .net,
            isVector: model.design.apparentTotal == .vector,
            countsWhileImporting: countsWhileImporting,
            ratio: isTransformer ? 20 : 1,
            tariffHours: isInputOnly ? [1, 1.5, 0, 0] : [1, 0.5, 1, 0],
            tariff: isInputOnly ? 2 : 3
        )
        let bus = try bus(
            name,
            isTurned: isTurned,
            isTransformer: isTransformer,
            isInputOnly: isInputOnly
        )
        var (compared, all) = (0, 0)
        for place in map.readablePlaces {
            guard case .quantity(let quantity) = place.register.source else { continue }
            let about = map.description(of: place.register)
            all += 1
            guard let expected = expected(quantity, about, truth, model) else { continue }
            let value = try read(place, map, bus)
            compared += 1
            check(value, expected, place.register, about)
        }
        #expect(all > (truth.isSinglePhase ? 6 : 60))
        #expect(compared * 10 > all * 9, "only \(compared) of \(all) were compared")
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
        guard var value = truth.value(name) else {
            Issue.record("no truth for \(name) of \(model.id)")
            return nil
        }
        if name.hasPrefix("powerFactor"), name.hasSuffix("imum") { return nil }
        if case .powerFactor(let channel) = quantity {
            value *= sign(channel, model.design.powerFactorSign, truth)
        }
        if name == "powerFactor.average" { return nil }
        if case .powerFactor = quantity, about.unit == "%" { return value * 100 }
        return value * prefix(of: about.unit)
    }

    private func sign(
        _ channel: Channel,
        _ convention: PowerFactorSign,
        _ truth: SiteTruth
    ) -> Double {
        // L3 alone leads; with all flows turned about it still does, but imports.
        let leads = channel == .l3
        switch convention {
        case .unsigned: return 1
        case .iec: return leads != truth.isTurned ? -1 : 1
        case .socomec: return leads ? -1 : 1
        case .ieee: return leads ? 1 : -1
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
        let words = words(place.table, at: register.address, count: register.words, bus)
        let factor = map.scaleFactor(of: place).flatMap {
            self.words(place.table, at: $0.register.address, count: 1, bus).first
        }
        let value = map.decode(words, as: register, scaleFactor: factor)
        guard case .number(let number)? = value else {
            Issue.record("\(map.description(of: register).name) reads \(words)")
            return .nan
        }
        return number
    }

    /// What a Modbus TCP client gets at the end of the test; nothing for an exception.
    private func words(
        _ table: RegisterTable,
        at address: UInt16,
        count: UInt8,
        _ bus: Bus
    ) -> [UInt16] {
        let request: [UInt8] = [
            0, 0, 0, 0, 0, 6, 1, table == .holding ? 3 : 4, UInt8(address >> 8),
            UInt8(address & 0xFF), 0, count,
        ]
        var actions = LineActions()
        let host = Int64(SiteTruth.hours * 3600 * 1e9)
        MBAPSession(bus: bus).receive(request.span, at: host, into: &actions)
        return stride(from: 9, to: actions.output.count - 1, by: 2).map {
            UInt16(actions.output[$0]) << 8 | UInt16(actions.output[$0 + 1])
        }
    }

    @Test("A SunSpec client finds the meter model and both ends of the map", arguments: [203, 213])
    func discovers(number: UInt16) throws {
        let bus = try bus("sunspec-\(number)")
        for base in [UInt16(0), 50000] {
            #expect(words(.holding, at: base, count: 2, bus).isEmpty, "no map at \(base)")
        }
        #expect(words(.holding, at: 40000, count: 2, bus) == [0x5375, 0x6E53])
        var found: [UInt16: UInt16] = [:]
        var next: UInt16 = 40002
        while found.count < 4 {
            let header = words(.holding, at: next, count: 2, bus)
            guard header.count == 2, header[0] != 0xFFFF else {
                #expect(header == [0xFFFF, 0])
                break
            }
            found[header[0]] = header[1]
            // Every block reads in one request, header and all.
            let block = words(.holding, at: next, count: UInt8(min(header[1] + 2, 125)), bus)
            #expect(block.count == Int(min(header[1] + 2, 125)))
            next += header[1] + 2
        }
        #expect(found == [1: 66, number: number == 203 ? 105 : 124])
        #expect(words(.holding, at: next, count: 3, bus).isEmpty, "nothing behind the end")
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
            + engineGrain(about.shows) * (about.unit == "%" ? 100 : 1)
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
