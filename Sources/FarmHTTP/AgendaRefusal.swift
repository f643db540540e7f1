public import Documents
public import SimulatedTime

/// Why something is not put on the farm's agenda; nothing has changed.
public enum AgendaRefusal: Error, Sendable {
    /// What was given cannot be read, or cannot be carried out.
    case faults([Fault])
    /// The device has no load: it measures nothing.
    case measuresNothing
    /// So many scenarios are played that no more can be.
    case tooMany
    /// No such scenario is played.
    case unknown
    /// The instant at which it was to begin is over; the present one.
    case isOver(Instant)
}
