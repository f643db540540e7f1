import Documents
import FarmCore
import Metrology
import SimulatedTime

/// A farm drawn by chance, as the user of the trial writes it down and changes it.
struct FarmDraft {
    /// A meter of the farm file.
    struct Meter {
        var name: String
        var model: String
        var bus: Int
        var address: Int
        var load: String
        /// What stands in the file beside the load.
        var more = ""
        var settings: [Int: Double] = [:]
        var wiring = Wiring()
        /// Whether it stands in the file now.
        var isListed = true

        /// Its entry in the file.
        var text: String {
            """
            { "name": "\(name)", "model": "\(model)", "bus": "b\(bus)",
              "address": \(address), "load": \(load)\(more) }
            """
        }
    }

    static let name = "trial"

    var seed: Int64
    var start: String
    var speed: Double
    var zone: String
    var isStrict: Bool
    var checkpointMilliseconds: Int64
    var foreignUnits: [String]
    var meters: [Meter] = []
    /// What has been read, by the entry in the file.
    private var known: [String: MeterPlan] = [:]
    private var base: FarmPlan?

    /// Devices that signal, gather pulses or convert, and have no energy to begin with.
    private static let withoutEnergy: Set<String> = [
        "legrand-004687", "legrand-026136", "legrand-412065",
    ]

    /// A farm of up to three buses and eight meters.
    init(_ chance: inout Chance, models: [String]) {
        seed = chance.number(Int64(0)...Int64.max)
        let startSecond = chance.number(Int64(1_700_000_000)...1_800_000_000)
        start =
            chance.happens(percent: 30) ? "now" : Instant(seconds: startSecond).rfc3339()
        speed = chance.pick([1, 1, 1, 10, 60, 600, 3600])
        zone = chance.pick(["UTC", "Europe/Berlin", "Europe/Paris", "America/New_York"])
        isStrict = chance.happens(percent: 80)
        checkpointMilliseconds = chance.spread(50...20_000)
        foreignUnits = (0..<chance.number(1...3)).map { _ in
            chance.pick(["exception", "silence"])
        }
        let some = (0..<chance.number(1...2)).map { _ in chance.pick(models) }
        for _ in 0..<chance.number(2...8) { add(chance.pick(some), &chance) }
    }

    /// Writes another meter into the file.
    mutating func add(_ model: String, _ chance: inout Chance) {
        let bus = chance.number(0...foreignUnits.count - 1)
        var address = chance.number(1...200)
        while meters.contains(where: { $0.bus == bus && $0.address == address }) {
            address = address % 200 + 1
        }
        var meter = Meter(
            name: "m\(meters.count + 1)",
            model: model,
            bus: bus,
            address: address,
            load: LoadDraft.draw(&chance)
        )
        if chance.happens(percent: 20) {
            meter.more = ", \"clock\": { \"drift\": \(chance.number(-90...90)) }"
        }
        if chance.happens(percent: 20), !Self.withoutEnergy.contains(model) {
            // Counters about to roll over.
            let index = 999_999.9 + Double(chance.number(0...99)) / 1000
            meter.more += ", \"indexes\": { \"energy.active.import.total\": \(index) }"
        }
        meters.append(meter)
    }

    /// The file with some of its meters.
    func text(_ meters: [Meter]) -> String {
        let buses = foreignUnits.enumerated().map {
            "{ \"name\": \"b\($0.offset)\", \"foreignUnit\": \"\($0.element)\" }"
        }
        return """
            { "name": "\(Self.name)", "seed": \(seed),
              "clock": { "start": "\(start)", "speed": \(speed), "timeZone": "\(zone)" },
              "durability": "\(isStrict ? "strict" : "relaxed")",
              "checkpointEvery": "\(checkpointMilliseconds)ms",
              "buses": [ \(buses.joined(separator: ", ")) ],
              "meters": [ \(meters.map(\.text).joined(separator: ", ")) ] }
            """
    }

    /// Reads the file as the daemon does; throws what is wrong with it.
    ///
    /// What has been read before is not read again: a model takes longer to read than to try.
    mutating func plan(_ library: ProfileLibrary) throws(DraftFault) -> FarmPlan {
        let listed = meters.filter(\.isListed)
        let missing = listed.filter { known[$0.text] == nil }
        if !missing.isEmpty || base == nil {
            let plan = try read(missing, library)
            for (meter, plan) in zip(missing, plan.meters) { known[meter.text] = plan }
            base = plan
        }
        guard var plan = base else { throw DraftFault(text: "nothing was read") }
        plan.checkpointEvery = .milliseconds(checkpointMilliseconds)
        plan.meters = listed.compactMap { meter in
            var plan = known[meter.text]
            plan?.installation.wiring = meter.wiring
            for (index, value) in meter.settings { plan?.settings[index] = value }
            return plan
        }
        return plan
    }

    /// Reads a file with some of its meters.
    func read(_ meters: [Meter], _ library: ProfileLibrary) throws(DraftFault) -> FarmPlan {
        let report: FarmReader.Report
        do {
            let document = try JSONValue.parse(Array(text(meters).utf8), file: "trial.json")
            report = FarmReader(file: "trial.json", library: library).read(document)
        } catch {
            throw DraftFault(text: error.description)
        }
        guard let plan = report.plan else {
            throw DraftFault(text: report.faults.map(\.description).joined(separator: "; "))
        }
        return plan
    }
}

/// What is wrong with a farm file.
struct DraftFault: Error {
    let text: String
}
