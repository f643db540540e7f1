internal import MeterModels

/// Programs a meter's own line settings as its bus has them: a meter that answers has them right.
enum LineSettings {
    /// The settings with address, speed and character format of the line, where the model has
    /// such settings and allows the values.
    ///
    /// - Parameter named: settings that the farm file gives; they stay.
    static func applied(
        to settings: [Double],
        of model: MeterModel,
        address: UInt8,
        line: LinePlan,
        except named: Set<String>
    ) -> [Double] {
        var settings = settings
        for (index, definition) in model.settings.enumerated() {
            guard case .line(let role) = definition.role, !named.contains(definition.name) else {
                continue
            }
            let value = value(of: role, address, line)
            if definition.allows(value) { settings[index] = value }
        }
        return settings
    }

    private static func value(of role: LineSetting, _ address: UInt8, _ line: LinePlan) -> Double {
        switch role {
        case .address: Double(address)
        case .baudRate: Double(line.baudRate)
        case .parity: line.parity.settingValue
        case .stopBits: Double(line.stopBits)
        case .characterFormat: line.stopBits == 2 ? 3 : line.parity.settingValue
        }
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
