/// The control frames B8 to BF that set the speed of a slave ("The M-Bus: A Documentation", 6.4.1).
public struct BaudRateSwitch: Hashable, Sendable {
    /// The speeds that can be set, in bits per second, in the order of their codes.
    public static let baudRates = [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400]

    private static let first: UInt8 = 0xB8

    /// The CI field, B8 to BF.
    public let controlInformation: UInt8
    /// The speed that it sets, in bits per second.
    public let baudRate: Int

    /// Makes the switch of a CI field; nil outside B8 to BF.
    public init?(controlInformation: UInt8) {
        guard controlInformation >= Self.first else { return nil }
        let place = Int(controlInformation - Self.first)
        guard place < Self.baudRates.count else { return nil }
        self.controlInformation = controlInformation
        baudRate = Self.baudRates[place]
    }

    /// Makes the switch to a speed in bits per second; nil for a speed without a code.
    public init?(baudRate: Int) {
        guard let place = Self.baudRates.firstIndex(of: baudRate) else { return nil }
        controlInformation = Self.first + UInt8(truncatingIfNeeded: place)
        self.baudRate = baudRate
    }
}
