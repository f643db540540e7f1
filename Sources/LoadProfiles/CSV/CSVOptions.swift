import Documents
import SimulatedTime

/// What a `csv` signal says of its file.
struct CSVOptions {
    /// What the column holds.
    enum Quantity: String, CaseIterable {
        /// The value itself, from its time stamp on.
        case power
        /// The energy of the interval that begins at the time stamp.
        case energyPerInterval
        /// A register that was read at the time stamp.
        case cumulativeEnergy
    }

    /// The units of a power column.
    enum PowerUnit: String, CaseIterable {
        case W, kW, MW
    }

    /// The units of an energy column.
    enum EnergyUnit: String, CaseIterable {
        case Wh, kWh, MWh
    }

    /// What holds where time stamps or values are missing.
    enum Gaps: String, CaseIterable {
        case hold, zero, error
    }

    let file: Node
    let path: String
    let column: Node
    let columnName: String
    let time: (node: Node, name: String)?
    let separator: UInt8?
    let quantity: Quantity
    /// What a number in the file is multiplied with.
    let factor: Double
    let isLinear: Bool
    let interval: TimeSpan?
    let gaps: Gaps
    let end: SampledSeries.End
}

extension CSVOptions {
    /// Reads the object under `csv`; nil after complaints.
    static func read(_ node: Node) -> CSVOptions? {
        guard
            let object = node.object(
                "an object such as { \"file\": \"day.csv\", \"column\": \"W\" }"
            )
        else { return nil }
        let before = node.log.faults.count
        let file = object.required("file", "the path of a CSV file, relative to this file")
        let path = file?.string("a path")
        let column = object.required("column", "the header of the column with the values")
        let columnName = column?.string("the header of a column")
        let time = object.optional("time")
        let timeName = time?.string("the header of the column with the time stamps")
        let separator = object.optional("separator").map { self.separator($0) }
        let quantity = object.optional("quantity").map { $0.choice(of: Quantity.self) } ?? .power
        let factor = factor(in: object, quantity: quantity)
        let isLinear = isLinear(in: object, quantity: quantity)
        let interval = object.optional("interval")?.timeSpan(in: .milliseconds(1) ... .days(366))
        let gaps = object.optional("gaps").map { $0.choice(of: Gaps.self) } ?? .hold
        let end = object.optional("end").map { $0.choice(of: SampledSeries.End.self) } ?? .hold
        object.finish()
        guard node.log.faults.count == before, let file, let path, let column, let columnName,
            let quantity, let gaps, let end
        else { return nil }
        return CSVOptions(
            file: file,
            path: path,
            column: column,
            columnName: columnName,
            time: time.flatMap { node in timeName.map { (node, $0) } },
            separator: separator ?? nil,
            quantity: quantity,
            factor: factor,
            isLinear: isLinear,
            interval: interval,
            gaps: gaps,
            end: end
        )
    }

    private static func separator(_ node: Node) -> UInt8? {
        switch node.value {
        case .string("auto"): return nil
        case .string(","): return UInt8(ascii: ",")
        case .string(";"): return UInt8(ascii: ";")
        case .string("\t"): return UInt8(ascii: "\t")
        default:
            node.report("is not a separator; allowed: \",\", \";\", \"\\t\", \"auto\"")
            return nil
        }
    }

    private static func factor(in object: ObjectReader, quantity: Quantity?) -> Double {
        let scale = object.optional("scale")?.number("a factor", in: SignalScope.partRange) ?? 1
        guard let unit = object.optional("unit"), let quantity else { return scale }
        guard quantity != .power else {
            let power = unit.choice(of: PowerUnit.self)
            return scale * (power == .MW ? 1e6 : power == .kW ? 1e3 : 1)
        }
        let energy = unit.choice(of: EnergyUnit.self)
        return scale * (energy == .MWh ? 1e6 : energy == .kWh ? 1e3 : 1)
    }

    private static func isLinear(in object: ObjectReader, quantity: Quantity?) -> Bool {
        guard let node = object.optional("interpolation") else { return false }
        let isLinear = node.choice(of: PointsSignal.Interpolation.self) == .linear
        if isLinear, let quantity, quantity != .power {
            node.report(
                "\"linear\" would not keep the energy of \"\(quantity.rawValue)\"; "
                    + "allowed: \"step\""
            )
        }
        return isLinear
    }
}
