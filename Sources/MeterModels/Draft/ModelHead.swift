public import Metrology

/// What a new model is about: what its rating plate says first.
public struct ModelHead: Hashable, Sendable {
    /// The maker's name of the device.
    public var name: String
    /// Who makes it.
    public var vendor: String
    /// How it is connected to the mains.
    public var network = NetworkType.fourWireUnbalanced
    /// How the currents reach it.
    public var connection = AccuracyRatings.Connection.direct
    /// Rated voltage between a phase and neutral, V.
    public var voltage = 230.0
    /// The greatest current of a direct meter, the rated secondary current of the transformers
    /// of another one, A; nil for 63 A and 5 A.
    public var current: Double?

    /// The head of a model of four wires, direct, 230 V.
    public init(name: String, vendor: String) {
        self.name = name
        self.vendor = vendor
    }

    /// The head that a file's name suggests: `acme-em3` is the EM3 of Acme.
    public init(identifier: String) {
        let parts = identifier.split(separator: "-", maxSplits: 1).map(String.init)
        let vendor = parts.first ?? identifier
        self.init(
            name: parts.count == 2 ? parts[1].uppercased() : identifier,
            vendor: vendor.prefix(1).uppercased() + vendor.dropFirst()
        )
    }
}

extension ModelHead {
    /// The currents of the plate as EN 50470-1 and IEC 62053 relate them, A.
    var currents: [(name: String, value: Double)] {
        switch connection {
        case .direct:
            let maximum = current ?? 63
            let reference = maximum >= 40 ? 5.0 : maximum / 8
            return [
                ("startingCurrent", rounded(reference * 0.004)),
                ("minimumCurrent", rounded(reference * 0.05)),
                ("transitionCurrent", rounded(reference * 0.1)),
                ("referenceCurrent", rounded(reference)), ("maximumCurrent", maximum),
            ]
        case .currentTransformer:
            let rated = current ?? 5
            return [
                ("startingCurrent", rounded(rated * 0.002)),
                ("minimumCurrent", rounded(rated * 0.01)),
                ("transitionCurrent", rounded(rated * 0.05)),
                ("referenceCurrent", rated), ("maximumCurrent", rounded(rated * 1.2)),
            ]
        }
    }

    private func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

    /// The conductors that feed a meter of this network.
    var supply: [String] { network.hasNeutral ? ["l1", "n"] : ["anyPhase"] }

    /// Whether it measures one phase only.
    var isSinglePhase: Bool { network == .singlePhase || network == .twoPhase }
}
