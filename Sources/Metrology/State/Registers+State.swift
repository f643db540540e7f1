extension EnergyBank {
    /// The names of the bins in a state, in their order.
    static let binNames: [StaticString] = [
        "total", "tariff1", "tariff2", "tariff3", "tariff4",
        "partial", "partialTariff1", "partialTariff2", "partialTariff3", "partialTariff4",
    ]

    /// Goes through the accumulators, millijoules.
    mutating func visit(_ visitor: inout some StateVisitor) {
        let names: [StaticString] = channels == 4 ? ["l1", "l2", "l3", "total"] : ["total"]
        for bin in 0..<EnergyBins.count {
            visitor.enter(Self.binNames[bin], nil)
            for channel in names.indices {
                visitor.visit(names[channel], &cells[bin * channels + channel])
            }
            visitor.leave()
        }
    }

    /// Whether every accumulator lies in its range.
    var isSound: Bool { cells.allSatisfy { $0.min() >= 0 && $0.max() < modulus } }
}

extension DemandRegister {
    /// Goes through windows, maxima and the load curve.
    mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("phase", &phase)
        visitor.visit("ring", &ring)
        visitor.visit("ringPosition", &ringPosition)
        visitor.visit("window", &window)
        visitor.visit("running", &running)
        visitor.visit("runningIsIncomplete", &runningIsIncomplete)
        visitor.visit("maxima", &maxima)
        visitor.visit("maximumEnds", &maximumEnds)
        visitor.visit("lastEnd", &lastEnd)
        visitor.list(
            "records",
            &records,
            limit: design.loadCurveRecords,
            empty: Record(end: 0, mean: 0, isIncomplete: false)
        ) { visitor, record in
            visitor.visit("end", &record.end)
            visitor.visit("mean", &record.mean)
            visitor.visit("isIncomplete", &record.isIncomplete)
        }
    }

    /// Whether the places in it exist.
    var isSound: Bool { (0..<slots).contains(ringPosition) && (0..<slot).contains(phase) }
}

extension PeriodEnergies {
    /// Goes through the running and the last day, week and month.
    mutating func visit(_ visitor: inout some StateVisitor) {
        let names: [StaticString] = ["day", "week", "month"]
        for k in names.indices {
            visitor.enter(names[k], nil)
            visitor.visit("start", &starts[k])
            visitor.visit("previous", &previous[k])
            visitor.leave()
        }
    }
}

extension BinMasks {
    /// Goes through the lanes of each bin.
    mutating func visit(_ name: StaticString, _ visitor: inout some StateVisitor) {
        visitor.enter(name, nil)
        for bin in 0..<EnergyBins.count {
            var bits = Int64(self[bin].rawValue)
            visitor.visit(EnergyBank.binNames[bin], &bits)
            self[bin] = EnergyLanes(rawValue: UInt8(truncatingIfNeeded: bits))
        }
        visitor.leave()
    }
}

extension MeterRegisters {
    /// Goes through everything that is counted.
    ///
    /// Before reading, the demand period of the state must have been set.
    public mutating func visit(_ visitor: inout some StateVisitor, _ design: MeterDesign) {
        visitor.part("energies") { energies.visit(&$0) }
        visitor.visit("tariff", &tariff)
        visitor.visit("charge", &charge)
        visitor.visit("operatingTime", &operatingTime)
        visitor.visit("partialsCount", &partialsCount)
        running.visit("runningPartials", &visitor)
        visitor.part("demand") { demand?.visit(&$0) }
        visitor.part("periods") { periods?.visit(&$0) }
        resume(design)
    }

    /// Whether all of it can be the state of a meter of this design.
    public func isSound(_ design: MeterDesign) -> Bool {
        energies.isSound && (1...max(design.tariffCount, 1)).contains(tariff)
            && demand?.isSound ?? true
    }
}
