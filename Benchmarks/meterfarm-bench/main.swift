import FarmCore
import FarmDaemon
import MeterModels
import SimulatedTime

/// What the simulation does in a second on one thread, without any socket: JSON lines for
/// `bench.py`.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    var goal = ""

    func tell() {
        print(
            "{\"name\":\"\(name)\",\"value\":\(value),\"unit\":\"\(unit)\",\"goal\":\"\(goal)\"}"
        )
    }
}

let isQuick = CommandLine.arguments.contains("--quick")
let days: Int64 = isQuick ? 2 : 60
let restless = """
    { "phases": { "all": {
        "activePower": { "noise": { "mean": 900, "deviation": 200, "hold": "1s" } },
        "powerFactor": 0.95 } },
      "voltage": { "noise": { "mean": 230, "deviation": 0.5, "hold": "1s" } } }
    """

for (name, load, goal) in [
    ("meter-seconds a second, every second another load", restless, "12.6e6"),
    ("meter-seconds a second, household of profiles/loads", "\"household\"", ""),
    ("meter-seconds a second, constant load", "\"constant-test-load\"", ""),
] {
    let seconds = try SimulationBench.seconds(simulating: load, days: days)
    Figure(
        name: name,
        value: Double(days) * 86_400 / seconds,
        unit: "1/s",
        goal: goal
    ).tell()
}
let reads = isQuick ? 20_000 : 400_000
Figure(
    name: "read of 50 registers, decoded, answered and encoded",
    value: try SimulationBench.nanosecondsPerRead(count: reads),
    unit: "ns"
).tell()
