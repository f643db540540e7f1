import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("The truth of a meter beside what it sees")
struct MeterTruthTests {
    private static let idle = """
        { "phases": { "all": { "activePower": 0 } }, "voltage": 230, "frequency": 50 }
        """

    private func truths() throws -> [(WiringCase, MeterTruth)] {
        let bench = try WiringBench("meterfarm-reference", cases: WiringCase.all, .rtu)
        return try WiringCase.all.enumerated().map { place, made in
            (made, try #require(bench.bus.truth(ofMeterAt: place, at: TestMeter.start)))
        }
    }

    private func isNear(_ a: Double?, _ b: Double?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) < 1e-3 + abs(b) * 1e-6
    }

    @Test("What is seen is what the document worked out, whatever is wrong")
    func seen() throws {
        for (made, truth) in try truths() {
            let (vector, seen) = (try #require(made.vector), try #require(truth.seen))
            for (k, phase) in seen.phases.enumerated() {
                #expect(isNear(phase.voltageRMS, vector.V[k]), "\(made)")
                #expect(isNear(phase.currentRMS, vector.I[k]), "\(made)")
                #expect(isNear(phase.voltage?.magnitude, vector.V[k]), "\(made)")
                #expect(isNear(phase.current?.magnitude, vector.I[k]), "\(made)")
                #expect(isNear(phase.powers.active, vector.P[k]), "\(made)")
                #expect(isNear(phase.powers.reactive, vector.Q[k]), "\(made)")
            }
            #expect(isNear(seen.total.active, vector.Pt), "\(made)")
            #expect(isNear(seen.neutralCurrent, vector.IN), "\(made)")
        }
    }

    @Test("What is right is the load, whatever is wrong with the meter's own wires")
    func right() throws {
        for (made, truth) in try truths() where !["9b", "11b"].contains(made.number) {
            #expect(isNear(truth.right.total.active, 4140 + made.third), "\(made)")
            for phase in truth.right.phases {
                #expect(isNear(phase.voltage?.magnitude, 230), "\(made)")
            }
            #expect(isNear(truth.right.phases[1].voltage?.angle, -120))
            #expect(isNear(truth.right.phases[2].voltage?.angle, 120))
        }
    }

    @Test("A lost phase and a broken neutral are the truth, and the meter is right about them")
    func upstream() throws {
        for (made, truth) in try truths() where ["9b", "11b"].contains(made.number) {
            let vector = try #require(made.vector)
            #expect(isNear(truth.right.total.active, vector.Pt), "\(made)")
            #expect(isNear(truth.right.total.active, truth.seen?.total.active), "\(made)")
        }
    }

    @Test("Every quantity of the catalogue is there with its exact value and its unit")
    func quantities() throws {
        let machine = try TestMeter.machine(load: Self.idle)
        let truth = machine.truth()
        #expect(truth.quantities.map(\.name) == machine.model.catalogue.names)
        for quantity in truth.quantities {
            let known = try #require(machine.model.catalogue[quantity.name])
            #expect(quantity.exact == machine.value(of: known), "\(quantity.name)")
        }
        let some = machine.truth(quantities: "voltage.l1,frequency").quantities
        #expect(some.map(\.name) == ["frequency", "voltage.l1"])
        #expect(some.map(\.unit) == ["Hz", "V"])
        #expect(some.map(\.value) == [50, 230])
        #expect(some.map(\.obis) == ["14.7.0", "32.7.0"])
    }
}
