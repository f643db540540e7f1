import MeterModels
import SimulatedTime
import Testing

@testable import FarmCore

@Suite("How often a line breaks characters")
struct LineErrorTests {
    private func reflections(_ length: Double, _ terminators: Int, _ baud: Int) -> Double {
        LineErrors.reflections(length: length, terminators: terminators, baudRate: baud)
    }

    @Test("With both terminators nothing is reflected")
    func terminated() {
        for baud in [1200, 9600, 115_200, 1_000_000] { #expect(reflections(1200, 2, baud) == 0) }
    }

    @Test("Without terminators a short or slow line works")
    func harmless() {
        #expect(reflections(100, 0, 19_200) == 0)
        #expect(reflections(200, 0, 9600) == 0)
        #expect(reflections(10, 0, 115_200) == 0)
    }

    @Test("Errors grow with the logarithm of baud rate times length, to a half")
    func growth() {
        #expect(abs(reflections(1000, 0, 20_000) - 0.25) < 1e-12)
        #expect(abs(reflections(2000, 0, 100_000) - 0.5) < 1e-12)
        #expect(reflections(10_000, 0, 4_000_000) == 0.5)
        var last = 0.0
        for length in stride(from: 50.0, through: 1200, by: 50) {
            let probability = reflections(length, 0, 115_200)
            #expect(probability > last)
            #expect(abs(reflections(length, 1, 115_200) - probability / 2) < 1e-15)
            last = probability
        }
    }

    @Test("A driver carries its loads, and then ever less well")
    func overload() {
        func at(_ meters: Int) -> Double {
            LineErrors.overload(meters: meters, unitLoad: 1, drivers: 32)
        }
        #expect(at(0) == 0 && at(32) == 0)
        #expect(at(33) > 0 && at(33) < 0.001)
        #expect(at(40) > at(36) && at(36) > at(33))
        #expect(abs(at(48) - 0.125) < 1e-12)
        #expect(at(64) == 0.5 && at(200) == 0.5)
        #expect(LineErrors.overload(meters: 128, unitLoad: 0.25, drivers: 32) == 0)
    }

    @Test("A character is right when all its bits are")
    func bits() {
        #expect(LineErrors.bits(errorRate: 0, bitsPerCharacter: 11) == 0)
        #expect(abs(LineErrors.bits(errorRate: 0.5, bitsPerCharacter: 2) - 0.75) < 1e-15)
        #expect(abs(LineErrors.bits(errorRate: 1e-6, bitsPerCharacter: 10) - 1e-5) < 1e-9)
    }

    @Test("Reasons add up as chances that do not know each other")
    func together() {
        var conditions = LineConditions()
        let format = LineFormat(baudRate: 20_000, parity: .none, stopBits: 1)
        #expect(LineErrors.character(conditions, format: format, meters: 32) == 0)
        (conditions.terminators, conditions.length) = (0, 1000)
        conditions.unitLoad = 1
        let both = LineErrors.character(conditions, format: format, meters: 64)
        #expect(abs(both - (1 - 0.75 * 0.5)) < 1e-12)
    }

    /// The share of bytes that differ.
    private func broken(_ conditions: LineConditions, meters: Int, baud: Int = 20_000) -> Double {
        var damage = LineDamage(Seed(3).stream("b", "wire"))
        let format = LineFormat(baudRate: baud, parity: .none, stopBits: 1)
        damage.adopt(conditions, format: format, meters: meters)
        var count = 0
        for _ in 0..<200 {
            var bytes = [UInt8](repeating: 0x5A, count: 100)
            damage.strike(&bytes, 0..<100)
            count += bytes.count { $0 != 0x5A }
        }
        return Double(count) / 20_000
    }

    @Test("As many characters break as the probability says")
    func rates() {
        var conditions = LineConditions()
        #expect(broken(conditions, meters: 32) == 0)
        (conditions.terminators, conditions.length) = (0, 1000)
        #expect(abs(broken(conditions, meters: 1) - 0.25) < 0.01)
        conditions.terminators = 1
        #expect(abs(broken(conditions, meters: 1) - 0.125) < 0.01)
        var overload = LineConditions()
        overload.unitLoad = 1
        #expect(abs(broken(overload, meters: 48) - 0.125) < 0.01)
    }
}
