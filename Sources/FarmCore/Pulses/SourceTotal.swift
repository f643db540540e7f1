internal import Metrology

/// What has flowed through a source of pulses, exactly.
struct SourceTotal {
    /// Whole base units: microlitres or millijoules.
    private(set) var total: Int64 = 0
    /// Units beyond those.
    private var rest: Int64 = 0
    private let unitsPerBase: Int64

    init(of kind: PulseKind) { unitsPerBase = kind.isVolume ? 1000 : 1 }

    /// Counts equal steps.
    mutating func add(_ units: Int64, steps: Int64) {
        let flowed = Int128(units) * Int128(steps) + Int128(rest)
        let (whole, left) = flowed.quotientAndRemainder(dividingBy: Int128(unitsPerBase))
        let sum = (Int128(total) + whole) % Int128(MeterDesign.largestEnergy)
        (total, rest) = (Int64(sum), Int64(left))
    }

    mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("total", &total)
        visitor.visit("rest", &rest)
    }
}

extension PulseOutputs {
    /// What has flowed, microlitres or millijoules; nil for an electricity meter.
    var delivered: Int64? { source?.total }

    /// Lets so much flow in each step from now on.
    mutating func draw(_ units: Int64) { perStep[0] = units }

    /// Goes through what has flowed; the weight may have been changed in the farm file since.
    mutating func visitSource(_ visitor: inout some StateVisitor) {
        guard source != nil else { return }
        visitor.part("source") { source?.visit(&$0) }
        outputs[0].fitResidue()
    }
}
