internal import MeterModels
internal import Metrology
internal import ModbusProtocol
internal import SimulatedTime

/// Reads the registers of a meter as a master would, on copies of everything that a read changes:
/// the slave with its counters, and the device.
struct RegisterRehearsal {
    private var slave: ModbusSlave
    private var device: MeterDevice
    private let map: ModbusMap
    private let isAnswering: Bool
    private let ratios: ConfiguredRatios
    /// The words of registers that hold the power of ten of others, by table and address.
    private var factors: [RegisterPlace: UInt16?] = [:]

    /// A rehearsal with a unit that has been brought to the instant; nil for one without Modbus.
    init?(_ unit: Bus.Unit, at instant: Instant) {
        guard let map = unit.device.machine.model.modbus else { return nil }
        self.map = map
        device = unit.device
        // A slave forgets without supply, and hears of that with its next request.
        let isAsBefore = device.machine.powerCycles == unit.powerCycles
        slave = isAsBefore ? unit.slave : ModbusSlave()
        device.now = instant
        isAnswering = device.machine.isAnswering
        ratios = device.machine.ratios
    }

    /// What a request gets, from the function code on; nil for silence.
    mutating func answer(to request: [UInt8]) -> [UInt8]? {
        guard isAnswering else { return nil }
        var response: [UInt8] = []
        let answer = slave.answer(request[...], device: &device, into: &response)
        return answer == .reply ? response : nil
    }

    /// A register or bit of the model's table, by its place there.
    mutating func view(_ index: Int, faults: [String]) -> RegisterView? {
        let about = map.descriptions[index]
        switch about.place {
        case .coil: return bitView(index, .coils, about, faults)
        case .discreteInput: return bitView(index, .discreteInputs, about, faults)
        case .holding: return registerView(index, .holding, about, faults)
        case .input: return registerView(index, .input, about, faults)
        }
    }

    /// The request that reads a register or bit by itself.
    static func request(_ about: RegisterDescription) -> [UInt8] {
        [
            UInt8(truncatingIfNeeded: about.place.function), UInt8(about.address >> 8),
            UInt8(about.address & 0xFF), 0, UInt8(truncatingIfNeeded: max(about.words, 1)),
        ]
    }

    // MARK: Registers

    private mutating func registerView(
        _ index: Int,
        _ table: RegisterTable,
        _ about: RegisterDescription,
        _ faults: [String]
    ) -> RegisterView? {
        guard let register = map.register(at: about.address, described: index, in: table) else {
            return nil
        }
        let answer = answer(to: Self.request(about)).map(Self.answer) ?? .silence
        var value: DecodedValue?
        if case .words(let words) = answer, register.flags.contains(.readable) {
            value = decode(words, RegisterPlace(table: table, register: register))
        }
        return RegisterView(
            description: about,
            content: register.source.content,
            answer: answer,
            value: value,
            choice: choice(register, value),
            faults: faults
        )
    }

    /// What a master understands of the words of a register.
    mutating func decode(_ words: [UInt16], _ place: RegisterPlace) -> DecodedValue? {
        if let text = PackedDate(words, place.register.format)?.text { return .text(text) }
        return map.decode(
            words,
            as: place.register,
            scaleFactor: factor(of: place),
            ratios: ratios
        )
    }

    private mutating func factor(of place: RegisterPlace) -> UInt16? {
        guard let holder = map.scaleFactor(of: place) else { return nil }
        if let known = factors[holder] { return known }
        let about = map.description(of: holder.register)
        var factor: UInt16?
        if case .words(let words)? = answer(to: Self.request(about)).map(Self.answer) {
            factor = words.first
        }
        factors[holder] = factor
        return factor
    }

    private func choice(_ register: CompiledRegister, _ value: DecodedValue?) -> String? {
        guard case .setting(let index) = register.source, value != nil else { return nil }
        let (setting, current) = (map.settings[index], device.machine.settings[index])
        return setting.choices.first { $0.value == current }?.name
    }

    /// What the answer to a read of registers says.
    private static func answer(_ response: [UInt8]) -> RegisterView.Answer {
        if let exception = ModbusException(response: response) { return .refused(exception) }
        let bytes = response.dropFirst(2)
        return .words(
            stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
                UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
            }
        )
    }

    // MARK: Bits

    private mutating func bitView(
        _ index: Int,
        _ table: BitTable,
        _ about: RegisterDescription,
        _ faults: [String]
    ) -> RegisterView? {
        guard let bit = map.bits(table).first(where: { Int($0.description) == index }) else {
            return nil
        }
        var (answer, value) = (RegisterView.Answer.silence, DecodedValue?.none)
        if let response = self.answer(to: Self.request(about)) {
            if let exception = ModbusException(response: response) {
                answer = .refused(exception)
            } else {
                let isSet = response.count > 2 && response[2] & 1 == 1
                (answer, value) = (.bit(isSet), .number(isSet ? 1 : 0))
            }
        }
        return RegisterView(
            description: about,
            content: bit.source.content,
            answer: answer,
            value: value,
            choice: nil,
            faults: faults
        )
    }
}

extension ModbusMap {
    /// The register that a description is of: one of the table, or one that only a read of just
    /// its words gets.
    func register(at address: UInt16, described index: Int, in table: RegisterTable)
        -> CompiledRegister?
    {
        let words = descriptions[index].words
        if let lone = loneRegister(table, at: address, count: words),
            Int(lone.description) == index
        {
            return lone
        }
        guard let place = self.index(covering: address, in: table) else { return nil }
        let register = registers(table)[place]
        return Int(register.description) == index ? register : nil
    }
}

extension ModbusException {
    /// The exception that a response is; nil for any other.
    init?(response: [UInt8]) {
        guard response.count == 2, response[0] & 0x80 != 0 else { return nil }
        self.init(rawValue: response[1])
    }
}
