internal import SimulatedTime

/// A fault that has struck one request, or one connection.
struct FaultStrike {
    /// The fault.
    let fault: ArmedFault
    /// How often it has struck, this time counted.
    let number: Int64
    /// The chance of this strike.
    let stream: RandomStream

    /// What it is.
    var plan: FaultPlan { fault.plan }
    /// What it does.
    var effect: FaultEffect { fault.plan.effect }
}

/// How a meter that is struck takes a request.
enum FaultVerdict: Equatable {
    /// As always.
    case answers
    /// It does not hear it.
    case silent
    /// It refuses it with this exception code.
    case refuses(UInt8)
    /// It restarts, and does not answer.
    case restarts
}

extension [FaultStrike] {
    /// How the meter takes the request: what the first of them says that has a say.
    var verdict: FaultVerdict {
        for strike in self {
            switch strike.effect {
            case .noReply: return .silent
            case .exception(let code): return .refuses(code)
            case .restart: return .restarts
            default: continue
            }
        }
        return .answers
    }

    /// Whether the meter does not answer, because it does not hear the request or restarts.
    var isSilenced: Bool { verdict == .silent || restarts }

    /// The exception code that the meter refuses with.
    var exception: UInt8? {
        guard case .refuses(let code) = verdict else { return nil }
        return code
    }

    /// Whether the link layer takes every frame count bit for the last one.
    var stickFrameCount: Bool { contains { $0.effect == .stuckFrameCount } }

    /// Whether the meter restarts.
    var restarts: Bool { verdict == .restarts }

    /// Whether the answer's checksum is wrong: where a frame has none, as on Modbus TCP, a
    /// gateway would have noticed and have answered for the meter.
    var spoilsChecksum: Bool {
        contains { strike in
            guard case .checksum = strike.effect else { return false }
            return true
        }
    }
}
