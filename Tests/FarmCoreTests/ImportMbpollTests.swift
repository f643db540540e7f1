import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("What mbpoll prints, taken as a register dump")
struct ImportMbpollTests {
    private func dump(_ text: String, _ options: DumpOptions = DumpOptions()) throws
        -> RegisterDump
    {
        try RegisterDump(Array(text.utf8), options: options)
    }

    private func word(_ dump: RegisterDump, _ table: RegisterTable, _ address: UInt16) -> UInt16? {
        dump.words[RegisterDump.Place(table, address)]
    }

    private func machine(_ model: String) throws -> MeterMachine {
        let load = "{ \"phases\": { \"all\": { \"activePower\": 100 } } }"
        let plan = try TestMeter.plan(model: model, load: load).meters[0]
        return MeterMachine(plan, at: TestMeter.start)
    }

    private func text(_ report: ImportReport, _ address: UInt16) -> String {
        report.lines.first { $0.address == address }?.description ?? "no line for \(address)"
    }

    @Test("Words, hexadecimal or not, stand at the address below mbpoll's number")
    func words() throws {
        let hexadecimal = try dump(MbpollSamples.hexadecimal)
        #expect(hexadecimal.words.count == 12)
        #expect(word(hexadecimal, .input, 72) == 0x4640)
        #expect(word(hexadecimal, .input, 83) == 0x179F)
        let words = try dump(MbpollSamples.words)
        #expect(words.words.count == 13 + 6 + 32)
        #expect(word(words, .holding, 0x2001) == 33_392)
        #expect(word(words, .holding, 0x2100) == 15)
    }

    @Test("Integers of 32 bits are taken apart in the order that mbpoll was told")
    func pairs() throws {
        let dump = try dump(MbpollSamples.pairs, DumpOptions(base: 0))
        #expect(word(dump, .holding, 0xC900) == UInt16(123_456_789 >> 16))
        #expect(word(dump, .holding, 0xC901) == UInt16(123_456_789 & 0xFFFF))
        let little = """
            Data type.............: 32-bit integer (little endian), output (holding) register table
            [50537]: \t-412811265
            """
        let other = try self.dump(little)
        #expect(word(other, .holding, 50_536) == 0xFFFF)
        #expect(word(other, .holding, 50_537) == 0xE764)
    }

    @Test("Floats come with the digits that they have")
    func floats() throws {
        let dump = try dump(MbpollSamples.floats)
        let rounded = try #require(dump.rounded[RegisterDump.Place(.input, 72)])
        #expect(rounded.value == 12345.7)
        #expect(abs(rounded.tolerance - 0.05) < 1e-9)
        #expect(!rounded.isLittle)
        #expect(dump.rounded.count == 6)
    }

    @Test("What mbpoll could not read is told, and the terminal's other lines are passed over")
    func failures() throws {
        let dump = try dump(
            "$ mbpoll -1 -a 11 host\n" + MbpollSamples.failed + "\nuser@pi:~$ mbpoll"
        )
        #expect(dump.words.count == 15)
        #expect(dump.passedOver.count == 1)
        #expect(dump.passedOver[0].hasSuffix("mbpoll could not read: Illegal function"))
    }

    @Test("Of several slaves one must be named, and of several polls the last one holds")
    func slaves() throws {
        let base = DumpOptions(base: 0)
        #expect(throws: DumpFaults.self) { try dump(MbpollSamples.polled, base) }
        let five = try dump(MbpollSamples.polled, DumpOptions(base: 0, slave: 5))
        #expect(word(five, .holding, 57_346) == 400)
        #expect(five.passedOver.isEmpty)
        #expect(throws: DumpFaults.self) {
            try dump(MbpollSamples.polled, DumpOptions(base: 0, slave: 9))
        }
        let twice = try dump("[1]: \t5\n[1]: \t6")
        #expect(word(twice, .holding, 0) == 6)
    }

    @Test("A value that does not fit the format is a fault with its line")
    func faults() {
        for (text, line, part) in [
            ("[1]: \t70000", 1, "\"Data type\" of mbpoll is needed"),
            ("\n[1]: \t12.5", 2, "is no 16-bit register"),
            ("[0]: \t1", 1, "register 0 does not exist; 1 to 65536"),
            ("[65537]: \t1", 1, "does not exist"),
            ("[1]: \t65500 (-37)", 1, "is no 16-bit register"),
            ("Data type: 32-bit integer, input register table\n[65536]: \t1", 2, "does not exist"),
            ("Data type: 32-bit float, input register table\n[1]: \t1e60", 2, "32-bit float"),
            ("Data type: nonsense\n[1]: \t1", 1, "is no data type of mbpoll"),
            ("[1]: \t1\nhello", 2, "is nothing that mbpoll prints"),
        ] {
            do throws(DumpFaults) {
                _ = try RegisterDump(Array(text.utf8))
                Issue.record("\(text) was taken")
            } catch {
                #expect(error.all[0].line == line, "\(error)")
                #expect(error.description.contains(part), "\(error)")
            }
        }
    }

    @Test("Coils are passed over, once for each call")
    func coils() throws {
        let text = """
            Data type.............: discrete output (coil)
            [1]: \t1
            [2]: \t0
            Data type.............: 16-bit register, output (holding) register table
            [1]: \t7
            """
        let dump = try dump(text)
        #expect(dump.words.count == 1)
        #expect(dump.passedOver.count == 1)
    }

    @Test("A COUNTIS E44 shows what mbpoll read in another one")
    func countis() throws {
        var meter = try machine("socomec-countis-e44")
        let report = try meter.importDump(
            Array(MbpollSamples.pairs.utf8),
            options: DumpOptions(base: 0),
            readAt: TestMeter.start,
            at: TestMeter.start
        )
        #expect(
            text(report, 0xC900)
                == "holding 0xC900 energy.active.import.total = 1234567.89 kWh: set"
        )
        #expect(text(report, 0xE002).hasSuffix("currentTransformerPrimary = 400 A: set"))
        #expect(text(report, 0xE100).hasSuffix("clock day = 2: set"))
        // The farm that was read had a total of exported energy and no tariffs of it.
        #expect(text(report, 0xC902).hasSuffix("energy.active.export.total = 4332.34 kWh: set"))
        #expect(text(report, 0xC982).contains("total and tariffs differ by more than their steps"))
        #expect(text(report, 0xC982).hasSuffix("the meter shows 4332.34 kWh"))
        ImportBooks.check(meter, "E44")
    }

    @Test("An SDM630 shows a float to the digits that mbpoll printed")
    func floatsOfMeter() throws {
        var meter = try machine("eastron-sdm630")
        let report = try meter.importDump(Array(MbpollSamples.floats.utf8), at: TestMeter.start)
        #expect(report.setCount == 6, "\(report)")
        let total = try #require(meter.model.catalogue["energy.active.import.total"])
        let expected: Int64 = 12_345_700 * 3_600_000
        #expect(meter.value(of: total) == expected)
        #expect(text(report, 82).hasPrefix("input 0x0052 charge = 0.299008 Ah: set"))
        let exact = try meter.importDump(
            Array(MbpollSamples.hexadecimal.utf8),
            at: TestMeter.start
        )
        #expect(exact.failures.isEmpty, "\(exact)")
        let kilowattHours = Double(try #require(meter.value(of: total))) / 3.6e9
        #expect(Float(kilowattHours) == Float(bitPattern: 0x4640_E6FB), "\(exact)")
        ImportBooks.check(meter, "SDM630")
    }

    @Test("Floats that mbpoll has put together the wrong way round are not taken")
    func wrongOrder() throws {
        var meter = try machine("eastron-sdm120")
        let report = try meter.importDump(Array(MbpollSamples.wrongOrder.utf8), at: TestMeter.start)
        #expect(text(report, 72).hasSuffix("energy.active.import.total = 9876.54 kWh: set"))
        #expect(text(report, 342).contains("the wrong way round; read it with -B"))
        #expect(text(report, 12).hasSuffix("pulse1Duration = 100 ms: set"))
    }

    @Test("A 412083 and a 004677 show what mbpoll read in others")
    func legrand() throws {
        for (model, sample, address, base) in [
            ("legrand-412083", MbpollSamples.words, UInt16(0x2100), 1),
            ("legrand-004677", MbpollSamples.failed, UInt16(0x200A), 0),
        ] {
            var meter = try machine(model)
            let report = try meter.importDump(
                Array(sample.utf8),
                options: DumpOptions(base: base),
                at: TestMeter.start
            )
            let about = "energy.active.import.total"
            #expect(text(report, address).contains("\(about) = 9876"), "\(report)")
            #expect(text(report, address).hasSuffix("kWh: set"), "\(report)")
            for line in report.failures where line.name.hasPrefix("energy") {
                Issue.record("\(line)")
            }
        }
    }
}
