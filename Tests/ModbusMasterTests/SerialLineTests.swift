import ModbusMaster
import Testing

@Suite("The master on a serial line")
struct SerialLineTests {
    private func master(on line: ScriptedLine) throws -> ModbusMaster {
        try ModbusMaster(
            rtu: line.device,
            baudRate: 19200,
            parity: .even,
            stopBits: 1,
            timeout: .seconds(10)
        )
    }

    @Test("A register is read with checksums both ways")
    func read() throws {
        let line = try ScriptedLine([(8, serialFrame([1, 3, 2, 0x12, 0x34]))])
        let master = try master(on: line)
        #expect(try master.readHoldingRegisters(at: 2, count: 1) == [0x1234])
        #expect(line.bytes == serialFrame([1, 3, 0, 2, 0, 1]))
    }

    @Test("A wrong checksum, and a reply of another unit, are refused")
    func badReplies() throws {
        let line = try ScriptedLine([
            (8, [1, 3, 2, 0, 7, 0, 0]), (8, serialFrame([9, 3, 2, 0, 7])),
            (8, serialFrame([1, 3, 2, 0, 8])),
        ])
        let master = try master(on: line)
        #expect(throws: MasterError.invalidReply(.checksum)) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
        #expect(throws: MasterError.invalidReply(.unit)) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
        #expect(try master.readHoldingRegisters(at: 0, count: 1) == [8])
    }

    @Test("A broadcast write waits for nobody, and nothing can be read from all")
    func broadcast() throws {
        let line = try ScriptedLine([(8, []), (8, serialFrame([3, 6, 0, 5, 0, 1]))])
        let master = try master(on: line)
        try master.setUnit(0)
        try master.writeRegister(7, at: 5)
        let error = #expect(throws: MasterError.self) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
        #expect(error?.label == "invalid-request")
        try master.setUnit(3)
        try master.writeRegister(1, at: 5)
        #expect(line.bytes == serialFrame([0, 6, 0, 5, 0, 7]) + serialFrame([3, 6, 0, 5, 0, 1]))
    }

    @Test("A unit above 247 does not exist on a serial line")
    func unit() throws {
        let master = try master(on: ScriptedLine([]))
        #expect(throws: MasterError.self) { try master.setUnit(248) }
    }
}
