/// Three values, one for each phase, without an array.
struct PerPhase<Value> {
    var l1: Value
    var l2: Value
    var l3: Value

    init(_ l1: Value, _ l2: Value, _ l3: Value) {
        self.l1 = l1
        self.l2 = l2
        self.l3 = l3
    }

    /// The value of a phase by its index, 0 to 2.
    subscript(index: Int) -> Value { index == 0 ? l1 : index == 1 ? l2 : l3 }
}

extension PerPhase: Sendable where Value: Sendable {}
extension PerPhase: Equatable where Value: Equatable {}
