internal import ModbusProtocol
internal import SimulatedTime

extension [FaultStrike] {
    /// Writes an answer as the strikes on its frame and its connection will have it.
    ///
    /// Fields change before the frame is written, so that its checksum fits them; then the checksum
    /// is spoilt; then bytes come and go in the order of the strikes; then the whole is split. All
    /// delays add up. Of several checksums, splits, endings, and of "late" and "merge", the first
    /// one holds.
    ///
    /// - Parameters:
    ///   - pdu: the answer, from its function code on.
    ///   - gap: nanoseconds that keep two frames of the line apart; 0 where nothing needs to.
    func framed(
        _ pdu: [UInt8],
        unit: UInt8,
        as shape: FrameShape,
        gap: Int64 = 0
    ) -> OutgoingFrame {
        var draft = FrameDraft(pdu, unit: unit, as: shape, by: self)
        for strike in self { draft.rework(strike) }
        var frame = OutgoingFrame(pieces: [])
        frame.delay = delay
        frame.ending = ending
        frame.release = release
        draft.end(ending)
        frame.pieces = draft.pieces(gap: gap, split: split)
        return frame
    }

    /// Nanoseconds by which the answer is late: the sum of all delays, at most the limit of one.
    var delay: Int64 {
        reduce(0) { sum, strike in
            guard case .delay(let delay) = strike.effect else { return sum }
            return Swift.min(
                sum + delay.nanoseconds(strike.stream),
                FaultDelay.limit.microseconds * 1000
            )
        }
    }

    private var ending: LineActions.Ending {
        for strike in self {
            switch strike.effect {
            case .tcp(.reset): return .resets
            case .tcp(.halfClose): return .closesSending
            case .tcp(.dropMidFrame): return .closes
            default: continue
            }
        }
        return .stays
    }

    private var release: OutgoingFrame.Release {
        for strike in self {
            switch strike.effect {
            case .late: return .withNextRequest
            case .merge: return .withNextReply
            default: continue
            }
        }
        return .atOnce
    }

    private var split: (pieces: Int, pause: Int64)? {
        for strike in self {
            if case .split(let pieces, let pause) = strike.effect {
                return (pieces, pause.microseconds * 1000)
            }
        }
        return nil
    }
}
