/// The unit of a value, without its power of ten; all are base units, so MWh is `wattHour`.
public enum ValueUnit: String, Hashable, Sendable, CaseIterable {
    /// Energy and power of all kinds.
    case wattHour, voltAmpereReactiveHour, voltAmpereHour, joule, calorie
    /// Power of all kinds.
    case watt, voltAmpereReactive, voltAmpere, joulePerHour
    /// Volume, mass and their flows.
    case cubicMetre, cubicFoot, kilogram, cubicMetrePerHour, cubicMetrePerMinute
    /// Their flows by the second, and of mass.
    case cubicMetrePerSecond, kilogramPerHour
    /// Temperature, pressure, humidity.
    case celsius, kelvin, bar, percent
    /// Electricity.
    case volt, ampere, hertz, degree
    /// Time.
    case second, minute, hour, day, month, year
    /// A date (type G), or a date with the time (types F, I and J).
    case date, dateTime
    /// Money, signal strength, speed of the line, its bit times, units of heat cost allocators.
    case currency, decibelMilliwatt, baud, bitTime, heatCostUnit
    /// A number or text without a unit.
    case dimensionless
    /// A code that the standard keeps for later, or that is not known here.
    case reserved
    /// A meaning that only the maker knows.
    case manufacturer
    /// The unit is given in plain text with the value.
    case plainText

    /// The symbol; empty for numbers without a unit and for unknown units.
    public var text: String {
        switch self {
        case .wattHour: "Wh"
        case .voltAmpereReactiveHour: "varh"
        case .voltAmpereHour: "VAh"
        case .joule: "J"
        case .calorie: "cal"
        case .watt: "W"
        case .voltAmpereReactive: "var"
        case .voltAmpere: "VA"
        case .joulePerHour: "J/h"
        case .cubicMetre: "m3"
        case .cubicFoot: "ft3"
        case .kilogram: "kg"
        case .cubicMetrePerHour: "m3/h"
        case .cubicMetrePerMinute: "m3/min"
        case .cubicMetrePerSecond: "m3/s"
        case .kilogramPerHour: "kg/h"
        case .celsius: "°C"
        case .kelvin: "K"
        case .bar: "bar"
        case .percent: "%"
        case .volt: "V"
        case .ampere: "A"
        case .hertz: "Hz"
        case .degree: "°"
        case .second: "s"
        case .minute: "min"
        case .hour: "h"
        case .day: "d"
        case .month: "month"
        case .year: "year"
        case .date: "date"
        case .dateTime: "date and time"
        case .currency: "currency"
        case .decibelMilliwatt: "dBm"
        case .baud: "baud"
        case .bitTime: "bit times"
        case .heatCostUnit: "HCA"
        case .dimensionless, .reserved, .manufacturer, .plainText: ""
        }
    }
}
