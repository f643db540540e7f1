import MBusProtocol
import Testing

struct SelectionTests {
    @Test("253 reaches the slave from its selection to SND_NKE, which gets no answer")
    func selection() {
        var bench = Bench()
        #expect(bench.ask("5B FD") == "")
        #expect(bench.select() == "E5" && bench.slave.isSelected)
        #expect(bench.telegram("5B FD") == 1)
        #expect(bench.ask("40 FD") == "" && !bench.slave.isSelected)
        #expect(bench.ask("5B FD") == "" && bench.telegram("5B 05") == 1)
    }

    @Test("A selection that does not match ends one, and a malformed one does too")
    func deselection() {
        for body in ["53 FD 52 79563412 4304 07 02", "53 FD 52 785634", "53 FD 52"] {
            var bench = Bench()
            #expect(bench.select() == "E5")
            #expect(bench.ask(body) == "" && !bench.slave.isSelected)
        }
    }

    @Test("SND_NKE to the own address does not end a selection")
    func primaryReset() {
        var bench = Bench()
        #expect(bench.select() == "E5" && bench.ask("40 05") == "E5" && bench.ask("40 FE") == "E5")
        #expect(bench.slave.isSelected)
    }

    @Test("A repeated selection is answered again, with any frame count bit")
    func again() {
        var bench = Bench()
        for _ in 0..<3 { #expect(bench.select() == "E5") }
        #expect(bench.telegram("7B FD") == 1 && bench.telegram("5B FD") == 2)
        #expect(bench.select() == "E5")
        #expect(bench.telegram("5B FD") == 1)
    }

    @Test("A wildcard matches in every nibble of the identification, and no other digit does")
    func nibbles() {
        for place in 0..<8 as Range<UInt32> {
            let shift = place * 4
            let own: UInt32 = 0x1234_5678
            for digit in 0..<16 as Range<UInt32> {
                var bench = Bench()
                var pattern = SecondaryAddressPattern(address: bench.device.secondaryAddress)
                let packed = own & ~(0xF << shift) | digit << shift
                pattern.address.identification = IdentificationNumber(packed: packed)
                let isMatch = digit == 0xF || digit == own >> shift & 0xF
                #expect(bench.ask([0x73, 0xFD, 0x52] + pattern.bytes) == (isMatch ? "E5" : ""))
                #expect(bench.slave.isSelected == isMatch)
            }
        }
    }

    @Test("FF in manufacturer, version and medium matches, any other wrong byte does not")
    func bytes() {
        for place in 4..<8 {
            for value in [0xFF, 0x00, 0x3C] as [UInt8] {
                var bench = Bench()
                var wire = bench.device.secondaryAddress.bytes
                wire[place] = value
                #expect(bench.ask([0x53, 0xFD, 0x52] + wire) == (value == 0xFF ? "E5" : ""))
            }
        }
    }

    @Test("CI 56 selects with high bytes first")
    func highByteFirst() {
        var bench = Bench()
        #expect(bench.ask("53 FD 56 12345678 0443 07 02") == "E5")
        #expect(bench.ask("53 FD 56 78563412 4304 07 02") == "")
    }

    @Test("An enhanced selection needs the fabrication number too")
    func enhanced() {
        var bench = Bench()
        let all = "53 FD 52 FFFFFFFF FFFF FF FF"
        #expect(bench.ask("\(all) 0C 78 77 88 99 00") == "E5")
        #expect(bench.ask("\(all) 0C 78 77 88 99 01") == "")
        #expect(bench.ask("\(all) 0C 78 F7 FF FF 0F") == "E5")
        #expect(bench.ask("\(all) 0C 78 F8 FF FF 0F") == "")
        bench.device.fabricationNumber = nil
        #expect(bench.ask("\(all) 0C 78 FF FF FF FF") == "")
        bench = Bench()
        bench.device.linkProfile.enhancedSelection = false
        #expect(bench.ask("\(all) 0C 78 77 88 99 00") == "" && bench.ask(all) == "E5")
    }

    @Test("A device without secondary addressing is never selected")
    func primaryOnly() {
        var bench = Bench()
        bench.device.linkProfile.acceptsSecondary = false
        #expect(bench.select() == "" && !bench.slave.isSelected)
        #expect(bench.ask("5B FD") == "" && bench.ask("40 FD") == "")
    }

    @Test("Only 253 selects")
    func otherAddresses() {
        for address in ["05", "FE", "FF"] as [String] {
            var bench = Bench()
            _ = bench.ask("53 \(address) 52 78563412 4304 07 02")
            #expect(!bench.slave.isSelected)
        }
    }
}
