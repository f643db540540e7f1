import Metrology
import RealModule
import TestSupport
import Testing

@Suite("Errors of current transformers")
struct AccuracyTransformerTests {
    /// IEC 61869-2:2012: class, then % and minutes at 1, 5, 20, 100 and 120 % of rated current.
    static let table: [(TransformerClass, [Double?], [Double?])] = [
        (.class01, [nil, 0.4, 0.2, 0.1, 0.1], [nil, 15, 8, 5, 5]),
        (.class02, [nil, 0.75, 0.35, 0.2, 0.2], [nil, 30, 15, 10, 10]),
        (.class02S, [0.75, 0.35, 0.2, 0.2, 0.2], [30, 15, 10, 10, 10]),
        (.class05, [nil, 1.5, 0.75, 0.5, 0.5], [nil, 90, 45, 30, 30]),
        (.class05S, [1.5, 0.75, 0.5, 0.5, 0.5], [90, 45, 30, 30, 30]),
        (.class1, [nil, 3, 1.5, 1, 1], [nil, 180, 90, 60, 60]),
    ]

    @Test("Each class has the limits of its standard at each current")
    func limits() {
        #expect(Self.table.count == TransformerClass.allCases.count)
        for (transformer, errors, minutes) in Self.table {
            for (k, current) in [0.01, 0.05, 0.2, 1, 1.2].enumerated() {
                let place: Comment = "class \(transformer.rawValue) at \(current)"
                #expect(transformer.ratioErrorLimit(at: current) == errors[k], place)
                #expect(transformer.phaseDisplacementLimit(at: current) == minutes[k], place)
            }
            #expect(transformer.ratioErrorLimit(at: 1.2001) == nil)
            #expect(transformer.phaseDisplacementLimit(at: 0.0099) == nil)
        }
    }

    @Test("Between two currents of the table the limit is interpolated")
    func between() throws {
        let percent = try #require(TransformerClass.class05.ratioErrorLimit(at: 0.6))
        #expect(abs(percent - 0.625) < 1e-12)
        let minutes = try #require(TransformerClass.class1.phaseDisplacementLimit(at: 0.125))
        #expect(abs(minutes - 135) < 1e-9)
    }

    @Test("A given error changes the size by percent and turns by minutes of arc")
    func explicit() {
        let error = TransformerError(ratioError: -1, phaseDisplacement: 60)
        let transformer = TransformerRatio(primary: 100, secondary: 5)
        let secondary = error.secondary(of: Phasor(rms: 80, degrees: -30), through: transformer)
        #expect(abs(secondary.rms - 3.96) < 1e-12)
        #expect(abs(secondary.degrees + 29) < 1e-9)
        // On a load of cos φ 0.5 a degree of lead is worth + 3 % of power: tan 60° · 1°.
        let power = (Phasor(rms: 230, degrees: 0) * Phasor(rms: 1, degrees: -60).conjugate).re
        let turned = Phasor(rms: 1, degrees: -60) * error.factor(primary: 80, rated: 100)
        let seen = (Phasor(rms: 230, degrees: 0) * turned.conjugate).re
        #expect(abs(seen / power - 0.99 * .cos(59 * .pi / 180) / 0.5) < 1e-12)
        #expect(seen / power > 1.019)
    }

    @Test("A perfect transformer divides by its ratio and nothing else")
    func perfect() {
        let transformer = TransformerRatio(primary: 400, secondary: 5)
        let primary = Phasor(rms: 5000, degrees: 77)
        let secondary = TransformerError.none.secondary(of: primary, through: transformer)
        #expect(abs(secondary.rms - 62.5) < 1e-9 && abs(secondary.degrees - 77) < 1e-9)
    }

    @Test("A transformer of a class stays inside half its limits", arguments: [1, 2])
    func drawn(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var wrong: [Int] = []
        for serial in 0..<10_000 {
            let known = TransformerClass.allCases[serial % 6]
            let draws = [
                Double.random(in: 0..<1, using: &random), .random(in: 0..<1, using: &random),
            ]
            let error = TransformerError(known) { draws[$0.rawValue] }
            let current = Double.random(in: known.leastCurrent...1.2, using: &random)
            let percent = (error.factor(primary: 50 * current, rated: 50).rms - 1) * 100
            let degrees = error.factor(primary: 50 * current, rated: 50).degrees
            let limits = (
                known.ratioErrorLimit(at: current) ?? 0,
                known.phaseDisplacementLimit(at: current) ?? 0
            )
            let isInside =
                abs(percent) <= limits.0 / 2 + 1e-9 && degrees >= 0
                && degrees * 60 <= limits.1 / 2 + 1e-9
            let expected = (draws[0] - 0.5) * limits.0
            if !isInside || abs(percent - expected) > 1e-9 { wrong.append(serial) }
        }
        #expect(wrong == [], "seed \(seed)")
    }

    @Test("Outside the table of a class its nearest row continues")
    func continuation() {
        let error = TransformerError(.class1) { _ in 1 }
        #expect(error.ratioError(at: 0.001) == 1.5 && error.ratioError(at: 9) == 0.5)
        #expect(error.phaseDisplacement(at: 0) == 90 && error.phaseDisplacement(at: 9) == 30)
        let special = TransformerError(.class02S) { _ in 1 }
        #expect(special.ratioError(at: 0.001) == 0.375)
    }

    @Test("Above saturation the secondary no longer grows and keeps its angle")
    func saturation() {
        let error = TransformerError(ratioError: 0, phaseDisplacement: 0, saturation: 5)
        let transformer = TransformerRatio(primary: 100, secondary: 5)
        for (primary, secondary) in [(100.0, 5.0), (499, 24.95), (500, 25), (501, 25), (9e4, 25)] {
            let found = error.secondary(
                of: Phasor(rms: primary, degrees: 120),
                through: transformer
            )
            #expect(abs(found.rms - secondary) < 1e-9, "\(primary) A")
            #expect(abs(found.degrees - 120) < 1e-9)
        }
    }

    @Test("An overdriven input keeps the angle and loses the excess")
    func limited() {
        let current = Phasor(rms: 100, degrees: -37)
        #expect(current.limited(to: 100.000001) == current)
        let clipped = current.limited(to: 63)
        #expect(abs(clipped.rms - 63) < 1e-12 && abs(clipped.degrees + 37) < 1e-12)
        #expect(current.limited(to: 0) == .zero)
        #expect(Phasor.zero.limited(to: 0) == .zero)
    }

    @Test("The accuracy of a system is the vendor's worked number")
    func system() {
        // systems-in-the-seeds.md A.6: a meter of class 1 and three transformers of class 1.
        #expect(abs(systemAccuracy(meter: 1, sensors: [1, 1, 1]) - 2.3) < 1e-12)
        #expect(abs(systemAccuracy(meter: 0.5, sensors: [0.5, 0.5, 0.5]) - 1.15) < 1e-12)
        #expect(abs(systemAccuracy(meter: 1, sensors: []) - 1.15) < 1e-12)
    }
}
