import MBusProtocol
import Testing

struct FrameCountTests {
    @Test("The first request gets telegram 1, whatever its frame count bit")
    func first() {
        for body in ["5B 05", "7B 05", "4B 05", "6B 05"] {
            var bench = Bench()
            #expect(bench.telegram(body) == 1)
            #expect(bench.telegram("7B 05") != nil)
            #expect(bench.ask("40 05") == "E5")
            #expect(bench.telegram(body) == 1)
        }
    }

    @Test("A toggled bit gets the next telegram, the same bit the same, and 1 follows the last")
    func toggled() {
        var bench = Bench()
        #expect(bench.telegram("7B 05") == 1)
        #expect(bench.telegram("7B 05") == 1)
        #expect(bench.telegram("5B 05") == 2)
        #expect(bench.telegram("5B FE") == 2)
        #expect(bench.telegram("7B 05") == 3)
        #expect(bench.telegram("5B 05") == 1)
        #expect(bench.slave.accessNumber == 4)
    }

    @Test("A master that always sends 5B always gets telegram 1")
    func always() {
        var bench = Bench()
        for _ in 0..<5 { #expect(bench.telegram("5B 05") == 1) }
    }

    @Test("Without a valid frame count every frame is new, and the memory stays")
    func notValid() {
        var bench = Bench()
        #expect(bench.telegram("7B 05") == 1)
        #expect(bench.telegram("4B 05") == 2)
        #expect(bench.telegram("4B 05") == 3)
        #expect(bench.telegram("7B 05") == 3)
        for body in ["43 05 54", "43 05 54", "63 05 54"] { #expect(bench.ask(body) == "E5") }
        #expect(bench.device.performed.count == 3)
    }

    @Test("A repeated SND_UD is acknowledged and not carried out")
    func repeated() {
        var bench = Bench()
        #expect(bench.ask("73 05 54") == "E5")
        #expect(bench.ask("73 05 54") == "E5")
        #expect(bench.device.performed.count == 1)
        #expect(bench.ask("53 05 54") == "E5")
        #expect(bench.device.performed.count == 2)
        #expect(bench.ask("40 05") == "E5" && bench.ask("53 05 54") == "E5")
        #expect(bench.device.performed.count == 3)
    }

    @Test("A request between two SND_UD tells that the second is new", arguments: ["5B", "5A"])
    func separated(request: String) {
        var bench = Bench()
        #expect(bench.ask("53 05 54") == "E5")
        _ = bench.ask(request + "05")
        #expect(bench.ask("53 05 54") == "E5")
        #expect(bench.device.performed.count == 2)
    }

    @Test("A SND_UD does not make the request behind it a repetition")
    func dataThenRequest() {
        var bench = Bench()
        #expect(bench.telegram("7B 05") == 1)
        #expect(bench.ask("53 05 54") == "E5")
        #expect(bench.telegram("5B 05") == 2)
    }

    @Test("The primary address and 253 have a memory each")
    func separate() {
        var bench = Bench()
        #expect(bench.select() == "E5")
        #expect(bench.telegram("7B FD") == 1)
        #expect(bench.telegram("7B 05") == 1)
        #expect(bench.telegram("5B 05") == 2)
        #expect(bench.telegram("7B FD") == 1)
        #expect(bench.telegram("5B FD") == 2)
        #expect(bench.ask("40 05") == "E5")
        #expect(bench.telegram("7B FD") == 3)
        #expect(bench.telegram("7B 05") == 1)
        #expect(bench.ask("53 05 54") == "E5" && bench.ask("53 FD 54") == "E5")
        #expect(bench.device.performed.count == 2)
    }

    @Test("SND_NKE to 255 forgets the frame count as well")
    func broadcast() {
        var bench = Bench()
        #expect(bench.telegram("7B 05") == 1 && bench.telegram("5B 05") == 2)
        #expect(bench.ask("40 FF") == "")
        #expect(bench.telegram("5B 05") == 1)
    }

    @Test("A stuck frame count repeats telegram 1 for ever and carries out nothing")
    func stuck() {
        var bench = Bench()
        bench.slave.isFrameCountStuck = true
        for body in ["7B 05", "5B 05", "7B 05"] { #expect(bench.telegram(body) == 1) }
        #expect(bench.ask("73 05 54") == "E5" && bench.ask("53 05 54") == "E5")
        #expect(bench.device.performed.isEmpty)
        #expect(bench.ask("43 05 54") == "E5" && bench.device.performed.count == 1)
    }

    @Test("A device with the quirk gives telegram 1 to every request")
    func quirk() {
        var bench = Bench()
        bench.device.linkProfile.requestRestartsReadout = true
        for body in ["7B 05", "5B 05", "7B 05", "4B 05"] { #expect(bench.telegram(body) == 1) }
    }
}
