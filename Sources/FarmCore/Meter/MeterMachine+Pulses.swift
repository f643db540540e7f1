internal import MeterModels
public import Metrology
public import SimulatedTime

/// A change of one of a meter's pulse outputs.
public struct OutputEdge: Hashable, Sendable {
    /// The output, counted from 1; 0 is the lamp.
    public let output: Int
    /// When, exactly.
    public let instant: Instant
    /// Whether the output switches on.
    public let isOn: Bool
    /// The grid instant of the meter at which it is known.
    var due = Instant.epoch
}

extension OutputEdge {
    /// An edge with the instant at which it is known: the end of its step.
    ///
    /// - Parameters:
    ///   - start: the beginning of the stretch that brings it about, microseconds.
    ///   - step: the meter's refresh step, microseconds.
    init(_ output: Int, _ edge: PulseEdge, start: Int64, step: Int64) {
        instant = Instant(microseconds: edge.instant)
        (self.output, isOn) = (output, edge.isOn)
        let end = instant.ceiled(to: .microseconds(step))
        due = max(end, Instant(microseconds: start + step))
    }
}

/// The pulse outputs of a meter with the energies they count.
struct PulseOutputs {
    var outputs: [PulseOutput]
    /// The flows each counts.
    var lanes: [EnergyLanes]
    /// Whether each gives pulses; an output that is used for something else gives none.
    var isPulsing: [Bool]
    /// The energy of one step for each, millijoules.
    var perStep: [Int64]
    /// Edges that were asked for; nil while nobody asks.
    var edges: [OutputEdge]?
    /// The outputs whose edges are kept, by place; all unless told otherwise.
    var kept = UInt64.max
    /// What flows through a source of pulses and has flowed; nil for an electricity meter.
    var source: SourceTotal?
    /// What is added to an index to get the output's number.
    let firstNumber: Int

    /// The most edges that are kept until they are taken; later ones are dropped.
    static let edgeLimit = 4_000_000

    init?(_ design: MeterDesign) {
        guard !design.outputs.isEmpty else { return nil }
        outputs = design.outputs.map { $0.output(ratios: ConfiguredRatios()) }
        lanes = design.outputs.map { $0.lanes() }
        perStep = outputs.map { _ in 0 }
        isPulsing = outputs.map { _ in true }
        firstNumber = design.hasLamp ? 0 : 1
        if let kind = design.delivers { source = SourceTotal(of: kind) }
    }

    /// Takes the energies of one step.
    mutating func take(_ flows: Flows) {
        guard source == nil else { return }
        for index in outputs.indices {
            perStep[index] = isPulsing[index] ? flows.total(of: lanes[index]) : 0
        }
    }

    /// Counts steps from an instant on, microseconds.
    mutating func add(steps: Int64, start: Int64, step: Int64) {
        if source != nil { source?.add(perStep[0], steps: steps) }
        guard edges == nil else { return addWithEdges(steps: steps, start: start, step: step) }
        for index in outputs.indices {
            outputs[index].add(
                energyPerStep: perStep[index],
                steps: steps,
                start: start,
                step: step
            )
        }
    }

    private mutating func addWithEdges(steps: Int64, start: Int64, step: Int64) {
        var found: [OutputEdge] = []
        for index in outputs.indices {
            guard kept >> UInt64(index) & 1 == 1 else {
                outputs[index].add(
                    energyPerStep: perStep[index],
                    steps: steps,
                    start: start,
                    step: step
                )
                continue
            }
            let number = index + firstNumber
            outputs[index].add(
                energyPerStep: perStep[index],
                steps: steps,
                start: start,
                step: step
            ) { edge in
                found.append(OutputEdge(number, edge, start: start, step: step))
            }
        }
        if outputs.count > 1 { found.sort { $0.instant < $1.instant } }
        let room = Self.edgeLimit - (edges?.count ?? 0)
        edges?.append(contentsOf: found.prefix(max(room, 0)))
    }
}

extension PulseOutputs {
    /// Notes an edge that is no work of a step: it is known at the end of the next one.
    mutating func note(_ index: Int, _ edge: PulseEdge, step: TimeSpan) {
        guard kept >> UInt64(index) & 1 == 1, (edges?.count ?? Self.edgeLimit) < Self.edgeLimit
        else { return }
        let (start, step) = (edge.instant, step.microseconds)
        edges?.append(OutputEdge(index + firstNumber, edge, start: start, step: step))
    }
}

extension MeterMachine {
    /// Keeps the edges of the pulse outputs from now on, until they are taken.
    ///
    /// - Parameter numbers: the outputs, 0 for the lamp; nil for all.
    public mutating func keepEdges(of numbers: Set<Int>? = nil) {
        guard let first = pulses?.firstNumber else { return }
        if let numbers {
            pulses?.kept = numbers.reduce(0) { $0 | 1 << UInt64(max($1 - first, 0)) }
        }
        if pulses?.edges == nil { pulses?.edges = [] }
    }

    /// Keeps them no more.
    mutating func dropEdges() { pulses?.edges = nil }

    /// The edges since ``keepEdges(of:)`` or the last call, in order of time.
    public mutating func takeEdges() -> [OutputEdge] {
        guard let edges = pulses?.edges, !edges.isEmpty else { return [] }
        pulses?.edges = []
        return edges
    }

    /// Takes over what the settings say of the pulse outputs.
    mutating func applyPulseSettings() {
        guard var pulses else { return }
        for index in pulses.outputs.indices {
            let (number, output) = (index + pulses.firstNumber, design.outputs[index])
            func part(_ part: MeterSetting.PulsePart) -> Double? {
                setting(.pulse(number, part))
            }
            let weight = output.weight.weight(
                ratios,
                chosen: part(.weight).flatMap(PulseWeight.init(wattHours:))
            )
            if weight != pulses.outputs[index].weight {
                let now = bookedUntil.microseconds
                let before = pulses.outputs[index].pulses
                pulses.outputs[index].setWeight(weight, at: now)
                // What the energy so far is worth now becomes due at once.
                if pulses.outputs[index].pulses != before {
                    pulses.note(index, PulseEdge(instant: now, isOn: true), step: step)
                }
            }
            let duration = part(.duration).map { Int64($0) }
            pulses.outputs[index].setTiming(output.timing(duration: duration))
            pulses.lanes[index] = output.lanes(source: Int(part(.source) ?? 0))
            pulses.isPulsing[index] = part(.mode) ?? 0 == 0
        }
        pulses.take(flows)
        self.pulses = pulses
    }

    /// What a pulse output tells.
    func pulses(_ n: UInt8, _ reading: PulseReading) -> Int64? {
        guard let pulses else { return nil }
        let index = Int(n) - pulses.firstNumber
        guard pulses.outputs.indices.contains(index) else { return nil }
        let output = pulses.outputs[index]
        return switch reading {
        case .emitted: output.pulses
        case .backlog: output.backlog
        case .lost: output.lost
        case .weight: output.weight.numerator / output.weight.denominator
        }
    }

    /// A pulse output with all its state, counted from 1; 0 is the lamp.
    public func pulseOutput(_ n: Int) -> PulseOutput? {
        guard let pulses, pulses.outputs.indices.contains(n - pulses.firstNumber) else {
            return nil
        }
        return pulses.outputs[n - pulses.firstNumber]
    }
}
