internal import MeterModels

/// Where the bytes of masters stand in time.
extension Wire {
    /// Bytes that a line without time of its own hands over: they begin now, or right behind what
    /// the tap has sent before.
    func putBehind(
        _ bytes: [UInt8],
        from member: WireMember,
        _ source: Transmission.Source,
        at hostTime: Int64
    ) {
        let pace = CharacterPace(format(source.format), source.framing)
        let start = max(hostTime, member.sendsUntil)
        let waiting = pace.characters(in: start - hostTime, limit: Transmission.limit)
        let room = Transmission.limit - waiting
        if bytes.count > room { stations.noteError() }
        guard room > 0 else { return }
        let kept = bytes.count > room ? Array(bytes.prefix(room)) : bytes
        if let current = member.current, current.accepts(kept.count, from: source, at: start) {
            current.append(kept)
            if current.isBegun { takeUp(current) }
            member.sendsUntil = current.end
        } else if let new = put(kept, from: .master(member), source, at: start, pace) {
            member.current = new
            member.sendsUntil = new.end
        }
    }

    /// Bytes that have come off a real line: the last has just ended.
    func putPaced(
        _ bytes: [UInt8],
        from member: WireMember,
        _ source: Transmission.Source,
        endingAt hostTime: Int64
    ) {
        let pace = CharacterPace(format(source.format), source.framing)
        let earliest = min(max(member.sendsUntil, hostTime - pace.span(bytes.count)), hostTime)
        let squeezed = CharacterPace(spreading: bytes.count, over: hostTime - earliest)
        let start = hostTime - squeezed.span(bytes.count)
        put(bytes, from: .master(member), source, at: start, squeezed)
        member.sendsUntil = hostTime
    }

    /// The format that a master sends in.
    ///
    /// A parity that is not known for certain is that of the bus.
    private func format(_ client: ClientLine?) -> LineFormat {
        guard let client else { return line.format }
        let parity: LinePlan.Parity =
            switch client.parity {
            case .none: .none
            case .odd: .odd
            case .even: .even
            case .noneOrEven: line.parity == .none ? .none : .even
            }
        return LineFormat(baudRate: client.baudRate, parity: parity, stopBits: client.stopBits)
    }
}

extension Transmission {
    /// Whether more bytes of the same sender may follow without a gap, as one run.
    fileprivate func accepts(_ more: Int, from source: Source, at start: Int64) -> Bool {
        !isOver && end == start && self.source == source && bytes.count + more <= Self.limit
    }
}
