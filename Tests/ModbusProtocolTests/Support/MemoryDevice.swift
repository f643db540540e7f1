import ModbusProtocol
import TestSupport

/// A device of 256 registers and 4096 bits at addresses from `base`, which notes what it is asked.
struct MemoryDevice: ModbusDevice {
    enum Call: Equatable {
        case readRegisters(RegisterTable, UInt16, Int)
        case writeRegisters(UInt16, [UInt8], FunctionCode, isBroadcast: Bool)
        case readBits(BitTable, UInt16, Int)
        case writeBits(UInt16, Int, FunctionCode, isBroadcast: Bool)
    }

    var slaveProfile = SlaveProfile(functions: .implemented, identification: .extended)
    var base = 0
    var holding = [UInt16](repeating: 0, count: 256)
    var input = [UInt16](repeating: 0, count: 256)
    var coils = [Bool](repeating: false, count: 4096)
    var discreteInputs = [Bool](repeating: false, count: 4096)
    /// When set, every call to the device is refused with it.
    var refusal: ModbusException?
    /// Bytes that a read leaves out: a device with a fault of its own.
    var missingBytes = 0
    var exceptionStatus: UInt8 = 0x6D
    var serverID: [UInt8] = [0x2A, 0xFF, 0x31]
    var objects: [UInt8: [UInt8]] = [:]
    private(set) var calls: [Call] = []

    var identificationObjects: [UInt8] { objects.keys.sorted() }

    func identificationObject(_ id: UInt8) -> [UInt8]? { objects[id] }

    mutating func appendServerID(into output: inout [UInt8]) {
        output.append(contentsOf: serverID)
    }

    mutating func readRegisters(
        _ table: RegisterTable,
        at address: UInt16,
        count: Int,
        into output: inout [UInt8]
    ) -> ModbusException? {
        calls.append(.readRegisters(table, address, count))
        if let refusal {
            output.append(0xEE)
            return refusal
        }
        guard let range = places(address, count, of: 256) else { return .illegalDataAddress }
        for value in (table == .holding ? holding : input)[range] {
            output.append(contentsOf: word(Int(value)))
        }
        output.removeLast(missingBytes)
        return nil
    }

    mutating func writeRegisters(
        at address: UInt16,
        words: ArraySlice<UInt8>,
        by function: FunctionCode,
        isBroadcast: Bool
    ) -> ModbusException? {
        calls.append(.writeRegisters(address, Array(words), function, isBroadcast: isBroadcast))
        if let refusal { return refusal }
        guard let range = places(address, words.count / 2, of: 256) else {
            return .illegalDataAddress
        }
        let bytes = Array(words)
        for (index, place) in range.enumerated() {
            holding[place] = UInt16(bytes[2 * index]) << 8 | UInt16(bytes[2 * index + 1])
        }
        return nil
    }

    mutating func readBits(
        _ table: BitTable,
        at address: UInt16,
        count: Int,
        into output: inout [UInt8]
    ) -> ModbusException? {
        calls.append(.readBits(table, address, count))
        if let refusal { return refusal }
        guard let range = places(address, count, of: 4096) else { return .illegalDataAddress }
        var packed = [UInt8](repeating: 0, count: (count + 7) / 8)
        for (index, bit) in (table == .coils ? coils : discreteInputs)[range].enumerated() where bit
        {
            packed[index / 8] |= 1 << UInt8(index % 8)
        }
        output.append(contentsOf: packed.dropLast(missingBytes))
        return nil
    }

    mutating func writeBits(
        at address: UInt16,
        count: Int,
        bits: ArraySlice<UInt8>,
        by function: FunctionCode,
        isBroadcast: Bool
    ) -> ModbusException? {
        calls.append(.writeBits(address, count, function, isBroadcast: isBroadcast))
        if let refusal { return refusal }
        guard let range = places(address, count, of: 4096) else { return .illegalDataAddress }
        let packed = Array(bits)
        for (index, place) in range.enumerated() {
            coils[place] = packed[index / 8] >> UInt8(index % 8) & 1 != 0
        }
        return nil
    }

    private func places(_ address: UInt16, _ count: Int, of size: Int) -> Range<Int>? {
        let start = Int(address) - base
        return start >= 0 && start + count <= size ? start..<start + count : nil
    }
}

/// A slave with its device, asked with hexadecimal text or bytes.
struct Bench {
    var slave = ModbusSlave()
    var device = MemoryDevice()

    /// The response, nil when nothing is to be sent.
    mutating func ask(_ request: [UInt8], isBroadcast: Bool = false) -> [UInt8]? {
        // Bytes before the response and a slice that does not start at 0, as on a real line.
        var output: [UInt8] = [0xAA, 0xBB]
        let padded = [0x55, 0x55] + request
        let answer = slave.answer(
            padded[2...],
            isBroadcast: isBroadcast,
            device: &device,
            into: &output
        )
        precondition(output.starts(with: [0xAA, 0xBB]))
        switch answer {
        case .reply: return Array(output[2...])
        case .silence:
            precondition(output.count == 2, "silence, but bytes were left")
            return nil
        }
    }

    mutating func ask(_ request: String, isBroadcast: Bool = false) -> [UInt8]? {
        ask(hex(request), isBroadcast: isBroadcast)
    }
}
