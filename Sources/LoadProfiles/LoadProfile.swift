public import SimulatedTime
import Synchronization

/// What an installation carries over time, as a load profile document says it.
///
/// Read and validated once; compiled for each meter that names it at next to no cost.
public struct LoadProfile: Sendable {
    /// What the document says it is for; empty when it does not.
    public let description: String
    /// The zone the document names.
    public let timeZone: CivilZone?
    private let shared: Shared

    init(description: String, timeZone: CivilZone?, program: LoadProgram) {
        self.description = description
        self.timeZone = timeZone
        shared = Shared(program: program)
    }

    /// The patterns of the other meters whose loads it adds up, sorted; whether they lead back to
    /// the meter itself is for the farm's planner to see.
    public var sumOfPatterns: [String] {
        let patterns = shared.program.sources.compactMap { source -> String? in
            if case .meters(let sum) = source { sum.pattern } else { nil }
        }
        return Set(patterns).sorted()
    }

    /// The load of one meter.
    public func load(in context: LoadContext) -> CompiledLoad {
        let program = shared.bound(to: timeZone ?? context.timeZone)
        var sums: MeterSums?
        if !sumOfPatterns.isEmpty {
            sums = MeterSums(
                program.sources.map { source in
                    guard case .meters(let sum) = source else { return [] }
                    return context.others(sum.pattern)
                }
            )
        }
        return CompiledLoad(
            program: program,
            stream: context.seed.stream(context.owner, "load"),
            sums: sums
        )
    }

    /// The program as it was read, and as it is bound to the few zones it is used in.
    private final class Shared: Sendable {
        let program: LoadProgram
        private let bound = Mutex<[CivilZone: LoadProgram]>([:])

        init(program: LoadProgram) {
            self.program = program
        }

        func bound(to zone: CivilZone) -> LoadProgram {
            bound.withLock { known in
                if let program = known[zone] { return program }
                let made = program.bound(to: zone)
                known[zone] = made
                return made
            }
        }
    }
}
