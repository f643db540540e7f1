import FarmCore
import MeterModels
import ModbusProtocol
import SimulatedTime

/// A wire with meters that answer as they are told, and taps that write down what they hear; its
/// time is counted.
final class WireBench: WireStations {
    /// What a meter does with a request.
    struct Answer {
        var delay: Int64 = 0
        var pieces: [WirePiece]
        var format: LineFormat?
    }

    private(set) lazy var wire = Wire(line, stream: stream, stations: self)
    let line: LinePlan
    private let stream: RandomStream
    var stationCount = 1
    /// Who answers, and what; all of them at once.
    var meters: [(WireRequest) -> Answer?] = []
    private(set) var requests: [WireRequest] = []
    /// The host times at which they were delivered.
    private(set) var deliveries: [Int64] = []
    private(set) var errors = 0
    /// The host time that the wire asked for last.
    private(set) var alarm: Int64?
    private(set) var now: Int64

    init(_ line: LinePlan, seed: UInt64 = 1, start: Int64 = 1_000_000_000) {
        self.line = line
        now = start
        stream = Seed(seed).stream("b", "wire")
        wire.alarm = { [unowned self] in alarm = $0 }
        wire.run(at: start)
    }

    func deliver(_ request: WireRequest, at hostTime: Int64) {
        requests.append(request)
        deliveries.append(hostTime)
        for meter in meters {
            guard let answer = meter(request) else { continue }
            let reply = WireReply(
                format: answer.format ?? line.format,
                start: max(request.end + answer.delay, hostTime),
                pieces: answer.pieces,
                framing: request.framing
            )
            wire.transmit(reply)
        }
    }

    func noteError() { errors += 1 }

    /// A meter that answers a read with as many registers, after a time.
    func addMeter(_ unit: UInt8, after delay: Int64 = 0, value: UInt8 = 0) {
        meters.append { request in
            guard request.unit == unit, request.pdu.count == 5 else { return nil }
            let pdu =
                [request.pdu[0], request.pdu[4] &* 2]
                + [UInt8](repeating: value, count: Int(request.pdu[4]) * 2)
            return Answer(delay: delay, pieces: [WirePiece(Self.frame(unit, pdu))])
        }
    }

    /// Lets time go by, waking the wire only when it has asked for it.
    func run(until end: Int64) {
        while let due = alarm, due <= end {
            alarm = nil
            now = max(now, due)
            wire.run(at: now)
        }
        now = max(now, end)
    }

    func run(for span: Int64) { run(until: now + span) }

    /// An RTU frame.
    static func frame(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        RTUEncoder.append(unit: unit, pdu: pdu, into: &frame)
        return frame
    }

    /// A request for registers from 0.
    static func read(_ unit: UInt8, _ count: UInt8) -> [UInt8] {
        frame(unit, [3, 0, 0, 0, count])
    }
}

/// A tap that writes down what it hears.
final class RecordingTap: WireTap {
    let pacesItself: Bool
    private(set) var portions: [(bytes: [UInt8], end: Int64)] = []
    private(set) var reminders: [Int64] = []
    var whenHearing: (([UInt8], Int64) -> Void)?
    var whenReminded: ((Int64) -> Void)?
    private unowned let bench: WireBench
    private let origin: RequestOrigin

    init(_ bench: WireBench, _ name: String = "tap", pacesItself: Bool = false) {
        self.bench = bench
        self.pacesItself = pacesItself
        origin = RequestOrigin(client: name, connection: 1)
        bench.wire.join(self)
    }

    var bytes: [UInt8] { portions.flatMap(\.bytes) }

    func forget() { portions = [] }

    func heard(_ bytes: [UInt8], at hostTime: Int64) {
        portions.append((bytes, hostTime))
        whenHearing?(bytes, hostTime)
    }

    func reminded(at hostTime: Int64) {
        reminders.append(hostTime)
        whenReminded?(hostTime)
    }

    func send(
        _ bytes: [UInt8],
        framing: WireFraming = .rtu,
        format: ClientLine? = nil,
        at hostTime: Int64? = nil
    ) {
        bench.wire.send(
            bytes,
            from: self,
            format: format,
            framing: framing,
            origin: origin,
            at: hostTime ?? bench.now
        )
    }
}

extension LinePlan {
    /// A line with these settings.
    static func test(
        _ timing: Timing,
        baud: Int = 9600,
        parity: Parity = .none,
        stopBits: Int = 1,
        check: Check = .lenient,
        _ change: (inout LineConditions) -> Void = { _ in }
    ) -> LinePlan {
        var line = LinePlan()
        (line.timing, line.baudRate, line.parity) = (timing, baud, parity)
        (line.stopBits, line.check) = (stopBits, check)
        change(&line.conditions)
        return line
    }
}

let millisecond: Int64 = 1_000_000
let second: Int64 = 1_000_000_000
