internal import Documents
internal import FarmCore
internal import Hummingbird
internal import LoadProfiles
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/clock`: the tape deck.
    func addClock(to routes: inout Routes) {
        routes.get("/v1/clock") { [self] request, _ in
            _ = try Query(request, [])
            return output(try await farm.time()).response
        }
        routes.post("/v1/clock/pause") { [self] _, _ in try await change(.pause) }
        routes.post("/v1/clock/resume") { [self] _, _ in try await change(.resume) }
        routes.post("/v1/clock/speed") { [self] request, _ in
            let speed = try await request.read { node in
                node.only("speed")?.number("a speed", in: FarmClock.speedRange)
            }
            return try await change(.speed(speed))
        }
        routes.post("/v1/clock/step") { [self] request, _ in
            let span = try await request.read { node in node.only("by")?.timeSpan() }
            return try await change(.step(span))
        }
        routes.post("/v1/clock/jump") { [self] request, _ in
            let instant = try await request.read { node in node.only("to")?.instant() }
            let now = try await farm.time().now
            guard instant >= now else {
                throw Problem(
                    .conflict,
                    "\(instant) is over, it is \(now); time never goes back"
                )
            }
            return try await change(.jump(instant))
        }
    }

    private func change(_ change: ClockChange) async throws -> Response {
        let time = try await farm.changeClock(change)
        tell(farm: "clock", "the clock \(change.words)", at: time.now)
        return output(time).response
    }

    /// The clock.
    func output(_ time: TimeFacts) -> JSONOutput {
        [
            "now": .instant(time.now), "timeZone": .text(plan.timeZone.identifier),
            "local": .text(time.now.rfc3339(in: plan.timeZone)), "speed": .number(time.speed),
            "isPaused": .bool(time.isPaused), "heldUp": .bool(time.isHeldUp),
        ]
    }
}

extension ClockChange {
    /// What the clock does.
    fileprivate var words: String {
        switch self {
        case .pause: "stands still"
        case .resume: "goes on"
        case .speed(let speed): "runs \(JSONOutput.number(speed).text) times as fast as the host's"
        case .step(let span): "went forward by \(span)"
        case .jump(let instant): "went forward to \(instant)"
        }
    }
}

extension Node {
    /// The one member that the object here may have; nil after a complaint.
    func only(_ key: String) -> Node? {
        guard let object = object("an object with \"\(key)\"") else { return nil }
        let member = object.required(key)
        object.finish()
        return member
    }
}
