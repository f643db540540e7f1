import FarmCore
import FarmStore
import SimulatedDisk
import SimulatedTime

/// The state file on the simulated disk, opened or begun as the daemon does it.
struct OpenedState {
    static let path = "/trial.sqlite"

    let file: StateFile
    let memory: FarmMemory
    /// What the file held of the start.
    let earlierStart: String
    let resumption: Resumption

    static func open(
        _ disk: SimulatedDisk,
        for plan: FarmPlan,
        wallClock: Instant
    ) throws(StartRefusal) -> OpenedState {
        do throws(StoreError) {
            guard disk.files.contains(path) else {
                return try begin(disk, plan, wallClock)
            }
            let file = try StateFile(opening: path, disk: disk.vfsName)
            return try goOn(file, plan, wallClock)
        } catch {
            throw StartRefusal(text: error.description)
        }
    }

    private static func begin(
        _ disk: SimulatedDisk,
        _ plan: FarmPlan,
        _ wallClock: Instant
    ) throws(StoreError) -> OpenedState {
        let start: Instant =
            switch plan.start {
            case .now: wallClock
            case .at(let instant): instant
            }
        let file = try StateFile(
            creating: path,
            for: StateFile.Farm(name: plan.name, start: plan.start.text),
            lease: start,
            disk: disk.vfsName
        )
        return OpenedState(
            file: file,
            memory: FarmMemory(lease: start),
            earlierStart: plan.start.text,
            resumption: Resumption(first: start)
        )
    }

    private static func goOn(
        _ file: StateFile,
        _ plan: FarmPlan,
        _ wallClock: Instant
    ) throws(StoreError) -> OpenedState {
        let farm = try file.farm()
        guard farm.name == plan.name else {
            throw .otherFarm(path: path, found: farm.name, expected: plan.name)
        }
        let memory = try file.load()
        do throws(Resumption.Backwards) {
            let resumption = try Resumption(
                start: plan.start,
                before: farm.start,
                lease: memory.lease,
                wallClock: wallClock,
                speed: plan.speed
            )
            return OpenedState(
                file: file,
                memory: memory,
                earlierStart: farm.start,
                resumption: resumption
            )
        } catch {
            throw .unusable(path: path, reason: "time would run backwards")
        }
    }
}
