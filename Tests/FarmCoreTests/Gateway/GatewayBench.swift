import FarmCore

/// A gateway on a fake line with time by hand.
final class GatewayBench {
    /// 11 000 baud, 11 bits: a millisecond a character; 3.5 of them.
    static let character = HostStage.millisecond
    static let rest: Int64 = 3_500_000

    let stage = HostStage()
    let wire: FakeWire
    let master: GatewayMaster
    private var connections = 0

    init(
        _ plan: GatewayPlan = GatewayPlan(),
        timing: LinePlan.Timing = .realistic,
        way: ((UInt8) -> UInt8?)? = nil
    ) {
        var line = LinePlan()
        line.baudRate = 11_000
        line.timing = timing
        let times = GatewayTiming(line, framing: plan.framing)
        wire = FakeWire(stage, character: timing == .instant ? 0 : Self.character)
        master = GatewayMaster(
            plan,
            timing: times,
            wire: wire,
            way: way
        )
    }

    func connect(
        isPrompt: Bool = false,
        frame: ((GatewaySession.Answer) -> OutgoingFrame)? = nil
    ) -> SessionLine {
        connections += 1
        let origin = RequestOrigin(
            client: "10.0.0.\(connections)",
            connection: connections,
            isGateway: true
        )
        let session =
            frame.map { GatewaySession(master: master, origin: origin, frame: $0) }
            ?? GatewaySession(master: master, origin: origin)
        return SessionLine(session, stage, isPrompt: isPrompt)
    }

    /// Stations that answer a read of one register with the register's address, after a while.
    func answerReads(after delay: Int64 = 10 * HostStage.millisecond, except dead: Set<UInt8> = [])
    {
        wire.answers = { request in
            guard request.count == 8, request[0] != 0, !dead.contains(request[0]) else { return [] }
            let response = [request[0], request[1], 2, request[2], request[3]]
            return [FakeWire.Reply(after: delay, bytes: Bytes.withCRC(response))]
        }
    }

    static func read(_ register: UInt16) -> [UInt8] {
        [3, UInt8(register >> 8), UInt8(register & 0xFF), 0, 1]
    }

    static func value(_ register: UInt16) -> [UInt8] {
        [3, 2, UInt8(register >> 8), UInt8(register & 0xFF)]
    }
}
