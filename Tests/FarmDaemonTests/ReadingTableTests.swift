import FarmDaemon
import MeterModels
import Testing

@Suite("Readings as text")
struct ReadingTableTests {
    private let readings = [
        MeterPoller.Reading(
            quantity: "power.active.total",
            value: .number(-0.19),
            unit: "kW",
            decimals: 2,
            evidence: .official
        ),
        MeterPoller.Reading(
            quantity: "voltage.l1",
            value: .notAvailable,
            unit: "V",
            decimals: 1,
            evidence: .assumed
        ),
    ]

    @Test("A table is aligned and marks what is not official")
    func table() {
        #expect(
            ReadingTable.lines(readings, .table) == [
                "power.active.total  -0.19 kW", "voltage.l1            n/a V      (assumed)",
            ]
        )
    }

    @Test("JSON has a null and CSV an n/a for what cannot be measured")
    func machineFormats() {
        #expect(
            ReadingTable.lines(readings, .json)[1]
                == #"{"quantity":"voltage.l1","value":null,"unit":"V","evidence":"assumed"}"#
        )
        #expect(ReadingTable.lines(readings, .csv)[1] == "power.active.total,-0.19,kW,official")
        #expect(ReadingTable.lines(readings, .csv)[2] == "voltage.l1,n/a,V,assumed")
    }

    @Test("Whatever number a device sends, it is printed", arguments: 0...12)
    func anyNumber(decimals: Int) {
        for number in [0, 1e14, -9.9e14, 1e15, 3.4e38, -1.7e308, 1e-300, .infinity, .nan] {
            let reading = MeterPoller.Reading(
                quantity: "voltage.l1",
                value: .number(number),
                unit: "V",
                decimals: decimals,
                evidence: .official
            )
            #expect(ReadingTable.lines([reading], .csv)[1].hasPrefix("voltage.l1,"))
        }
    }
}
