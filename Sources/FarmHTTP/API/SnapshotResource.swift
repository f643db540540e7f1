internal import Documents
internal import FarmCore
internal import Hummingbird
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/snapshots`: the memory of all meters, taken and restored while the farm runs.
    func addSnapshots(to routes: inout Routes) {
        routes.get("/v1/snapshots") { [self] request, _ in
            let page = try Page(Query(request, ["limit", "after"]))
            let all = try await farm.snapshots()
            return page.output(page.part(of: all).map(\.output), total: all.count).response
        }
        routes.post("/v1/snapshots") { [self] request, _ in
            let (name, description) = try await request.read { $0.snapshotGiven }
            let taken = try await refusing {
                try await farm.takeSnapshot(name, description: description)
            }
            tell(farm: "snapshot", "the snapshot \(name) was taken", at: taken.at)
            return taken.output.response
        }
        routes.delete("/v1/snapshots/:snapshot") { [self] _, context in
            let name = try context.parameters.require("snapshot")
            let at = try await refusing { try await farm.dropSnapshot(name) }
            tell(farm: "snapshot", "the snapshot \(name) was dropped", at: at)
            return JSONOutput.done(at).response
        }
        routes.post("/v1/snapshots/:snapshot/restore") { [self] _, context in
            let name = try context.parameters.require("snapshot")
            if let run = await lessons.run {
                // What it has changed could not be mended any more.
                throw Problem(.conflict, "the lesson \"\(run.name)\" is under way; end it first")
            }
            let at = try await refusing { try await farm.restoreSnapshot(name) }
            let text = "every meter has the memory again that the snapshot \(name) holds"
            tell(farm: "snapshot", text, at: at)
            return JSONOutput.done(at).response
        }
    }

    private func refusing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SnapshotRefusal {
            throw error.problem
        }
    }
}

extension SnapshotRefusal {
    fileprivate var problem: Problem {
        switch self {
        case .noMemory:
            Problem(
                .conflict,
                "the farm keeps no memory of which a snapshot could be taken; start it without "
                    + "--state none"
            )
        case .exists(let name):
            Problem(.conflict, "there is a snapshot \"\(name)\" already; nothing was overwritten")
        case .missing(let name, let names): .missing("snapshot", name, among: names)
        case .busy:
            Problem(.conflict, "a snapshot is being taken or restored; one at a time")
        case .unfit(let reason): Problem(.conflict, reason)
        case .disk:
            Problem(.serviceUnavailable, "the farm's state cannot be written; nothing was done")
        }
    }
}

extension SnapshotFacts {
    fileprivate var output: JSONOutput {
        [
            "snapshot": .text(name), "description": .text(optional: description),
            "at": .instant(at), "meters": .integer(meters), "bytes": .integer(bytes),
        ]
    }
}

extension Node {
    /// The longest name of a snapshot.
    private static let longestName = 64
    /// The longest description.
    private static let longestDescription = 1000

    /// The name and the description of a snapshot to take; nil after complaints.
    fileprivate var snapshotGiven: (name: String, description: String?)? {
        guard let object = object("an object with \"snapshot\"") else { return nil }
        let name = object.required("snapshot", "the name of the snapshot")?.snapshotName
        let description = object.optional("description")?.snapshotDescription
        object.finish()
        return name.map { ($0, description) }
    }

    private var snapshotName: String? {
        guard let name = string("the name of the snapshot") else { return nil }
        let isPlain = name.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return character.isASCII
                && (character.isLetter || character.isNumber || "._-".contains(character))
        }
        guard isPlain, (1...Self.longestName).contains(name.utf8.count) else {
            report(
                "\"\(name)\" is no name; up to \(Self.longestName) letters, digits, points, "
                    + "dashes and underscores"
            )
            return nil
        }
        return name
    }

    private var snapshotDescription: String? {
        guard let text = string("what the snapshot is, for people") else { return nil }
        guard text.unicodeScalars.count <= Self.longestDescription else {
            report("has more than \(Self.longestDescription) characters")
            return nil
        }
        return text
    }
}
