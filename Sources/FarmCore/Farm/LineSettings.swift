internal import MeterModels

/// Sets a meter's end of the line as its bus is, as far as the device can be set so.
///
/// What it cannot be set to stays as it left the factory.
struct LineSettings {
    private let model: MeterModel
    private let station: Station
    private let line: LinePlan
    /// Speed and character format to which the meter is set.
    private let format: LineFormat

    /// - Parameters:
    ///   - station: what the farm file says of the meter's end; nil where it says nothing.
    ///   - line: that of the bus.
    init(_ model: MeterModel, _ station: Station, on line: LinePlan) {
        (self.model, self.station, self.line) = (model, station, line)
        let able = model.serial.nearest(to: line.format)
        format = LineFormat(
            baudRate: station.baudRate ?? able.baudRate,
            parity: station.parity ?? able.parity,
            stopBits: station.stopBits ?? able.stopBits
        )
    }

    /// How the meter hangs on the bus: where settings matter, as it is set.
    var settledStation: Station {
        guard line.check == .strict, format != station.format(on: line.format) else {
            return station
        }
        var settled = station
        (settled.baudRate, settled.parity, settled.stopBits) = (
            format.baudRate, format.parity, format.stopBits
        )
        return settled
    }

    /// The settings with address, speed and character format of the meter's end, where the model
    /// has such settings and allows the values.
    ///
    /// - Parameters:
    ///   - named: settings that the farm file gives; they stay.
    ///   - serialNumber: whose last eight digits are the identification number as delivered.
    func applied(
        to settings: [Double],
        except named: Set<String>,
        serialNumber: String
    ) -> [Double] {
        var settings = settings
        for (index, definition) in model.settings.enumerated() {
            guard case .line(let role) = definition.role, !named.contains(definition.name) else {
                continue
            }
            let value = value(of: role, serialNumber)
            if definition.allows(value) { settings[index] = value }
        }
        return settings
    }

    /// What is said of a device that cannot be set as its bus is; nil where it can.
    var advice: String? {
        let wanted = station.format(on: line.format)
        guard model.serial.nearest(to: wanted) != wanted else { return nil }
        let reason = "\(model.name) cannot be set to \(wanted.text): it has \(model.serial.text); "
        if format == wanted { return reason + "this file sets it so all the same" }
        let isHeard = ClientLine(line.format).reaches(format)
        let outcome =
            switch (isHeard, line.check) {
            case (true, _): "which understands the bus all the same"
            case (false, .strict): "and hears nothing"
            case (false, .lenient): "and answers only because \"check\" is lenient"
            }
        return reason + "it is set to \(format.text), \(outcome)"
    }

    private func value(of role: LineSetting, _ serialNumber: String) -> Double {
        switch role {
        case .address: Double(station.address)
        case .baudRate: Double(format.baudRate)
        case .parity: format.parity.settingValue
        case .stopBits: Double(format.stopBits)
        case .characterFormat: format.stopBits == 2 ? 3 : format.parity.settingValue
        case .identification:
            Double(SerialNumberPart.number.value(of: serialNumber) % 100_000_000)
        }
    }
}

extension SerialOptions {
    /// A format in which the parts that cannot be set are those of the factory.
    fileprivate func nearest(to format: LineFormat) -> LineFormat {
        LineFormat(
            baudRate: baudRates.contains(format.baudRate) ? format.baudRate : defaultBaudRate,
            parity: parities.contains(format.parity) ? format.parity : defaultParity,
            stopBits: stopBits.contains(format.stopBits) ? format.stopBits : defaultStopBits
        )
    }

    /// `4800, 9600 baud, parity none, even, 1 stop bit`.
    fileprivate var text: String {
        let bits = stopBits.map(String.init).joined(separator: " or ")
        return "\(baudRates.map(String.init).joined(separator: ", ")) baud, parity "
            + "\(parities.map(\.rawValue).joined(separator: ", ")), \(bits) stop "
            + (stopBits == [1] ? "bit" : "bits")
    }
}

extension LineFormat {
    /// `9600 8E1`.
    var text: String {
        "\(baudRate) 8\(parity.rawValue.prefix(1).uppercased())\(stopBits)"
    }
}

extension LinePlan.Parity {
    /// The number that stands for it in a model's setting.
    var settingValue: Double {
        switch self {
        case .none: 0
        case .even: 1
        case .odd: 2
        }
    }
}
