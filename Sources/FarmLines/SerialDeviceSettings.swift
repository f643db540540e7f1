public import FarmCore

/// A serial device of this host and how it is used.
public struct SerialDeviceSettings: Hashable, Sendable {
    /// Its path: `/dev/ttyUSB0`, or a link to it.
    public var path: String
    /// Speed and character format; eight data bits always.
    public var format: LineFormat
    /// RS485 mode of its driver; nil leaves it as it is.
    public var rs485: RS485Plan?
    /// Whether a port opens while the device is not there, and takes it when it comes.
    public var waits = false

    /// A device with its driver as it is.
    public init(path: String, format: LineFormat) {
        self.path = path
        self.format = format
    }
}
