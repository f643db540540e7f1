public import Documents

/// One thing that a scenario does to a bus.
public enum BusAction: Hashable, Sendable {
    /// Arms a fault; one of the same name is replaced.
    case fault(FaultPlan)
    /// Disarms the fault of a name.
    case clearFault(String)
    /// Changes what the cable is like: the keys of a line's conditions that are given.
    case line(JSONValue)
}
