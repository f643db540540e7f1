internal import Documents
public import SimulatedTime

/// Why a report cannot be made of a farm or a load.
public enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A length below zero, or no step between two instants.
    case gridIsEmpty
    /// The report would end at an instant that cannot be written.
    case endsTooLate(Instant)
    /// No meter of the farm fits; its names follow.
    case unknownMeter(String, [String])
    /// No quantity fits; those there are follow.
    case unknownQuantity(String, [String])
    /// What the load adds up is not there without a farm.
    case needsFarm(String, [String])
    /// None of these meters has a pulse output.
    case noPulseOutput([String])
    /// More lines in one picture than can be told apart.
    case tooManySeries(Int, Int)
    /// A chart of no length has no time axis.
    case chartIsEmpty

    /// A sentence: what is wrong, then after a semicolon what is allowed.
    public var description: String {
        switch self {
        case .gridIsEmpty: "nothing to report; the step must be longer than 0s"
        case .endsTooLate(let end):
            "the end, \(end), is out of range; a report lies in the years 1970 to 2199"
        case .unknownMeter(let name, let known):
            "no meter is named \"\(name)\"\(Spelling.hint(for: name, among: known))"
        case .unknownQuantity(let name, let known):
            "there is no quantity \"\(name)\"\(Spelling.hint(for: name, among: known))"
        case .needsFarm(let load, let patterns):
            "\"\(load)\" adds up other meters (\(patterns.joined(separator: ", "))); name a farm "
                + "that has them instead, with --meter for the one that carries this load"
        case .noPulseOutput(let names):
            "\(names.joined(separator: ", ")): no meter here has a pulse output; see \"pulses\" of "
                + "its model"
        case .tooManySeries(let count, let limit):
            "\(count) lines are too many for one picture; at most \(limit): choose with --meter "
                + "and --quantity"
        case .chartIsEmpty: "there is nothing to draw; --for must be longer than 0s"
        }
    }
}
