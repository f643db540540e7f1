import FarmCore
import SimulatedTime

/// A gateway on a real wire with meters of a closure.
final class GatewayOnWireBench {
    /// Meters that answer what the closure says, after their time.
    final class Meters: WireStations {
        weak var wire: Wire?
        var format = LinePlan().format
        var responseTime = 20 * HostStage.millisecond
        var answer: (WireRequest) -> [UInt8]? = { _ in nil }
        private(set) var requests: [WireRequest] = []
        private(set) var errors = 0

        var stationCount: Int { 3 }

        func noteError() { errors += 1 }

        func deliver(_ request: WireRequest, at hostTime: Int64) {
            requests.append(request)
            guard request.unit != 0, let pdu = answer(request) else { return }
            var bytes = Bytes.withCRC([request.unit] + pdu)
            if request.framing == .ascii { bytes = Bytes.ascii([request.unit] + pdu) }
            wire?.transmit(
                WireReply(
                    format: format,
                    start: request.end + responseTime,
                    pieces: [WirePiece(bytes)],
                    framing: request.framing
                )
            )
        }
    }

    let stage = HostStage()
    let meters = Meters()
    let wire: Wire
    let master: GatewayMaster
    private var connections = 0
    private var alarms = 0

    init(_ plan: GatewayPlan = GatewayPlan(), _ change: (inout LinePlan) -> Void = { _ in }) {
        var line = LinePlan()
        line.timing = .realistic
        change(&line)
        let stream = Seed(7).stream("bus", "line")
        wire = Wire(line, stream: stream, stations: meters)
        let times = GatewayTiming(line, framing: plan.framing)
        master = GatewayMaster(plan, timing: times, wire: wire)
        meters.wire = wire
        meters.format = line.format
        wire.alarm = { [weak self] in self?.arm(at: $0) }
        wire.run(at: stage.now)
    }

    private func arm(at time: Int64) {
        alarms += 1
        let number = alarms
        stage.at(time) { [weak self] now in
            guard let self, alarms == number else { return }
            wire.run(at: now)
        }
    }

    func connect() -> SessionLine {
        connections += 1
        let origin = RequestOrigin(
            client: "10.0.0.\(connections)",
            connection: connections,
            isGateway: true
        )
        return SessionLine(GatewaySession(master: master, origin: origin), stage)
    }

    /// Meters that answer a read of one register with its address; some are dead.
    func answerReads(except dead: Set<UInt8> = []) {
        meters.answer = { request in
            guard !dead.contains(request.unit), request.pdu.first == 3 else { return nil }
            return [3, 2, request.pdu[1], request.pdu[2]]
        }
    }
}

extension Bytes {
    /// An ASCII frame with its LRC, as Modbus over serial line V1.02, 2.5.2.2 describes it.
    static func ascii(_ bytes: [UInt8]) -> [UInt8] {
        let lrc = 0 &- bytes.reduce(0, &+)
        let digits = (bytes + [lrc]).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return Array((":" + digits.joined() + "\r\n").utf8)
    }
}
