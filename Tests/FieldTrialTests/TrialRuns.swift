import Documents
import FieldTrial
import Foundation
import TestSupport

/// Trials for tests.
enum TrialRuns {
    /// The project's own profiles.
    static let library = FolderLibrary.make(SharedFolder.profiles.path)

    /// The first of the fresh seeds: from METERFARM_SEED, else of chance.
    static let base: UInt64 =
        ProcessInfo.processInfo.environment["METERFARM_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 0...UInt64.max >> 1)

    /// The trial of a seed.
    static func run(_ seed: UInt64, _ sabotage: Sabotage? = nil) -> TrialReport {
        var options = TrialOptions(seed: seed)
        options.sabotage = sabotage
        return Trial(options, library: library).run()
    }

    /// The trials of many seeds, two at a time.
    static func run(_ seeds: [UInt64]) async -> [TrialReport] {
        await twoAtATime(seeds) { run($0) }
    }

    /// A short trial of a farm of each model of the library, two at a time.
    static func ofEveryModel() async -> [(model: String, report: TrialReport)] {
        await twoAtATime(library.names(of: .meters)) { model in
            var options = TrialOptions(seed: base &+ UInt64(model.utf8.count), steps: 2000)
            options.models = [model]
            return (model, Trial(options, library: library).run())
        }
    }

    private static func twoAtATime<Item: Sendable, Result: Sendable>(
        _ items: [Item],
        _ work: @escaping @Sendable (Item) -> Result
    ) async -> [Result] {
        await withTaskGroup(of: [Result].self) { group in
            for part in 0..<2 {
                group.addTask {
                    items.enumerated().filter { $0.offset % 2 == part }.map { work($0.element) }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }
}
