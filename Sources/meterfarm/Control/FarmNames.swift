import ArgumentParser
import ControlClient
import Documents
import Foundation

/// Names that a shell completes.
enum FarmNames {
    /// Meters of the farm that runs.
    static let meters = kind("meters")
    /// Its buses.
    static let buses = kind("buses")
    /// Its armed faults.
    static let faults = kind("faults")
    /// The load profiles of its library.
    static let loads = kind("loads")
    /// The scenarios of its library.
    static let scenarios = kind("scenarios")
    /// The scenarios that are played.
    static let runs = kind("runs", "run", isSearched: false)
    /// Its snapshots.
    static let snapshots = kind("snapshots", "snapshot", isSearched: false)
    /// Its webhooks.
    static let webhooks = kind("webhooks", "webhook", isSearched: false)
    /// The lessons.
    static let lessons = kind("lessons", "lesson")

    /// - Parameters:
    ///   - key: under which the name stands in an item of the list.
    ///   - isSearched: whether the list can be searched.
    private static func kind(
        _ list: String,
        _ key: String = "name",
        isSearched: Bool = true
    ) -> CompletionKind {
        .custom { _, _, prefix in
            let query = [("limit", "1000")] + (isSearched ? [("search", prefix)] : [])
            return items(list, query).compactMap { item in
                guard let name = item.text(at: key), name.hasPrefix(prefix) else { return nil }
                return name
            }
        }
    }

    private static func items(_ list: String, _ query: [(String, String)]) -> [JSONValue] {
        let environment = ProcessInfo.processInfo.environment
        let place = environment["METERFARM_FARM"] ?? ControlClient.usualPlace
        let client = try? ControlClient(place, token: environment["METERFARM_TOKEN"])
        let answer = try? client?.ask("GET", ControlClient.path(["v1", list], query))
        return answer?.value?.items ?? []
    }
}
