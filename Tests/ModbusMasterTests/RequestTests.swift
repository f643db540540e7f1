import ModbusMaster
import Testing

/// A master connected to a peer that plays the script.
func connected(_ script: ScriptedPeer.Step...) throws -> (ModbusMaster, ScriptedPeer) {
    let peer = try ScriptedPeer(script)
    return (try ModbusMaster(tcp: "127.0.0.1", port: peer.port, timeout: .seconds(10)), peer)
}

@Suite("Requests of the master")
struct RequestTests {
    @Test("Holding registers come back in order, and the request asks for them")
    func holdingRegisters() throws {
        let (master, peer) = try connected(.reply([3, 4, 0x12, 0x34, 0xFF, 0xFE]))
        try master.setUnit(5)
        #expect(try master.readHoldingRegisters(at: 0xC568, count: 2) == [0x1234, 0xFFFE])
        #expect(peer.requests.map { Array($0.dropFirst(4)) } == [[0, 6, 5, 3, 0xC5, 0x68, 0, 2]])
    }

    @Test("Input registers are asked for with function 4")
    func inputRegisters() throws {
        let (master, peer) = try connected(.reply([4, 2, 0, 7]))
        #expect(try master.readInputRegisters(at: 1, count: 1) == [7])
        #expect(peer.requests.map { Array($0.dropFirst(6)) } == [[255, 4, 0, 1, 0, 1]])
    }

    @Test("Bits come back from the lowest bit of the first byte on")
    func bits() throws {
        let (master, peer) = try connected(
            .reply([1, 2, 0b0000_0101, 0b10]),
            .reply([2, 1, 0b110])
        )
        let coils = try master.readBits(at: 16, count: 10)
        #expect(coils.indices.filter { coils[$0] } == [0, 2, 9])
        #expect(try master.readDiscreteInputs(at: 0, count: 3) == [false, true, true])
        #expect(peer.requests.map { $0[7] } == [1, 2])
    }

    @Test("Single writes send the value and accept the echo")
    func singleWrites() throws {
        let (master, peer) = try connected(
            .reply([5, 0, 9, 0xFF, 0]),
            .reply([5, 0, 9, 0, 0]),
            .reply([6, 0xE2, 0, 0xAB, 0xCD])
        )
        try master.writeBit(true, at: 9)
        try master.writeBit(false, at: 9)
        try master.writeRegister(0xABCD, at: 0xE200)
        #expect(
            peer.requests.map { Array($0.dropFirst(7)) } == [
                [5, 0, 9, 0xFF, 0], [5, 0, 9, 0, 0], [6, 0xE2, 0, 0xAB, 0xCD],
            ]
        )
    }

    @Test("Multiple writes send a byte count and the values")
    func multipleWrites() throws {
        let (master, peer) = try connected(.reply([15, 0, 3, 0, 10]), .reply([16, 1, 0, 0, 2]))
        let bits = (0..<10).map { $0 == 0 || $0 == 9 }
        try master.writeBits(bits, at: 3)
        try master.writeRegisters([1, 0xFFFF], at: 0x100)
        #expect(
            peer.requests.map { Array($0.dropFirst(7)) } == [
                [15, 0, 3, 0, 10, 2, 1, 2], [16, 1, 0, 0, 2, 4, 0, 1, 0xFF, 0xFF],
            ]
        )
    }

    @Test("A mask is sent as the two words of function 22")
    func mask() throws {
        let (master, peer) = try connected(.reply([22, 0, 4, 0, 0xF2, 0, 0x25]))
        try master.maskRegister(at: 4, and: 0xF2, or: 0x25)
        #expect(peer.requests.map { Array($0.dropFirst(7)) } == [[22, 0, 4, 0, 0xF2, 0, 0x25]])
    }

    @Test("Function 23 writes and reads in one request")
    func writeAndRead() throws {
        let (master, peer) = try connected(.reply([23, 2, 0xBE, 0xEF]))
        let read = try master.writeAndReadRegisters(
            writing: [0x0102],
            at: 0x10,
            readingAt: 0x20,
            count: 1
        )
        #expect(read == [0xBEEF])
        #expect(
            peer.requests.map { Array($0.dropFirst(7)) } == [
                [23, 0, 0x20, 0, 1, 0, 0x10, 0, 1, 2, 1, 2]
            ]
        )
    }

    @Test("The slave's description comes back whole")
    func slaveID() throws {
        let (master, _) = try connected(.reply([17, 4, 42, 0xFF, 65, 66]))
        #expect(try master.reportSlaveID() == [42, 0xFF, 65, 66])
    }

    @Test("Every unit from 0 to 255 can be asked on TCP", arguments: [0, 1, 247, 248, 254, 255])
    func units(_ unit: Int) throws {
        let (master, peer) = try connected(
            .reply([3, 2, 0, UInt8(unit)]),
            .reply([1, 1, 1]),
            .reply([6, 0, 1, 0, 2]),
            .reply([22, 0, 4, 0, 1, 0, 2]),
            .reply([23, 2, 0, 3]),
            .reply([17, 1, 9])
        )
        try master.setUnit(unit)
        #expect(Int(master.unit) == unit)
        #expect(try master.readHoldingRegisters(at: 0, count: 1) == [UInt16(unit)])
        #expect(try master.readBits(at: 0, count: 2) == [true, false])
        try master.writeRegister(2, at: 1)
        try master.maskRegister(at: 4, and: 1, or: 2)
        let read = try master.writeAndReadRegisters(
            writing: [7],
            at: 1,
            readingAt: 2,
            count: 1
        )
        #expect(read == [3])
        #expect(try master.reportSlaveID() == [9])
        #expect(peer.requests.allSatisfy { Int($0[6]) == unit })
        #expect(
            peer.requests.map { Array($0.dropFirst(7)) } == [
                [3, 0, 0, 0, 1], [1, 0, 0, 0, 2], [6, 0, 1, 0, 2], [22, 0, 4, 0, 1, 0, 2],
                [23, 0, 2, 0, 1, 0, 1, 0, 1, 2, 0, 7], [17],
            ]
        )
    }
}
