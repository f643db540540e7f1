internal import CSerialDevice
internal import FarmCore
internal import Glibc
internal import MeterModels
internal import SimulatedTime

/// An open serial device: ours alone, set as it was asked for.
///
/// It gets the settings back that it had when it is closed.
final class SerialDevice {
    /// The most that a driver's baud rate may differ, a share: beyond, a receiver samples the last
    /// bits of a character in their neighbours.
    static let baudTolerance = 0.02

    /// What the driver does not do, in words.
    private(set) var lacks: [String] = []

    private let device: OpaquePointer

    /// Opens and sets a device.
    ///
    /// - Throws: a ``LineError`` naming the device and what to do.
    init(_ settings: SerialDeviceSettings) throws(LineError) {
        var opened: OpaquePointer?
        let code = serial_device_open(settings.path, &opened)
        guard code == 0, let opened else {
            throw LineError(openingDevice: settings.path, code: code)
        }
        device = opened
        try setFormat(settings)
        setRS485(settings)
    }

    deinit {
        serial_device_close(device)
    }

    /// Two further descriptors, to read and to write, that the caller closes.
    func duplicates(of path: String) throws(LineError) -> (input: CInt, output: CInt) {
        let input = try duplicate(path)
        do throws(LineError) {
            return (input, try duplicate(path))
        } catch {
            Glibc.close(input)
            throw error
        }
    }

    private func duplicate(_ path: String) throws(LineError) -> CInt {
        var descriptor: CInt = -1
        let code = serial_device_duplicate(device, &descriptor)
        guard code == 0 else { throw .deviceFailed(path, reason: systemMessage(code)) }
        return descriptor
    }

    private func setFormat(_ settings: SerialDeviceSettings) throws(LineError) {
        var wanted = serial_device_format(settings.format)
        var got = serial_device_format()
        let code = serial_device_set(device, &wanted, &got)
        guard code == 0 else {
            throw .deviceFailed(settings.path, reason: systemMessage(code))
        }
        let difference = Double(got.baud) - Double(wanted.baud)
        guard difference.magnitude <= Double(wanted.baud) * Self.baudTolerance else {
            throw .baudRateRefused(
                settings.path,
                wanted: settings.format.baudRate,
                got: Int(got.baud)
            )
        }
        if got.parity != wanted.parity {
            lacks.append(
                "its driver does not do parity \(settings.format.parity.rawValue); "
                    + "the line is without"
            )
        }
        if got.two_stop_bits != wanted.two_stop_bits {
            lacks.append("its driver does not do \(settings.format.stopBits) stop bits")
        }
    }

    private func setRS485(_ settings: SerialDeviceSettings) {
        guard let wanted = settings.rs485 else { return }
        var mode = serial_device_rs485(
            rts_on_send: wanted.requestToSendOnSend,
            delay_before: UInt32(clamping: wanted.delayBefore.microseconds / 1000),
            delay_after: UInt32(clamping: wanted.delayAfter.microseconds / 1000)
        )
        let code = serial_device_set_rs485(device, &mode)
        guard code != 0 else { return }
        lacks.append(
            "its driver does not do RS485 mode (\(systemMessage(code))); "
                + "an adapter that turns round by itself needs none"
        )
    }
}

extension serial_device_format {
    /// The shim's form of a format.
    init(_ format: LineFormat) {
        self.init(
            baud: UInt32(clamping: format.baudRate),
            parity: serial_device_parity(format.parity),
            two_stop_bits: format.stopBits == 2
        )
    }
}

extension serial_device_parity {
    fileprivate init(_ parity: LinePlan.Parity) {
        self =
            switch parity {
            case .none: SERIAL_DEVICE_PARITY_NONE
            case .even: SERIAL_DEVICE_PARITY_EVEN
            case .odd: SERIAL_DEVICE_PARITY_ODD
            }
    }
}

extension LineError {
    /// Names what the system said when a serial device was to be opened.
    init(openingDevice path: String, code: CInt) {
        switch code {
        case ENOENT, ENODEV, ENXIO: self = .deviceMissing(path)
        case EBUSY: self = .deviceInUse(path)
        case EACCES, EPERM: self = .deviceForbidden(path)
        case ENOTTY, EINVAL, EISDIR: self = .notASerialDevice(path)
        default: self = .deviceFailed(path, reason: systemMessage(code))
        }
    }
}
