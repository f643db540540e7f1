import ModbusMaster
import Testing

@Suite("Failures of the master")
struct FailureTests {
    @Test("An exception carries its code and its name", arguments: SlaveException.allCases)
    func exceptions(_ exception: SlaveException) throws {
        let (master, _) = try connected(.reply([0x83, exception.rawValue]))
        #expect(throws: MasterError.exception(exception)) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
    }

    @Test("An exception of a reserved unit is an exception too")
    func exceptionOfReservedUnit() throws {
        let (master, _) = try connected(.reply([0x90, 2]))
        try master.setUnit(250)
        #expect(throws: MasterError.exception(.illegalDataAddress)) {
            try master.writeRegisters([1], at: 0)
        }
    }

    @Test("An exception code that Modbus does not know is an invalid reply", arguments: [0, 9, 99])
    func unknownException(_ code: UInt8) throws {
        let (master, _) = try connected(.reply([0x83, code]))
        #expect(throws: MasterError.invalidReply(.exceptionCode)) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
    }

    @Test("A reply to another transaction is refused, and the next request starts afresh")
    func wrongTransaction() throws {
        let (master, _) = try connected(
            .frame { request in
                let reply = framed([3, 2, 0, 1], for: request)
                return [reply[0] ^ 0x40] + reply.dropFirst() + framed([3, 2, 0, 2], for: request)
            },
            .reply([3, 2, 0, 3])
        )
        #expect(throws: MasterError.invalidReply(.mismatch)) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
        #expect(try master.readHoldingRegisters(at: 0, count: 1) == [3])
    }

    @Test("A reply to another transaction is refused for a reserved unit too")
    func wrongTransactionOfReservedUnit() throws {
        let (master, _) = try connected(
            .frame { [7] + framed([3, 2, 0, 1], for: $0).dropFirst() }
        )
        try master.setUnit(250)
        #expect(throws: MasterError.invalidReply(.mismatch)) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
    }

    @Test(
        "A reply with another function, quantity or value is refused",
        arguments: [255, 250],
        [[4, 2, 0, 1], [3, 4, 0, 1, 0, 2], [3, 1, 0]] as [[UInt8]]
    )
    func mismatch(_ unit: Int, _ unitData: [UInt8]) throws {
        let (master, _) = try connected(.reply(unitData))
        try master.setUnit(unit)
        #expect(throws: MasterError.invalidReply(.mismatch)) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
    }

    @Test("Silence is a timeout", arguments: [255, 250])
    func silence(_ unit: Int) throws {
        let (master, _) = try connected(.silence)
        try master.setUnit(unit)
        try master.setResponseTimeout(.milliseconds(50))
        #expect(master.responseTimeout == .milliseconds(50))
        #expect(throws: MasterError.timeout) { try master.readInputRegisters(at: 0, count: 1) }
    }

    @Test("A late reply is not taken for the next one")
    func lateReply() throws {
        let (master, _) = try connected(.late(200, [3, 2, 0, 1]), .reply([3, 2, 0, 2]))
        try master.setResponseTimeout(.milliseconds(50))
        #expect(throws: MasterError.timeout) { try master.readHoldingRegisters(at: 0, count: 1) }
        try master.setResponseTimeout(.seconds(10))
        let second = Result { try master.readHoldingRegisters(at: 0, count: 1) }
        // Should the late reply come after the second request, it is refused by its transaction.
        switch second {
        case .success(let words): #expect(words == [2])
        case .failure(let error):
            #expect(error as? MasterError == .invalidReply(.mismatch))
        }
    }

    @Test("A connection that the slave ends is lost")
    func hangUp() throws {
        let (master, _) = try connected(.hangUp)
        let error = #expect(throws: MasterError.self) {
            try master.readHoldingRegisters(at: 0, count: 1)
        }
        #expect(error?.label == "disconnected")
    }

    @Test("A closed master sends nothing, and may be closed twice")
    func closed() throws {
        let (master, _) = try connected(.silence)
        master.close()
        master.close()
        #expect(throws: MasterError.closed) { try master.writeRegister(1, at: 1) }
    }

    @Test("A refused connection says by whom and why")
    func refused() throws {
        let peer = try ScriptedPeer([])
        // The peer accepts one client, then nobody.
        let first = try ModbusMaster(tcp: "127.0.0.1", port: peer.port)
        while (try? ModbusMaster(tcp: "127.0.0.1", port: peer.port)) != nil {}
        let error = #expect(throws: MasterError.self) {
            try ModbusMaster(tcp: "127.0.0.1", port: peer.port)
        }
        first.close()
        #expect(
            error?.description
                == "cannot connect to 127.0.0.1:\(peer.port): Connection refused"
        )
    }

    @Test("A host without an address is not called a refused connection")
    func unknownHost() {
        let error = #expect(throws: MasterError.self) {
            try ModbusMaster(tcp: "no-such-host.invalid", port: 502)
        }
        #expect(error?.label == "cannot-connect")
        #expect(error?.description.contains("refused") == false)
    }

    @Test("A missing serial device says so")
    func missingDevice() {
        #expect(
            throws: MasterError.cannotConnect(
                target: "/dev/no-such-line",
                reason: "No such file or directory"
            )
        ) {
            try ModbusMaster(
                rtu: "/dev/no-such-line",
                baudRate: 9600,
                parity: .even,
                stopBits: 1
            )
        }
    }

    @Test("What Modbus or the line cannot do is refused before anything is sent")
    func invalidRequests() throws {
        let (master, peer) = try connected()
        let attempts: [() throws -> Void] = [
            { _ = try master.readHoldingRegisters(at: 0, count: 0) },
            { _ = try master.readInputRegisters(at: 0, count: 126) },
            { _ = try master.readBits(at: 0, count: 2001) },
            { try master.writeRegisters([], at: 0) },
            {
                try master.writeBits(Array(repeating: true, count: 1969), at: 0)
            },
            { try master.setUnit(256) },
            { try master.setUnit(-1) },
            { try master.setResponseTimeout(.zero) },
            { _ = try ModbusMaster(tcp: "127.0.0.1", port: 0) },
            {
                _ = try ModbusMaster(rtu: "/dev/null", baudRate: 9601, parity: .none, stopBits: 1)
            },
            {
                _ = try ModbusMaster(rtu: "/dev/null", baudRate: 9600, parity: .none, stopBits: 3)
            },
        ]
        for attempt in attempts {
            let error = #expect(throws: MasterError.self) { try attempt() }
            #expect(error?.label == "invalid-request")
        }
        #expect(peer.requests.isEmpty)
    }

    @Test("The sentences name what happened")
    func sentences() {
        #expect(
            MasterError.exception(.gatewayTargetFailedToRespond).description
                == "the slave refused with exception 0B, gateway target device failed to respond"
        )
        #expect(
            MasterError.invalidReply(.checksum).description
                == "the reply is invalid: its checksum is wrong"
        )
        #expect(
            MasterError.timeout.description
                == "the slave did not reply within the response timeout"
        )
    }
}
