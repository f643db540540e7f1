import Documents
import FarmCore
import LoadProfiles
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("A meter's state")
struct MeterStateTests {
    /// The meter as its bytes give it again.
    private func again(_ machine: MeterMachine, _ plan: MeterPlan) throws -> MeterMachine {
        try MeterState.machine(
            plan,
            at: machine.bookedUntil,
            from: MeterState.bytes(of: machine)
        )
    }

    private func readings(_ meter: MeterMachine) -> [String: Int64?] {
        let catalogue = meter.model.catalogue
        return Dictionary(
            uniqueKeysWithValues: catalogue.names.map { name in
                (name, catalogue[name].flatMap { meter.value(of: $0) })
            }
        )
    }

    @Test("A life that is broken off and taken up anywhere ends as one that never was")
    func interruptedLives() throws {
        for seed in UInt64(0)..<150 {
            let life = RandomLife(seed: seed, networks: true)
            let plan = try TestMeter.meterPlan(
                load: life.load,
                wiring: life.wiring,
                seed: seed
            )
            var generator = SeededGenerator(seed: seed ^ 0xFEED)
            let whole = try life.lived()
            let broken = try life.lived(polls: life.polls(&generator)) { meter in
                meter = try again(meter, plan)
            }
            #expect(MeterState.bytes(of: whole) == MeterState.bytes(of: broken), "seed \(seed)")
            #expect(readings(whole) == readings(broken), "seed \(seed)")
        }
    }

    @Test("The bytes of every shipped model's meter are read back, and damage is found")
    func everyModel() throws {
        let models = TestMeter.varied
        #expect(models.count >= 9)
        for model in models {
            let farm = try TestMeter.plan(model: model, load: "\"office-building\"")
            let plan = try #require(farm.meters.first)
            var machine = MeterMachine(plan, at: TestMeter.start)
            machine.advance(to: TestMeter.start + .seconds(200_000))
            var copy = try again(machine, plan)
            #expect(readings(copy) == readings(machine), "\(model)")
            let bytes = MeterState.bytes(of: machine)
            for place in stride(from: 0, to: bytes.count, by: 13) {
                var damaged = bytes
                damaged[place] ^= 0x10
                #expect(throws: MeterState.Fault.self, "\(model), byte \(place)") {
                    try MeterState.machine(plan, at: machine.bookedUntil, from: damaged)
                }
            }
            machine.advance(to: TestMeter.start + .seconds(900_000))
            copy.advance(to: TestMeter.start + .seconds(900_000))
            #expect(MeterState.bytes(of: copy) == MeterState.bytes(of: machine), "\(model)")
        }
    }

    @Test("A state of another model is refused")
    func otherModel() throws {
        let one = try #require(
            try TestMeter.plan(model: "eastron-sdm630", load: "\"household\"").meters.first
        )
        let other = try #require(
            try TestMeter.plan(model: "eastron-sdm120", load: "\"household\"").meters.first
        )
        let bytes = MeterState.bytes(of: MeterMachine(one, at: TestMeter.start))
        #expect(throws: MeterState.Fault.self) {
            try MeterState.machine(other, at: TestMeter.start, from: bytes)
        }
    }

    @Test("A state tells everything by name")
    func fields() throws {
        let plan = try #require(
            try TestMeter.plan(model: "socomec-countis-e44", load: "\"household\"").meters.first
        )
        var machine = MeterMachine(plan, at: TestMeter.start)
        machine.advance(to: TestMeter.start + .seconds(86_400))
        let fields = MeterState.fields(of: machine)
        let path = "registers.energies.tariff1.total.activeImport"
        let energy = fields.first { $0.path == path }
        let counted = machine.registers.energies.lanes(.total, bin: 1)?[0]
        #expect(energy?.value == counted.map { .whole($0) } && counted != 0)
        #expect(Set(fields.map(\.path)).count == fields.count)
    }
}
