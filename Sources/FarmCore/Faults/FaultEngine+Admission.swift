public import SimulatedTime

/// What becomes of a client that connects.
public enum FaultAdmission: Hashable, Sendable {
    /// It is let in.
    case accept
    /// It is turned away.
    case refuse
    /// It is let in and never gets an answer.
    case silent
    /// It is let in, and the oldest connection makes room for it.
    case dropOldest
}

extension FaultEngine {
    /// What becomes of a client that connects: what the first fault says that strikes it.
    ///
    /// A limit meets only the connections that are one too many.
    ///
    /// - Parameters:
    ///   - client: its address without the port.
    ///   - connections: how many there are without it.
    public func admission(client: String, connections: Int, at now: Instant) -> FaultAdmission {
        for fault in armed
        where fault.plan.effect.layer == .connection && fault.isOpen(at: now)
            && fault.concerns(client: client)
        {
            let admission: FaultAdmission
            switch fault.plan.effect {
            case .connection(.refuse): admission = .refuse
            case .connection(.silent): admission = .silent
            case .connectionLimit(let limit, let whenFull):
                guard connections >= limit else { continue }
                admission = whenFull == .refuse ? .refuse : .dropOldest
            default: continue
            }
            guard let strike = fault.meet() else { continue }
            tell(of: strike, client: client)
            return admission
        }
        return .accept
    }
}
