/// A text that a farm keeps beside the states of its meters.
public enum FarmNote: String, Sendable, CaseIterable {
    /// What was put on the farm's agenda while it runs: loads, scenarios.
    case agenda
    /// The loads that were put there and that all meters have lived to see.
    case loads
    /// The lesson that is under way.
    case lesson
    /// Who is told what happens.
    case webhooks
    /// What a snapshot is, for people; only a snapshot has it.
    case description
}
