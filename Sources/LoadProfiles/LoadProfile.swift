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

    init(description: String, timeZone: CivilZone?, document: LoadDocument) {
        self.description = description
        self.timeZone = timeZone
        shared = Shared(document, scale: 1)
    }

    private init(_ profile: LoadProfile, scale: Double) {
        description = profile.description
        timeZone = profile.timeZone
        shared = Shared(profile.shared.document, scale: scale)
    }

    /// How many times what the document says is carried.
    public var scale: Double { shared.scale }

    /// So many times what the document says: currents and powers, not voltages.
    ///
    /// What other meters carry in a `sumOf` is not scaled.
    ///
    /// - Parameter scale: 0 or more.
    public func scaled(to scale: Double) -> LoadProfile {
        scale == self.scale ? self : LoadProfile(self, scale: scale)
    }

    /// The patterns of the other meters whose loads it adds up, sorted; whether they lead back to
    /// the meter itself is for the farm's planner to see.
    public var sumOfPatterns: [String] {
        let patterns = shared.document.sources.compactMap { source -> String? in
            if case .meters(let sum) = source { sum.pattern } else { nil }
        }
        return Set(patterns).sorted()
    }

    /// The load of one meter.
    public func load(in context: LoadContext) -> CompiledLoad {
        let bound = shared.bound(to: timeZone ?? context.timeZone)
        var sums: MeterSums?
        if bound.program.shape == .sums {
            sums = MeterSums(
                bound.program.sources.map { source in
                    guard case .meters(let sum) = source else { return [] }
                    return context.others(sum.pattern)
                }
            )
        }
        return CompiledLoad(
            program: bound.program,
            stream: context.seed.stream(context.owner, "load"),
            sums: sums,
            fixed: bound.fixed
        )
    }

    /// The program of one zone.
    private struct Bound {
        let program: LoadProgram
        /// Its piece, when there is only one.
        let fixed: FixedPiece?

        init(_ document: LoadDocument, to zone: CivilZone, scale: Double) {
            program = LoadProgram(document.bound(to: zone), scale: scale)
            guard program.isConstant else {
                fixed = nil
                return
            }
            let load = CompiledLoad(
                program: program,
                stream: Seed(0).stream("", ""),
                sums: nil,
                fixed: nil
            )
            fixed = FixedPiece(load.piece(at: .epoch))
        }
    }

    /// The document as it was read, and its programs in the few zones it is used in.
    private final class Shared: Sendable {
        let document: LoadDocument
        let scale: Double
        private let bound = Mutex<[CivilZone: Bound]>([:])

        init(_ document: LoadDocument, scale: Double) {
            self.document = document
            self.scale = scale
        }

        func bound(to zone: CivilZone) -> Bound {
            bound.withLock { known in
                if let found = known[zone] { return found }
                let made = Bound(document, to: zone, scale: scale)
                known[zone] = made
                return made
            }
        }
    }
}
