internal import MeterModels
internal import Metrology

/// The frames that pass on a bus, for whoever wants to see them.
extension Bus {
    /// The most frames that are kept; older ones give way.
    public static var trafficCapacity: Int { TrafficLog.capacity }

    /// Notes frames from now on; to be ended by ``unwatchTraffic()``.
    public func watchTraffic() {
        if let traffic { return traffic.watchers += 1 }
        traffic = TrafficLog(after: trafficCount)
    }

    /// One watches less; with the last one the frames are forgotten.
    public func unwatchTraffic() {
        guard let traffic else { return }
        traffic.watchers -= 1
        guard traffic.watchers == 0 else { return }
        trafficCount = traffic.newest
        self.traffic = nil
    }

    /// The frames behind a number, with what they say.
    ///
    /// - Parameters:
    ///   - number: 0 for the oldest that are kept.
    ///   - limit: how many at most; never more than ``TrafficPage/limit``.
    public func trafficPage(
        after number: Int64 = 0,
        limit: Int = 100,
        _ filter: TrafficFilter = TrafficFilter()
    ) -> TrafficPage {
        guard let traffic else {
            return TrafficPage(
                frames: [],
                next: trafficCount,
                oldest: trafficCount + 1,
                newest: trafficCount,
                lost: 0,
                isWatched: false
            )
        }
        let limit = min(max(limit, 0), TrafficPage.limit)
        let first = max(number + 1, traffic.oldest)
        var (frames, next) = ([DecodedFrame](), max(number, traffic.oldest - 1))
        while next < traffic.newest, frames.count < limit, let frame = traffic.frame(next + 1) {
            next += 1
            if filter.admits(frame) { frames.append(decoded(frame, traffic)) }
        }
        return TrafficPage(
            frames: frames,
            next: next,
            oldest: traffic.oldest,
            newest: traffic.newest,
            lost: number > 0 ? first - number - 1 : 0,
            isWatched: true
        )
    }

    private func decoded(_ frame: TrafficFrame, _ traffic: TrafficLog) -> DecodedFrame {
        let machine = frame.place.map { units[$0].device.machine }
        return DecodedFrame(
            frame: frame,
            decoding: FrameDecoding(
                frame.bytes,
                frame.framing,
                frame.direction,
                answering: frame.request.flatMap { traffic.frame($0)?.bytes },
                model: machine?.model,
                ratios: machine?.ratios ?? ConfiguredRatios()
            )
        )
    }
}
