import Documents
import FarmCore
import Testing

@Suite("Energies that a meter starts with")
struct IndexReaderTests {
    private func faults(_ model: String, _ indexes: String) throws -> [String] {
        let meter = FarmText.meter(model, "\"indexes\": { \(indexes) }")
        return try FarmText.report(meter).faults.map(\.description)
    }

    @Test(
        "A counter that the model lacks is a fault that names those it has",
        arguments: [
            ("legrand-412083", "energy.active.import.t4", "energy.active.import.t2"),
            ("legrand-412083", "energy.active.import.l1", "energy.active.import.total"),
            ("legrand-412068", "energy.active.import.partial", "energy.active.import.total"),
            ("legrand-412068", "energy.active.import.t1", "energy.active.import.total"),
            ("legrand-412083", "energy.apparent.total", "energy.reactive.import.total"),
            ("legrand-412083", "energy.reactive.q1.partial.t1", "energy.active.import.partial"),
        ]
    )
    func missing(model: String, counter: String, has: String) throws {
        let faults = try faults(model, "\"\(counter)\": 5")
        #expect(faults.count == 1)
        let fault = faults.first ?? ""
        #expect(fault.hasPrefix("f.json: /meters/0/indexes/\(counter): "), "\(fault)")
        #expect(fault.contains("has no counter \"\(counter)\"; it has energy."), "\(fault)")
        #expect(fault.contains(has), "\(fault)")
    }

    @Test("A meter without registers has what its outputs count")
    func plain() throws {
        let meter = """
            { "name": "m", "model": "legrand-004670", "load": "constant-test-load",
              "indexes": { "energy.reactive.import.total": 5 } }
            """
        let fault = try #require(try FarmText.report(meter).faults.first)
        #expect(fault.message.hasSuffix("it has energy.active.import.total"))
        let right = meter.split(separator: "reactive").joined(separator: "active")
        #expect(try FarmText.report(right).faults == [])
    }

    @Test("A device that measures nothing counts nothing")
    func idle() throws {
        let meter = """
            { "name": "m", "model": "legrand-412065", "bus": "b", "address": 1,
              "indexes": { "energy.active.import.total": 5 } }
            """
        let faults = try FarmText.report(meter).faults.map(\.message)
        #expect(faults.first?.hasSuffix(" counts no energy") == true)
    }

    @Test(
        "What the model has is taken",
        arguments: [
            ("legrand-412083", "energy.reactive.q1.t2"),
            ("legrand-412083", "energy.active.export.partial"),
            ("meterfarm-reference", "energy.active.import.l2.t4"),
            ("meterfarm-reference", "energy.apparent.import.total"),
            ("sunspec-203", "energy.active.import.l3"),
            ("eastron-sdm630", "energy.active.both.total"),
        ]
    )
    func right(model: String, counter: String) throws {
        #expect(try faults(model, "\"\(counter)\": 5") == [])
    }
}
