internal import Documents
internal import FarmCore
public import SimulatedTime

/// A simulation as comma-separated values: `time,meter,quantity,value,unit`.
///
/// Rows are ordered by time, then as the farm file has its meters, then as the quantities were
/// asked for. A value that a meter does not have at an instant leaves its row out.
public struct SimulationTable: Sendable {
    /// The first line.
    public static let header = Array("time,meter,quantity,value,unit\n".utf8)

    /// What stands between time and value, and behind the value.
    private struct Frame: Sendable {
        let front: [UInt8]
        let back: [UInt8]
        let perUnit: Int64
        var isSeen = false
    }

    private let selection: ReportSelection
    private var frames: [[Frame]]
    private var time: TimeText
    private var stamp: [UInt8] = []

    /// How many rows were written.
    public private(set) var rowCount = 0

    /// An empty table for what is reported; times are those of a zone.
    public init(_ selection: ReportSelection, in zone: CivilZone) {
        self.selection = selection
        time = TimeText(zone)
        frames = selection.meters.map { meter in
            meter.columns.map { column in
                Frame(
                    front: Array(",\(meter.plan.name),\(column.name),".utf8),
                    back: Array(",\(column.unit)\n".utf8),
                    perUnit: column.perUnit
                )
            }
        }
    }

    /// Appends the rows of a chunk.
    public mutating func append(_ chunk: SimulationChunk, to bytes: inout [UInt8]) {
        for (number, instant) in chunk.instants.enumerated() {
            stamp.removeAll(keepingCapacity: true)
            time.append(instant, to: &stamp)
            for meter in frames.indices {
                let values = chunk.values[meter]
                let place = values.startIndex + number * frames[meter].count
                for column in frames[meter].indices {
                    let value = values[place + column]
                    if value != SimulationChunk.absent {
                        append(value, meter, column, to: &bytes)
                    }
                }
            }
        }
    }

    private mutating func append(
        _ value: Int64,
        _ meter: Int,
        _ column: Int,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: stamp)
        bytes.append(contentsOf: frames[meter][column].front)
        DecimalText.append(value, perUnit: frames[meter][column].perUnit, to: &bytes)
        bytes.append(contentsOf: frames[meter][column].back)
        frames[meter][column].isSeen = true
        rowCount += 1
    }

    /// For each quantity asked for by name that some meters never had: a sentence.
    public var gaps: [String] {
        selection.namedQuantities.compactMap { name in
            let without = selection.meters.indices.filter { meter in
                !zip(selection.meters[meter].columns, frames[meter]).contains {
                    $0.name == name && $1.isSeen
                }
            }
            guard let first = without.first else { return nil }
            let others = without.count - 1
            let more = others == 0 ? "" : " and \(others) more"
            return "\(name): not available at \(selection.meters[first].plan.name)\(more)"
        }
    }
}
