import FarmCore
import Metrology
import SimulatedTime
import Testing

/// A bus as the daemon runs it: its wire's alarm, time by hand, and clients of its ports.
final class BusBench {
    /// Host time 0 is ``TestMeter/start``.
    let stage = HostStage(at: 0)
    let bus: Bus
    private var alarms = 0

    /// The bus "b" with the meters, their line, faults and scenarios as a farm file has them.
    convenience init(
        _ meters: [String],
        line: String = "{}",
        faults: String = "[]",
        scenarios: String = "[]"
    ) throws {
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b", "line": \(line) } ],
              "meters": [ \(meters.joined(separator: ", ")) ],
              "faults": \(faults), "scenarios": \(scenarios) }
            """
        )
        self.init(
            Bus(
                try #require(plan.buses.first),
                meters: plan.meters,
                time: BusBench.time,
                start: TestMeter.start
            )
        )
    }

    /// A bus that was made on ``time``.
    init(_ bus: Bus) {
        self.bus = bus
        bus.wireIsThere = { [weak self] in self?.drive($0) }
        if let wire = bus.wire { drive(wire) }
    }

    /// A second is a second.
    static var time: FarmTime { FarmTime(FarmClock(start: TestMeter.start, hostTime: 0)) }

    private func drive(_ wire: Wire) {
        wire.alarm = { [weak self] in self?.arm(at: $0) }
        wire.run(at: stage.now)
    }

    private func arm(at time: Int64) {
        alarms += 1
        let number = alarms
        stage.at(time) { [weak self] now in
            guard let self, alarms == number else { return }
            bus.wire?.run(at: now)
        }
    }

    /// A meter for the farm file, of the model that is read fastest unless told otherwise.
    static func meter(
        _ name: String,
        _ address: Int,
        model: String = "legrand-004677",
        load: String = #""constant-test-load""#,
        more: String = ""
    ) -> String {
        """
        { "name": "\(name)", "model": "\(model)", "bus": "b", "address": \(address),
          "load": \(load) \(more) }
        """
    }

    // MARK: Clients

    /// A serial client with RTU: a pseudo-terminal, or a TCP connection.
    func rtu(isConnection: Bool = false, set clientLine: ClientLine? = nil) -> SessionLine {
        let origin = bus.origin(of: "10.0.0.1", isConnection: isConnection)
        let silence: Int64 = 4_000_000
        let session = RTUSession(bus: bus, silence: silence, origin: origin)
        session.attachClientLine { clientLine }
        return SessionLine(session, stage)
    }

    /// A client with ASCII on a TCP connection.
    func ascii() -> SessionLine {
        let origin = bus.origin(of: "10.0.0.2", isConnection: true)
        let wire = bus.wireUp()
        return SessionLine(
            SerialSession(wire: wire, framing: .ascii, origin: origin, pacesItself: false),
            stage
        )
    }

    /// A connection to a Modbus TCP port; to one of its own without.
    func tcp(_ port: TCPEntrance? = nil) -> SessionLine {
        let port = port ?? TCPEntrance(bus: bus)
        return SessionLine(port.session(for: "10.0.0.3"), stage)
    }

    // MARK: Masters

    /// What a client gets for a request, given some time.
    func ask(_ client: SessionLine, _ request: [UInt8], for span: Int64 = HostStage.second)
        -> [UInt8]
    {
        _ = client.take()
        client.send(request)
        stage.run(for: span)
        return client.take()
    }

    /// Waits until a client has got something, at most so long; returns what.
    func answer(to client: SessionLine, within span: Int64) -> [UInt8] {
        let end = stage.now + span
        while client.arrivals.isEmpty, stage.now < end { stage.run(for: HostStage.millisecond) }
        return client.take()
    }

    /// The tariffs in force of meters by name.
    func tariffs(_ names: String...) -> [Int64?] {
        let instant = bus.time.now(at: stage.now)
        return names.map { name in
            bus.withMeter(named: name, on: instant) { $0.value(of: .tariff) } ?? nil
        }
    }
}

/// Requests to the reference model and what it answers.
enum ReferenceMeter {
    /// Reads the tariff in force.
    static let readTariff: [UInt8] = [3, 0x00, 0x20, 0, 1]
    /// Selects the third tariff.
    static let selectTariff3: [UInt8] = [6, 0x02, 0x00, 0, 3]

    static func tariff(_ tariff: UInt8) -> [UInt8] { [3, 2, 0, tariff] }
}

/// Requests to the Legrand 0 046 77 and what it answers.
enum LegrandMeter {
    /// Reads what device it is.
    static let readIdentifier: [UInt8] = [3, 0x03, 0x00, 0, 1]
    static let identifier: [UInt8] = [3, 2, 0, 119]
}

/// Requests to Eastron meters.
enum EastronMeter {
    /// Reads the voltage of L1.
    static let readVoltage: [UInt8] = [4, 0, 0, 0, 2]

    /// Writes a setting.
    static func write(_ register: UInt8, _ value: Float) -> [UInt8] {
        let bits = value.bitPattern
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
        return [16, 0, register, 0, 2, 4] + bytes
    }

    /// Reads a setting.
    static func read(_ register: UInt8) -> [UInt8] { [3, 0, register, 0, 2] }
}
