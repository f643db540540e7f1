import MBusProtocol
import TestSupport
import Testing

@Suite("A request with the frame count bit of the last one gets the very same bytes")
struct RepetitionTests {
    /// What a slave puts on the line for the body of a frame.
    private func answer(_ bench: inout Bench, _ body: String) -> [UInt8] {
        guard let frame = LinkFrame(body: hex(body)) else { return [] }
        var output: [UInt8] = []
        _ = bench.slave.answer(frame, device: &bench.device, into: &output)
        return output
    }

    @Test("Whatever has changed in the device meanwhile")
    func sameBytes() {
        var bench = Bench()
        let first = answer(&bench, "7B 05")
        bench.device.padding = 7
        bench.device.alarm = 1
        #expect(first.count > 6 && answer(&bench, "7B 05") == first)
        #expect(answer(&bench, "7B 05") == first)
        let next = answer(&bench, "5B 05")
        #expect(next.count == first.count + 7)
        #expect(answer(&bench, "5B 05") == next)
    }

    @Test("Each of the two ways to the slave repeats its own telegram")
    func twoWays() {
        var bench = Bench()
        _ = bench.select()
        let (own, selected) = (answer(&bench, "7B 05"), answer(&bench, "7B FD"))
        #expect(own != selected)
        bench.device.padding = 3
        #expect(answer(&bench, "7B FD") == selected && answer(&bench, "7B 05") == own)
    }

    @Test("An error report is repeated, too, and does not come twice otherwise")
    func error() {
        var bench = Bench()
        bench.device.linkProfile.reportsErrors = true
        _ = bench.ask("73 05 B2")
        let report = answer(&bench, "7B 05")
        #expect(report.contains(0x70) && answer(&bench, "7B 05") == report)
        #expect(bench.telegram("5B 05") == 1)
    }

    @Test(
        "SND_NKE, a reset of the application and selectors let the next request be a new one",
        arguments: ["40 05", "53 05 50", "53 05 51 08 04"]
    )
    func forgets(body: String) {
        var bench = Bench()
        let first = answer(&bench, "7B 05")
        bench.device.padding = 5
        #expect(bench.ask(body) == "E5")
        #expect(answer(&bench, "7B 05").count == first.count + 5)
    }

    @Test("A device with the quirk of restarting says anew what it measures")
    func quirk() {
        var bench = Bench()
        bench.device.linkProfile.requestRestartsReadout = true
        let first = answer(&bench, "5B 05")
        bench.device.padding = 2
        #expect(answer(&bench, "5B 05").count == first.count + 2)
    }

    @Test("A stuck frame count repeats the bytes for either bit")
    func stuck() {
        var bench = Bench()
        let first = answer(&bench, "7B 05")
        bench.slave.isFrameCountStuck = true
        bench.device.padding = 1
        #expect(answer(&bench, "5B 05") == first && answer(&bench, "7B 05") == first)
    }
}
