internal import Documents

/// Numbers for people and pictures, the same bytes on every machine.
public enum FixedText {
    /// A number with so many decimals, 0 to 12.
    public static func text(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        let places = min(max(decimals, 0), 12)
        let power = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let scaled = (value.magnitude * power).rounded()
        guard scaled < 9e18 else { return "\(value)" }
        var bytes: [UInt8] = []
        let whole = UInt64(scaled)
        if value < 0, whole > 0 { bytes.append(UInt8(ascii: "-")) }
        let unit = UInt64(power)
        DecimalText.append(digits: whole / unit, to: &bytes)
        if places > 0 {
            bytes.append(UInt8(ascii: "."))
            DecimalText.append(digits: whole % unit, width: places, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A value with its unit and prefix to three figures: `31.4 kWh`, `230 V`, `0.95`.
    public static func text(_ value: Double, unit: String) -> String {
        let prefix = UnitPrefix(for: value.magnitude, unit: unit)
        let scaled = value / prefix.factor
        let decimals = scaled.magnitude < 9.995 ? 2 : scaled.magnitude < 99.95 ? 1 : 0
        let number = text(scaled, decimals: scaled == 0 ? 0 : decimals)
        return unit.isEmpty ? number : "\(number) \(prefix.symbol)\(unit)"
    }
}

/// The prefix with which a unit is best read.
public struct UnitPrefix: Hashable, Sendable {
    /// `k`, `M`, …; empty for none.
    public let symbol: String
    /// What one prefixed unit is in units.
    public let factor: Double

    private static let prefixes: [(String, Double)] = [
        ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1), ("m", 1e-3), ("µ", 1e-6),
    ]
    /// Units that nobody reads with a prefix.
    private static let bare: Set<String> = ["", "%", "°", "Hz", "s"]

    /// The prefix for values up to a size.
    public init(for size: Double, unit: String) {
        guard !Self.bare.contains(unit), size > 0 else {
            (symbol, factor) = ("", 1)
            return
        }
        let fitting = Self.prefixes.first { size >= $0.1 * 0.9995 } ?? ("µ", 1e-6)
        (symbol, factor) = fitting
    }
}
