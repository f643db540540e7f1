public import Documents
public import FarmCore
public import SimulatedTime

/// What the control API asks of the farm that runs: who serves it brings the two together.
public protocol FarmAccess: Sendable {
    /// The farm as it was read.
    var plan: FarmPlan { get }
    /// What is known of the program and its files.
    var facts: FarmFacts { get }
    /// The ports that are open, in the order of the farm file.
    var ports: [PortFacts] { get }
    /// The instant at which virtual time began in this run.
    var start: Instant { get }

    /// The farm's time.
    func time() async throws -> TimeFacts
    /// Changes the farm's clock and waits until time has got there, or is held up by the
    /// disk.
    func changeClock(_ change: ClockChange) async throws -> TimeFacts
    /// Looks at a bus on its event loop, at the present instant.
    func onBus<Result: Sendable>(
        _ number: Int,
        _ body: @escaping @Sendable (Bus, Instant) -> Result
    ) async throws -> Result
    /// Lets a meter do something, once it is kept.
    ///
    /// - Parameter place: its place among the meters of the bus.
    /// - Throws: ``DeedRefusal``.
    func carryOut(_ deeds: MeterDeeds, bus: Int, place: Int) async throws -> Instant
    /// Presses a key at the front of a meter, and lets the meter do what the key asks for, once
    /// that is kept.
    ///
    /// - Throws: `PanelRefusal`, `DeedRefusal`.
    func press(
        _ key: String,
        _ press: PanelPress,
        bus: Int,
        place: Int
    ) async throws -> (instant: Instant, deeds: [MeterDeeds.Word])
    /// A text that the farm keeps beside the states of its meters; nil where there is none.
    func note(_ note: FarmNote) -> String?
    /// Keeps a text, or none; it is on the disk when this returns.
    ///
    /// - Throws: ``DeedRefusal/disk``.
    func keep(_ text: String?, as note: FarmNote) async throws
    /// Where profiles are looked up.
    var library: ProfileLibrary { get }
    /// What was put on the farm's agenda while it runs.
    var agenda: FarmAgenda { get }
    /// Feeds a meter, and those that sum it, from another load from now on.
    ///
    /// - Parameters:
    ///   - load: its name, or the profile; nil for that of the farm file.
    ///   - scale: how many times what the profile says; 0 or more.
    ///   - number: the meter's place in the plan.
    /// - Throws: ``AgendaRefusal``, `DeedRefusal`.
    func connect(_ load: JSONValue?, scale: Double, toMeter number: Int) async throws -> Instant
    /// Plays a scenario.
    ///
    /// - Parameters:
    ///   - scenario: its name, if it has one.
    ///   - time: when it begins; nil for now.
    /// - Throws: ``AgendaRefusal``, `DeedRefusal`.
    func play(
        _ document: JSONValue,
        named scenario: String?,
        from time: Scenario.Time?
    ) async throws -> FarmAgenda.Run
    /// Plays a scenario no further.
    ///
    /// - Throws: ``AgendaRefusal``, `DeedRefusal`.
    func stop(run: String) async throws -> Instant
    /// Posts a JSON text to an address, and follows no redirect.
    ///
    /// - Parameter token: what the address wants to see of who sends; nil for nothing.
    /// - Returns: the status of the answer.
    /// - Throws: when nobody is there, or no answer comes in time; its description says which.
    func post(_ body: [UInt8], to address: WebAddress, token: String?) async throws -> Int
    /// The snapshots of the farm, by name; none for a farm without memory.
    func snapshots() async throws -> [SnapshotFacts]
    /// Keeps what the memory of all meters holds now as a snapshot.
    ///
    /// - Parameter description: what it is, for people.
    /// - Throws: ``SnapshotRefusal``.
    func takeSnapshot(_ name: String, description: String?) async throws -> SnapshotFacts
    /// Drops a snapshot.
    ///
    /// - Returns: when that was.
    /// - Throws: ``SnapshotRefusal``.
    func dropSnapshot(_ name: String) async throws -> Instant
    /// Lets each meter that a snapshot holds go on from there, as if nothing had been done to it
    /// since; it is on the disk when this returns.
    ///
    /// - Returns: the instant at which that was.
    /// - Throws: ``SnapshotRefusal``; nothing has changed then.
    func restoreSnapshot(_ name: String) async throws -> Instant
}

/// What is known of the program and its files.
public struct FarmFacts: Sendable {
    /// The path of the farm file.
    public var file: String
    /// The version of the program.
    public var version: String
    /// Where the state is kept; nil for a farm without memory.
    public var stateDirectory: String?

    /// Facts.
    public init(file: String, version: String, stateDirectory: String?) {
        self.file = file
        self.version = version
        self.stateDirectory = stateDirectory
    }
}

/// A port that is open.
public struct PortFacts: Sendable {
    /// Its name.
    public var name: String
    /// The bus it leads to.
    public var bus: String
    /// What is spoken on it: `modbus-tcp`.
    public var wireProtocol: String
    /// Where it is: `127.0.0.1:1502`, `pty run/rs485-1`.
    public var place: String

    /// Facts.
    public init(name: String, bus: String, wireProtocol: String, place: String) {
        self.name = name
        self.bus = bus
        self.wireProtocol = wireProtocol
        self.place = place
    }
}

/// The farm's time at a moment.
public struct TimeFacts: Sendable {
    /// The instant that is served.
    public var now: Instant
    /// Virtual seconds per host second.
    public var speed: Double
    /// Whether time stands still because somebody wants it.
    public var isPaused: Bool
    /// Whether time stands still because the disk takes no state.
    public var isHeldUp: Bool

    /// Facts.
    public init(now: Instant, speed: Double, isPaused: Bool, isHeldUp: Bool) {
        self.now = now
        self.speed = speed
        self.isPaused = isPaused
        self.isHeldUp = isHeldUp
    }
}

/// What can be done to the farm's clock.
public enum ClockChange: Sendable {
    /// Time stands still.
    case pause
    /// Time goes on.
    case resume
    /// Time runs at another speed, virtual seconds per host second.
    case speed(Double)
    /// Time goes forward by a span.
    case step(TimeSpan)
    /// Time goes forward to an instant.
    case jump(Instant)
}
