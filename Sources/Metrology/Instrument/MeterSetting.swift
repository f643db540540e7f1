/// The settings that change how a meter measures.
///
/// Models may have further settings that are only stored; those do not reach metrology.
public enum MeterSetting: Hashable, Sendable {
    /// Rated primary current of the transformers as programmed, A.
    case currentTransformerPrimary
    /// Rated secondary current of the transformers as programmed, A.
    case currentTransformerSecondary
    /// Current transformer ratio as programmed, for meters that ask for the ratio itself.
    case currentTransformerRatio
    /// Rated primary voltage of the transformers as programmed, V.
    case voltageTransformerPrimary
    /// Rated secondary voltage of the transformers as programmed, V.
    case voltageTransformerSecondary
    /// Voltage transformer ratio as programmed.
    case voltageTransformerRatio
    /// Who selects the tariff: 0 communication, 1 digital input.
    case tariffSource
    /// The index of the network type in the design's list.
    case network
    /// The demand period, seconds.
    case demandPeriod
    /// What the operating time goes by: 0 voltage, 1 power.
    case operatingTimeSource
    /// The imported active power above which operating time counts, W.
    case operatingTimeThreshold
    /// The same as a share of the rated power, %.
    case operatingTimeThresholdPercent
    /// What the input does to partial counters and tariff: see ``PartialMode``.
    case partialMode
    /// What the combined energies are: see ``CombinedEnergy``.
    case combinedEnergy
    /// Whose settings the pulse inputs have: 0 each its own, 1 those of the first.
    case inputMode
    /// A part of a pulse output, counted from 1.
    case pulse(Int, PulsePart)
    /// A part of an alarm, counted from 1.
    case alarm(Int, AlarmPart)
    /// A part of what the device has besides metrology.
    case equipment(EquipmentSetting)

    /// A part of a pulse input, counted from 1.
    case input(Int, InputPart)

    /// What can be set of a pulse input.
    public enum InputPart: String, Hashable, Sendable, CaseIterable {
        /// What is counted: see ``PulseKind``.
        case kind = "Kind"
        /// What a pulse stands for: Wh, varh or litres.
        case weight = "Weight"
        /// The current transformers' ratio of the meter that gives the pulses (KTA).
        case currentRatio = "CurrentRatio"
        /// The voltage transformers' ratio of the meter that gives the pulses (KTV).
        case voltageRatio = "VoltageRatio"
        /// The least time off between two pulses (TIM OFF), ms.
        case offTime = "OffTime"
    }

    /// What can be set of a pulse output.
    public enum PulsePart: String, Hashable, Sendable, CaseIterable {
        /// Energy of a pulse, Wh (varh, VAh).
        case weight = "Weight"
        /// How long a pulse lasts, ms.
        case duration = "Duration"
        /// What is counted: the index in the output's list.
        case source = "Source"
        /// What it is used for: 0 pulses; 1 an alarm, 2 and 3 remote commands, which give none.
        case mode = "Mode"
    }

    /// What can be set of an alarm.
    public enum AlarmPart: String, Hashable, Sendable, CaseIterable {
        /// What is watched: the index in the design's list; −1 nothing.
        case source = "Source"
        /// The upper threshold, in the SI unit of what is watched.
        case high = "High"
        /// The lower threshold, in the SI unit of what is watched.
        case low = "Low"
        /// How far the value must come back, in the SI unit of what is watched.
        case hysteresis = "Hysteresis"
        /// How long the value must be beyond the threshold, s.
        case delay = "Delay"
        /// How long the value must be back, s.
        case releaseDelay = "ReleaseDelay"
        /// The contact at rest: 0 open, 1 closed.
        case contact = "Contact"
        /// 1 when an alarm stays until it is acknowledged.
        case latch = "Latch"
        /// The relay that the alarm switches, from 1; 0 none.
        case output = "Output"
    }

    /// The greatest number of pulse outputs and of alarms of a meter.
    public static let most = 8

    /// Every setting with its name in files.
    public static let named: [(name: String, setting: MeterSetting)] = {
        var all: [(String, MeterSetting)] = [
            ("currentTransformerPrimary", .currentTransformerPrimary),
            ("currentTransformerSecondary", .currentTransformerSecondary),
            ("currentTransformerRatio", .currentTransformerRatio),
            ("voltageTransformerPrimary", .voltageTransformerPrimary),
            ("voltageTransformerSecondary", .voltageTransformerSecondary),
            ("voltageTransformerRatio", .voltageTransformerRatio),
            ("tariffSource", .tariffSource),
            ("network", .network),
            ("demandPeriod", .demandPeriod),
            ("operatingTimeSource", .operatingTimeSource),
            ("operatingTimeThreshold", .operatingTimeThreshold),
            ("operatingTimeThresholdPercent", .operatingTimeThresholdPercent),
            ("partialMode", .partialMode),
            ("combinedEnergy", .combinedEnergy), ("inputMode", .inputMode),
        ]
        for n in 1...most {
            for part in PulsePart.allCases {
                all.append(("pulse\(n)\(part.rawValue)", .pulse(n, part)))
            }
            for part in AlarmPart.allCases {
                all.append(("alarm\(n)\(part.rawValue)", .alarm(n, part)))
            }
        }
        for n in 1...PulseInputDesign.most {
            for part in InputPart.allCases {
                all.append(("input\(n)\(part.rawValue)", .input(n, part)))
            }
        }
        return all + EquipmentSetting.named.map { ($0, .equipment($1)) }
    }()

    private static let byName = Dictionary(
        uniqueKeysWithValues: named.map { ($0.name, $0.setting) }
    )

    /// The setting of a name, nil when there is none.
    public init?(name: String) {
        guard let setting = Self.byName[name] else { return nil }
        self = setting
    }
}

/// What a contact at the input does to partial counters and tariff (EMDX³ meters, A.4).
public enum PartialMode: Int, Hashable, Sendable, CaseIterable {
    /// ASY: partial counters count always.
    case always = 0
    /// SYn: they count while the contact is closed.
    case whileClosed = 1
    /// trF: the contact selects the tariff.
    case tariff = 2
}

/// What a meter's combined energy is: the balance variants of the makers.
public enum CombinedEnergy: Int, Hashable, Sendable, CaseIterable {
    /// Imported energy alone.
    case imported = 1
    /// Imported and exported energy added.
    case sum = 2
    /// Exported energy taken from imported.
    case difference = 3
}
