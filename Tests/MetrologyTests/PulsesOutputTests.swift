import Metrology
import Testing

/// A stretch of equal steps.
private struct Stretch: CustomStringConvertible {
    var energy: Int64
    var steps: Int64

    var description: String { "\(steps) × \(energy) mJ" }
}

/// An output with a life, drawn from a seed.
private struct PulseCase: CustomStringConvertible {
    let seed: Int
    let weight: PulseWeight
    let timing: PulseTiming
    let limit: Int64
    let step: Int64
    let start: Int64
    var stretches: [Stretch] = []

    init(_ seed: Int) throws {
        var dice = PulseDice(seed)
        self.seed = seed
        let constant = Double(dice.pick([100, 500, 1000, 2000, 7000, 10_000, 1333, 4095]))
        weight = try #require(PulseWeight(impulsesPerKilowattHour: constant))
        let duration = dice.pick([1, 30, 40, 99, 100, 200, 333, 500] as [Int64])
        let off = dice.pick(
            [
                .asLongAsPulse, .standardMinimum, .milliseconds(0), .milliseconds(171),
            ] as [PulseOffTime]
        )
        timing = PulseTiming(milliseconds: duration, off: off)
        limit = dice.pick([0, 0, 1, 2, 3, 7, 255, .max])
        step = dice.pick([1_000_000, 1_000_000, 200_000, 999_983])
        start = dice.roll(0...10) * step
        // The power at which the line is just busy, and multiples and fractions of it.
        let busy = timing.maximumPower(weight) * Double(step) / 1000
        for _ in 0..<dice.roll(1...8) {
            let factor = dice.pick([0, 0.01, 0.3, 0.9, 0.999, 1, 1.001, 1.1, 2, 5, 30])
            let jitter = dice.roll(-3...3)
            let energy = Int64(busy * factor) + jitter
            stretches.append(Stretch(energy: energy, steps: dice.roll(1...40)))
        }
    }

    var description: String {
        "seed \(seed): \(weight.millijoules) mJ, \(timing), limit \(limit), \(stretches)"
    }

    var output: PulseOutput {
        PulseOutput(
            weight: weight,
            timing: timing,
            overrun: limit == 0 ? .discard : .backlog(limit: limit)
        )
    }

    var steps: [PulseStep] {
        var steps: [PulseStep] = []
        for stretch in stretches {
            for _ in 0..<stretch.steps {
                let begin = start + Int64(steps.count) * step
                steps.append(PulseStep(energy: stretch.energy, start: begin, length: step))
            }
        }
        return steps
    }

    /// The life with each stretch cut into the parts that `next` gives, and what it reports.
    func live(
        cutting next: (Int64) -> Int64,
        _ add: (inout PulseOutput, Int64, Int64, Int64) -> Void
    ) -> PulseOutput {
        var output = output
        var begin = start
        for stretch in stretches {
            var left = stretch.steps
            while left > 0 {
                let part = min(max(next(left), 1), left)
                add(&output, stretch.energy, part, begin)
                begin += part * step
                left -= part
            }
        }
        return output
    }

    func live(cutting next: (Int64) -> Int64) -> PulseOutput {
        live(cutting: next) { output, energy, steps, begin in
            output.add(energyPerStep: energy, steps: steps, start: begin, step: step)
        }
    }
}

@Suite("A pulse output")
struct PulsesOutputTests {
    @Test("Counts as its definition says, however it is cut", arguments: 0..<400)
    func agreesWithDefinition(seed: Int) throws {
        let life = try PulseCase(seed)
        let witness = PulseReference(
            life.steps,
            weight: life.weight,
            timing: life.timing,
            limit: life.limit == .max ? Int.max : Int(life.limit)
        )
        let whole = life.live { $0 }
        #expect(whole.pulses == Int64(witness.begun.count), "\(life)")
        #expect(whole.lost == Int64(witness.lost), "\(life)")
        #expect(whole.backlog == Int64(witness.waiting), "\(life)")
        #expect(Int128(whole.residue) == witness.residue, "\(life)")
        if let last = witness.begun.last {
            #expect(whole.pulseEnd == last + life.timing.duration, "\(life)")
            #expect(whole.lineFree == last + life.timing.period, "\(life)")
        }
        var dice = PulseDice(seed + 1_000_000)
        #expect(life.live { _ in 1 } == whole, "\(life) step by step")
        #expect(life.live { dice.roll(1...$0) } == whole, "\(life) cut at random")
    }

    @Test("Delivers the edges of its definition, however it is cut", arguments: 0..<150)
    func edgesAgreeWithDefinition(seed: Int) throws {
        let life = try PulseCase(seed)
        let witness = PulseReference(
            life.steps,
            weight: life.weight,
            timing: life.timing,
            limit: life.limit == .max ? Int.max : Int(life.limit)
        )
        let end = try #require(life.steps.last).start + life.step
        let expected = witness.edges(through: end, life.timing)
        var dice = PulseDice(seed + 2_000_000)
        for cut in [{ $0 }, { _ in 1 }, { dice.roll(1...$0) }] as [(Int64) -> Int64] {
            var edges: [PulseEdge] = []
            let output = life.live(cutting: cut) { output, energy, steps, begin in
                output.add(energyPerStep: energy, steps: steps, start: begin, step: life.step) {
                    edges.append($0)
                }
            }
            #expect(edges == expected, "\(life)")
            #expect(output == life.live { $0 }, "\(life): edges change nothing")
        }
    }

    @Test("Pulses, waiting, lost and residue are the energy put in", arguments: 0..<100)
    func books(seed: Int) throws {
        let life = try PulseCase(seed)
        let output = life.live { $0 }
        let energy = life.stretches.reduce(Int128(0)) {
            $0 + Int128(max($1.energy, 0)) * Int128($1.steps)
        }
        let pulses = Int128(output.pulses + output.backlog + output.lost)
        let counted = pulses * Int128(output.threshold) + Int128(output.residue)
        #expect(counted == energy * Int128(output.unitsPerMillijoule), "\(life)")
        #expect(output.residue < output.threshold)
        #expect(output.backlog <= life.limit)
    }

    @Test("A pulse begins at the microsecond at which its energy is complete")
    func instants() throws {
        let weight = try #require(PulseWeight(wattHours: 1))
        var output = PulseOutput(weight: weight, timing: PulseTiming(milliseconds: 100))
        var edges: [PulseEdge] = []
        // 7 kW: 3.6 MJ every 514 285.714 µs.
        output.add(energyPerStep: 7_000_000, steps: 2, start: 5_000_000, step: 1_000_000) {
            edges.append($0)
        }
        #expect(edges.filter(\.isOn).map(\.instant) == [5_514_285, 6_028_571, 6_542_857])
        #expect(edges.filter { !$0.isOn }.map(\.instant) == [5_614_285, 6_128_571, 6_642_857])
        #expect(output.residueEnergy == 3_200_000)
        #expect(output.pulseEnd == 6_642_857 && !output.isOn(at: 7_000_000))
    }

    @Test("Energy that completes a pulse exactly at the end of a step belongs to that step")
    func completeAtTheEnd() throws {
        let weight = try #require(PulseWeight(wattHours: 1))
        var output = PulseOutput(weight: weight, timing: PulseTiming(milliseconds: 100))
        var edges: [PulseEdge] = []
        output.add(energyPerStep: 1_800_000, steps: 2, start: 0, step: 1_000_000) {
            edges.append($0)
        }
        #expect(edges == [PulseEdge(instant: 2_000_000, isOn: true)])
        #expect(output.residue == 0 && output.isOn(at: 2_099_999) && !output.isOn(at: 2_100_000))
        output.add(energyPerStep: 0, steps: 1, start: 2_000_000, step: 1_000_000) {
            edges.append($0)
        }
        #expect(edges.last == PulseEdge(instant: 2_100_000, isOn: false))
    }

    @Test("Negative energy emits nothing and takes nothing back")
    func negative() throws {
        let weight = try #require(PulseWeight(wattHours: 1))
        var output = PulseOutput(weight: weight, timing: PulseTiming(milliseconds: 100))
        output.add(energyPerStep: 3_000_000, steps: 1, start: 0, step: 1_000_000)
        let before = output
        output.add(energyPerStep: -3_000_000, steps: 5, start: 1_000_000, step: 1_000_000)
        output.add(energyPerStep: 3_000_000, steps: 0, start: 6_000_000, step: 1_000_000)
        output.add(energyPerStep: 3_000_000, steps: -2, start: 6_000_000, step: 1_000_000)
        #expect(output == before)
    }

    @Test("Stretches of years are counted at once, pulses by the billion")
    func longStretches() throws {
        let weight = try #require(PulseWeight(wattHours: 0.1))
        let timing = PulseTiming(milliseconds: 100)
        let year: Int64 = 31_536_000
        // At 0.9 and at 1.5 times the greatest power: 10¹⁰ pulses and more in all.
        for factor in [0.9, 1.5] {
            let energy = Int64(timing.maximumPower(weight) * factor * 1000)
            var output = PulseOutput(weight: weight, timing: timing)
            for k in 0..<1000 as Range<Int64> {
                let start = k * year * 1_000_000
                output.add(energyPerStep: energy, steps: year, start: start, step: 1_000_000)
            }
            let rate = min(factor, 1) * 5
            let expected = rate * Double(year) * 1000
            #expect(abs(Double(output.pulses) - expected) < expected * 1e-6)
            #expect((output.lost > 0) == (factor > 1))
        }
    }

    @Test("Stretches beyond 64 bits count like their parts")
    func wideStretches() throws {
        let weight = try #require(PulseWeight(impulsesPerKilowattHour: 4095))
        let timing = PulseTiming.opticalTestOutput
        var once = PulseOutput(weight: weight, timing: timing)
        var often = once
        let energy = PulseOutput.largestStep
        once.add(energyPerStep: energy, steps: 1000, start: 0, step: 1_000_000)
        for k in 0..<1000 as Range<Int64> {
            often.add(energyPerStep: energy, steps: 1, start: k * 1_000_000, step: 1_000_000)
        }
        #expect(once == often)
        #expect(once.lost > 0)
    }
}
