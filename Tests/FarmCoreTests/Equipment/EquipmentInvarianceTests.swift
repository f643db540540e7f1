import FarmCore
import LoadProfiles
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("What must always hold of a device with inputs, relays, sensors and a breaker")
struct EquipmentInvarianceTests {
    private static let seeds = UInt64(0)..<160

    private func readings(_ meter: MeterMachine) -> [String: Int64?] {
        let catalogue = meter.model.catalogue
        return Dictionary(
            uniqueKeysWithValues: catalogue.names.map { name in
                (name, catalogue[name].flatMap { meter.value(of: $0) })
            }
        )
    }

    @Test("However often it was polled, it ends in the same state")
    func pollInvariance() throws {
        var trips: Int64 = 0
        for seed in Self.seeds {
            let life = try EquipmentLife(seed: seed)
            var generator = SeededGenerator(seed: seed ^ 0xABCDEF)
            let undisturbed = try life.lived()
            let polled = try life.lived(polls: life.polls(&generator)) { _ = readings($0) }
            #expect(
                MeterState.bytes(of: undisturbed) == MeterState.bytes(of: polled),
                "seed \(seed)"
            )
            if seed % 8 == 0 {
                #expect(readings(undisturbed) == readings(polled), "seed \(seed)")
            }
            trips += try undisturbed.value("breaker.trips") ?? 0
        }
        #expect(trips > 120, "lives in which the breaker does not trip show nothing")
    }

    @Test("Polled at every step, it shows at each instant what it shows unpolled")
    func everyStep() throws {
        for seed in Self.seeds.prefix(12) {
            let life = try EquipmentLife(seed: seed)
            var generator = SeededGenerator(seed: seed)
            let places = life.polls(&generator).prefix(4).map { $0.floored(to: .seconds(1)) }
            let seconds = min(life.length.microseconds / 1_000_000, 4000)
            var shown: [Instant: [String: Int64?]] = [:]
            _ = try life.lived(
                polls: (0...seconds).map { TestMeter.start + .seconds($0) } + places
            ) { meter in
                if places.contains(meter.bookedUntil) { shown[meter.bookedUntil] = readings(meter) }
            }
            for place in places {
                _ = try life.lived(polls: [place]) { meter in
                    #expect(readings(meter) == shown[place], "seed \(seed), \(place)")
                }
            }
        }
    }

    @Test("A life that is broken off and taken up anywhere ends as one that never was")
    func interrupted() throws {
        for seed in Self.seeds {
            let life = try EquipmentLife(seed: seed)
            var generator = SeededGenerator(seed: seed ^ 0xFEED)
            let whole = try life.lived()
            let broken = try life.lived(polls: life.polls(&generator)) { meter in
                meter = try MeterState.machine(
                    life.plan,
                    at: meter.bookedUntil,
                    from: MeterState.bytes(of: meter)
                )
            }
            #expect(MeterState.bytes(of: whole) == MeterState.bytes(of: broken), "seed \(seed)")
            #expect(readings(whole) == readings(broken), "seed \(seed)")
        }
    }

    @Test("The books are the integral of what the closed breaker let through, and nothing else")
    func books() throws {
        for seed in Self.seeds.prefix(20) {
            let life = try EquipmentLife(seed: seed, deeds: 0...0)
            var meter = MeterMachine(life.plan, at: TestMeter.start)
            var (imported, opened): (Int64, Int) = (0, 0)
            for second in 0..<min(life.length.microseconds / 1_000_000, 15_000) {
                let instant = TestMeter.start + .seconds(second)
                meter.advance(to: instant)
                if second % 97 == 0 {
                    try? meter.carryOut(.breaker(.reset), at: instant)
                    try? meter.carryOut(.breaker(.close), at: instant)
                }
                let voltage = try #require(try meter.value("voltage.l1"))
                #expect(voltage == 230_000_000, "the voltage stays, seed \(seed)")
                guard try meter.value("breaker.closed") == 1 else {
                    opened += 1
                    let current = try meter.value("current.l1")
                    #expect(current == 0, "seed \(seed), \(instant)")
                    continue
                }
                let site = life.plan.load.piece(at: instant).conditions
                let power = site.phases.reduce(Int64(0)) {
                    $0 + Int64(($1.activePower * 1000).rounded())
                }
                imported += max(power, 0)
            }
            meter.advance(to: meter.bookedUntil + .seconds(1))
            #expect(meter.registers.totals[0] == imported, "seed \(seed)")
        }
    }
}
