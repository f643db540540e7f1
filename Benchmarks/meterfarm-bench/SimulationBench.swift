import Documents
import FarmCore
import FarmDaemon
import ModbusProtocol
import SimulatedTime

/// Times the pure part of the program.
enum SimulationBench {
    private static let start = Instant(seconds: 1_767_567_600)

    /// Host seconds for so many days of one three-phase meter.
    static func seconds(simulating load: String, days: Int64) throws -> Double {
        let plan = try plan(load: load)
        guard let meter = plan.meters.first else { return .infinity }
        var machine = MeterMachine(meter, at: start)
        let before = HostTime.now()
        machine.advance(to: start + .days(days))
        return Double(HostTime.now() - before) / 1e9
    }

    /// Nanoseconds for a Modbus TCP read of 50 registers at an unchanged instant.
    static func nanosecondsPerRead(count: Int) throws -> Double {
        let plan = try plan(load: "\"household\"")
        guard let busPlan = plan.buses.first else { return .infinity }
        let clock = FarmClock(start: start, speed: 0.001, hostTime: 0)
        let bus = Bus(busPlan, meters: plan.meters, time: FarmTime(clock), start: start)
        let session = MBAPSession(bus: bus)
        let request: [UInt8] = [0, 1, 0, 0, 0, 6, 1, 4, 0, 0, 0, 50]
        var actions = LineActions()
        let before = HostTime.now()
        for _ in 0..<count {
            session.receive(request.span, at: 0, into: &actions)
            actions.reset()
        }
        return Double(HostTime.now() - before) / Double(count)
    }

    private static func plan(load: String) throws -> FarmPlan {
        let farm = """
            { "seed": 1, "clock": { "timeZone": "Europe/Berlin" }, "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m", "model": "eastron-sdm630", "bus": "b", "address": 1,
                            "load": \(load) } ] }
            """
        let library = DiskLibrary.make()
        let document = try JSONValue.parse(Array(farm.utf8), file: "bench")
        let report = FarmReader(file: "bench", library: library).read(document)
        guard let plan = report.plan else { throw Faults(report.faults) }
        return plan
    }
}
