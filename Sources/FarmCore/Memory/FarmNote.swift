/// A text that a farm keeps beside the states of its meters.
public enum FarmNote: String, Sendable, CaseIterable {
    /// What was put on the farm's agenda while it runs: loads, scenarios.
    case agenda
    /// The lesson that is under way.
    case lesson
    /// Who is told what happens.
    case webhooks
}
