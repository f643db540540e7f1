import Metrology
import TestSupport
import Testing

@Suite("The intrinsic error of a meter")
struct AccuracyErrorTests {
    static let ratings: [AccuracyRatings] = [
        AccuracyRatings(.direct, minimum: 0.5, transition: 1, maximum: 63),
        AccuracyRatings(.currentTransformer, minimum: 0.01, transition: 0.05, maximum: 6),
    ].compactMap { $0 }

    private func randomPoint(_ ratings: AccuracyRatings, _ random: inout SeededGenerator)
        -> LoadPoint
    {
        // Over all decades from a tenth of Imin to three times Imax, half of them at factor 1.
        let decades = Double.random(in: 0...1, using: &random)
        let (low, high) = (ratings.minimum / 10, ratings.maximum * 3)
        var current = low
        for _ in 0..<20 { current *= 1 + (high / low - 1) / 20 * decades }
        return LoadPoint(
            current: Bool.random(using: &random) ? current : low + (high - low) * decades,
            factor: Bool.random(using: &random) ? 1 : .random(in: -1...1, using: &random),
            isCapacitive: .random(using: &random),
            balance: LoadPoint.Balance.allCases.randomElement(using: &random) ?? .balanced
        )
    }

    @Test("No meter of 10 000 exceeds half its table's limit at any load", arguments: [1, 2, 3])
    func neverExceeds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var inTable = 0
        var largest = 0.0
        var exceeding: [LoadPoint] = []
        for serial in 0..<10_000 {
            let ratings = Self.ratings[serial % 2]
            let active = AccuracyClass.allCases.filter { !$0.isReactive }[serial / 2 % 7]
            let reactive: AccuracyClass = serial % 3 == 0 ? .reactive2 : .reactive3
            let limits = [active, reactive].map { ErrorLimits($0, ratings: ratings) }
            let draws = IntrinsicError.Draw.allCases.map { _ in
                Double.random(in: 0..<1, using: &random)
            }
            let error = IntrinsicError(active: limits[0], reactive: limits[1]) {
                draws[$0.rawValue]
            }
            for _ in 0..<5 {
                let point = randomPoint(ratings, &random)
                let errors = [error.activeFactor(at: point), error.reactiveFactor(at: point)]
                for (factor, limits) in zip(errors, limits) {
                    let percent = abs(factor - 1) * 100
                    let bound = limits?.percent(at: point) ?? limits?.continuedPercent(at: point)
                    if percent > (bound ?? 0) / 2 + 1e-12 { exceeding.append(point) }
                    if let bound, bound > 0 { largest = max(largest, percent / bound) }
                    if limits?.percent(at: point) != nil { inTable += 1 }
                }
            }
            for factor in [error.voltageFactor, error.currentFactor] {
                if abs(factor - 1) > 0.0025 || factor == 1 {
                    exceeding.append(LoadPoint(current: 0))
                }
            }
        }
        #expect(exceeding == [], "seed \(seed)")
        #expect(inTable > 5000, "seed \(seed): the points hardly touch the tables")
        #expect(largest > 0.499, "seed \(seed): the shares do not reach the half")
    }

    @Test("The draws 0, 1/2 and almost 1 are the ends and the middle of half the limit")
    func ends() throws {
        let ratings = try #require(Self.ratings.first)
        let limits = try #require(ErrorLimits(.activeB, ratings: ratings))
        let expected: [(Double, Double)] = [(0, 0.995), (0.5, 1), (1 - 0x1p-53, 1.005), (7, 1.005)]
        for (draw, factor) in expected {
            let error = IntrinsicError(active: limits, reactive: nil) { _ in draw }
            let found = error.activeFactor(at: LoadPoint(current: 10))
            #expect(abs(found - factor) < 1e-12, "draw \(draw)")
            #expect(error.reactiveFactor(at: LoadPoint(current: 10)) == 1)
        }
    }

    @Test("Below Imin the lowest row continues, above Imax the last")
    func continuation() throws {
        let ratings = try #require(Self.ratings.first)
        let limits = try #require(ErrorLimits(.activeB, ratings: ratings))
        let error = IntrinsicError(active: limits, reactive: nil) { _ in 1 }
        // Class B: 1.5 % from Imin to Itr, 1.0 % from there; half of it.
        for (current, factor) in [(0.001, 1.0075), (0.5, 1.0075), (1, 1.005), (500, 1.005)] {
            let found = error.activeFactor(at: LoadPoint(current: current))
            #expect(abs(found - factor) < 1e-12, "\(current) A")
        }
    }

    @Test("Each share comes from its own draw, and the same draws make the same meter")
    func draws() throws {
        let ratings = try #require(Self.ratings.first)
        let active = ErrorLimits(.activeA, ratings: ratings)
        let reactive = ErrorLimits(.reactive2, ratings: ratings)
        func meter() -> IntrinsicError {
            IntrinsicError(active: active, reactive: reactive) { Double($0.rawValue + 1) / 5 }
        }
        let error = meter()
        #expect(error == meter())
        #expect(abs(error.activeShare + 0.3) < 1e-12 && abs(error.reactiveShare + 0.1) < 1e-12)
        #expect(abs(error.voltageFactor - 1.0005) < 1e-12)
        #expect(abs(error.currentFactor - 1.0015) < 1e-12)
        let none = IntrinsicError.none
        #expect(none.activeFactor(at: LoadPoint(current: 5)) == 1)
        #expect(none.voltageFactor == 1 && none.currentFactor == 1)
    }

    @Test("At the load points of the standard the registered energy is inside the class")
    func energyAtLoadPoints() throws {
        // E44, class C: In = 1 A, 230 V, three elements, over the points of EN 50470-3.
        let ratings = try #require(Self.ratings.last)
        let limits = try #require(ErrorLimits(.activeC, ratings: ratings))
        let error = IntrinsicError(active: limits, reactive: nil) { _ in 0.9 }
        for (current, cosine) in [(0.01, 1.0), (0.05, 1), (0.05, 0.5), (1, 1), (1, 0.5), (6, 0.8)] {
            let true1 = 230 * current * cosine
            let factor = error.activeFactor(at: LoadPoint(current: current, factor: cosine))
            let truth = energy(true1)
            let percent = (Double(energy(true1 * factor)) / Double(truth) - 1) * 100
            let limit = try #require(
                limits.percent(at: LoadPoint(current: current, factor: cosine))
            )
            // Powers are whole milliwatts: half of one is all that may be between.
            let grain = 0.0005 / true1 * 100
            #expect(abs(percent - 0.4 * limit) <= grain + 1e-9, "\(current) A, \(cosine)")
        }
    }

    /// Millijoules of an hour on three phases of so many watts.
    private func energy(_ watts: Double) -> Int64 {
        let phase = PhaseConditions(voltage: 230, activePower: watts)
        let measurement = Measurement(
            of: SiteConditions(l1: phase, l2: phase, l3: phase),
            through: Installation(),
            ratios: ConfiguredRatios(),
            network: .fourWireUnbalanced,
            design: MeterDesign()
        )
        return Flows(measurement.elements, counting: .net, milliseconds: 3_600_000)
            .lanes(.total)[0]
    }
}
