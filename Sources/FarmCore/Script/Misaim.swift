/// Why something that is asked of a farm can reach nobody in it, or means nothing there.
public struct Misaim: Hashable, Sendable, CustomStringConvertible {
    /// The keys that lead to what is wrong.
    public let path: [String]
    /// What is wrong, what is allowed, the nearest right spelling.
    public let text: String

    /// The path and the text.
    public var description: String { "\(path.joined(separator: "/")): \(text)" }
}

extension FarmPlan {
    /// Why a fault can strike nothing in the farm; nil where it can.
    public func misaim(of fault: FaultPlan) -> Misaim? {
        AimCheck(buses, meters).misaim(of: fault)
    }

    /// Why an action means nothing on a bus; nil where it does.
    public func misaim(of action: BusAction, onBus name: String) -> Misaim? {
        switch action {
        case .fault(let fault): misaim(of: fault)
        default: AimCheck(buses, meters).misfit(of: action, on: name)
        }
    }
}
