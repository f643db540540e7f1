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
let restless = """
    { "phases": { "all": {
        "activePower": { "noise": { "mean": 900, "deviation": 200, "hold": "1s" } },
        "powerFactor": 0.95 } },
      "voltage": { "noise": { "mean": 230, "deviation": 0.5, "hold": "1s" } } }
    """
let sloping = """
    { "phases": { "all": { "activePower": { "points": [["00:00", 100], ["06:00", 900],
        ["12:00", 400], ["18:00", 2000]], "every": "day", "interpolation": "linear" },
        "powerFactor": 0.95 } } }
    """
let quarters = """
    { "phases": { "total": { "activePower": { "standard": { "profile": "H25",
        "annualEnergy": 3500000 } },
        "powerFactor": 0.95 } } }
    """
let minutes = """
    { "phases": { "all": { "activePower": { "noise": { "mean": 900, "deviation": 200,
        "hold": "1m" } }, "powerFactor": 0.95 } } }
    """

/// What a year of one three-phase meter costs, by how often its load changes.
for (name, load, days, goal) in [
    ("a year, load at quarters of an hour (H25)", quarters, 365, "≤ 1"),
    ("a year, another load every minute", minutes, 120, "≤ 0.04"),
    ("a year, household of profiles/loads", "\"household\"", 60, "≤ 2.5"),
    ("a year, a slope at 1 s", sloping, 30, "≤ 2.5"),
    ("a year, noise on all phases and the voltage at 1 s", restless, 30, "≤ 2.5"),
    ("a year, constant load", "\"constant-test-load\"", 3650, ""),
] as [(String, String, Int64, String)] {
    let days = isQuick ? 2 : days
    // The best of three: what the machine does beside is not the meter's.
    var seconds = Double.infinity
    for _ in 0..<3 {
        seconds = min(seconds, try SimulationBench.seconds(simulating: load, days: days))
    }
    Figure(name: name, value: seconds / Double(days) * 365, unit: "s", goal: goal).tell()
}
let reads = isQuick ? 20_000 : 400_000
Figure(
    name: "read of 50 registers, decoded, answered and encoded",
    value: try SimulationBench.nanosecondsPerRead(count: reads),
    unit: "ns"
).tell()
