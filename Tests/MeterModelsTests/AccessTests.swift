import MeterModels
import Metrology
import ModbusProtocol
import Testing

@Suite("Requests to a map")
struct AccessTests {
    private func map(_ name: String) throws -> ModbusMap {
        try #require(Repository.model(name).modbus)
    }

    private func bytes(_ words: [UInt16]) -> ArraySlice<UInt8> {
        words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }[...]
    }

    private func write(
        _ map: ModbusMap,
        _ address: UInt16,
        _ words: UInt16...,
        broadcast: Bool = false
    ) throws(ModbusException) -> [RegisterEffect] {
        try map.effects(ofWriting: bytes(words), at: address, isBroadcast: broadcast)
    }

    @Test("Every address finds the register that covers it, and no other")
    func lookup() throws {
        for name in ModelFileTests.varied {
            let map = try map(name)
            for table in RegisterTable.allCases {
                var owner = [Int?](repeating: nil, count: 65_536)
                for (index, register) in map.registers(table).enumerated() {
                    for address in Int(register.address)..<register.end { owner[address] = index }
                }
                for address in UInt16.min...UInt16.max {
                    let found = map.index(covering: address, in: table)
                    if found != owner[Int(address)] {
                        Issue.record("\(name) \(address)")
                        return
                    }
                }
            }
        }
    }

    @Test("The E44 refuses what begins in a gap, cuts a value, or does not exist")
    func admitE44() throws {
        let map = try map("socomec-countis-e44")
        #expect(map.refusal(ofReading: .holding, at: 0xC552, count: 60) == nil)
        #expect(map.refusal(ofReading: .holding, at: 0xC553, count: 1) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .holding, at: 0xC552, count: 3) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .holding, at: 0x0000, count: 1) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .holding, at: 0xC702, count: 8) == nil, "gap at C706")
        #expect(map.refusal(ofReading: .holding, at: 0xC38B, count: 2) == nil, "text may be cut")
        #expect(map.refusal(ofReading: .holding, at: 0xF010, count: 122) == nil)
        #expect(map.refusal(ofReading: .input, at: 0xC552, count: 2) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .holding, at: 0xE500, count: 1) == .illegalDataAddress)
    }

    @Test("The 0 046 77 answers exception 01 for an unknown address, as in the guide")
    func admitLegrand() throws {
        let map = try map("legrand-004677")
        #expect(map.refusal(ofReading: .holding, at: 0x4000, count: 1) == .illegalFunction)
        #expect(map.refusal(ofReading: .holding, at: 0x2000, count: 2) == nil)
        #expect(map.refusal(ofReading: .holding, at: 0x2001, count: 1) == nil)
        #expect(map.refusal(ofReading: .holding, at: 0x00C8, count: 1) == .illegalFunction)
        let partial = PartialSelection(.activeImport)
        #expect(try write(map, 0x00C8, 1) == [.command(.resetPartials([partial]))])
        #expect(try write(map, 0x00C8, 0) == [])
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0x00C8, 2) }
        #expect(throws: ModbusException.illegalDataAddress) { try write(map, 0x2000, 0, 0) }
    }

    @Test("The SDM630 takes even starts and counts, and its one-word reset")
    func admitEastron() throws {
        let map = try map("eastron-sdm630")
        #expect(map.refusal(ofReading: .input, at: 0, count: 80) == nil)
        #expect(map.refusal(ofReading: .input, at: 1, count: 2) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .input, at: 0, count: 3) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .input, at: 0x1000, count: 2) == .illegalDataAddress)
        #expect(map.rules.readLimit == 80 && map.rules.diagnostics.contains(.returnQueryData))
        #expect(!map.rules.diagnostics.contains(.clearCounters))
        #expect(try write(map, 0xF010, 0) == [.command(.reset(.demandMaxima))])
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xF010, 1) }
        let period = try #require(map.settings.firstIndex { $0.name == "demandPeriod" })
        let half = Float(30).bitPattern
        let words = (UInt16(half >> 16), UInt16(half & 0xFFFF))
        #expect(try write(map, 2, words.0, words.1) == [.setting(period, 1800)])
        let seven = Float(7).bitPattern
        #expect(throws: ModbusException.illegalDataValue) {
            try write(map, 2, UInt16(seven >> 16), UInt16(seven & 0xFFFF))
        }
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 2, 0x7FC0, 0) }
    }

    @Test("The SDM120 takes its codes as floats and its hexadecimal settings as words")
    func admitSinglePhaseEastron() throws {
        let map = try map("eastron-sdm120")
        #expect(map.refusal(ofReading: .input, at: 0, count: 80) == nil)
        #expect(map.refusal(ofReading: .input, at: 0x47, count: 2) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .holding, at: 0xF910, count: 1) == nil)
        #expect(map.refusal(ofReading: .holding, at: 0xFC00, count: 4) == nil)
        #expect(map.refusal(ofReading: .holding, at: 0x0000, count: 2) == .illegalDataAddress)
        let index = { name in map.settings.firstIndex { $0.name == name } ?? -1 }
        for (code, speed) in [(Float(0), 2400.0), (1, 4800), (2, 9600), (5, 1200)] {
            let (high, low) = words(code)
            #expect(try write(map, 0x1C, high, low) == [.setting(index("baudRate"), speed)])
        }
        // The protocol's own example: 60 is 42 70 00 00, here the address.
        #expect(try write(map, 0x14, 0x4270, 0) == [.setting(index("address"), 60)])
        for (address, code) in [(UInt16(0x1C), Float(3)), (0x14, 248), (0x12, 4), (0x0C, 61)] {
            let (high, low) = words(code)
            #expect(throws: ModbusException.illegalDataValue) {
                try write(map, address, high, low)
            }
        }
        #expect(try write(map, 0xF920, 3) == [.setting(index("combinedEnergy"), 3)])
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xF920, 0) }
        #expect(throws: ModbusException.illegalDataAddress) { try write(map, 0xFC02, 1) }
        #expect(throws: ModbusException.illegalDataAddress) {
            try write(map, 0x14, 0x4270, 0, broadcast: true)
        }
    }

    private func words(_ number: Float) -> (UInt16, UInt16) {
        let bits = number.bitPattern
        return (UInt16(bits >> 16), UInt16(bits & 0xFFFF))
    }

    @Test("Of a SunSpec meter only the device address can be written")
    func admitSunSpec() throws {
        for name in ["sunspec-203", "sunspec-213"] {
            let map = try map(name)
            let address = try #require(map.settings.firstIndex { $0.name == "address" })
            #expect(try write(map, 40068, 17) == [.setting(address, 17)])
            #expect(throws: ModbusException.illegalDataValue) { try write(map, 40068, 248) }
            #expect(map.holding.filter { $0.flags.contains(.writable) }.count == 1)
            #expect(throws: ModbusException.illegalDataAddress) { try write(map, 40072, 1) }
            #expect(map.refusal(ofReading: .holding, at: 39999, count: 2) == .illegalDataAddress)
        }
    }

    @Test("The reset of the 4 120 83 acts by bit")
    func resetLegrand() throws {
        let model = try Repository.model("legrand-412083")
        let map = try #require(model.modbus)
        let commands = try write(map, 0x00C8, 0b111)
        #expect(
            commands == [
                .command(.resetPartials(model.design.partials)),
                .command(.reset(.demandMaxima)), .command(.reset(.operatingTime)),
            ]
        )
        #expect(model.design.partials.count == 4)
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0x00C8, 8) }
    }

    @Test("Settings are checked against their range before anything happens")
    func settings() throws {
        let map = try map("socomec-countis-e44")
        let index = { name in map.settings.firstIndex { $0.name == name } ?? -1 }
        let (primary, secondary) = (
            index("currentTransformerPrimary"), index("currentTransformerSecondary")
        )
        #expect(try write(map, 0xE002, 12_000) == [.setting(primary, 12_000)])
        #expect(
            try write(map, 0xE001, 1, 400) == [.setting(secondary, 1), .setting(primary, 400)]
        )
        for refused: (UInt16, UInt16) in [
            (0xE002, 0), (0xE002, 12_001), (0xE001, 2), (0xE00B, 61), (0xE400, 0), (0xE400, 248),
            (0xE401, 8), (0xE000, 4),
        ] {
            #expect(throws: ModbusException.illegalDataValue) {
                try write(map, refused.0, refused.1)
            }
        }
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xE001, 1, 0) }
        #expect(try write(map, 0xE401, 3) == [.setting(index("baudRate"), 9600)])
        #expect(throws: ModbusException.illegalDataAddress, "a gap in the middle") {
            try write(map, 0xE001, 5, 100, 0, 0)
        }
        #expect(try write(map, 0xE000, 5) == [.setting(index("network"), 0)])
    }

    @Test("Only the tariff of the E44 takes a broadcast")
    func broadcast() throws {
        let map = try map("socomec-countis-e44")
        #expect(try write(map, 0xE200, 3, broadcast: true) == [.command(.selectTariff(3))])
        #expect(throws: ModbusException.illegalDataAddress) {
            try write(map, 0xE002, 100, broadcast: true)
        }
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xE200, 5) }
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xE200, 0) }
    }

    @Test("The clock is written as a whole")
    func clock() throws {
        let map = try map("socomec-countis-e44")
        let effects = try write(map, 0xE100, 31, 12, 26, 23, 59, 58)
        #expect(effects.first == .clock(.day, 31) && effects.last == .clock(.second, 58))
        #expect(effects.count == 6)
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xE100, 31) }
        #expect(throws: ModbusException.illegalDataValue) {
            try write(map, 0xE100, 31, 13, 26, 23, 59, 58)
        }
        #expect(try write(map, 0xF000, 0xFFFE) == [.loadCurve(0xFFFE)])
    }

    @Test("Command registers act by bit and by value")
    func commands() throws {
        let map = try map("socomec-countis-e44")
        let first = PartialSelection(.activeImport, bins: .partialTariff(1))
        let last = PartialSelection(.reactiveExport)
        #expect(
            try write(map, 0xE500, 0x1001)
                == [.command(.startPartials([first])), .command(.startPartials([last]))]
        )
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xE500, 0x2000) }
        let model = try Repository.model("socomec-countis-e44")
        #expect(try write(map, 0xE503, 3) == [.command(.resetPartials(model.design.partials))])
        #expect(throws: ModbusException.illegalDataValue) { try write(map, 0xE503, 4) }
    }

    @Test("Coils start and stop partial counters; a gap among them refuses all")
    func coils() throws {
        let map = try map("meterfarm-reference")
        let effects = try map.effects(ofSwitching: [true, false], at: 0, isBroadcast: false)
        #expect(
            effects == [
                .command(.startPartials([PartialSelection(.activeImport)])),
                .command(.stopPartials([PartialSelection(.activeExport)])),
            ]
        )
        #expect(
            try map.effects(ofSwitching: [true], at: 0x10, isBroadcast: false)
                == [.command(.driveInput(true))]
        )
        #expect(throws: ModbusException.illegalDataAddress) {
            try map.effects(ofSwitching: [true, true], at: 8, isBroadcast: false)
        }
        #expect(map.refusal(ofReading: .coils, at: 0, count: 9) == nil)
        #expect(map.refusal(ofReading: .coils, at: 0, count: 10) == .illegalDataAddress)
        #expect(map.refusal(ofReading: .discreteInputs, at: 8, count: 1) == nil)
        #expect(map.refusal(ofReading: .discreteInputs, at: 3, count: 1) == .illegalDataAddress)
    }

    @Test("No write whatever traps", arguments: ModelFileTests.served)
    func fuzzWrites(_ name: String) throws {
        let map = try map(name)
        var random = SplitMix(state: 7)
        for _ in 0..<20_000 {
            let register = map.holding.randomElement(using: &random)
            let near = Int(register?.address ?? 0) + Int.random(in: -3...3, using: &random)
            let count = Int.random(in: 1...16, using: &random)
            let address = UInt16(min(max(near, 0), 65_536 - count))
            let words = (0..<count).map { _ in
                Bool.random(using: &random)
                    ? UInt16.random(in: 0...6, using: &random)
                    : UInt16.random(in: 0...65_535, using: &random)
            }
            _ = try? map.effects(ofWriting: bytes(words), at: address, isBroadcast: false)
            _ = map.refusal(ofReading: .holding, at: address, count: count)
            _ = map.refusal(ofReading: .coils, at: address, count: count)
        }
    }
}
