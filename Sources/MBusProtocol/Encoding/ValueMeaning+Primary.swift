extension ValueMeaning {
    /// The meaning of a VIF of the first table, without its bit 7 (EN 13757-3, table 10).
    ///
    /// The codes that lead to other tables (7B, 7C, 7D, 7E, 7F) are not among them.
    static func primary(_ code: UInt8) -> ValueMeaning {
        let (n3, n2) = (Int(code & 7), Int(code & 3))
        switch code {
        case 0x00...0x07: return ValueMeaning("energy", .wattHour, n3 - 3)
        case 0x08...0x0F: return ValueMeaning("energy", .joule, n3)
        case 0x10...0x17: return ValueMeaning("volume", .cubicMetre, n3 - 6)
        case 0x18...0x1F: return ValueMeaning("mass", .kilogram, n3 - 3)
        case 0x20...0x23: return ValueMeaning("on time", unit(times, code))
        case 0x24...0x27: return ValueMeaning("operating time", unit(times, code))
        case 0x28...0x2F: return ValueMeaning("power", .watt, n3 - 3)
        case 0x30...0x37: return ValueMeaning("power", .joulePerHour, n3)
        case 0x38...0x3F: return ValueMeaning("volume flow", .cubicMetrePerHour, n3 - 6)
        case 0x40...0x47: return ValueMeaning("volume flow", .cubicMetrePerMinute, n3 - 7)
        case 0x48...0x4F: return ValueMeaning("volume flow", .cubicMetrePerSecond, n3 - 9)
        case 0x50...0x57: return ValueMeaning("mass flow", .kilogramPerHour, n3 - 3)
        case 0x58...0x5B: return ValueMeaning("flow temperature", .celsius, n2 - 3)
        case 0x5C...0x5F: return ValueMeaning("return temperature", .celsius, n2 - 3)
        case 0x60...0x63: return ValueMeaning("temperature difference", .kelvin, n2 - 3)
        case 0x64...0x67: return ValueMeaning("external temperature", .celsius, n2 - 3)
        case 0x68...0x6B: return ValueMeaning("pressure", .bar, n2 - 3)
        default: return primarySingle(code)
        }
    }

    /// The codes of the first table that have no power of ten.
    private static func primarySingle(_ code: UInt8) -> ValueMeaning {
        switch code {
        case 0x6C: ValueMeaning("date", .date)
        case 0x6D: ValueMeaning("date and time", .dateTime)
        case 0x6E: ValueMeaning("heat cost allocation", .heatCostUnit)
        case 0x70...0x73: ValueMeaning("averaging duration", unit(times, code))
        case 0x74...0x77: ValueMeaning("actuality duration", unit(times, code))
        case 0x78: ValueMeaning("fabrication number")
        case 0x79: ValueMeaning("identification")
        case 0x7A: ValueMeaning("bus address")
        default: .reserved
        }
    }
}
