extension Quantity {
    /// The OBIS code (IEC 62056-61, groups C.D.E) of the quantity, nil where there is none.
    public var obis: String? {
        switch self {
        case .energy(let index): index.obis
        case .power(.active, let channel, .primary): "\(channel.obisOffset + 16).7.0"
        case .power(.apparent, let channel, .primary): "\(channel.obisOffset + 9).7.0"
        case .powerFactor(let channel): "\(channel.obisOffset + 13).7.0"
        case .voltage(let terminal, .primary):
            switch terminal {
            case .l1: "32.7.0"
            case .l2: "52.7.0"
            case .l3: "72.7.0"
            default: nil
            }
        case .current(let terminal, .primary):
            switch terminal {
            case .l1: "31.7.0"
            case .l2: "51.7.0"
            case .l3: "71.7.0"
            case .n: "91.7.0"
            default: nil
            }
        case .frequency: "14.7.0"
        case .demand(.energy(let lanes), let statistic):
            EnergyIndex(lanes).obisGroupC.map {
                "\($0).\(statistic == .maximum ? 6 : 5).0"
            }
        default: nil
        }
    }
}

extension EnergyIndex {
    fileprivate var obis: String? {
        guard let c = obisGroupC else { return nil }
        if bins == .total { return "\(c).8.0" }
        for n in 1...4 where bins == .tariff(n) { return "\(c).8.\(n)" }
        return nil
    }

    fileprivate var obisGroupC: Int? {
        let base: Int
        switch (plus, minus) {
        case (.activeImport, []): base = 1
        case (.activeExport, []): base = 2
        case (.reactiveImport, []): base = 3
        case (.reactiveExport, []): base = 4
        case (.q1, []): base = 5
        case (.q2, []): base = 6
        case (.q3, []): base = 7
        case (.q4, []): base = 8
        case (.apparentImport, []): base = 9
        case (.apparentExport, []): base = 10
        case (.active, []): base = 15
        case (.activeImport, .activeExport): base = 16
        default: return nil
        }
        return base + channel.obisOffset
    }
}

extension Channel {
    fileprivate var obisOffset: Int {
        switch self {
        case .total: 0
        case .l1: 20
        case .l2: 40
        case .l3: 60
        }
    }
}
