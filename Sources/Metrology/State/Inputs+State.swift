extension PulseInput {
    /// Goes through what it has counted and the contact.
    ///
    /// Before reading, weight and off time of the state must have been set.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("isOn", &isOn)
        visitor.visit("openedAt", &openedAt)
        visitor.part("total") { total.visit(&$0) }
        visitor.part("partial") { partial.visit(&$0) }
    }

    /// Whether the numbers can be those of an input.
    public var isSound: Bool { total.isSound && partial.isSound }
}

extension PulseInput.Tally {
    fileprivate mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("pulses", &pulses)
        visitor.visit("before", &before)
        visitor.visit("since", &since)
    }

    fileprivate var isSound: Bool { pulses >= 0 && before >= 0 && since >= 0 && since <= pulses }
}
