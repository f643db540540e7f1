import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@Suite("A bus of meters")
struct BusTests {
    private static let second: Int64 = 1_000_000_000

    private func bus(_ meters: String, speed: Double = 1, foreignUnit: String = "exception")
        throws -> Bus
    {
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b", "foreignUnit": "\(foreignUnit)" } ],
              "meters": [ \(meters) ] }
            """
        )
        let clock = FarmClock(start: TestMeter.start, speed: speed, hostTime: 0)
        return Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: FarmTime(clock),
            start: TestMeter.start
        )
    }

    private func meter(
        _ model: String,
        _ address: Int,
        load: String = "\"constant-test-load\"",
        more: String = ""
    ) -> String {
        """
        { "name": "m\(address)", "model": "\(model)", "bus": "b", "address": \(address),
          "load": \(load) \(more) }
        """
    }

    /// The documented 0 046 77: 235.8 V at power factor 0.82.
    private var documented: String {
        meter(
            "legrand-004677",
            6,
            load: """
                { "phases": { "l1": { "activePower": 72, "powerFactor": 0.82 } },
                  "voltage": 235.8 }
                """
        )
    }

    private func exchange(
        _ session: any LineSession,
        _ bytes: [UInt8],
        at host: Int64 = 0
    ) -> [UInt8] {
        var actions = LineActions()
        session.receive(bytes.span, at: host, into: &actions)
        return actions.output
    }

    @Test("A choice of 0.1 can be written to a register of single precision")
    func choiceInSinglePrecision() throws {
        let session = MBAPSession(bus: try bus(meter("meterfarm-reference", 1)))
        let request: [UInt8] = [
            0, 1, 0, 0, 0, 11, 1, 16, 0x01, 0x2A, 0, 2, 4, 0x3D, 0xCC, 0xCC, 0xCD,
        ]
        #expect(exchange(session, request) == [0, 1, 0, 0, 0, 6, 1, 16, 0x01, 0x2A, 0, 2])
        let read: [UInt8] = [0, 2, 0, 0, 0, 6, 1, 3, 0x01, 0x2A, 0, 2]
        let answer: [UInt8] = [0, 2, 0, 0, 0, 7, 1, 3, 4, 0x3D, 0xCC, 0xCC, 0xCD]
        #expect(exchange(session, read) == answer)
    }

    @Test("The load curve of the E43 comes in blocks of 29 records, newest first, oldest last")
    func loadCurveBlocks() throws {
        // Each ten minutes another power at the inputs: 60 W more than the one before.
        let steps = (0..<40).map { k in
            let minutes = k * 10
            let hour = minutes / 60 < 10 ? "0\(minutes / 60)" : "\(minutes / 60)"
            let minute = minutes % 60 < 10 ? "0\(minutes % 60)" : "\(minutes % 60)"
            return "[\"\(hour):\(minute)\", \(60 * k)]"
        }
        let load = """
            { "phases": { "l1": { "activePower": { "points": [\(steps.joined(separator: ","))],
              "every": "day" } } } }
            """
        let bus = try bus(meter("socomec-countis-e43", 5, load: load))
        let session = MBAPSession(bus: bus)
        let host = 6 * 3600 * Self.second  // 36 periods
        func write(_ command: UInt16) {
            let high = UInt8(command >> 8)
            let low = UInt8(command & 0xFF)
            let frame: [UInt8] = [0, 1, 0, 0, 0, 6, 5, 6, 0xF0, 0, high, low]
            #expect(exchange(session, frame, at: host) == frame)
        }
        func block() -> [UInt16] {
            let frame: [UInt8] = [0, 1, 0, 0, 0, 6, 5, 3, 0xF0, 0x10, 0, 122]
            let answer = exchange(session, frame, at: host)
            return stride(from: 9, to: answer.count - 1, by: 2).map {
                UInt16(answer[$0]) << 8 | UInt16(answer[$0 + 1])
            }
        }
        func record(_ words: [UInt16], _ k: Int) -> (time: UInt32, incomplete: UInt16, mean: UInt16)
        {
            let at = 6 + 4 * k
            return (UInt32(words[at]) << 16 | UInt32(words[at + 1]), words[at + 2], words[at + 3])
        }
        let midnight: UInt32 = 9501 * 86_400  // 2026-01-05 by the meter's clock
        write(0x0001)
        let newest = block()
        #expect(Array(newest.prefix(6)) == [29, 4, 10, 0, 1, 1])
        for k in 0..<29 {
            let period = 35 - k
            let found = record(newest, k)
            #expect(found.time == midnight + UInt32((period + 1) * 600))
            #expect(found.mean == UInt16(period * 60) && found.incomplete == 0)
        }
        write(0xFFFE)
        let older = block()
        #expect(Array(older.prefix(6)) == [7, 4, 10, 0, 1, 1], "fewer than 29: the last block")
        #expect(record(older, 6).time == midnight + 600)
        #expect(record(older, 6).incomplete == 1, "the meter was switched on at its start")
        #expect(older.suffix(4 * 22) == ArraySlice(repeating: 0, count: 4 * 22))
        write(0x0001)
        #expect(block() == newest)
    }

    @Test("The worked frames of the vendor's guide come back byte for byte")
    func workedFrames() throws {
        let line = RTUSession(bus: try bus(documented), silence: 4_000_000)
        #expect(
            exchange(line, hex("06 03 20 00 00 02 CE 7C")) == hex("06 03 04 00 03 99 18 16 A9")
        )
        #expect(exchange(line, hex("06 03 20 07 00 01 3F BC")) == hex("06 03 02 00 52 8C 79"))
        // 72 W for 1000 s are 20 Wh: 2 counts of 0.01 kWh.
        let later = 1000 * Self.second
        #expect(
            exchange(line, hex("06 03 20 0C 00 02 0E 7F"), at: later)
                == hex("06 03 04 00 00 00 02 0D 32")
        )
        #expect(
            exchange(line, hex("06 10 00 C8 00 01 02 00 01 51 E8"), at: later)
                == hex("06 10 00 C8 00 01 81 80")
        )
        #expect(
            exchange(line, hex("06 03 20 0C 00 02 0E 7F"), at: later)
                == hex("06 03 04 00 00 00 00 8C F3")
        )
    }

    @Test("An address outside the map of a 0 046 77 gets exception 01, as the guide shows")
    func illegalFunctionForAddress() throws {
        let line = RTUSession(bus: try bus(meter("legrand-004677", 1)), silence: 4_000_000)
        #expect(exchange(line, hex("01 03 40 00 00 01 91 CA")) == hex("01 83 01 80 F0"))
    }

    @Test("A broadcast selects the tariff of every meter and nothing is sent")
    func broadcastTariff() throws {
        let bus = try bus("\(meter("socomec-countis-e44", 1)), \(meter("socomec-countis-e43", 2))")
        let line = RTUSession(bus: bus, silence: 4_000_000)
        var frame: [UInt8] = []
        RTUEncoder.append(unit: 0, pdu: [6, 0xE2, 0x00, 0, 3], into: &frame)
        #expect(exchange(line, frame, at: 10 * Self.second) == [])
        for address in [1, 2] as [UInt8] {
            let at = TestMeter.start + .seconds(20)
            let (total, third) = try #require(
                bus.withMeter(at: address, on: at) { meter in
                    (
                        meter.value(of: .energy(EnergyIndex(.activeImport))),
                        meter.registers.energies.lanes(.total, bin: 3)?[0]
                    )
                }
            )
            #expect(total != nil && third != 0)
            let bank = bus.withMeter(at: address, on: at) { $0.registers.energies }
            #expect(bank?.lanes(.total, bin: 1)?[0] == third, "ten seconds each")
        }
    }

    @Test("A foreign address is silent on the line and answered 0B or nothing over TCP")
    func foreignUnit() throws {
        let request: [UInt8] = [0, 9, 0, 0, 0, 6, 7, 3, 0, 0, 0, 1]
        let two = "\(meter("legrand-004677", 1)), \(meter("legrand-004677", 2))"
        let loud = MBAPSession(bus: try bus(two))
        #expect(exchange(loud, request) == [0, 9, 0, 0, 0, 3, 7, 0x83, 0x0B])
        let quiet = MBAPSession(bus: try bus(two, foreignUnit: "silence"))
        #expect(exchange(quiet, request) == [])
        var frame: [UInt8] = []
        RTUEncoder.append(unit: 7, pdu: [3, 0, 0, 0, 1], into: &frame)
        #expect(exchange(RTUSession(bus: try bus(two), silence: 1), frame) == [])
    }

    @Test("Units 0 and 255 are the device where it is alone, else broadcast and no path")
    func unitZero() throws {
        func request(_ unit: UInt8) -> [UInt8] { [0, 1, 0, 0, 0, 6, unit, 3, 0x20, 0, 0, 2] }
        let alone = MBAPSession(bus: try bus(documented))
        for unit in [0, 255, 6] as [UInt8] {
            #expect(
                exchange(alone, request(unit))
                    == [0, 1, 0, 0, 0, 7, unit, 3, 4, 0, 3, 0x99, 0x18]
            )
        }
        let two = MBAPSession(
            bus: try bus("\(meter("legrand-004677", 1)), \(meter("legrand-004677", 2))")
        )
        #expect(exchange(two, request(0)) == [])
        #expect(exchange(two, request(255)) == [0, 1, 0, 0, 0, 3, 255, 0x83, 0x0A])
    }

    @Test("An unknown function on RTU gets exception 01 once the line is silent")
    func unknownFunction() throws {
        let line = RTUSession(bus: try bus(documented), silence: 4_000_000)
        var frame: [UInt8] = []
        RTUEncoder.append(unit: 6, pdu: [0x55, 1, 2, 3], into: &frame)
        var actions = LineActions()
        line.receive(frame.span, at: 0, into: &actions)
        #expect(actions.output == [] && actions.timer == .armed(after: 4_000_000))
        actions.reset()
        line.timeout(at: 5_000_000, into: &actions)
        var expected: [UInt8] = []
        RTUEncoder.append(unit: 6, pdu: [0xD5, 1], into: &expected)
        #expect(actions.output == expected)
    }

    @Test("A length that lies closes the connection; a foreign protocol is passed over")
    func brokenStreams() throws {
        let bus = try bus(documented)
        var actions = LineActions()
        MBAPSession(bus: bus).receive([0, 1, 0, 0, 9, 9, 6, 3].span, at: 0, into: &actions)
        #expect(actions.ending == .closes && actions.output == [])
        let good: [UInt8] = [0, 2, 0, 0, 0, 6, 6, 3, 0x20, 7, 0, 1]
        let foreign: [UInt8] = [0, 1, 0, 5, 0, 6, 6, 3, 0x20, 7, 0, 1]
        #expect(
            exchange(MBAPSession(bus: bus), foreign + good)
                == [0, 2, 0, 0, 0, 5, 6, 3, 2, 0, 0x52]
        )
    }

    @Test("A main meter that sums its sub-meters agrees with them to the last millijoule")
    func sumOfMeters() throws {
        let flats = (1...5).map { meter("eastron-sdm630", $0, load: "\"household\"") }
        let main = meter("eastron-sdm630", 9, load: "{ \"sumOf\": \"m?\" }")
        let bus = try bus((flats + [main]).joined(separator: ", "))
        let at = TestMeter.start + .hours(31)
        func totals(_ address: UInt8) -> SIMD8<Int64>? {
            bus.withMeter(at: address, on: at) { $0.registers.totals }
        }
        let sum = (1...5).reduce(SIMD8<Int64>()) { $0 &+ (totals(UInt8($1)) ?? SIMD8()) }
        let mainTotals = try #require(totals(9))
        #expect(mainTotals[0] == sum[0] && sum[0] > 0)
        #expect(mainTotals[2] == sum[2])
    }

    @Test("The tariff input books in tariff 2 while its contact is closed")
    func tariffInput() throws {
        let bus = try bus(
            meter(
                "socomec-countis-e44",
                1,
                more: """
                    , "settings": { "tariffSource": 1 },
                      "inputs": { "tariff": { "points": [["00:00", 0], ["06:00", 1], ["22:00", 0]],
                                              "every": "day" } }
                    """
            )
        )
        let bank = try #require(
            bus.withMeter(at: 1, on: TestMeter.start + .days(2)) { $0.registers.energies }
        )
        let (first, second) = (bank.lanes(.total, bin: 1)?[0], bank.lanes(.total, bin: 2)?[0])
        // A constant load: 8 hours of tariff 1 and 16 of tariff 2 a day.
        #expect(first.map { $0 * 2 } == second && first != 0)
    }

    @Test("A ratio change resets where the model says so, and the new ratio counts at once")
    func ratioChange() throws {
        var meter = try TestMeter.machine(
            load: "{ \"phases\": { \"l1\": { \"activePower\": 100 } } }"
        )
        let at = TestMeter.start + .seconds(100)
        meter.advance(to: at)
        #expect(meter.registers.totals[0] == 10_000_000)
        let before = meter.value(of: .power(.active, .total, .primary))
        meter.perform(.set(.currentTransformerPrimary, 10), at: at)
        #expect(meter.registers.totals[0] == 0)
        let after = meter.value(of: .power(.active, .total, .primary))
        #expect(before != after && after != 0)
    }

    @Test("A demand period programmed in the farm file is the one that is averaged over")
    func demandPeriod() throws {
        for (period, minutes) in [(900, 16), (3600, 61)] {
            let bus = try bus(
                meter(
                    "socomec-countis-e44",
                    1,
                    more: ", \"settings\": { \"demandPeriod\": \(period) }"
                )
            )
            func last(_ minute: Int) -> Int64? {
                bus.withMeter(at: 1, on: TestMeter.start + .minutes(Int64(minute))) {
                    $0.value(of: .demand(.energy(.activeImport), .last))
                } ?? nil
            }
            #expect(last(minutes - 2) == 0, "nothing before the end of \(period) s")
            #expect((last(minutes) ?? 0) > 0)
        }
    }

    @Test("Indexes preset in the farm file are what the meter starts from")
    func presets() throws {
        let bus = try bus(
            meter(
                "socomec-countis-e44",
                1,
                more: ", \"indexes\": { \"energy.active.import.total\": 1234567.89 }"
            )
        )
        let energy = bus.withMeter(at: 1, on: TestMeter.start) {
            $0.value(of: .energy(EnergyIndex(.activeImport)))
        }
        // Truncated to the step of 10 Wh.
        #expect(energy == Int64(1_234_560) * 3_600_000)
    }
}

@Suite("An answer that is kept")
struct KeptAnswerTests {
    @Test("It is given up with the refresh step and with everything done to the meter")
    func staysFresh() throws {
        var device = MeterDevice(
            try TestMeter.machine(load: "{ \"phases\": { \"l1\": { \"activePower\": 3600 } } }")
        )
        let place = try #require(
            device.machine.model.modbus?.readablePlaces.first {
                $0.register.source
                    == .quantity(.energy(EnergyIndex(.activeImport, bins: .partial)))
            }
        )
        func read() -> [UInt8] {
            var output: [UInt8] = []
            let refusal = device.readRegisters(
                place.table,
                at: place.register.address,
                count: Int(place.register.words),
                into: &output
            )
            #expect(refusal == nil)
            return output
        }
        func expected() -> [UInt8] {
            var fresh = MeterDevice(device.machine)
            var output: [UInt8] = []
            _ = fresh.readRegisters(
                place.table,
                at: place.register.address,
                count: Int(place.register.words),
                into: &output
            )
            return output
        }
        let zero = read()
        device.machine.advance(to: TestMeter.start + .hours(1))
        let afterAnHour = read()
        #expect(afterAnHour != zero && afterAnHour == expected())
        #expect(read() == afterAnHour)
        device.machine.perform(
            .resetPartials([PartialSelection(.activeImport)]),
            at: TestMeter.start + .hours(1)
        )
        #expect(read() == zero && read() == expected())
    }
}

@Suite("The line settings of a meter")
struct LineSettingsTests {
    @Test("They read as the bus has them, unless the farm file programs others")
    func asTheBus() throws {
        let plan = try TestMeter.plan(
            """
            { "buses": [ { "name": "b", "line": { "baudRate": 19200, "parity": "odd" } } ],
              "meters": [
                { "name": "m", "model": "eastron-sdm630", "bus": "b", "address": 33,
                  "load": "household" },
                { "name": "n", "model": "eastron-sdm630", "bus": "b", "address": 34,
                  "load": "household", "settings": { "baudRate": 2400 } } ] }
            """
        )
        func setting(_ meter: Int, _ name: String) -> Double? {
            let meter = plan.meters[meter]
            return meter.model.settingIndex(name).map { meter.settings[$0] }
        }
        #expect(setting(0, "address") == 33 && setting(1, "address") == 34)
        #expect(setting(0, "baudRate") == 19200 && setting(1, "baudRate") == 2400)
        #expect(setting(0, "characterFormat") == 2)
    }
}
