extension ValueMeaning {
    /// The meaning of the code behind VIF FD, without its bit 7 (EN 13757-3, table 12).
    static func linear(_ code: UInt8) -> ValueMeaning {
        let n2 = Int(code & 3)
        switch code {
        case 0x00...0x03: return ValueMeaning("credit", .currency, n2 - 3)
        case 0x04...0x07: return ValueMeaning("debit", .currency, n2 - 3)
        case 0x1C: return ValueMeaning("baud rate", .baud)
        case 0x1D: return ValueMeaning("response delay", .bitTime)
        case 0x24...0x27: return ValueMeaning("storage interval", unit(times, code))
        case 0x28: return ValueMeaning("storage interval", .month)
        case 0x29: return ValueMeaning("storage interval", .year)
        case 0x2B: return ValueMeaning("second of the time", .second)
        case 0x2C...0x2F: return ValueMeaning("time since the last readout", unit(times, code))
        case 0x30: return ValueMeaning("start of tariff", .dateTime)
        case 0x31...0x33: return ValueMeaning("duration of tariff", unit(times, code))
        case 0x34...0x37: return ValueMeaning("period of tariff", unit(times, code))
        case 0x38: return ValueMeaning("period of tariff", .month)
        case 0x39: return ValueMeaning("period of tariff", .year)
        case 0x3C...0x3F: return ValueMeaning("transmission period", unit(times, code))
        case 0x40...0x4F: return ValueMeaning("voltage", .volt, Int(code & 15) - 9)
        case 0x50...0x5F: return ValueMeaning("current", .ampere, Int(code & 15) - 12)
        case 0x68...0x6B:
            return ValueMeaning("time since the last cumulation", unit(longTimes, code))
        case 0x6C...0x6F: return ValueMeaning("time on battery", unit(longTimes, code))
        case 0x70: return ValueMeaning("change of battery", .dateTime)
        case 0x71: return ValueMeaning("radio level", .decibelMilliwatt)
        case 0x74: return ValueMeaning("remaining time of battery", .day)
        default: return names[code].map { ValueMeaning($0) } ?? .reserved
        }
    }

    /// The codes that are numbers or text without a unit.
    private static let names: [UInt8: String] = [
        0x08: "access number", 0x09: "medium", 0x0A: "manufacturer", 0x0B: "parameter set",
        0x0C: "model or version", 0x0D: "hardware version", 0x0E: "firmware version",
        0x0F: "software version", 0x10: "customer location", 0x11: "customer",
        0x12: "access code of the user", 0x13: "access code of the operator",
        0x14: "access code of the system operator", 0x15: "access code of the developer",
        0x16: "password", 0x17: "error flags", 0x18: "error mask", 0x1A: "digital output",
        0x1B: "digital input", 0x1E: "retries", 0x1F: "remote control",
        0x20: "first storage number", 0x21: "last storage number", 0x22: "size of storage block",
        0x2A: "operator data", 0x3A: "dimensionless number", 0x60: "reset counter",
        0x61: "cumulation counter", 0x62: "control signal", 0x63: "day of the week",
        0x64: "week number", 0x65: "time of day change", 0x66: "parameter activation",
        0x67: "supplier information", 0x72: "daylight saving", 0x75: "number of stops",
    ]
}
