import TestSupport
import Testing

@testable import FarmReports

@Suite("Ticks of values")
struct NiceScaleTests {
    @Test("Ranges that people meet have the ticks that people draw")
    func examples() {
        #expect(NiceScale(0...8.5, limit: 6).labels == ["0", "2", "4", "6", "8", "10"])
        #expect(NiceScale(-4.3...0.7, limit: 8).labels == ["-5", "-4", "-3", "-2", "-1", "0", "1"])
        #expect(NiceScale(229.1...233.8, limit: 4).labels == ["228", "230", "232", "234"])
        #expect(NiceScale(0...0.35, limit: 5).labels == ["0.0", "0.1", "0.2", "0.3", "0.4"])
        #expect(NiceScale(0...0, limit: 5).ticks.first == 0)
        #expect(NiceScale(50...50, limit: 5).ticks.contains(50))
    }

    @Test("Steps are 1, 2 or 5, few enough, and hold the range", arguments: 0..<10)
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let size = Double(Int.random(in: -8...11, using: &generator))
            let power = size < 0 ? 1 / tens(-size) : tens(size)
            let a = Double.random(in: -1...1, using: &generator) * power
            let b = a + Double.random(in: 0...2, using: &generator) * power
            let limit = Int.random(in: 2...12, using: &generator)
            let scale = NiceScale(a...b, limit: limit)
            let comment: Comment = "\(a)...\(b) in \(limit), seed \(seed)"
            #expect([1, 2, 5].contains(scale.mantissa), comment)
            #expect(scale.ticks.count <= max(limit, 2), comment)
            #expect(scale.ticks.count >= 2, comment)
            let slack = (scale.bounds.upperBound - scale.bounds.lowerBound) * 1e-6
            #expect(scale.bounds.lowerBound <= a + slack, comment)
            #expect(scale.bounds.upperBound >= b - slack, comment)
            for (tick, label) in zip(scale.ticks, scale.labels) where scale.exponent > -12 {
                #expect(Double(label) == tick, comment)
            }
        }
    }

    private func tens(_ exponent: Double) -> Double {
        (0..<Int(exponent)).reduce(1.0) { product, _ in product * 10 }
    }

    @Test("Zero belongs to the axis unless the values are far from it")
    func zero() {
        #expect(NiceScale(3...10, limit: 6).ticks.first == 0)
        #expect(NiceScale(225...235, limit: 6).bounds.lowerBound >= 220)
        #expect(NiceScale(-235 ... -225, limit: 6).bounds.upperBound <= -220)
    }

    @Test("Values are read with three figures and a prefix")
    func texts() {
        #expect(FixedText.text(31_400, unit: "Wh") == "31.4 kWh")
        #expect(FixedText.text(999.7, unit: "W") == "1.00 kW")
        #expect(FixedText.text(230, unit: "V") == "230 V")
        #expect(FixedText.text(0.95, unit: "") == "0.95")
        #expect(FixedText.text(0, unit: "W") == "0 W")
        #expect(FixedText.text(0.0042, unit: "A") == "4.20 mA")
        #expect(FixedText.text(-1500, unit: "W") == "-1.50 kW")
        #expect(FixedText.text(50, unit: "Hz") == "50.0 Hz")
        #expect(FixedText.text(-0.0004, decimals: 2) == "0.00")
    }
}
