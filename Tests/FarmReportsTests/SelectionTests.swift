import FarmCore
import Testing

@testable import FarmReports

@Suite("What a report shows")
struct SelectionTests {
    @Test("Without a choice all meters, with the usual quantities")
    func usual() throws {
        let selection = try ReportSelection(try TestFarm.three())
        #expect(selection.meters.map(\.plan.name) == ["flat-1", "flat-2", "main"])
        for meter in selection.meters {
            #expect(meter.columns.map(\.name) == ReportSelection.usualQuantities)
        }
        #expect(selection.namedQuantities.isEmpty)
    }

    @Test("Patterns choose meters in the order of the farm, quantities in the order asked")
    func patterns() throws {
        let selection = try ReportSelection(
            try TestFarm.three(),
            meters: ["main", "flat-*"],
            quantities: ["voltage.l?", "power.active.total", "voltage.l1"]
        )
        #expect(selection.meters.map(\.plan.name) == ["flat-1", "flat-2", "main"])
        #expect(
            selection.meters.first?.columns.map(\.name)
                == ["voltage.l1", "voltage.l2", "voltage.l3", "power.active.total"]
        )
        #expect(selection.namedQuantities == ["voltage.l1", "power.active.total"])
        let two = try ReportSelection(try TestFarm.three(), meters: ["flat-2, main"])
        #expect(two.meters.map(\.plan.name) == ["flat-2", "main"])
    }

    @Test("What does not exist is named with the nearest that does")
    func unknown() throws {
        let farm = try TestFarm.three()
        func message(_ meters: [String], _ quantities: [String]) -> String {
            do {
                _ = try ReportSelection(farm, meters: meters, quantities: quantities)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(
            message(["flat-1, mian"], [])
                == "no meter is named \"mian\"; did you mean \"main\"?"
        )
        #expect(message(["shop-*"], []).contains("allowed: flat-1, flat-2, main"))
        #expect(
            message([], ["power.activ.total"])
                == "there is no quantity \"power.activ.total\"; did you mean "
                + "\"power.active.total\"?"
        )
        #expect(message([], ["pressure.*"]).contains("there is no quantity \"pressure.*\""))
    }

    @Test("Each unit has the count of its smallest step")
    func units() throws {
        let names = [
            "voltage.l1": 1_000_000, "energy.active.import.total": 3_600_000,
            "operatingTime": 1000, "tariff": 1, "charge": 3_600_000,
        ]
        let selection = try ReportSelection(
            try TestFarm.three(),
            quantities: names.keys.sorted()
        )
        for column in selection.meters[0].columns {
            #expect(names[column.name].map(Int64.init) == column.perUnit, "\(column.name)")
        }
    }
}
