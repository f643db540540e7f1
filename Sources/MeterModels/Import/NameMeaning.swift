import Metrology

/// What a word in the name of a register can mean.
enum NameMeaning: Hashable {
    /// What is measured.
    enum Subject: Hashable {
        case voltage
        case current
        case power
        case energy
        case powerFactor
        case frequency
        case distortion
        case angle
        case operatingTime
        case tariff
        case serialNumber
        case phaseSequence
    }

    /// Which way energy flows.
    enum Direction: Hashable {
        case imported
        case exported
        case both
        case net
    }

    /// What of a quantity is meant.
    enum Statistic: Hashable {
        case minimum
        case maximum
        case mean
        case demand
    }

    case subject(Subject)
    case power(PowerKind)
    case direction(Direction)
    /// Into the load for some makers, out of it for others.
    case delivered
    case received
    /// Inductive (lagging), or capacitive.
    case sector(isInductive: Bool)
    case statistic(Statistic)
    case period(EnergyPeriod)
    /// The period before.
    case previous
    case partial
    case total
    case neutral
    case perPhase(Channel)
    /// A voltage between two phases.
    case between(VoltageTerminal)
    /// A tariff that a word stands for: the high tariff is the first.
    case tariff(Int)
    /// High or low, where a tariff is spoken of.
    case levelOfTariff(Int)
    /// Voltages between phases.
    case phaseToPhase
    case phaseToNeutral
    case sequence(SequenceComponent)
    case unbalance
    case quadrant
    case sign
    /// What numbers that follow are about.
    case numbersTariffs
    case numbersPhases
    /// A line conductor; without a number, what lies between lines.
    case line
    /// Hours, which a meter counts where the unit is a time.
    case hours
    /// Behind the instrument transformers.
    case secondary
    /// It changes nothing.
    case filler
    /// It makes the register something that is no quantity.
    case foreign
}
