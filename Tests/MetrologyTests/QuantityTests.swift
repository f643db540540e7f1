import Metrology
import Testing

@Suite("The catalogue of quantities")
struct QuantityTests {
    @Test("Every name leads to a quantity whose name leads back")
    func namesAreUnambiguous() {
        let catalogue = QuantityCatalogue()
        #expect(catalogue.names.count > 300)
        for name in catalogue.names {
            guard let quantity = catalogue[name] else {
                Issue.record("\(name) is listed and unknown")
                continue
            }
            #expect(catalogue[catalogue.name(of: quantity)] == quantity)
        }
    }

    @Test("The names of FORMATS.md exist")
    func documentedNames() {
        let catalogue = QuantityCatalogue()
        for name in [
            "voltage.l1", "current.n", "power.active.total", "powerFactor.l2",
            "energy.active.import.total", "energy.reactive.inductive.export.t3",
            "energy.active.import.partial", "demand.active.import.maximum",
        ] {
            #expect(catalogue[name] != nil, "\(name)")
        }
    }

    @Test("The two namings of the quadrants differ in the capacitive ones only")
    func quadrantNames() {
        let obis = QuantityCatalogue(quadrants: .obis)
        let active = QuantityCatalogue(quadrants: .activeSign)
        func lane(_ catalogue: QuantityCatalogue, _ name: String) -> EnergyLanes? {
            guard case .energy(let index) = catalogue["energy.reactive.\(name).total"] else {
                return nil
            }
            return index.plus
        }
        for catalogue in [obis, active] {
            #expect(lane(catalogue, "inductive.import") == .q1)
            #expect(lane(catalogue, "inductive.export") == .q3)
        }
        #expect(lane(obis, "capacitive.import") == .q2)
        #expect(lane(obis, "capacitive.export") == .q4)
        #expect(lane(active, "capacitive.import") == .q4)
        #expect(lane(active, "capacitive.export") == .q2)
        // Er+ = inductive + capacitive imported holds under OBIS naming.
        #expect(lane(obis, "import") == [.q1, .q2])
    }

    @Test("OBIS codes are those of IEC 62056-61")
    func obisCodes() {
        let catalogue = QuantityCatalogue()
        let codes = [
            "energy.active.import.total": "1.8.0", "energy.active.export.t2": "2.8.2",
            "energy.reactive.q3.total": "7.8.0", "energy.active.import.l2": "41.8.0",
            "power.active.total": "16.7.0", "voltage.l3": "72.7.0", "frequency": "14.7.0",
            "demand.active.import.maximum": "1.6.0",
        ]
        for (name, code) in codes { #expect(catalogue[name]?.obis == code, "\(name)") }
        #expect(catalogue["energy.active.import.partial"]?.obis == nil)
    }

    @Test("Units carry their prefixes and refuse foreign ones")
    func units() {
        let catalogue = QuantityCatalogue()
        #expect(catalogue["energy.active.import.total"]?.unit.perUnit("kWh") == 3.6e9)
        #expect(catalogue["power.reactive.l1"]?.unit.perUnit("kvar") == 1e9)
        #expect(catalogue["current.l1"]?.unit.perUnit("mA") == 1e3)
        #expect(catalogue["current.l1"]?.unit.perUnit("V") == nil)
        #expect(catalogue["powerFactor.l1"]?.unit.perUnit("") == 1e6)
        #expect(catalogue["operatingTime"]?.unit.perUnit("h") == 3.6e6)
    }

    @Test("A balance runs over the tariffs the model names")
    func balance() {
        let catalogue = QuantityCatalogue(balanceTariffs: [1, 2])
        let expected = EnergyIndex(
            .activeImport,
            minus: .activeExport,
            bins: [.tariff(1), .tariff(2)]
        )
        #expect(catalogue["energy.active.balance"] == .energy(expected))
    }
}
