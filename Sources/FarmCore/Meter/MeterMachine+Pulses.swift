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
}

/// The pulse outputs of a meter with the energies they count.
struct PulseOutputs {
    var outputs: [PulseOutput]
    /// The flows each counts.
    var lanes: [EnergyLanes]
    /// The energy of one step for each, millijoules.
    var perStep: [Int64]
    /// Edges that were asked for; nil while nobody asks.
    var edges: [OutputEdge]?
    /// What is added to an index to get the output's number.
    let firstNumber: Int

    /// The most edges that are kept until they are taken; later ones are dropped.
    static let edgeLimit = 4_000_000

    init?(_ design: MeterDesign) {
        guard !design.outputs.isEmpty else { return nil }
        outputs = design.outputs.map { $0.output(ratios: ConfiguredRatios()) }
        lanes = design.outputs.map { $0.lanes() }
        perStep = outputs.map { _ in 0 }
        firstNumber = design.hasLamp ? 0 : 1
    }

    /// Takes the energies of one step.
    mutating func take(_ flows: Flows) {
        for index in outputs.indices { perStep[index] = flows.total(of: lanes[index]) }
    }

    /// Counts steps from an instant on, microseconds.
    mutating func add(steps: Int64, start: Int64, step: Int64) {
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
            outputs[index].add(
                energyPerStep: perStep[index],
                steps: steps,
                start: start,
                step: step
            ) { edge in
                let instant = Instant(microseconds: edge.instant)
                found.append(
                    OutputEdge(output: index + firstNumber, instant: instant, isOn: edge.isOn)
                )
            }
        }
        if outputs.count > 1 { found.sort { $0.instant < $1.instant } }
        let room = Self.edgeLimit - (edges?.count ?? 0)
        edges?.append(contentsOf: found.prefix(max(room, 0)))
    }
}

extension MeterMachine {
    /// Keeps the edges of the pulse outputs from now on, until they are taken.
    public mutating func keepEdges() {
        if pulses?.edges == nil { pulses?.edges = [] }
    }

    /// The edges since ``keepEdges()`` or the last call, in order of time.
    public mutating func takeEdges() -> [OutputEdge] {
        guard let edges = pulses?.edges else { return [] }
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
                pulses.outputs[index].setWeight(weight, at: bookedUntil.microseconds)
            }
            let duration = part(.duration).map { Int64($0) }
            pulses.outputs[index].setTiming(output.timing(duration: duration))
            pulses.lanes[index] = output.lanes(source: Int(part(.source) ?? 0))
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
