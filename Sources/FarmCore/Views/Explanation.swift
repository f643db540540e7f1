public import MeterModels
public import SimulatedTime

/// Why a register, record or quantity of a meter reads what it reads.
///
/// Every figure is the machine's own: taken from where it is computed, not computed again.
public struct Explanation: Sendable {
    /// What is explained.
    public enum Subject: Hashable, Sendable {
        /// A quantity of the model's catalogue, by name.
        case quantity(String)
        /// The register or bit at an address of a table.
        case register(RegisterDescription.Place, UInt16)
        /// A record of a telegram, both counted from 1.
        case record(telegram: Int, place: Int)
    }

    /// A place on the way from the load to the word.
    public enum Stage: String, Hashable, Sendable, CaseIterable {
        /// What the installation carries.
        case load
        /// What feeds the meter itself.
        case supply
        /// How the meter is set up, and what that lets it measure.
        case network
        /// Which conductor each input really sees.
        case wiring
        /// The installed ratio against the programmed one.
        case transformer
        /// What the measuring elements make of it: starting current, saturation.
        case element
        /// The error the meter was born with.
        case measurement
        /// In which tariff it is booked, and who says so.
        case tariff
        /// How it is booked: directions, phases, steps, rollover.
        case counting
        /// What the meter's own clock has to do with it.
        case clock
        /// A setting, as it is programmed.
        case setting
        /// What never changes.
        case constant
        /// From the meter's integer to the register's, cut to its step.
        case scale
        /// The words or bytes on the line.
        case words
        /// What armed faults would make of it.
        case fault
    }

    /// One step of the way.
    public struct Step: Hashable, Sendable {
        /// Where it is.
        public let stage: Stage
        /// What happens there.
        public let sentence: String
        /// The numbers.
        public let figures: [Figure]
    }

    /// A number with its name.
    public struct Figure: Hashable, Sendable {
        /// What it is.
        public let name: String
        /// The number.
        public let value: Double
        /// Its unit; empty for a plain number.
        public let unit: String

        init(_ name: String, _ value: Double, _ unit: String = "") {
            (self.name, self.value, self.unit) = (name, value, unit)
        }
    }

    /// The meter's name.
    public let meter: String
    /// The instant for which it holds.
    public let instant: Instant
    /// What is explained, as the model calls it.
    public let name: String
    /// The name of the quantity behind it; nil where there is none.
    public let quantity: String?
    /// What a master understands of it, or the quantity's value; nil where it gets nothing.
    public let value: DecodedValue?
    /// The unit of the value; empty for a plain number.
    public let unit: String
    /// The way, from the load on.
    public let steps: [Step]
    /// What is amiss in the installation, whatever is explained.
    public let suspects: [Suspect]
}
