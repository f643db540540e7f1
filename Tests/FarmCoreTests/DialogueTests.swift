import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import Testing

/// Guards, command interfaces, copies of a map and steps by ratio, through the device.
@Suite("What a master must say to a meter")
struct DialogueTests {
    private let start = TestMeter.start
    private let load = #"{ "phases": { "all": { "activePower": 1500, "powerFactor": 0.9 } } }"#

    private func bench(_ model: String, more: String = "") throws -> DeviceBench {
        let plan = try TestMeter.plan(model: model, load: load, more: more)
        return DeviceBench(try #require(plan.meters.first), at: start)
    }

    @Test("A key opens for its time, a wrong one does not, and time closes again")
    func keyed() throws {
        var unit = try bench("legrand-412045")
        let ratio: UInt16 = 0x0100
        #expect(unit.write([7], at: ratio) == .illegalDataValue)
        #expect(unit.write([0x5AA4], at: 0x2700) == .illegalDataValue)
        #expect(unit.write([7], at: ratio) == .illegalDataValue)
        #expect(unit.write([0x5AA5], at: 0x2700) == nil)
        #expect(unit.write([7], at: ratio) == nil)
        #expect(try unit.read(1, at: ratio) == [7])
        let map = try #require(unit.model.modbus)
        let rule = try #require(map.guards.first)
        unit.now = unit.now + .milliseconds(rule.duration)
        #expect(unit.write([8], at: ratio) == .illegalDataValue)
        #expect(try unit.read(1, at: ratio) == [7])
    }

    @Test("An open guard is open after a restart of the farm, and closed after one of the meter")
    func kept() throws {
        var unit = try bench("legrand-412045")
        #expect(unit.write([0x5AA5], at: 0x2700) == nil)
        unit.machine.advance(to: unit.now)
        let bytes = MeterState.bytes(of: unit.machine)
        let again = try MeterState.machine(unit.plan, at: unit.machine.bookedUntil, from: bytes)
        var revived = DeviceBench(unit.plan, again, at: unit.now)
        #expect(revived.write([7], at: 0x0100) == nil)
        revived.machine.restart(at: revived.now)
        revived.now = revived.now + .seconds(60)
        let opened = try #require(revived.model.modbus?.guards.first?.duration)
        #expect(opened > 0)
        #expect(revived.write([9], at: 0x0100) != nil)
    }

    @Test("A maker's own function shows the password, and one write closes again where it does")
    func ownFunction() throws {
        var unit = try bench("noark-ex9em")
        let map = try #require(unit.model.modbus)
        let rule = try #require(map.guards.first)
        guard case .function(let function, let beginning, _) = rule.opener else {
            Issue.record("the guard opens with a function")
            return
        }
        #expect(unit.write([2], at: 42) == rule.refusal)
        var output: [UInt8] = []
        let wrong = beginning + [0, 0, 0, 1]
        #expect(unit.perform(function, wrong, into: &output) == rule.refusal)
        #expect(unit.write([2], at: 42) == rule.refusal)
        let right = beginning + [0, 0, 0, 0]
        #expect(unit.perform(function, right, into: &output) == nil)
        #expect(output == [function.rawValue] + beginning.prefix(4))
        #expect(unit.write([2], at: 42) == nil)
        #expect((unit.write([3], at: 42) == nil) == !rule.closesAfterWrite)
    }

    @Test("A numbered command is answered always, and its result tells what became of it")
    func commands() throws {
        var unit = try bench("schneider-iem3255")
        let interface = try #require(unit.model.modbus?.commandInterface)
        let (number, result): (UInt16, UInt16) = (5374, 5375)
        func give(_ words: [UInt16]) throws -> [UInt16] {
            #expect(unit.write(words, at: interface.address) == nil)
            return try unit.read(1, at: number) + unit.read(1, at: result)
        }
        #expect(try give([2008, 0, 3]) == [2008, 0])
        #expect(unit.machine.value(of: .tariff) == 3)
        #expect(try give([2008, 0, 9]) == [2008, 3001])
        #expect(try give([2008, 0]) == [2008, 3002])
        #expect(try give([4711, 0]) == [4711, 3000])
        #expect(unit.machine.value(of: .tariff) == 3)
    }

    @Test("The copy of a map holds the same values, the low word first")
    func copies() throws {
        var unit = try bench("janitza-umg604")
        let map = try #require(unit.model.modbus)
        let own = map.holding.filter { !$0.flags.contains(.copy) && $0.words == 2 }
        #expect(own.count > 50)
        for register in own where register.flags.contains(.readable) {
            guard let copied = UInt16(exactly: Int(register.address) + 32_768) else { continue }
            let words = try unit.read(2, at: register.address)
            let again = try unit.read(2, at: copied, at: unit.now)
            #expect(again == words.reversed(), "\(register.address)")
        }
        #expect(map.principalRegisters.allSatisfy { !$0.register.flags.contains(.copy) })
    }

    @Test("A power factor of four quadrants lies beyond 1 where the current leads")
    func fourQuadrants() throws {
        for (active, reactive, word) in [
            (1600, 1200, Float(0.8)), (1600, -1200, 1.2), (-1600, -1200, -0.8),
            (-1600, 1200, -1.2),
        ] {
            let load = """
                { "phases": { "all": { "activePower": \(active), "reactivePower": \(reactive) } } }
                """
            let plan = try TestMeter.plan(model: "schneider-iem3255", load: load)
            var unit = DeviceBench(try #require(plan.meters.first), at: start)
            let words = try unit.read(2, at: 0x0C0B)
            let bits = UInt32(words[0]) << 16 | UInt32(words[1])
            let shown = Float(bitPattern: bits)
            let leads = unit.machine.value(of: .powerFactorSector(.total)) == 2
            #expect(leads == (abs(word) > 1), "\(active) \(reactive)")
            #expect(abs(shown - word) < 1e-6, "\(active) \(reactive): \(shown)")
            let map = try #require(unit.model.modbus)
            let index = try #require(map.index(covering: 0x0C0B, in: .holding))
            let decoded = map.decode(words, as: map.holding[index])
            guard case .number(let number)? = decoded else {
                Issue.record("no number")
                continue
            }
            #expect(abs(number - (active < 0 ? -0.8 : 0.8)) < 1e-6)
        }
    }

    @Test("A step goes with the programmed ratio, on the wire and in what a master understands")
    func steps() throws {
        var unit = try bench("legrand-412045")
        let map = try #require(unit.model.modbus)
        let power = try #require(
            map.registers(for: .power(.active, .total, .primary)).first {
                $0.register.flags.contains(.scaledByRatio)
            }
        )
        func shown() throws -> (words: [UInt16], watts: DecodedValue?) {
            let address = power.register.address
            let words = try unit.read(Int(power.register.words), at: address)
            var ratios = ConfiguredRatios()
            let ct = try unit.read(1, at: 0x0100)
            ratios.currentTransformer = TransformerRatio(primary: Double(ct[0]), secondary: 1)
            return (words, map.decode(words, as: power.register, ratios: ratios))
        }
        let small = try shown()
        #expect(small.words == [0x0006, 0xDDD0])  // 450 000 hundredths of a watt
        #expect(small.watts == .number(4500))
        #expect(unit.write([0x5AA5], at: 0x2700) == nil)
        #expect(unit.write([6000], at: 0x0100) == nil)
        let great = try shown()
        let value = try #require(unit.machine.value(of: .power(.active, .total, .primary)))
        #expect(great.watts == .number(Double(value / 1_000_000)))
        let watts = UInt32(value / 1_000_000)
        #expect(great.words == [UInt16(watts >> 16), UInt16(watts & 0xFFFF)])
    }
}

/// A meter behind a slave's data, without a bus.
struct DeviceBench {
    let plan: MeterPlan
    private var device: MeterDevice
    var now: Instant

    init(_ plan: MeterPlan, _ machine: MeterMachine? = nil, at start: Instant) {
        self.plan = plan
        device = MeterDevice(machine ?? MeterMachine(plan, at: start))
        now = start
    }

    var model: MeterModel { plan.model }

    var machine: MeterMachine {
        get { device.machine }
        set { device.machine = newValue }
    }

    private mutating func advance() {
        now = now + .milliseconds(100)
        device.machine.advance(to: now)
        device.now = now
    }

    mutating func write(_ words: [UInt16], at address: UInt16) -> ModbusException? {
        advance()
        let bytes = words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        return device.writeRegisters(
            at: address,
            words: bytes[...],
            by: .writeMultipleRegisters,
            isBroadcast: false
        )
    }

    /// Reads 100 ms later, or at an instant.
    mutating func read(
        _ count: Int,
        at address: UInt16,
        at instant: Instant? = nil
    ) throws -> [UInt16] {
        if instant == nil { advance() }
        var bytes: [UInt8] = []
        let refusal = device.readRegisters(.holding, at: address, count: count, into: &bytes)
        try #require(refusal == nil, "\(address)")
        return stride(from: 0, to: bytes.count, by: 2)
            .map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }

    mutating func perform(
        _ function: FunctionCode,
        _ data: [UInt8],
        into output: inout [UInt8]
    ) -> ModbusException? {
        advance()
        output = []
        return device.perform(own: function, data[...], into: &output)
    }
}
