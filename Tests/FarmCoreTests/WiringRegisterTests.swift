import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

/// The installer's mistakes as a master sees them: a farm file, a frame in, a frame out.
@Suite("Wiring cases through the registers")
struct WiringRegisterTests {
    private static let hour = 3600.0
    /// A millijoule a second and phase is the grain of the books, Wh.
    private static let grain = 3e-3

    private func vector(_ made: WiringCase) throws -> WiringVector {
        try #require(made.vector, "no vector \(made.number)")
    }

    @Test("All 21 cases of the document are made, and some in two ways")
    func cases() throws {
        #expect(WiringVector.all.count == 21)
        for made in WiringCase.all { _ = try vector(made) }
        #expect(Set(WiringCase.all.map(\.number)).count == 21)
    }

    @Test(
        "Every case reads at once, and after an hour, what the document worked out",
        arguments: [
            ("socomec-countis-e44", WiringBench.Line.rtu), ("socomec-countis-e44", .mbap),
            ("socomec-countis-e43", .rtu), ("meterfarm-reference", .mbap),
            ("eastron-sdm630", .rtu),
        ]
    )
    func readsTheVectors(model: String, line: WiringBench.Line) throws {
        let bench = try WiringBench(model, cases: WiringCase.all, line)
        let design = bench.model.design
        let isFed = design.supply.from.contains { [.auxiliary, .anyPhase].contains($0) }
        let (isVector, isNet) = (design.apparentTotal == .vector, design.totalCounting == .net)
        for (index, made) in WiringCase.all.enumerated() {
            let about = "\(made.number) on \(model)"
            guard made.feedsFirstPhase || isFed else {
                try expectSilence(of: index + 1, bench, about)
                continue
            }
            let vector = try vector(made)
            let values = vector.values(isVector: isVector, design.powerFactorSign)
            let seen = try bench.expect(values, of: index + 1, after: 1, about)
            #expect(seen.isSuperset(of: Self.shownByAll), "\(about)")
            let booked = try bench.expect(
                vector.energies(isNet: isNet),
                of: index + 1,
                after: Self.hour,
                grain: Self.grain,
                about
            )
            #expect(booked.isSuperset(of: Self.bookedByAll), "\(about)")
        }
    }

    /// What every one of these models has registers for.
    private static let shownByAll: Set<String> = [
        "voltage.l1", "voltage.l2", "voltage.l3", "voltage.l12", "voltage.l23", "voltage.l31",
        "current.l1", "current.l2", "current.l3", "current.n", "power.active.l1",
        "power.active.l2", "power.active.l3", "power.active.total", "power.reactive.l1",
        "power.reactive.l2", "power.reactive.l3", "power.reactive.total", "power.apparent.total",
        "powerFactor.l1", "powerFactor.l2", "powerFactor.l3", "powerFactor.total",
    ]
    private static let bookedByAll: Set<String> = [
        "energy.active.import.total", "energy.active.export.total",
        "energy.reactive.import.total", "energy.reactive.export.total",
        "energy.active.import.l1", "energy.active.export.l3",
    ]

    /// A meter without supply: nothing on the line, and a gateway that waited in vain.
    private func expectSilence(of unit: Int, _ bench: WiringBench, _ about: String) throws {
        let read: [UInt8] = [3, 0xC5, 0x58, 0, 2]
        for seconds in [0.0, 1, Self.hour] {
            let answer = bench.ask(unit, read, after: seconds)
            #expect(answer == (bench.line == .rtu ? [] : [0x83, 0x0B]), "\(about)")
        }
    }

    // MARK: Two wattmeters, one transformer

    /// A mistake in a network that measures no phases: what the document says of the total, to
    /// its four digits.
    struct Whole: Sendable, CustomStringConvertible {
        let network: String
        let wiring: String
        let active: Double
        let reactive: Double
        var apparent: Double?
        var factor: Double?
        var middle: Double?
        var description: String { "\(network) with \(wiring)" }
    }

    static let wholes: [Whole] = [
        Whole(network: "3NBL-2CT", wiring: "{}", active: 6210, reactive: 3008, middle: 10),
        Whole(
            network: "3NBL-2CT",
            wiring: #"{ "i1": "reversed" }"#,
            active: 1736,
            reactive: -3585,
            factor: 0.4359,
            middle: 17.32
        ),
        Whole(
            network: "3NBL-2CT",
            wiring: #"{ "i1": "reversed", "i3": "reversed" }"#,
            active: -6210,
            reactive: -3008,
            middle: 10
        ),
        Whole(
            network: "3NBL-2CT",
            wiring: #"{ "i1": "l3", "i3": "l1" }"#,
            active: 0,
            reactive: 0,
            apparent: 0,
            factor: 1
        ), Whole(network: "4BL", wiring: "{}", active: 6210, reactive: 3008),
        Whole(network: "4BL", wiring: #"{ "u1": "l2" }"#, active: -500.3, reactive: -6882),
        Whole(network: "4BL", wiring: #"{ "u1": "l3" }"#, active: -5710, reactive: 3874),
        Whole(network: "3BL", wiring: "{}", active: 6210, reactive: 3008),
        Whole(
            network: "3BL",
            wiring: #"{ "u2": "l3", "u3": "l2" }"#,
            active: -6210,
            reactive: -3008
        ),
    ]

    @Test("Two wattmeters and one transformer read what the document says", arguments: wholes)
    func wholeNetworks(whole: Whole) throws {
        let meter = (
            load: WiringCase(number: "0").load,
            more: """
            "installation": { "wiring": \(whole.wiring) },
            "settings": { "network": "\(whole.network)" }
            """
        )
        let bench = try WiringBench("meterfarm-reference", [meter], .rtu)
        var values = [
            "power.active.total": whole.active, "power.reactive.total": whole.reactive,
            "power.apparent.total": whole.apparent ?? 6900,
        ]
        if whole.factor == nil {
            values["powerFactor.total"] = whole.active / 6900
        } else {
            values["powerFactor.total"] = whole.factor
            if whole.apparent == nil { values["power.apparent.total"] = nil }
        }
        if let middle = whole.middle { values["current.l2"] = middle }
        // Half a unit of the fourth digit of what the document prints.
        try bench.expect(values, of: 1, after: 1, digits: 5e-4, "\(whole)")
        let booked = [
            "energy.active.import.total": max(whole.active, 0),
            "energy.active.export.total": max(-whole.active, 0),
            "energy.reactive.import.total": max(whole.reactive, 0),
            "energy.reactive.export.total": max(-whole.reactive, 0),
        ]
        let seen = try bench.expect(
            booked,
            of: 1,
            after: Self.hour,
            grain: Self.grain,
            digits: 5e-4,
            "\(whole)"
        )
        #expect(seen == Set(booked.keys))
    }

    // MARK: The supply

    @Test(
        "A self-supplied COUNTIS E44 whose conductor is lost is silent, and mended it remembers",
        arguments: [
            #"{ "u1": "open" }"#, #"{ "n": "open" }"#, #"{ "lostPhases": ["l1"] }"#,
            #"{ "lostPhases": ["l1", "l2", "l3"] }"#, #"{ "n": "open", "u1": "open" }"#,
            #"{ "neutralUpstream": "open", "lostPhases": ["l2", "l3"] }"#,
        ]
    )
    func losesItsSupply(wiring: String) throws {
        let bench = try WiringBench("socomec-countis-e44", cases: [WiringCase(number: "0")], .rtu)
        let voltage = ["voltage.l1": 230.0]
        func energy(_ hours: Double) -> [String: Double] {
            ["energy.active.import.total": 6210 * hours]
        }
        try bench.expect(voltage, of: 1, after: 1, "before")
        try carryOut(#"{ "installation": { "wiring": \#(wiring) } }"#, after: 3600, on: bench)
        try expectSilent(bench, from: 3600, to: 7199)
        try carryOut(#"{ "wiring": {} }"#, after: 7200, on: bench)
        let isBack = 7200 + Double(bench.model.design.supply.startTime) / 1000
        if isBack > 7200 { try expectSilent(bench, from: 7200, to: isBack - 1) }
        try bench.expect(voltage, of: 1, after: isBack, "mended")
        let waited = (isBack - 7200) / 3600
        try bench.expect(energy(1 + waited), of: 1, after: isBack, grain: 3e-3, "the hour before")
        try bench.expect(energy(2), of: 1, after: 10_800, grain: 6e-3, "and the one after")
    }

    private func expectSilent(_ bench: WiringBench, from: Double, to: Double) throws {
        for seconds in [from, (from + to) / 2, to] {
            #expect(bench.ask(1, [3, 0xC5, 0x58, 0, 2], after: seconds) == [], "at \(seconds) s")
        }
    }

    /// Carries out an action as a scenario file has it.
    private func carryOut(_ action: String, after seconds: Int64, on bench: WiringBench) throws {
        let action = try ScenarioText.action(action)
        let at = TestMeter.start + .seconds(seconds)
        let result = bench.bus.withMeter(at: 1, on: at) { meter in
            Result { try meter.carryOut(action, at: at) }
        }
        try #require(result).get()
    }
}
