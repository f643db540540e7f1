import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

/// A person at the front of one meter, who sees what is on the display and presses keys.
struct FrontWalk {
    var meter: MeterMachine
    var front: PanelState
    var instant: Instant

    init(_ model: String, load: String, more: String = "") throws {
        let plan = try TestMeter.plan(model: model, load: load, more: more)
        self.init(try #require(plan.meters.first))
    }

    /// A person at the front of a meter with an M-Bus at address 1.
    init(mBus model: String, load: String, serialNumber: String = "00001625") throws {
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b", "ports": [ { "protocol": "m-bus",
                                                     "listen": "127.0.0.1:0" } ] } ],
              "meters": [ { "name": "m", "model": "\(model)", "bus": "b", "address": 1,
                            "serialNumber": "\(serialNumber)", "load": \(load) } ] }
            """
        )
        self.init(try #require(plan.meters.first))
    }

    init(_ plan: MeterPlan) {
        instant = TestMeter.start
        meter = MeterMachine(plan, at: instant)
        front = PanelState(meter)
    }

    /// Lets time pass.
    mutating func wait(_ span: TimeSpan) {
        instant += span
        meter.advance(to: instant)
    }

    /// Presses a key and lets the meter do what is asked.
    @discardableResult
    mutating func press(
        _ key: String,
        _ press: PanelPress = .short,
        times: Int = 1
    ) throws -> [ScenarioAction] {
        var all: [ScenarioAction] = []
        for _ in 0..<times {
            let actions = try front.press(key, press, of: meter, at: instant)
            for action in actions { try meter.carryOut(action, at: instant) }
            all += actions
        }
        return all
    }

    /// What the front shows now.
    var view: PanelView { front.view(of: meter, at: instant) }

    /// The first row of the display, with what stands before and behind the value.
    var line: String {
        guard let row = view.rows.first else { return "" }
        return [row.label, row.text, row.unit].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The signs that are seen.
    var signs: Set<PanelSign> { Set(view.icons.filter(\.isOn).map(\.sign)) }

    /// A sign of the display.
    func icon(_ sign: PanelSign) throws -> PanelView.Icon {
        try #require(view.icons.first { $0.sign == sign })
    }

    /// What a quantity is, in its base unit.
    func value(_ name: String) throws -> Int64? {
        meter.value(of: try #require(meter.model.catalogue[name]))
    }

    /// The value of a setting.
    func setting(_ name: String) throws -> Double {
        meter.settings[try #require(meter.model.settingIndex(name))]
    }
}
