/// What a device measures, or what it is (EN 13757-3, 5.7, device type).
public struct Medium: RawRepresentable, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// Makes a medium of the byte on the wire.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Anything that has no code of its own, 00.
    public static let other = Medium(rawValue: 0x00)
    /// Oil, 01.
    public static let oil = Medium(rawValue: 0x01)
    /// Electricity, 02.
    public static let electricity = Medium(rawValue: 0x02)
    /// Gas, 03.
    public static let gas = Medium(rawValue: 0x03)
    /// Heat, measured in the return flow, 04.
    public static let heat = Medium(rawValue: 0x04)
    /// Steam, 05.
    public static let steam = Medium(rawValue: 0x05)
    /// Warm water of 30 to 90 °C, 06.
    public static let warmWater = Medium(rawValue: 0x06)
    /// Water, 07.
    public static let water = Medium(rawValue: 0x07)
    /// Heat cost allocator, 08.
    public static let heatCostAllocator = Medium(rawValue: 0x08)
    /// Compressed air, 09.
    public static let compressedAir = Medium(rawValue: 0x09)
    /// Unknown, 0F.
    public static let unknown = Medium(rawValue: 0x0F)

    private static let names: [UInt8: String] = [
        0x00: "other", 0x01: "oil", 0x02: "electricity", 0x03: "gas", 0x04: "heat (return)",
        0x05: "steam", 0x06: "warm water", 0x07: "water", 0x08: "heat cost allocator",
        0x09: "compressed air", 0x0A: "cooling (return)", 0x0B: "cooling (flow)",
        0x0C: "heat (flow)", 0x0D: "heat and cooling", 0x0E: "bus or system", 0x0F: "unknown",
        0x15: "hot water", 0x16: "cold water", 0x17: "dual register water", 0x18: "pressure",
        0x19: "analogue to digital converter", 0x20: "breaker", 0x21: "valve",
        0x25: "customer unit", 0x31: "communication controller",
    ]

    /// The name in English; `reserved` for a code without one.
    public var name: String { Self.names[rawValue] ?? "reserved" }
}
