extension MBusTime {
    /// Reads 2 bytes as type G, 3 as J, 4 as F and 6 as I; nil for other lengths, for a time that
    /// is marked invalid, and for a date or time that does not exist.
    public init?(_ data: some Collection<UInt8>) {
        let bytes = Array(data)
        self.init(year: 0, month: 0, day: 0)
        switch bytes.count {
        case 2: setDate(bytes[0], bytes[1])
        case 3: setTime(bytes[0], bytes[1], bytes[2])
        case 4:
            guard bytes[0] & 0x80 == 0 else { return nil }
            setTime(0, bytes[0], bytes[1])
            setDate(bytes[2], bytes[3], century: Int(bytes[1] >> 5 & 3))
            isDaylightSaving = bytes[1] & 0x80 != 0
        case 6:
            guard bytes[1] & 0x80 == 0 else { return nil }
            setTime(bytes[0], bytes[1], bytes[2])
            setDate(bytes[3], bytes[4])
            isDaylightSaving = bytes[0] & 0x40 != 0
        default: return nil
        }
        guard hour < 24, minute < 60, second < 60 else { return nil }
        guard bytes.count != 3 else { return }
        guard (1...12).contains(month), (1...31).contains(day), year > 0 else { return nil }
    }

    private mutating func setTime(_ second: UInt8, _ minute: UInt8, _ hour: UInt8) {
        self.second = Int(second & 0x3F)
        self.minute = Int(minute & 0x3F)
        self.hour = Int(hour & 0x1F)
    }

    /// Sets the date of its two bytes; a year above 99 is kept as a negative one.
    private mutating func setDate(_ low: UInt8, _ high: UInt8, century: Int = 0) {
        day = Int(low & 0x1F)
        month = Int(high & 0x0F)
        let digits = Int(low >> 5) | Int(high >> 4) << 3
        year =
            switch (digits, century) {
            case (100..., _): -1
            case (...80, 0): 2000 + digits
            default: 1900 + 100 * century + digits
            }
    }
}
