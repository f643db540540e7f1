import Documents
import FarmCore
import Foundation
import LoadProfiles
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

extension TestMeter {
    /// The reference model with another supply, as a model file has it; four wires only, so that
    /// any conductor may feed it.
    static func reference(supply: String) throws -> MeterModel {
        let file = SharedFolder.profiles.appending(path: "meters/meterfarm-reference.json")
        let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        var document = try #require(whole as? [String: Any])
        document["supply"] = try JSONSerialization.jsonObject(with: Data(supply.utf8))
        document["networks"] = ["4NBL"]
        var settings = try #require(document["settings"] as? [String: Any])
        settings["network"] = ["default": 0, "choices": [0]]
        document["settings"] = settings
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: document))
        let log = FaultLog(file: "model.json")
        let model = MeterModel.read(
            Node(try JSONValue.parse(bytes, file: "model.json"), log: log),
            id: "model"
        )
        try log.throwIfAny()
        return try #require(model)
    }

    /// A meter of a model of our own on a load.
    static func plan(_ model: MeterModel, load: String, seed: UInt64 = 1) throws -> MeterPlan {
        let plan = try meterPlan(load: load, seed: seed)
        var own = MeterPlan(name: "m", model: model, load: plan.load, timeZone: plan.timeZone)
        own.installation = plan.installation
        return own
    }
}

/// Loads for meters whose supply fails.
enum SuppliedLoad {
    /// The same power all the time.
    static let steady = #"{ "phases": { "all": { "activePower": 1200 } } }"#

    /// 9 kW to half past midnight, then a tenth.
    static let morning = """
        { "phases": { "all": { "activePower":
            { "points": [["00:00", 3000], ["00:30", 300]], "every": "day" } } }, "voltage": 230 }
        """

    /// Voltages as they should be, but that of L1 is gone from one minute to another.
    static func sag(from: String, to: String) -> String {
        """
        { "phases": { "all": { "activePower": 1200 } }, "voltage": { "l1": {
          "points": [["00:00", 230], ["\(from)", 0], ["\(to)", 230]], "every": "day" } } }
        """
    }
}

extension TestMeter {
    /// A meter of a shipped model with these wires.
    static func machine(
        model: String,
        load: String = SuppliedLoad.steady,
        wiring: String = "{}",
        more: String = ""
    ) throws -> MeterMachine {
        let rest = "\"installation\": { \"wiring\": \(wiring) }" + (more.isEmpty ? "" : ", " + more)
        let plan = try plan(model: model, load: load, more: rest)
        return MeterMachine(try #require(plan.meters.first), at: start)
    }
}

extension MeterMachine {
    /// The value of a quantity by name.
    func value(_ name: String) throws -> Int64? {
        value(of: try #require(model.catalogue[name], "\(name)"))
    }
}
