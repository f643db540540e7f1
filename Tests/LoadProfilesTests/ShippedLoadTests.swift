import Documents
import LoadProfiles
import Metrology
import SimulatedTime
import Testing

@Suite("Shipped load profiles")
struct ShippedLoadTests {
    static let names = Bench.library().names(of: .loads)

    private func profile(_ name: String) throws -> LoadProfile {
        let library = Bench.library()
        let found = try library.find(name, kind: .loads, from: "").orThrow(name)
        let value = try JSONValue.parse(found.bytes, file: found.path)
        let node = Node(value, log: FaultLog(file: found.path))
        let profile = LoadProfile.read(node, library: library)
        try node.log.throwIfAny()
        return try profile.orThrow(name)
    }

    @Test("Each is read without a fault and says what it is", arguments: names)
    func read(name: String) throws {
        let profile = try profile(name)
        #expect(profile.description.count > 20)
        #expect(profile.timeZone != nil)
        let load = profile.load(in: try Bench.context())
        let piece = load.piece(at: try Bench.at("2026-06-10T12:00:00+02:00"))
        #expect(piece.conditions.phases.allSatisfy { (220...240).contains($0.voltage) })
    }

    @Test("The ones the demo names are there")
    func present() {
        let wanted = [
            "household", "household-pv", "office-building", "workshop", "constant-test-load",
            "household-heat-pump", "household-ev-charger", "shop", "bakery", "pump-duty-cycle",
            "welding-shop", "data-room", "street-lighting", "pv-plant", "battery-storage",
            "near-starting-current", "dairy-farm", "flats-main",
        ]
        #expect(Set(wanted).isSubset(of: Set(Self.names)))
    }

    @Test("Standard profiles are all shipped")
    func standards() {
        #expect(Bench.library().names(of: .standards).count == 16)
    }

    @Test("A household with photovoltaics exports at noon and imports at night")
    func photovoltaics() throws {
        let load = try profile("household-pv").load(in: try Bench.context())
        let noon = load.piece(at: try Bench.at("2026-06-10T13:00:00+02:00")).conditions
        let night = load.piece(at: try Bench.at("2026-06-10T23:00:00+02:00")).conditions
        #expect(noon.l1.activePower < -300)
        #expect(night.phases.allSatisfy { $0.activePower > 0 })
    }

    @Test("The test load is what its description says")
    func testLoad() throws {
        let piece = try profile("constant-test-load").load(in: try Bench.context()).piece(
            at: .epoch
        )
        #expect(piece.until == .distantFuture)
        #expect(piece.conditions.l1 == PhaseConditions(voltage: 230, activePower: 2300))
        #expect(
            piece.conditions.l2
                == PhaseConditions(voltage: 231, activePower: 776.16, reactivePower: 582.12)
        )
        #expect(
            piece.conditions.l3
                == PhaseConditions(voltage: 229, activePower: -500, reactivePower: 150)
        )
    }

    @Test("A workshop is at work by day and its power factor is poor")
    func workshop() throws {
        let load = try profile("workshop").load(in: try Bench.context())
        let day = load.piece(at: try Bench.at("2026-06-10T10:00:00+02:00")).conditions
        let night = load.piece(at: try Bench.at("2026-06-10T03:10:00+02:00")).conditions
        #expect(day.l3.activePower > night.l3.activePower)
        #expect(abs(day.l1.reactivePower) > day.l1.activePower)
    }
}
