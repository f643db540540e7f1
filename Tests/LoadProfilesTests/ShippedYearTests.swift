import Documents
import LoadProfiles
import SimulatedTime
import Testing

@Suite("A year of each shipped load profile")
struct ShippedYearTests {
    /// What a profile promises.
    struct Promise: CustomTestStringConvertible, Sendable {
        let name: String
        /// kWh a year.
        let imported: ClosedRange<Double>
        var exported: ClosedRange<Double> = 0...0
        var powerFactor: ClosedRange<Double> = 0.9...1
        /// Mean power at night over that by day.
        var nightToDay: ClosedRange<Double> = 0.2...0.95
        /// Mean power in winter over that in summer.
        var winterToSummer: ClosedRange<Double> = 0.9...1.5
        /// Orders of harmonics that are there.
        var orders: Set<Int> = []
        var voltages: ClosedRange<Double> = 215...242

        var testDescription: String { name }
    }

    static let promises = [
        Promise(name: "household", imported: 3450...3550),
        Promise(
            name: "household-heat-pump",
            imported: 8000...8800,
            winterToSummer: 2.5...5,
            orders: [3, 5, 7, 11]
        ),
        Promise(name: "household-ev-charger", imported: 6200...6700, orders: [3, 5, 7, 9, 11]),
        Promise(
            name: "household-pv",
            imported: 2000...2500,
            exported: 3500...4300,
            powerFactor: 0...0.6,
            nightToDay: -1 ... -0.05,
            winterToSummer: -1...0,
            orders: [3, 5, 7, 11]
        ),
        Promise(name: "office-building", imported: 138_000...146_000),
        Promise(name: "shop", imported: 41_000...45_000, orders: [3, 5, 7, 9, 11]),
        Promise(name: "bakery", imported: 57_000...61_000, nightToDay: 3...7),
        Promise(
            name: "workshop",
            imported: 35_000...39_000,
            powerFactor: 0.65...0.75
        ),
        Promise(
            name: "welding-shop",
            imported: 12_000...14_500,
            powerFactor: 0.45...0.6,
            nightToDay: 0...0.2,
            orders: [3, 5, 7]
        ),
        Promise(name: "dairy-farm", imported: 38_500...41_500, powerFactor: 0.82...0.84),
        Promise(
            name: "pump-duty-cycle",
            imported: 27_000...30_000,
            powerFactor: 0.81...0.83,
            nightToDay: 0.95...1.05,
            winterToSummer: 0.6...0.8
        ),
        Promise(
            name: "data-room",
            imported: 92_000...98_000,
            powerFactor: 0.94...0.96,
            nightToDay: 0.9...1.05,
            winterToSummer: 0.85...1,
            orders: [3, 5, 7, 9, 11, 13, 15]
        ),
        Promise(
            name: "street-lighting",
            imported: 13_000...15_000,
            powerFactor: 0.89...0.91,
            nightToDay: 20...300,
            winterToSummer: 1.5...2.2,
            orders: [3, 5, 7, 9]
        ),
        Promise(
            name: "pv-plant",
            imported: 200...320,
            exported: 120_000...140_000,
            powerFactor: 0.98...1,
            nightToDay: -0.05...0,
            winterToSummer: 0.2...0.6,
            orders: [5, 7, 11, 13]
        ),
        Promise(
            name: "battery-storage",
            imported: 33_500...37_000,
            exported: 26_500...29_500,
            powerFactor: 0...0.2,
            nightToDay: 0...0.2,
            orders: [5, 7, 11, 13]
        ),
        Promise(name: "near-starting-current", imported: 120...155, nightToDay: 0.9...1.1),
        Promise(
            name: "constant-test-load",
            imported: 22_500...22_600,
            nightToDay: 0.999...1.001,
            winterToSummer: 0.999...1.001
        ),
    ]

    private static func year(_ name: String) throws -> LoadYear {
        let library = Bench.library()
        let found = try library.find(name, kind: .loads, from: "").orThrow(name)
        let node = Node(
            try JSONValue.parse(found.bytes, file: found.path),
            log: FaultLog(file: found.path)
        )
        let profile = try LoadProfile.read(node, library: library).orThrow(name)
        let context = try Bench.context("year")
        return try LoadYear(of: profile.load(in: context), zone: context.timeZone)
    }

    @Test("It keeps what its description promises", arguments: promises)
    func promise(_ promise: Promise) throws {
        let year = try Self.year(promise.name)
        #expect(promise.imported.contains(year.imported), "\(year.imported) kWh")
        #expect(promise.exported.contains(year.exported), "\(year.exported) kWh")
        #expect(promise.powerFactor.contains(year.powerFactor), "\(year.powerFactor)")
        let nightToDay = year.night.value / year.day.value
        #expect(promise.nightToDay.contains(nightToDay), "\(nightToDay)")
        let winterToSummer = year.winter.value / year.summer.value
        #expect(promise.winterToSummer.contains(winterToSummer), "\(winterToSummer)")
        #expect(year.orders == promise.orders)
        #expect(promise.voltages.contains(year.voltages.lowerBound), "\(year.voltages)")
        #expect(promise.voltages.contains(year.voltages.upperBound), "\(year.voltages)")
    }

    @Test("Every profile but the sum of others is promised something")
    func complete() {
        let names = Set(Bench.library().names(of: .loads)).subtracting(["flats-main"])
        #expect(Set(Self.promises.map(\.name)) == names)
    }

    @Test("A battery visits all four quadrants")
    func quadrants() throws {
        let year = try Self.year("battery-storage")
        #expect(year.quadrants.allSatisfy { $0 > 0.01 }, "\(year.quadrants)")
    }

    @Test("A data room's current is heavily distorted")
    func distortion() throws {
        let year = try Self.year("data-room")
        #expect((0.6...0.9).contains(year.distortion.value))
    }

    @Test("The load near the starting current goes from below it to above")
    func startingCurrent() throws {
        let year = try Self.year("near-starting-current")
        #expect(year.currents.lowerBound == 0)
        #expect((0.045...0.05).contains(year.currents.upperBound))
    }
}
