import FarmCore
import ModbusProtocol
import TestSupport
import Testing

@Suite("The text of a register dump")
struct ImportTextTests {
    private func dump(_ text: String, _ options: DumpOptions = DumpOptions()) throws
        -> RegisterDump
    {
        try RegisterDump(Array(text.utf8), options: options)
    }

    /// What is said of a faulty text.
    private func faults(_ text: String, _ options: DumpOptions = DumpOptions()) -> [String] {
        do {
            _ = try dump(text, options)
            return []
        } catch let faults as DumpFaults {
            return faults.all.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    private func holding(_ words: [UInt16: UInt16]) -> [RegisterDump.Place: UInt16] {
        var places: [RegisterDump.Place: UInt16] = [:]
        for (address, word) in words { places[RegisterDump.Place(.holding, address)] = word }
        return places
    }

    @Test("Address and value may be separated and written in every usual way")
    func usualWays() throws {
        let expected = holding([0xC652: 18, 0xC653: 0xFFFE, 50772: 0xABCD])
        for text in [
            "50770,18\n50771,-2\n50772,0xABCD\n",
            "0xC652;0x12;holding\r\n0xc653;65534;\r\n50772;abcdh;Holding",
            "\u{FEFF}C652h\t18\rC653h\t-0x2\r50772\t43981\r",
            "# by hand\n\naddress,value\n \"50770\" , 18 # first\n50771,+65534\n50772,0XABCD",
            "Value;Table;Address\n12h;holding;50770\n-2;;50771\n43981;holding;50772",
        ] {
            #expect(try dump(text).words == expected, "\(text)")
        }
    }

    @Test("A third column, the option or the classic notation tells input registers")
    func tables() throws {
        let input = RegisterDump.Place(.input, 72)
        #expect(try dump("72,5,input").words == [input: 5])
        #expect(try dump("72,5", DumpOptions(table: .input)).words == [input: 5])
        let classic = DumpOptions(notation: .classic)
        #expect(try dump("30073,5", classic).words == [input: 5])
        #expect(try dump("300073,5,input", classic).words == [input: 5])
        #expect(try dump("40001,5\n465536,6", classic).words == holding([0: 5, 65_535: 6]))
    }

    @Test("Registers that are counted from one are one higher than their address")
    func bases() throws {
        #expect(try dump("1,5\n65536,6", DumpOptions(base: 1)).words == holding([0: 5, 65_535: 6]))
        let zero = try dump("[51456]: \t12", DumpOptions(base: 0))
        #expect(zero.words == holding([51456: 12]))
        #expect(try dump("[51457]: \t12").words == holding([51456: 12]))
        #expect(faults("1,5", DumpOptions(base: 2)) == ["base 2; 0 or 1"])
    }

    @Test("Every faulty line is named with what is wrong and what is allowed")
    func everyFault() {
        let text = """
            address,value,table
            70000,1,holding
            12,70000,holding
            13,1.5,holding
            14,2,hloding
            15,3
            16,4,input,5
            0xZZ,1,input
            17,1,holding
            0x11,2,holding
            """
        let place = "; 0 to 65535, or 0xC652, or C652h"
        let word = "; 0 to 65535, -32768 to -1, 0x0000 to 0xFFFF"
        #expect(
            faults(text) == [
                "line 2: \"70000\" is no address\(place)",
                "line 3: \"70000\" is no word\(word)",
                "line 4: \"1.5\" is no word\(word)",
                "line 5: \"hloding\" is no table; did you mean \"holding\"?",
                "line 6: has 2 fields; expected 3: address, value, table",
                "line 7: has 4 fields; expected 3: address, value, table",
                "line 8: \"0xZZ\" is no address\(place)",
                "line 10: register 17 has another value in line 9; one value for each",
            ]
        )
    }

    @Test("Wrong headers, wrong notations and empty texts are faults")
    func otherFaults() {
        #expect(faults("adress,value\n1,2")[0].hasPrefix("line 1: \"adress\" is no column; did"))
        #expect(faults("value,value\n1,2").contains("line 1: a column stands there twice"))
        #expect(faults("").count == 1)
        #expect(faults("# nothing\n").count == 1)
        #expect(faults("hello\n").count == 1)
        let classic = DumpOptions(notation: .classic)
        for wrong in ["40000", "50001", "0x9C41", "4001", "466000", "-4000"] {
            let said = faults("\(wrong),1", classic)
            #expect(said.first?.hasPrefix("line 1: \"\(wrong)\" is no register") == true)
        }
        #expect(faults("40001,1,input", classic).count == 1)
    }

    @Test("The number of faults that are named is bounded, and so is a dump")
    func bounds() {
        let many = String(repeating: "x,1\n", count: 500)
        let said = faults(many)
        #expect(said.count == 101)
        #expect(said.last == "400 more faults like these")
        let long = [UInt8](repeating: 0x23, count: RegisterDump.byteLimit + 1)
        #expect(throws: DumpFaults.self) { try RegisterDump(long) }
    }

    @Test("Whatever the text, it is read or refused")
    func garbage() {
        let pieces = [
            "[1]: \t", "12", "-", "0x", "h", ",", ";", "\t", "\r", "\n", "address", "value",
            "table", "input", "#", "\"", "mbpoll 1.0", "-- Polling slave ", "Data type.: ",
            "32-bit float (big endian), input register table", "16-bit register, ",
            "discrete input", "output (holding) register table", "1e99", "nan", "-inf", "4e-40",
            "[65536]: ", "[99999999999999999999]: ", "(-3)", "é", "\u{0}", "failed: ", "40001",
            "9223372036854775807", "[]: 3", "[-1]: 3", "[12", "2147483648", "-2147483648",
        ]
        for seed in UInt64(0)..<4000 {
            var generator = SeededGenerator(seed: seed)
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                if Int.random(in: 0..<6, using: &generator) == 0 {
                    text.append(.random(in: 0...255, using: &generator))
                } else {
                    text += Array((pieces.randomElement(using: &generator) ?? "").utf8)
                }
            }
            let options = DumpOptions(
                base: [nil, 0, 1].randomElement(using: &generator) ?? nil,
                notation: Bool.random(using: &generator) ? .address : .classic,
                table: Bool.random(using: &generator) ? .holding : .input,
                slave: Bool.random(using: &generator) ? 1 : nil
            )
            do {
                let dump = try RegisterDump(text, options: options)
                #expect(!dump.words.isEmpty, "seed \(seed)")
            } catch {
                #expect(!error.all.isEmpty, "seed \(seed)")
            }
        }
    }
}
