internal import FarmCore
internal import SimulatedTime

/// A farm lived offline, as fast as the processor goes: no ports, no clock of the host.
///
/// Meters spread over all cores, those that pulse lines join together; what comes out does not
/// depend on how many there are. Memory is bounded by the meters and by ``cellLimit``, not by the
/// length of the simulation.
public struct FarmSimulation: Sendable {
    /// The most values that one chunk holds, unless a single instant has more.
    public static let cellLimit = 1 << 17
    /// The most groups of meters that are lived side by side: some for each core of a large host.
    static let shardLimit = 64

    /// What is reported.
    public let selection: ReportSelection
    /// When.
    public let grid: SamplingGrid

    /// A simulation; nothing happens before ``run(deliver:)``.
    public init(_ selection: ReportSelection, over grid: SamplingGrid) {
        self.selection = selection
        self.grid = grid
    }

    /// Lives the farm from the first instant to the last.
    ///
    /// The next chunk is computed while one is delivered.
    ///
    /// - Parameter deliver: given every chunk, in order of time; what it throws ends the run.
    public func run(deliver: (SimulationChunk) async throws -> Void) async throws {
        let (shards, order) = makeShards()
        let count = grid.count
        var chunk = await Self.chunk(
            shards,
            order,
            instants(from: 0),
            done: min(chunkLength, count)
        )
        while chunk.done < count {
            let instants = instants(from: chunk.done)
            let done = chunk.done + instants.count
            async let next = Self.chunk(shards, order, instants, done: done)
            try await deliver(chunk)
            chunk = await next
            try Task.checkCancellation()
        }
        try await deliver(chunk)
    }

    /// Instants in one chunk: enough to keep all cores busy, few enough to show progress.
    var chunkLength: Int {
        let cells = max(selection.meters.reduce(0) { $0 + $1.columns.count }, 1)
        let least = max(grid.count / 200, 4096 / cells, 1)
        return min(least, max(Self.cellLimit / cells, 1))
    }

    private func instants(from index: Int) -> [Instant] {
        (index..<min(index + chunkLength, grid.count)).map { grid[$0] }
    }

    /// Groups of meters to be lived side by side, with the place of each in the selection: meters
    /// that depend on the same others stay together.
    private func makeShards() -> (shards: [SimulationShard], order: [Int]) {
        let meters = selection.meters
        var (units, unitOf): ([[Int]], [Int: Int]) = ([], [:])
        for (place, meter) in meters.enumerated() {
            if let number = meter.joined?.number {
                if let unit = unitOf[number] {
                    units[unit].append(place)
                    continue
                }
                unitOf[number] = units.count
            }
            units.append([place])
        }
        let count = min(max(units.count, 1), Self.shardLimit)
        let shards = (0..<count).map { shard in
            let range = units.count * shard / count..<units.count * (shard + 1) / count
            return SimulationShard(units[range].flatMap { $0 }.map { meters[$0] }, at: grid.start)
        }
        return (shards, units.flatMap { $0 })
    }

    private static func chunk(
        _ shards: [SimulationShard],
        _ order: [Int],
        _ instants: [Instant],
        done: Int
    ) async -> SimulationChunk {
        let parts = await withTaskGroup(of: (Int, [ArraySlice<Int64>]).self) { group in
            for (index, shard) in shards.enumerated() {
                group.addTask { (index, await shard.values(at: instants)) }
            }
            var parts = [[ArraySlice<Int64>]](repeating: [], count: shards.count)
            for await (index, part) in group { parts[index] = part }
            return parts
        }
        var values = [ArraySlice<Int64>](repeating: [], count: order.count)
        for (place, found) in zip(order, parts.flatMap { $0 }) { values[place] = found }
        return SimulationChunk(instants: instants, done: done, values: values)
    }
}
