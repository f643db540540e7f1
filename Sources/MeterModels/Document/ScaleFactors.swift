import Documents

/// The registers of a file that hold the power of ten of other registers, as the `sunssf` points
/// of SunSpec do.
///
/// They are found before the registers are read, since most stand behind those that they scale.
struct ScaleFactors {
    /// The powers of ten that SunSpec allows.
    static let range = -10...10

    private struct Factor {
        let exponent: Int
        let places: [RegisterDescription.Place]
    }

    private let factors: [UInt16: Factor]

    /// The factors among the registers of a list; what is wrong with one is reported when it is
    /// read itself.
    init(_ registers: [Node]) {
        var found: [UInt16: Factor] = [:]
        for node in registers {
            guard case .object(let members) = node.value, members["type"] == .string("i16"),
                members["access"] ?? .string("r") == .string("r"),
                case .integer(let exponent)? = members["constant"],
                let power = Int(exactly: exponent), Self.range.contains(power),
                let value = members["address"],
                let address = Node(value, log: FaultLog(file: "")).address()
            else { continue }
            found[address] = Factor(exponent: power, places: Self.places(members["table"]))
        }
        factors = found
    }

    /// The power of ten at an address of all these tables; nil where there is none.
    func exponent(at address: UInt16, in places: [RegisterDescription.Place]) -> Int? {
        guard let factor = factors[address], places.allSatisfy(factor.places.contains) else {
            return nil
        }
        return factor.exponent
    }

    private static func places(_ table: JSONValue?) -> [RegisterDescription.Place] {
        switch table {
        case .string("both"): [.holding, .input]
        case .string("input"): [.input]
        default: [.holding]
        }
    }
}
