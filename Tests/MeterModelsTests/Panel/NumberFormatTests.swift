import MeterModels
import Metrology
import Testing

@Suite("How a display writes numbers")
struct NumberFormatTests {
    /// The formats of the COUNTIS E44.
    private func format(of quantity: String) throws -> (NumberFormat, Quantity) {
        let model = try Repository.model("socomec-countis-e44")
        let wanted = try #require(model.catalogue[quantity])
        for row in model.panel.menus.flatMap(\.pages).flatMap(\.rows) {
            if case .quantity(wanted, let format) = row.content { return (format, wanted) }
        }
        throw Missing()
    }

    private struct Missing: Error {}

    private func text(_ value: Int64?, _ quantity: String) throws -> String {
        let (format, wanted) = try format(of: quantity)
        let written = format.written(value, of: wanted)
        return "\(written.text) \(written.unit)"
    }

    @Test("An energy is cut off, and shifts from kWh to MWh where it has no more room")
    func energies() throws {
        let name = "energy.active.import.total"
        let wattHour: Int64 = 3_600_000
        #expect(try text(0, name) == "000000.00 kWh")
        #expect(try text(6_229 * wattHour, name) == "000006.22 kWh")
        #expect(try text(999_999_990 * wattHour, name) == "999999.99 kWh")
        #expect(try text(1_000_000_000 * wattHour, name) == "01000.000 MWh")
        #expect(try text(99_999_999_999 * wattHour, name) == "99999.999 MWh")
        #expect(try text(100_000_000_000 * wattHour, name) == "100000.00 MWh")
        #expect(try text(999_999_990_000 * wattHour, name) == "999999.99 MWh")
        #expect(try text(1_000_000_000_000 * wattHour, name) == "-------- kWh")
    }

    @Test("A power is rounded and shifts from 0.000 kW to 99.99 MW, without a sign")
    func powers() throws {
        let name = "power.active.total"
        #expect(try text(1_150_000_000, name) == "1.150 kW")
        #expect(try text(-1_150_000_000, name) == "1.150 kW")
        #expect(try text(1_149_500_000, name) == "1.150 kW")
        #expect(try text(9_999_499_999, name) == "9.999 kW")
        #expect(try text(9_999_500_000, name) == "10.00 kW")
        #expect(try text(999_900_000_000, name) == "999.9 kW")
        #expect(try text(1_000_000_000_000, name) == "1.000 MW")
        #expect(try text(99_990_000_000_000, name) == "99.99 MW")
    }

    @Test("A balance has a sign, a value that is not there has dashes")
    func signs() throws {
        #expect(try text(-36_000_000, "energy.active.balance") == "-000000.01 kWh")
        #expect(try text(-3_600_000, "energy.active.balance") == "000000.00 kWh")
        #expect(try text(nil, "voltage.average") == "---- V")
        #expect(try text(75_700_000, "voltage.average") == "075.7 V")
    }

    @Test("An hour meter is written in hours and minutes")
    func hours() throws {
        let model = try Repository.model("legrand-412083")
        let rows = model.panel.menus.flatMap(\.pages).flatMap(\.rows)
        let formats = rows.compactMap { row -> NumberFormat? in
            guard case .quantity(.operatingTime, let format) = row.content else { return nil }
            return format
        }
        let format = try #require(formats.first)
        func text(_ minutes: Int64) -> String {
            format.written(minutes * 60_000, of: .operatingTime).text
        }
        #expect(text(0) == "0.00" && text(59) == "0.59" && text(60) == "1.00")
        #expect(text(99_999 * 60 + 59) == "99999.59")
        #expect(text(100_000 * 60) == "-------")
    }

    @Test("Every quantity has a plain format in which its value has room")
    func plain() {
        let catalogue = QuantityCatalogue()
        for name in catalogue.names {
            guard let quantity = catalogue[name] else { continue }
            let written = NumberFormat.plain(quantity).written(1, of: quantity)
            #expect(!written.text.contains("--"), "\(name)")
        }
    }
}
