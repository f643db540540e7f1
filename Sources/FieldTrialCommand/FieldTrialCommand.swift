import ArgumentParser
import Documents
import FieldTrial
import Foundation

/// `fieldtrial`: simulated farms until one does what it must not.
@main
struct FieldTrialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fieldtrial",
        abstract: "Lets simulated farms live on noisy wires and failing disks, and checks them.",
        discussion: """
            Everything follows from a seed: a farm, its masters, its wires, its disk, its deaths. \
            Exit code 1 when a rule of docs/architecture.md is violated.
            """
    )

    @Option(help: "Run the trial of this seed alone.")
    var seed: UInt64?

    @Option(help: "Run so many trials of fresh seeds.")
    var runs: UInt64 = 100

    @Flag(help: "Run trials of fresh seeds until one fails.")
    var forever = false

    @Option(help: "The first of the fresh seeds; without it, one of chance.")
    var base: UInt64?

    @Option(help: "The most events of a trial.")
    var steps = 20_000

    @Option(help: "The folder with meters/ and loads/.")
    var profiles = "profiles"

    @Option(help: "Build a fault in on purpose: \(Self.sabotages).")
    var sabotage: String?

    @Flag(help: "Print every event.")
    var verbose = false

    private static let sabotages = Sabotage.allCases.map(\.rawValue).joined(separator: ", ")

    func validate() throws {
        if let sabotage, Sabotage(rawValue: sabotage) == nil {
            throw ValidationError("--sabotage takes one of \(Self.sabotages)")
        }
        if FolderLibrary.make(profiles).list(profiles + "/meters").isEmpty {
            throw ValidationError("\(profiles)/meters holds no meter models; see --profiles")
        }
    }

    func run() throws {
        guard let seed else { return try runFresh() }
        let report = trial(seed)
        Self.tell("\(report)")
        if report.violation != nil { throw ExitCode(1) }
    }

    private func runFresh() throws {
        let base = base ?? UInt64.random(in: 0...UInt64.max >> 1)
        let count = forever ? UInt64.max : runs
        var counts: [String: Int] = [:]
        Self.tell("trials of the seeds from \(base) on")
        for number in 0..<count {
            let report = trial(base &+ number)
            counts.merge(report.counts, uniquingKeysWith: +)
            guard report.violation == nil else {
                Self.tell("\(report)\nafter \(number) trials without a violation")
                throw ExitCode(1)
            }
            if forever, number % 100 == 99 { Self.tell("\(number + 1) trials: all is well") }
        }
        let list = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        Self.tell("\(count) trials: all is well; \(list.joined(separator: ", "))")
    }

    private func trial(_ seed: UInt64) -> TrialReport {
        var options = TrialOptions(seed: seed, steps: steps)
        options.sabotage = sabotage.flatMap(Sabotage.init)
        if verbose { options.listener = { Self.tell($0) } }
        return Trial(options, library: FolderLibrary.make(profiles)).run()
    }

    private static func tell(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
