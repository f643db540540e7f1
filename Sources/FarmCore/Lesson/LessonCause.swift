/// What a lesson is about.
public enum LessonSubject: String, Hashable, Sendable, CaseIterable {
    /// What the electrician did.
    case wiring
    /// The cable, and how meters hang on it.
    case line
    /// Whether and how a meter answers.
    case answers
    /// What it answers.
    case values
}

/// What can be wrong in a lesson: the answers to "What is wrong?".
///
/// What cannot be told apart from outside is one cause.
public enum LessonCause: String, Hashable, Sendable, CaseIterable {
    /// A current transformer is the wrong way round, or several are.
    case reversedTransformer
    /// Current transformers hang on each other's conductors.
    case swappedTransformers
    /// A current transformer is off or bridged: its input has no current.
    case noCurrent
    /// Other transformers hang there than the meter is programmed for.
    case wrongRatio
    /// A voltage lead of the meter is off, or its fuse has blown.
    case noVoltage
    /// Two voltage leads are changed over.
    case swappedVoltages
    /// All voltage leads are turned by a place.
    case rotatedVoltages
    /// A phase is gone upstream, for the loads as for the meter.
    case lostPhase
    /// The meter's neutral is not connected, and a voltage fuse has blown.
    case openNeutral
    /// The neutral of the installation is broken.
    case brokenNeutral
    /// The meter is set to another speed than the line.
    case wrongSpeed
    /// The meter is set to another parity than the line.
    case wrongParity
    /// The meter has another address, which nobody asks.
    case wrongAddress
    /// The meter has the address of another: two answer at once.
    case addressTwice
    /// The meter's bus wires are off or exchanged.
    case busWires
    /// The meter has no supply.
    case noSupply
    /// The line is dead: its two wires touch, or the masters' A and B are exchanged.
    case deadLine
    /// Bursts of noise come in from a neighbour of the cable.
    case noise
    /// The terminators of the cable are missing.
    case missingTerminators
    /// The line has no bias: it floats while nobody sends.
    case missingBias
    /// The master's adapter hears what it sends itself.
    case echo
    /// A second master asks on the same line.
    case foreignMaster
    /// The meter does not hear some of the requests.
    case deafAtTimes
    /// The meter starts anew, again and again.
    case restarts
    /// The checksum of some answers is wrong.
    case brokenChecksum
    /// Some answers come later than the master waits.
    case slowAnswers
    /// The meter says that it is busy.
    case busy
    /// The meter says that it has failed.
    case deviceFailure
    /// An answer comes when the next question has been asked.
    case lateAnswers
    /// Some answers come from another address.
    case foreignUnit
    /// Some answers are sent twice.
    case repeatedAnswers
    /// The connection is reset in place of an answer.
    case resets
    /// The connection is closed by the meter behind an answer.
    case halfClose
    /// The connection ends in the middle of an answer.
    case cutAnswers
    /// A counter reads zero, once in a while.
    case transientZero
    /// A counter steps back by one count, once in a while.
    case stepBack
    /// A value reads the greatest number there is, once in a while.
    case overflow
    /// The words of long values come in the other order.
    case swappedWords
    /// The code for "not available" is taken for a number.
    case notAvailable
    /// All values stand still.
    case frozenValues
    /// The counters alone stand still.
    case frozenCounters
    /// Powers are ten times too great: the exponent is wrong.
    case wrongFactor
    /// Energies come in kilowatt-hours where watt-hours are read.
    case wrongUnit

    /// What it belongs to.
    public var subject: LessonSubject {
        switch self {
        case .reversedTransformer, .swappedTransformers, .noCurrent, .wrongRatio, .noVoltage,
            .swappedVoltages, .rotatedVoltages, .lostPhase, .openNeutral, .brokenNeutral:
            .wiring
        case .wrongSpeed, .wrongParity, .wrongAddress, .addressTwice, .busWires, .noSupply,
            .deadLine, .noise, .missingTerminators, .missingBias, .echo, .foreignMaster:
            .line
        case .deafAtTimes, .restarts, .brokenChecksum, .slowAnswers, .busy, .deviceFailure,
            .lateAnswers, .foreignUnit, .repeatedAnswers, .resets, .halfClose, .cutAnswers:
            .answers
        case .transientZero, .stepBack, .overflow, .swappedWords, .notAvailable, .frozenValues,
            .frozenCounters, .wrongFactor, .wrongUnit:
            .values
        }
    }

    /// The causes of a subject.
    public static func all(of subject: LessonSubject) -> [LessonCause] {
        allCases.filter { $0.subject == subject }
    }
}
