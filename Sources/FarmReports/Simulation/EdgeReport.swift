internal import FarmCore
internal import MeterModels
internal import Metrology
public import SimulatedTime

/// The edges of pulse outputs as comma-separated values: `time,meter,output,edge`.
///
/// Rows are ordered by time, then as the farm file has its meters. An output is `led` or its
/// number; an edge is `on` or `off` at the exact microsecond.
public struct EdgeReport {
    /// The first line.
    public static let header = Array("time,meter,output,edge\n".utf8)
    /// How much time is lived before edges are delivered.
    static let stretch = TimeSpan.minutes(15)

    private struct Row {
        let instant: Instant
        let meter: Int
        let output: Int
        let isOn: Bool
    }

    private var machines: [MeterMachine]
    private let names: [[UInt8]]
    private let grid: SamplingGrid
    private var time: TimeText
    /// How many edges were written.
    public private(set) var edgeCount = 0

    /// A report of the chosen meters that have pulse outputs.
    ///
    /// - Throws: ``ReportError`` when none has.
    public init(
        _ selection: ReportSelection,
        over grid: SamplingGrid,
        in zone: CivilZone
    ) throws(ReportError) {
        let plans = selection.meters.map(\.plan).filter { !$0.model.design.outputs.isEmpty }
        guard !plans.isEmpty else {
            throw .noPulseOutput(selection.meters.map(\.plan.name))
        }
        machines = plans.map { plan in
            var machine = MeterMachine(plan, at: grid.start)
            machine.keepEdges()
            return machine
        }
        names = plans.map { Array($0.name.utf8) }
        self.grid = grid
        time = TimeText(zone)
    }

    /// Lives the meters to the end.
    ///
    /// - Parameter deliver: given the rows of each quarter of an hour and the instant reached.
    public mutating func run(
        deliver: (_ rows: [UInt8], _ edges: Int, _ reached: Instant) throws -> Void
    ) throws {
        var now = grid.start
        var bytes: [UInt8] = []
        while now < grid.end {
            now = min(now + Self.stretch, grid.end)
            bytes.removeAll(keepingCapacity: true)
            for row in rows(until: now) { append(row, to: &bytes) }
            try deliver(bytes, edgeCount, now)
        }
    }

    private mutating func rows(until end: Instant) -> [Row] {
        var rows: [Row] = []
        for meter in machines.indices {
            machines[meter].advance(to: end)
            rows += machines[meter].takeEdges().map {
                Row(instant: $0.instant, meter: meter, output: $0.output, isOn: $0.isOn)
            }
        }
        // By time; of one instant as the file has the meters.
        return rows.sorted { ($0.instant, $0.meter, $0.output) < ($1.instant, $1.meter, $1.output) }
    }

    private mutating func append(_ row: Row, to bytes: inout [UInt8]) {
        time.append(row.instant, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        bytes.append(contentsOf: names[row.meter])
        bytes.append(UInt8(ascii: ","))
        bytes.append(contentsOf: (row.output == 0 ? "led" : String(row.output)).utf8)
        bytes.append(contentsOf: (row.isOn ? ",on\n" : ",off\n").utf8)
        edgeCount += 1
    }
}
