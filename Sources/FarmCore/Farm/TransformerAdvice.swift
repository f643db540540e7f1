internal import Documents
internal import MeterModels
internal import Metrology

/// Warns of current transformers that do not fit their meter, their lead or their load.
struct TransformerAdvice {
    private let log: FaultLog
    private let transformer: InstalledTransformer
    private let model: MeterModel
    private let pointer: JSONPointer

    /// Advice on the transformers of a meter.
    ///
    /// - Parameter pointer: the place of the transformers in the file.
    init(
        _ transformer: InstalledTransformer,
        of model: MeterModel,
        at pointer: JSONPointer,
        log: FaultLog
    ) {
        self.transformer = transformer
        self.model = model
        self.pointer = pointer
        self.log = log
    }

    /// Looks at lead, class and currents.
    ///
    /// - Parameter peak: the greatest primary current of the load, A.
    func look(peak: Double) {
        lookAtLead()
        lookAtClass()
        lookAtCurrents(peak)
    }

    private var name: String { "\(transformer.model.vendor) \(transformer.model.reference)" }

    private func lookAtLead() {
        guard let lead = transformer.lead else { return }
        let own = model.ratings.currentBurden
        let instrument = own ?? TransformerLead.usualInstrumentBurden
        let burden = transformer.model.burden
        guard let most = lead.greatestLength(burden: burden, instrument: instrument),
            transformer.length > most
        else { return }
        let whose = own == nil ? "assumed for" : "of"
        log.warn(
            pointer.appending("leadLength"),
            "is \(Node.text(transformer.length)) m; the \(Node.text(burden)) VA of \(name) in "
                + "class \(transformer.model.accuracy.rawValue) allow \(text(most)) m of "
                + "\(Node.text(lead.section)) mm² at \(Node.text(lead.temperature)) °C, with "
                + "\(Node.text(instrument)) VA \(whose) the meter's input"
        )
    }

    private func lookAtClass() {
        let printed = model.ratings.activeAccuracy
        guard let own = printed.flatMap(AccuracyClass.init(text:))?.percent else { return }
        let sensor = transformer.model.accuracy.percent
        let count = model.design.networks.first?.transformers ?? 3
        let overall = systemAccuracy(
            meter: own,
            sensors: Array(repeating: sensor, count: count)
        )
        let sum =
            "the meter's class \(Node.text(own)) with \(count) transformer\(count == 1 ? "" : "s") "
            + "of class \(transformer.model.accuracy.rawValue) makes \(text(overall)) % overall "
            + "(1.15 times the root of the sum of squares)"
        if sensor > own {
            log.warn(pointer, "\(name) is less accurate than the meter: \(sum)")
        } else {
            log.remark(pointer, sum)
        }
    }

    private func lookAtCurrents(_ peak: Double) {
        let ratio = transformer.model.ratio
        if peak > ratio.primary * (1 + 1e-9) {
            log.warn(
                pointer,
                "the load brings up to \(text(peak)) A, above the \(Node.text(ratio.primary)) A of "
                    + name
            )
        }
        if model.ratings.connection == .direct {
            log.warn(pointer, "\(model.name) is a direct meter; no transformers belong to it")
        } else if ratio.secondary > model.ratings.maximumCurrent {
            log.warn(
                pointer,
                "\(name) gives \(Node.text(ratio.secondary)) A, above the "
                    + "\(Node.text(model.ratings.maximumCurrent)) A of \(model.name)"
            )
        }
    }

    private func text(_ value: Double) -> String { Node.text((value * 100).rounded() / 100) }
}

extension AccuracyClass {
    /// The limit at the rated current, ± percent.
    fileprivate var percent: Double {
        switch self {
        case .activeA, .active2, .reactive2: 2
        case .activeB, .active1: 1
        case .activeC, .active05S: 0.5
        case .active02S: 0.2
        case .reactive3: 3
        }
    }
}

extension TransformerClass {
    /// The limit at the rated current, ± percent.
    fileprivate var percent: Double { ratioErrorLimit(at: 1) ?? 1 }
}

extension NetworkType {
    /// How many current transformers the connection has.
    fileprivate var transformers: Int {
        switch self {
        case .threeWireTwoCurrents, .twoPhaseNeutral: 2
        case .threeWireUnbalanced, .fourWireUnbalanced: 3
        default: 1
        }
    }
}
