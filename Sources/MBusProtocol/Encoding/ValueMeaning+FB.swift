extension ValueMeaning {
    /// The meaning of the code behind VIF FB, without its bit 7 (EN 13757-3, table 14).
    static func alternate(_ code: UInt8) -> ValueMeaning {
        let (n1, n2) = (Int(code & 1), Int(code & 3))
        switch code {
        case 0x00...0x01: return ValueMeaning("energy", .wattHour, n1 + 5)
        case 0x02...0x03: return ValueMeaning("reactive energy", .voltAmpereReactiveHour, n1 + 3)
        case 0x04...0x05: return ValueMeaning("apparent energy", .voltAmpereHour, n1 + 3)
        case 0x08...0x09: return ValueMeaning("energy", .joule, n1 + 8)
        case 0x0C...0x0F: return ValueMeaning("energy", .calorie, n2 + 5)
        case 0x10...0x11: return ValueMeaning("volume", .cubicMetre, n1 + 2)
        case 0x14...0x17: return ValueMeaning("reactive power", .voltAmpereReactive, n2)
        case 0x18...0x19: return ValueMeaning("mass", .kilogram, n1 + 5)
        case 0x1A...0x1B: return ValueMeaning("relative humidity", .percent, n1 - 1)
        case 0x20: return ValueMeaning("volume", .cubicFoot)
        case 0x21: return ValueMeaning("volume", .cubicFoot, -1)
        case 0x28...0x29: return ValueMeaning("power", .watt, n1 + 5)
        case 0x2A: return ValueMeaning("phase angle between voltages", .degree, -1)
        case 0x2B: return ValueMeaning("phase angle of current", .degree, -1)
        case 0x2C...0x2F: return ValueMeaning("frequency", .hertz, n2 - 3)
        case 0x30...0x31: return ValueMeaning("power", .joulePerHour, n1 + 8)
        case 0x34...0x37: return ValueMeaning("apparent power", .voltAmpere, n2)
        case 0x74...0x77: return ValueMeaning("temperature limit", .celsius, n2 - 3)
        case 0x78...0x7F: return ValueMeaning("largest power", .watt, Int(code & 7) - 3)
        default: return .reserved
        }
    }
}
