import FarmCore
import Metrology
import SimulatedTime
import Testing

@Suite("Preset indexes")
struct PresetTests {
    private func machine(_ indexes: String) throws -> MeterMachine {
        let farm = try TestMeter.plan(
            load: "{ \"phases\": { \"all\": { \"activePower\": 3600 } } }",
            more: "\"indexes\": { \(indexes) }"
        )
        return MeterMachine(try #require(farm.meters.first), at: TestMeter.start)
    }

    private func energy(_ machine: MeterMachine, _ channel: Channel, _ bin: Int) -> Int64? {
        machine.registers.energies.lanes(channel, bin: bin)?[0]
    }

    /// Total and tariffs, whole and phases agree, now and after an hour in each of two tariffs.
    private func expectBooks(_ start: MeterMachine) {
        var machine = start
        for tariff in 2...3 {
            machine.perform(.selectTariff(tariff), at: machine.bookedUntil)
            machine.advance(to: machine.bookedUntil + .seconds(3600))
        }
        for meter in [start, machine] {
            for channel in Channel.allCases {
                let tariffs = (1...4).reduce(Int64(0)) {
                    $0 + (energy(meter, channel, $1) ?? -1)
                }
                let total = energy(meter, channel, 0)
                #expect(total == tariffs, "\(channel.name)")
            }
            let whole = energy(meter, .total, 0)
            let phases = [Channel.l1, .l2, .l3].reduce(Int64(0)) {
                $0 + (energy(meter, $1, 0) ?? -1)
            }
            #expect(whole == phases)
        }
    }

    @Test("A total alone stands in the tariff in force and is spread over the phases")
    func total() throws {
        let meter = try machine("\"energy.active.import.total\": 1234567.89")
        #expect(energy(meter, .total, 0) == 4_444_444_404_000)
        #expect(energy(meter, .total, 1) == 4_444_444_404_000)
        expectBooks(meter)
    }

    @Test("Tariffs alone make up their total")
    func tariffs() throws {
        let meter = try machine(
            "\"energy.active.import.t1\": 100, \"energy.active.import.t3\": 20.5"
        )
        #expect(energy(meter, .total, 0) == 433_800_000)
        #expect(energy(meter, .total, 3) == 73_800_000)
        expectBooks(meter)
    }

    @Test("Of a total and tariffs that contradict it, the total is taken")
    func contradiction() throws {
        let meter = try machine(
            "\"energy.active.import.total\": 500, \"energy.active.import.t2\": 900"
        )
        #expect(energy(meter, .total, 0) == 1_800_000_000)
        expectBooks(meter)
    }
}
