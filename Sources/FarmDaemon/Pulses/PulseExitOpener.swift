internal import FarmCore
internal import FarmLines

/// A place where pulses leave that is open, as `run` prints it.
struct OpenPulseExit: Sendable {
    let plan: PulseOutletPlan
    let exit: any PulseExit

    /// `port NAME pulses 127.0.0.1:9100`, `port NAME pulses unix run/p.sock`.
    var announcement: String { "port \(plan.name) pulses \(exit.address)" }
}

/// Opens the places where pulses leave.
struct PulseExitOpener: Sendable {
    let log: @Sendable (String) -> Void

    /// The places of a farm in the order of the file, each with the number of its bus's loop.
    static func places(_ plan: FarmPlan, loops: [Int]) -> [(plan: PulseOutletPlan, loop: Int)] {
        var busOf: [String: Int] = [:]
        for (number, bus) in plan.buses.enumerated() { busOf[bus.name] = number }
        let meters = Dictionary(plan.meters.map { ($0.name, $0.bus) }) { first, _ in first }
        var seen: Set<PulseOutletPlan.Place> = []
        return plan.pulseLines.compactMap { line in
            guard case .outside(let outlet) = line.target, seen.insert(outlet.place).inserted,
                let bus = meters[line.meter].flatMap({ busOf[$0] })
            else { return nil }
            return (outlet, loops[bus])
        }
    }

    func open(_ plan: PulseOutletPlan, on loop: LineLoop) async throws(LineError) -> OpenPulseExit {
        let log = log
        let observe: LineObserver = { event in
            if let text = event.pulseComplaint { log("port \(plan.name): \(text)") }
        }
        let exit: any PulseExit =
            switch plan.place {
            case .unix(let path):
                try await PulseServer.open(unix: path, on: loop, observe: observe)
            case .listen(let host, let port):
                try await PulseServer.open(host: host, port: port, on: loop, observe: observe)
            case .fifo(let path): try await PulseFIFO.open(path, on: loop, observe: observe)
            case .gpioSim(let path): try await GPIOSimLine.open(path, on: loop, observe: observe)
            }
        return OpenPulseExit(plan: plan, exit: exit)
    }
}

extension LineEvent {
    /// What is worth a line in the log; nil for everyday events.
    fileprivate var pulseComplaint: String? {
        switch self {
        case .refused(let peer, let limit): "\(peer) refused: \(limit) readers are connected"
        case .dropped(let peer, _): "\(peer) dropped: it does not read"
        case .outputLost: "the reader does not keep up; lines are lost"
        case .failed(let reason): "failed: \(reason)"
        default: nil
        }
    }
}
